// A conversation, and the desk, close after some minutes without a sign of life. Two minutes before, this says so, and
// keeps them open if that is wanted, as often as it is. Without scripts a page says beforehand how long it stays open.
// Nothing is stored.
const BEFORE_MS = 180000; // Signs of life are written down once a minute, so the end may be that much nearer.
let closing;
let button;
let told;
let timer;

function wait() {
  clearTimeout(timer);
  told.textContent = "";
  closing.hidden = button.hidden = true;
  timer = setTimeout(tell, Number(closing.dataset.minutes) * 60000 - BEFORE_MS);
}

function tell() {
  closing.hidden = button.hidden = false;
  told.textContent = closing.dataset.says;
}

async function stay() {
  const answer = await fetch(closing.dataset.at, { redirect: "manual" }).catch(() => null);
  if (answer?.ok) wait();
  else told.textContent = closing.dataset.closed; // Too late, or the network is gone.
}

function begin() {
  closing = document.getElementById("closing");
  button = closing.querySelector("button");
  told = closing.querySelector("[role=status]");
  button.addEventListener("click", stay);
  wait();
}

addEventListener("arrived", begin); // A page that took the place of this one (upload.js).
begin();
