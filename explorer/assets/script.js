// What makes pages quicker where there is JavaScript: nothing needs it.
"use strict";

// A box among the facets shows its rows at once. The page that follows has the
// focus where it was.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => {
    sessionStorage.setItem("focus", event.target.id);
    form.requestSubmit();
  });
}
const focused = document.getElementById(sessionStorage.getItem("focus") ?? "");
if (focused && document.querySelector("form[data-auto]")?.contains(focused)) {
  focused.focus({ preventScroll: true });
}
sessionStorage.removeItem("focus");

// The comparisons that the chosen field takes, and whether it takes a quantifier.
const fields = document.querySelector("[data-fields]");
const operators = document.querySelector("[data-operator]");
const quantifier = document.querySelector("[data-quantifier]");
if (fields && operators) {
  const all = [...operators.options];
  const narrow = () => {
    const { operators: names, many } = fields.selectedOptions[0].dataset;
    const taken = names?.split(" ");
    if (quantifier) quantifier.disabled = names !== undefined && many === undefined;
    const chosen = operators.value;
    operators.replaceChildren(...all.filter((option) => !taken || taken.includes(option.value)));
    operators.value = chosen;
    if (!operators.value) operators.selectedIndex = 0;
  };
  fields.addEventListener("change", narrow);
  narrow();
}

// Copies the text of another element.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}

// A page that takes its time shows that it is on its way, and says so to those who
// do not see it; one that comes back from the history does not.
const underway = document.getElementById("underway");
let patience;
const busy = (on) => {
  document.documentElement.classList.toggle("busy", on);
  document.getElementById("main").ariaBusy = String(on);
  clearTimeout(patience);
  if (on) patience = setTimeout(() => { underway.textContent = underway.dataset.text; }, 400);
  else underway.textContent = "";
};
document.addEventListener("submit", () => busy(true));
document.addEventListener("click", (event) => { // a file leaves the page as it is
  const link = event.target.closest("a[href]");
  if (!link || "file" in link.dataset || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!link.getAttribute("href").startsWith("#")) busy(true);
});
window.addEventListener("pageshow", () => busy(false));

// After a form was refused, its first mistake is where one goes on.
document.querySelector("form.edit [aria-invalid]")?.focus();
