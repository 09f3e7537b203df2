// Shows how far a form with files has come, and says before sending which files are too large. Loaded once somebody chose
// a file; without it the form is sent as ever, and the page that follows tells the same.

// Other buttons lead to another page of the form, to another language or to help, and take no file.
const sends = (button) => !button.hasAttribute("formaction") && (!button.name || button.name === "send");

export function watch(input) {
  if (input.watched) return;
  input.watched = true;
  const { dataset, form } = input;
  for (const button of form.elements) {
    if (button.type === "submit" && sends(button)) button.formEnctype = "multipart/form-data";
  }
  const bar = document.createElement("progress");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  bar.hidden = true;
  bar.max = 1;
  bar.setAttribute("aria-label", dataset.sending);
  input.after(said, bar);
  let sending = false;
  let told = 0;

  function look() {
    const files = [...input.files];
    const large = files.filter((file) => file.size > Number(dataset.largest));
    const lines = large.map((file) => `\u2066${file.name}\u2069: ${dataset.large}`);
    if (files.length > Number(dataset.most)) lines.push(dataset.many);
    said.textContent = lines.join("\n");
  }

  function show(share) {
    bar.value = share;
    if (share - told < 0.1 && share < 1) return; // Read aloud ten times, not a thousand.
    told = share;
    const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);
    said.textContent = `${dataset.sending} ${percent}`;
  }

  function stop(words) {
    sending = false;
    bar.hidden = true;
    said.textContent = words;
  }

  // The answer in the place of this page, as if the browser had sent the form itself. One that is none of ours, a
  // proxy's for instance, costs nothing that was typed.
  function arrive(request) {
    if (request.responseURL !== request.asked) {
      location.replace(request.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const ours = page.getElementById("main");
    if (!ours || (request.status >= 400 && !page.querySelector(`form[action="${form.getAttribute("action")}"]`))) {
      stop(dataset.failed);
      return;
    }
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    document.getElementById("main").focus({ preventScroll: true });
    const place = dataset.then && document.querySelector(dataset.then);
    if (place) place.scrollIntoView();
    else scrollTo(0, 0);
    dispatchEvent(new Event("arrived"));
  }

  function send(event) {
    const button = event.submitter;
    if (event.defaultPrevented || !input.files.length || (button && !sends(button))) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    const fields = [...new FormData(form)].filter(([, value]) => !(value instanceof File));
    if (button?.name) fields.push([button.name, button.value]);
    const body = new FormData(); // Files last: what comes after a file is not looked at.
    for (const [name, value] of fields) body.append(name, value);
    for (const file of input.files) body.append(input.name, file);
    const request = new XMLHttpRequest();
    request.asked = new URL(form.action, location.href).href;
    request.open("POST", request.asked);
    request.upload.addEventListener("progress", (step) => show(step.total ? step.loaded / step.total : 0));
    request.addEventListener("load", () => arrive(request));
    request.addEventListener("error", () => stop(dataset.failed));
    bar.hidden = false;
    told = -1;
    show(0);
    request.send(body);
  }

  input.addEventListener("change", look);
  form.addEventListener("submit", send);
  look();
}
