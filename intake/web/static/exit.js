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

// Staying. A conversation closes after some minutes without a sign of life. Two minutes before, this says so, and keeps it
// open if that is wanted, as often as it is. Without scripts the page says beforehand how long it stays open.
const BEFORE_MS = 120000;
const closing = document.getElementById("closing");

function stay() {
  const button = closing.querySelector("button");
  const says = closing.querySelector("[role=status]");
  let timer;

  function wait() {
    clearTimeout(timer);
    says.textContent = "";
    closing.hidden = button.hidden = true;
    timer = setTimeout(tell, Number(closing.dataset.minutes) * 60000 - BEFORE_MS);
  }

  function tell() {
    closing.hidden = button.hidden = false;
    says.textContent = closing.dataset.says;
  }

  button.addEventListener("click", async () => {
    const answer = await fetch(location.pathname, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) wait();
    else says.textContent = closing.dataset.closed; // Too late, or the network is gone: the code opens it again.
  });
  wait();
}

if (closing) stay();
