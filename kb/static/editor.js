// The editor's comforts: toolbar, preview beside the text, keeping words, picking links. The form works without them.
"use strict";
(() => {
  const form = document.querySelector("[data-editor]");
  const body = document.getElementById("body");
  if (!form || !body) return;
  const token = form.elements.csrf_token.value;
  const kept = form.querySelector("[data-kept]");
  const say = (words, bad = false) => { kept.textContent = words; kept.classList.toggle("kb-editing__kept--bad", bad); };
  const clock = () => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date());

  // Typing through insertText keeps the browser's own undo.
  const put = (from, to, words) => {
    body.focus();
    body.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, words)) body.setRangeText(words, from, to, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const around = (mark, sample) => {
    const { selectionStart: from, selectionEnd: to } = body;
    const words = body.value.slice(from, to) || sample;
    put(from, to, mark + words + mark);
    body.setSelectionRange(from + mark.length, from + mark.length + words.length);
  };
  const lines = (change) => {
    const from = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
    const end = body.value.indexOf("\n", body.selectionEnd);
    const to = end < 0 ? body.value.length : end;
    put(from, to, body.value.slice(from, to).split("\n").map(change).join("\n"));
  };
  const block = (words) => {
    const at = body.selectionEnd;
    const before = body.value.slice(0, at);
    put(at, at, (before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "") + words + "\n\n");
  };
  const tools = {
    bold: () => around("**", "bold words"),
    italic: () => around("*", "italic words"),
    "heading-2": () => lines((line) => "## " + line.replace(/^#+\s*/, "")),
    "heading-3": () => lines((line) => "### " + line.replace(/^#+\s*/, "")),
    bullets: () => lines((line) => "- " + line.replace(/^(-|\d+\.)\s+/, "")),
    numbers: () => lines((line, index) => `${index + 1}. ` + line.replace(/^(-|\d+\.)\s+/, "")),
    quote: () => lines((line) => "> " + line),
    table: () => block("| First | Second |\n| --- | --- |\n| words | words |"),
    link: () => pick(""),
    term: () => pick("term"),
    paragraph: () => pick("paragraph"),
  };

  // The toolbar is one stop of the Tab key; arrows move inside it.
  const bar = form.querySelector("[data-toolbar]");
  const buttons = [...bar.querySelectorAll("button")];
  bar.hidden = false;
  bar.addEventListener("click", (event) => tools[event.target.dataset.tool]?.());
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    const here = buttons.indexOf(document.activeElement);
    const next = Math.abs(step) === 1 ? (here + step + buttons.length) % buttons.length : step < 0 ? 0 : buttons.length - 1;
    buttons.forEach((button, index) => { button.tabIndex = index === next ? 0 : -1; });
    buttons[next].focus();
  });
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const key = event.key.toLowerCase();
    const tool = event.target === body ? { b: "bold", i: "italic", k: "link" }[key] : "";
    if (key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector(".kb-editing__actions [value=save]")); }
    // What is used here is not also the page's own shortcut.
    else if (tool) { event.preventDefault(); event.stopPropagation(); tools[tool](); }
  });

  // Sending what stands in the form. A document comes back as one: no string is ever read as HTML here.
  const send = (url, type) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = type;
    request.timeout = 20_000;
    request.onload = () => (request.status < 400 && request.responseURL.endsWith(new URL(url, location).pathname) ? resolve(request.response) : reject(request.status || 401));
    request.onerror = request.ontimeout = () => reject(0);
    const data = new FormData(form);
    data.set("csrf_token", token);
    request.send(data);
  });
  const page = document.getElementById("preview");
  let asked = 0;
  const preview = async () => {
    const mine = ++asked;
    try {
      const found = (await send(form.dataset.preview, "document"))?.querySelector("[data-previewed]");
      if (found && mine === asked) page.replaceChildren(...[...found.childNodes].map((node) => document.importNode(node, true)));
    } catch { /* the next change asks again; keeping says what is wrong */ }
  };
  let changed = false, sending = false, waiting = 0;
  const keep = async () => {
    if (!changed || sending) return;
    changed = false;
    sending = true;
    try {
      await send(form.dataset.keep, "");
      say(`Kept at ${clock()}. Not saved as a revision yet.`);
    } catch (status) {
      changed = true;
      const why = { 0: "The server cannot be reached.", 401: "You are signed out. Sign in again in another tab.", 413: "The text is too long to be kept." }[status] || "It could not be kept.";
      say(`${why} Your words stay on this page.`, true);
    }
    sending = false;
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => { keep(); preview(); }, 1500);
  });
  setInterval(keep, 15_000);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });

  // Picking what to link to: documents, authorities and paragraphs by name.
  const picker = form.querySelector("[data-picker]");
  const words = picker.querySelector("[data-picker-words]");
  const list = picker.querySelector("[data-picker-list]");
  let only = "", at = [0, 0], looking = 0;
  const pick = (what) => {
    only = what;
    at = [body.selectionStart, body.selectionEnd];
    words.value = body.value.slice(...at).slice(0, 80);
    picker.showModal();
    words.focus();
    look();
  };
  const choose = (one) => {
    picker.close();
    const told = body.value.slice(...at) || one.title;
    put(at[0], at[1], `[${told.replace(/[[\]]/g, "")}](${one.target})`);
  };
  const look = () => {
    const request = new XMLHttpRequest();
    request.open("GET", `${form.dataset.links}?${new URLSearchParams({ q: words.value, only })}`);
    request.responseType = "document";
    request.onload = () => {
      const found = [...(request.response?.querySelectorAll("[data-target]") || [])];
      list.replaceChildren(...found.map((one) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "kb-link-button";
        button.textContent = one.textContent;
        button.addEventListener("click", () => choose(one.dataset));
        item.append(button);
        return item;
      }));
      if (!found.length) list.textContent = "Nothing of that name.";
    };
    request.send();
  };
  words.addEventListener("input", () => { clearTimeout(looking); looking = setTimeout(look, 250); });
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.querySelector("button")?.click();
  });
  picker.querySelector("[data-picker-close]").addEventListener("click", () => { picker.close(); body.focus(); });
})();
