// Steps from note to note in a chat that is explained. Everything works without it, by the links themselves.
(() => {
  "use strict";
  const notes = [...document.querySelectorAll(".kb-note")];
  const status = document.getElementById("status");
  let at = -1;
  const step = (by) => {
    if (!notes.length) return;
    at = (at + by + notes.length) % notes.length;
    notes.forEach((one, place) => one.classList.toggle("kb-note--here", place === at));
    notes[at].scrollIntoView({ block: "center" });
    notes[at].focus({ preventScroll: true });
    status.textContent = `Note ${at + 1} of ${notes.length}`;
  };
  document.querySelectorAll("[data-note-step]").forEach((one) => {
    one.addEventListener("click", () => step(Number(one.dataset.noteStep)));
  });
  document.addEventListener("focusin", (event) => {
    const place = notes.indexOf(event.target.closest(".kb-note"));
    if (place >= 0) at = place;
  });
  document.addEventListener("keydown", (event) => {
    const box = document.getElementById("shortcuts-on");
    if (event.ctrlKey || event.metaKey || event.altKey || (box && !box.checked)) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "]") step(1);
    else if (event.key === "[") step(-1);
  });
})();
