// Leaving fast. The links work without this file; with it the page is gone at once, however slow the network, the step
// back does not lead here again, and Shift pressed three times, alone, does the same. Escape is left alone: it stops a
// loading page, and people press it for that.
const WITHIN_MS = 5000;
const link = document.getElementById("leave");
const told = document.getElementById("presses");
let presses = 0;
let alone = false;
let forgetting;

function leave() {
  const blank = document.createElement("p");
  blank.setAttribute("role", "alert");
  blank.textContent = link.dataset.loading;
  document.title = "\u2009";
  document.documentElement.classList.add("leaving");
  document.body.replaceChildren(blank); // Taken out and not only hidden: nothing is left to read aloud or bring back.
  location.replace(link.href);
}

function count(number) {
  clearTimeout(forgetting);
  presses = number;
  told.dataset.presses = number;
  told.textContent = told.dataset[`after${number}`] ?? "";
  if (number === 3) leave();
  else if (number) forgetting = setTimeout(count, WITHIN_MS, 0);
}

// Text that was only passed on to this page does not stay in the history as something to send once more.
if (document.querySelector("#kept, [data-passing]")) history.replaceState(null, "");

if (link) {
  addEventListener("click", (event) => {
    if (!event.target.closest(`a[href="${link.getAttribute("href")}"]`)) return;
    event.preventDefault();
    leave();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Shift") { // With Alt or Ctrl it changes the keyboard's language, which our writers do often.
      if (!event.repeat) alone = !(event.altKey || event.ctrlKey || event.metaKey);
      return;
    }
    alone = false;
    if (presses) count(0); // Somebody typing capitals is not somebody leaving.
  });
  addEventListener("pointerdown", () => { alone = false; });
  addEventListener("keyup", (event) => {
    if (event.key === "Shift" && alone) count(presses + 1);
    if (event.key === "Shift") alone = false;
  });
}
