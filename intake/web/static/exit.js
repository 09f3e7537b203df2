// Leaving fast. The link works without this file; with it the page is blank at once, the step back
// does not lead here again, and three presses of Shift do the same. Escape is left alone: it stops
// a loading page, and people press it for that.
const WITHIN_MS = 1500;
let presses = [];

function leave() {
  document.documentElement.classList.add("leaving");
  document.title = "\u2009";
  location.replace("/exit");
}

document.getElementById("leave")?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

addEventListener("keydown", (event) => {
  if (event.key !== "Shift") {
    presses = []; // Somebody typing capitals is not somebody leaving.
    return;
  }
  if (event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
  if (presses.length >= 3) leave();
});
