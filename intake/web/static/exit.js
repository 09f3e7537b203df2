// Leaving fast: the page is gone at once, Back does not lead here, and Shift pressed three times, alone, does the same.
// Escape stops a loading page and stays what it is. Another page may take the place of this one (upload.js).
const WITHIN_MS = 5000;
const wayOut = () => document.getElementById("leave");
let presses = 0;
let alone = false;
let forgetting;

function leave() {
  const link = wayOut();
  const blank = document.createElement("p");
  blank.setAttribute("role", "alert");
  blank.textContent = link.dataset.loading;
  document.title = "\u2009";
  document.documentElement.classList.add("leaving");
  document.body.replaceChildren(blank); // Not only hidden: nothing is left to read aloud.
  location.replace(link.href);
}

function count(number) {
  clearTimeout(forgetting);
  presses = number;
  const told = document.getElementById("presses");
  told.dataset.presses = number;
  told.textContent = told.dataset[`after${number}`] ?? "";
  if (number === 3) leave();
  else if (number) forgetting = setTimeout(count, WITHIN_MS, 0);
}

addEventListener("change", ({ target }) => {
  if (target.type !== "file" || !target.files.length) return;
  import(target.dataset.script).then(({ watch }) => watch(target));
});
document.documentElement.classList.add("scripted");

// Text that was only passed on does not stay in the history, to be sent once more.
if (document.querySelector("#kept, [data-passing]")) history.replaceState(null, "");

if (wayOut()) {
  addEventListener("click", (event) => {
    if (!event.target.closest(`a[href="${wayOut().getAttribute("href")}"]`)) return;
    event.preventDefault();
    leave();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Shift") { // With Alt or Ctrl it changes the keyboard's language.
      if (!event.repeat) alone = !(event.altKey || event.ctrlKey || event.metaKey);
      return;
    }
    alone = false;
    if (presses) count(0); // These were capitals.
  });
  addEventListener("pointerdown", () => { alone = false; });
  addEventListener("keyup", (event) => {
    if (event.key === "Shift" && alone) count(presses + 1);
    if (event.key === "Shift") alone = false;
  });
}
