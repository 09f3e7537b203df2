// The arrow keys lead through the files of a case, page by page where a file has several, as the links of the page do.
// They stay what they are in a field, with another key, and where the page itself can be moved sideways.
const way = (name) => document.querySelector(`#leaves [rel=${name}]`) ?? document.querySelector(`[rel=${name}]`);

addEventListener("keydown", (event) => {
  const right = event.key === "ArrowRight";
  if (!right && event.key !== "ArrowLeft") return;
  if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select")) return;
  if (document.documentElement.scrollWidth > innerWidth) return;
  way(right === (document.dir === "ltr") ? "next" : "prev")?.click();
});

document.getElementById("by-keys").hidden = !way("prev") && !way("next");
