// The arrow keys lead through the files of a case, page by page where a file has several, as the links of the page do.
// They stay what they are in a field, with a modifier, on what moves with them, and where the page itself can be moved.
const forth = () => document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
const ways = { prev: "[rel=prev]", next: "[rel=next]" };

function way(name) {
  return document.querySelector(`#leaves ${ways[name]}`) ?? document.querySelector(ways[name]);
}

addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key) || event.defaultPrevented || event.repeat) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (document.documentElement.scrollWidth > innerWidth) return;
  const link = way(event.key === forth() ? "next" : "prev");
  if (!link) return;
  event.preventDefault();
  link.click();
});

const told = document.getElementById("by-keys");
if (told && (way("prev") || way("next"))) told.hidden = false;
