// A ready-made answer goes to the end of what is typed, here and now. Without scripts, or in another language than the
// page shows it in, its button sends the form, and the page comes back with it.
addEventListener("click", (event) => {
  const button = event.target.closest("button[name=put_in]");
  if (!button) return;
  const { text, language } = button.form.elements;
  const said = button.closest("details")?.querySelector(".ready");
  if (said && language.value !== said.lang) return;
  event.preventDefault();
  if (!said) return; // Enter on a checkbox presses the first button, which puts in nothing.
  const ends = text.value.length - text.value.replace(/\n+$/, "").length;
  const gap = text.value ? "\n".repeat(Math.max(0, 2 - ends)) : "";
  text.dir = "auto";
  text.setRangeText(gap + said.textContent, text.value.length, text.value.length, "end");
  text.focus();
  text.scrollTop = text.scrollHeight;
});
