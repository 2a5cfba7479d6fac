// The text of a bank: line numbers beside it, faults marked at their lines while one types, and links that lead into the text.
import { keepDraft } from "./draft.js";

const form = document.getElementById("text-form");
const box = document.getElementById("text");
const gutter = form.querySelector(".code-lines");
const here = document.getElementById("faults-here");
let faulty = new Set();

function number() {
  const count = box.value.split("\n").length;
  const same = gutter.childElementCount === count;
  if (!same) {
    gutter.replaceChildren(...Array.from({ length: count }, (_, index) => {
      const line = document.createElement("span");
      line.textContent = String(index + 1);
      return line;
    }));
  }
  [...gutter.children].forEach((line, index) => line.classList.toggle("is-faulty", faulty.has(String(index + 1))));
  follow();
}

function follow() {
  gutter.scrollTop = box.scrollTop;
}

function mark() {
  const content = here.querySelector("[data-lines]");
  faulty = new Set((content?.dataset.lines ?? "").split(" ").filter(Boolean));
  number();
}

// A fault's link puts the cursor at its line and column.
here.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link) return;
  event.preventDefault();
  const lines = box.value.split("\n");
  const line = Math.min(Number(link.dataset.line), lines.length) - 1;
  const start = lines.slice(0, line).reduce((length, text) => length + text.length + 1, 0);
  const at = start + Math.min(Number(link.dataset.column) - 1, lines[line].length);
  box.focus();
  box.setSelectionRange(at, at);
  box.scrollTop = Math.max(0, (line - 3) * parseFloat(getComputedStyle(box).lineHeight));
  box.scrollIntoView({ block: "nearest" });
});

gutter.hidden = false;
box.addEventListener("scroll", follow);
box.addEventListener("input", number);
mark();
keepDraft(form, (content) => {
  here.replaceChildren(content);
  mark();
});
