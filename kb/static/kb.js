// Comforts for people whose browser runs script. Every page works without this file.
// No innerHTML, no eval, no inline styles: the Content-Security-Policy refuses them.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  // The live region reads out what happened and shows it for a few seconds.
  const status = document.getElementById("status");
  let clearing = 0;
  const announce = (words) => {
    if (!status) return;
    clearTimeout(clearing);
    status.textContent = "";
    setTimeout(() => { status.textContent = words; }, 60);
    clearing = setTimeout(() => { status.textContent = ""; }, 5000);
  };

  // Settings live in this browser only; a browser that refuses storage keeps the defaults.
  const settings = {
    get(name, fallback) {
      try { return localStorage.getItem(name) || fallback; } catch { return fallback; }
    },
    set(name, value) {
      try { localStorage.setItem(name, value); } catch { announce("Your browser does not let us keep this setting."); }
    },
  };
  const startSettings = () => {
    for (const box of all("[data-setting]")) {
      const { setting, settingDefault } = box.dataset;
      box.checked = settings.get(setting, settingDefault) === "on";
      box.addEventListener("change", () => settings.set(setting, box.checked ? "on" : "off"));
    }
  };

  // Copying a citation; with words selected in the same paragraph, the quotation and then the citation.
  const quotation = (button) => {
    const text = button.closest(".kb-para")?.querySelector("[data-para-text]");
    const selection = getSelection();
    if (!text || !selection.rangeCount || selection.isCollapsed) return "";
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return "";
    return selection.toString().replace(/\s+/g, " ").trim();
  };
  const oldCopy = (words) => {
    const area = make("textarea", "govuk-visually-hidden", words);
    const back = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    back?.focus();
    return done ? Promise.resolve() : Promise.reject(new Error("refused"));
  };
  const toClipboard = (words) =>
    navigator.clipboard && isSecureContext ? navigator.clipboard.writeText(words).catch(() => oldCopy(words)) : oldCopy(words);
  const startCopying = () => {
    for (const button of all("[data-copy]")) {
      button.hidden = false;
      let quoted = "";
      button.addEventListener("pointerdown", () => { quoted = quotation(button); });
      button.addEventListener("click", async () => {
        const quote = quoted || quotation(button);
        quoted = "";
        const short = settings.get("kb-copy-short", "off") === "on" && button.dataset.copyShort;
        const citation = short || button.dataset.copy;
        const word = button.querySelector("[data-copy-word]");
        try {
          await toClipboard(quote ? `“${quote}” ${citation}` : citation);
          announce(quote ? "Quotation and citation copied" : "Citation copied");
          if (word) {
            word.textContent = "Copied";
            button.classList.add("kb-copy--done");
            setTimeout(() => { word.textContent = "Copy"; button.classList.remove("kb-copy--done"); }, 3000);
          }
        } catch {
          announce("Your browser did not allow copying. Open the paragraph number to see its citation.");
        }
      });
    }
  };

  // "/" and Ctrl+K go to the search box; never while somebody types, and "/" (a lone key) only if they want it.
  const typing = (target) => target instanceof Element && Boolean(target.closest("input, textarea, select, [contenteditable]"));
  const startShortcuts = () => {
    const box = document.querySelector("[data-search-focus]");
    if (!box) return;
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.isComposing || event.altKey || event.shiftKey && event.key !== "/") return;
      const command = event.ctrlKey || event.metaKey;
      const meant = command ? event.key.toLowerCase() === "k" : event.key === "/";
      if (!meant || typing(event.target) || settings.get("kb-shortcuts", "on") !== "on") return;
      event.preventDefault();
      box.focus();
      box.select();
    });
  };

  // Contents and filters are open beside the text and folded above it.
  const wide = matchMedia("(min-width: 50em)");
  const startFolds = () => {
    const unfold = () => all("[data-fold]").forEach((fold) => { fold.open = wide.matches; });
    unfold();
    wide.addEventListener("change", unfold);
  };

  // The contents list marks the section being read.
  const startContents = () => {
    const nav = document.querySelector("[data-contents]");
    if (!nav) return;
    const fold = nav.querySelector("[data-fold]");
    const links = new Map();
    for (const link of all("a[href^='#']", nav)) {
      const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (section) links.set(section, link);
      link.addEventListener("click", () => { if (fold && !wide.matches) fold.open = false; });
    }
    const sections = [...links.keys()];
    if (!sections.length || !("IntersectionObserver" in window)) return;
    let marked = null;
    const mark = () => {
      const line = innerHeight * 0.3;
      const current = sections.filter((section) => section.getBoundingClientRect().top <= line).pop() || null;
      if (current === marked) return;
      links.get(marked)?.removeAttribute("aria-current");
      marked = current;
      const link = links.get(current);
      if (!link) return;
      link.setAttribute("aria-current", "location");
      if (wide.matches) {
        const over = link.getBoundingClientRect(), frame = nav.getBoundingClientRect();
        if (over.top < frame.top || over.bottom > frame.bottom) nav.scrollTop += over.top - frame.top - frame.height / 3;
      }
    };
    const observer = new IntersectionObserver(mark, { rootMargin: "1000000px 0px -70% 0px" });
    sections.forEach((section) => observer.observe(section));
  };

  // Sorting a table by a column: a button in the heading, the order in aria-sort, the original order on the third press.
  const keyOf = (row, index, numeric) => {
    const cell = row.cells[index];
    const text = cell ? cell.dataset.sortKey ?? cell.textContent.trim() : "";
    if (!numeric) return text;
    const number = parseFloat(text.replace(/[^\d.-]/g, ""));
    return Number.isNaN(number) ? -Infinity : number;
  };
  const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
  const startSorting = () => {
    for (const table of all("table[data-sortable]")) {
      const body = table.tBodies[0];
      const heads = all("thead th[data-sort]", table);
      if (!body) continue;
      const original = [...body.rows];
      for (const head of heads) {
        const button = make("button", "kb-sort", head.textContent.trim());
        button.type = "button";
        head.replaceChildren(button);
        head.setAttribute("aria-sort", "none");
        button.addEventListener("click", () => {
          const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")];
          heads.forEach((other) => other.setAttribute("aria-sort", other === head ? next : "none"));
          const numeric = head.dataset.sort === "number";
          const sign = next === "descending" ? -1 : 1;
          const compare = (a, b) => {
            const [left, right] = [keyOf(a, head.cellIndex, numeric), keyOf(b, head.cellIndex, numeric)];
            return sign * (numeric ? (left > right) - (left < right) : collator.compare(left, right));
          };
          body.append(...(next === "none" ? original : [...original].sort(compare)));
          announce(next === "none" ? "Original order" : `Sorted by ${button.textContent}, ${next}`);
        });
      }
    }
  };

  // Narrowing a list while typing; accents and case do not matter.
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const startFilters = () => {
    for (const box of all("[data-filter-list]")) {
      const list = document.getElementById(box.dataset.filterList);
      const input = box.querySelector("input");
      const count = box.querySelector("[data-filter-count]");
      if (!list || !input) continue;
      box.hidden = false;
      const items = all("[data-filter-item]", list).map((item) => [item, folded(item.textContent)]);
      const groups = all("[data-filter-group]", list);
      let telling = 0;
      const narrow = () => {
        const words = folded(input.value).split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const [item, text] of items) {
          item.hidden = !words.every((word) => text.includes(word));
          if (!item.hidden) shown += 1;
        }
        for (const group of groups) group.hidden = !group.querySelector("[data-filter-item]:not([hidden])");
        const told = words.length ? `${shown} of ${items.length} shown` : "";
        if (count) count.textContent = told;
        clearTimeout(telling);
        if (told) telling = setTimeout(() => announce(told), 700);
      };
      input.addEventListener("input", narrow);
      narrow();
    }
  };

  // On paper nothing is folded, and the sheet says when and from where it was printed.
  const startPrinting = () => {
    for (const button of all("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => print());
    }
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all("main details:not([open])");
      opened.forEach((details) => { details.open = true; });
      const when = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" }).format(new Date());
      for (const stamp of all("[data-print-stamp]")) stamp.textContent = `Printed ${when} from ${location.href}`;
    });
    addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
  };

  // Names that begin like what is typed, in a list under the box. Enter without a choice searches, as it does without script.
  const startSuggesting = () => {
    if (document.querySelector("[name=password]")) sessionStorage.removeItem("kb-recent");
    for (const box of all("[data-suggest]")) {
      const form = box.form, list = document.createElement("ul"), status = document.createElement("span");
      let timer = 0, asked = 0, at = -1;
      list.id = `${box.id}-list`;
      list.className = "kb-suggest";
      list.hidden = true;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", "Suggestions");
      status.className = "govuk-visually-hidden";
      status.setAttribute("aria-live", "polite");
      box.after(list, status);
      for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) box.setAttribute(name, value);
      const close = () => {
        list.hidden = true;
        at = -1;
        box.setAttribute("aria-expanded", "false");
        box.removeAttribute("aria-activedescendant");
      };
      const move = (to) => {
        const options = [...list.children];
        at = to;
        options.forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
        if (at < 0) box.removeAttribute("aria-activedescendant");
        else {
          box.setAttribute("aria-activedescendant", options[at].id);
          options[at].scrollIntoView({ block: "nearest" });
        }
      };
      const show = (found) => {
        list.replaceChildren(...found.map((one, place) => {
          const option = document.createElement("li"), kind = document.createElement("span");
          option.id = `${list.id}-${place}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.url = one.url;
          option.textContent = one.text === one.title || one.title.startsWith(`${one.text}:`) ? one.title : `${one.text}: ${one.title}`;
          kind.className = "kb-suggest__kind";
          kind.textContent = one.kind.replace("_", " ");
          option.append(" ", kind);
          return option;
        }));
        at = -1;
        list.hidden = !found.length;
        box.setAttribute("aria-expanded", String(Boolean(found.length)));
        status.textContent = found.length ? `${found.length} suggestion${found.length === 1 ? "" : "s"}` : "";
      };
      // What was searched for in this tab, and only there: it goes with the tab, and at the next sign-in.
      const recent = () => JSON.parse(sessionStorage.getItem("kb-recent") || "[]");
      const remember = (words) => {
        const kept = [words, ...recent().filter((one) => one !== words)].slice(0, 5);
        sessionStorage.setItem("kb-recent", JSON.stringify(kept));
      };
      const showRecent = () => show(recent().map((words) => ({ text: words, title: words, kind: "recent search", url: `${form.action}?${told(words)}` })));
      const told = (words) => {
        const found = new URLSearchParams({ q: words });
        for (const name of ["as_at", "known_at"]) if (form.elements[name]) found.set(name, form.elements[name].value);
        return found;
      };
      const ask = async () => {
        const mine = ++asked, words = box.value.trim();
        if (!words) return showRecent();
        if (words.length < 2) return close();
        try {
          const answer = await fetch(`/api/v1/suggest?${told(words)}`, { headers: { Accept: "application/json" } });
          if (mine === asked && answer.ok) show((await answer.json()).suggestions);
        } catch { close(); }
      };
      box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
      box.addEventListener("focus", () => { if (!box.value) showRecent(); });
      box.addEventListener("blur", close);
      box.addEventListener("keydown", (event) => {
        if (list.hidden || event.isComposing) return;
        const last = list.children.length - 1;
        if (event.key === "ArrowDown") move(at === last ? -1 : at + 1);
        else if (event.key === "ArrowUp") move(at < 0 ? last : at - 1);
        else if (event.key === "Escape") close();
        else if (event.key === "Enter" && at >= 0) location.assign(list.children[at].dataset.url);
        else return;
        event.preventDefault();
      });
      // On pressing, not on letting go: by then the box has lost its focus and the list is gone.
      list.addEventListener("mousedown", (event) => {
        const option = event.target.closest("[role=option]");
        event.preventDefault();
        if (option) location.assign(option.dataset.url);
      });
      form.addEventListener("submit", () => {
        asked += 1;
        close();
        if (box.value.trim()) remember(box.value.trim());
      });
    }
  };

  // A picture that is wider than the screen opens on its middle, where what it is about stands.
  const startPictures = () => {
    for (const picture of all(".kb-map")) picture.scrollLeft = (picture.scrollWidth - picture.clientWidth) / 2;
  };

  // Where it is configured: that a page was opened from results, without by whom.
  const startCounting = () => {
    for (const list of all("[data-count]")) {
      list.addEventListener("click", (event) => {
        const hit = event.target.closest("a") && event.target.closest("[data-slug]");
        if (!hit) return;
        const body = new URLSearchParams({ csrf_token: list.dataset.token, kind: hit.dataset.kind, slug: hit.dataset.slug });
        fetch(list.dataset.count, { method: "POST", body, keepalive: true }).catch(() => {});
      });
    }
  };

  // "Back to top" follows the reader down a long page.
  const startBackToTop = () => {
    const top = document.querySelector("[data-back-to-top]");
    const header = document.querySelector(".kb-header");
    if (!top || !header || !("IntersectionObserver" in window)) return;
    if (document.documentElement.scrollHeight < innerHeight * 1.5) top.hidden = true;
    // The header counts as seen until it is a whole screen away.
    const observer = new IntersectionObserver(([entry]) => top.classList.toggle("kb-top--floating", !entry.isIntersecting), { rootMargin: "100% 0px 0px 0px" });
    observer.observe(header);
  };

  document.documentElement.classList.remove("no-js");
  document.querySelector("[data-error-summary]")?.focus();
  for (const start of [startSettings, startCopying, startShortcuts, startFolds, startContents, startSorting, startFilters, startPrinting, startPictures, startSuggesting, startCounting, startBackToTop]) start();
})();
