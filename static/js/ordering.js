// Ordering by moving: buttons, arrow keys and drag instead of numbered selects, which stay in the form, out of
// sight, and carry the ranks. Each move is announced.
const plain = (text, className) => Object.assign(document.createElement("span"), { textContent: text, className });

export function enhance() {
  const fieldset = document.querySelector("[data-ordering]");
  if (!fieldset || fieldset.querySelector(".order")) return; // Not here, or done already.
  const ranks = fieldset.querySelector(".ranks");
  const selects = [...ranks.querySelectorAll("select")];
  const list = document.createElement("ol");
  const live = document.createElement("p");

  fieldset.querySelector("legend").textContent = "Put them in the right order";
  list.className = "order";
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  ranks.hidden = true;
  ranks.after(list, live);

  function row(select, label) {
    const item = document.createElement("li");
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "order-item";
    const text = document.createElement("span");
    text.className = "order-text";
    text.append(...label.cloneNode(true).childNodes);
    handle.append(plain("", "order-place grip"), text);
    item.append(handle, mover(item, "up", -1), mover(item, "down", 1));
    item.select = select;
    item.handle = handle;
    item.name = label.textContent.trim();
    handle.addEventListener("keydown", (event) => onKey(event, item));
    dragging(item);
    return item;
  }

  function mover(item, word, step) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `order-move order-${word}`;
    button.addEventListener("click", () => move(item, place(item) + step));
    return button;
  }

  const place = (item) => [...list.children].indexOf(item);

  // The others make way: an element that is itself moved in the page would lose the focus, or the finger on it.
  function move(item, to, { quiet = false } = {}) {
    const items = [...list.children];
    const from = items.indexOf(item);
    const target = Math.max(0, Math.min(items.length - 1, to));
    if (target === from) return false;
    if (target > from) item.before(...items.slice(from + 1, target + 1));
    else item.after(...items.slice(target, from));
    number();
    if (!quiet) announce(item);
    return true;
  }

  function announce(item) {
    const order = [...list.children].map((each) => each.name).join("; ");
    live.textContent = `${item.name}: now ${place(item) + 1} of ${list.children.length}. The order is ${order}.`;
  }

  function number() {
    const last = list.children.length - 1;
    [...list.children].forEach((item, index) => {
      item.select.value = String(index + 1);
      item.querySelector(".order-place").textContent = `${index + 1}.`;
      item.handle.setAttribute("aria-label", `${item.name}, ${index + 1} of ${last + 1}. The arrow keys move it.`);
      for (const [word, isEnd] of [["up", index === 0], ["down", index === last]]) {
        const button = item.querySelector(`.order-${word}`);
        button.setAttribute("aria-label", `Move ${word}: ${item.name}`);
        button.setAttribute("aria-disabled", String(isEnd));
      }
    });
  }

  function onKey(event, item) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowUp: place(item) - 1, ArrowDown: place(item) + 1, Home: 0, End: list.children.length - 1 };
    if (event.key in steps) {
      event.preventDefault();
      move(item, steps[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!event.repeat) fieldset.form.requestSubmit(fieldset.form.querySelector("[aria-keyshortcuts~=Enter]"));
    }
  }

  // With a mouse the whole item can be dragged; with a finger its grip alone, so that the page still scrolls.
  function dragging(item) {
    const { handle } = item;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || (event.pointerType !== "mouse" && !event.target.closest(".grip"))) return;
      handle.setPointerCapture(event.pointerId);
      item.classList.add("is-dragged");
      let moved = false;
      const follow = ({ clientY }) => {
        const under = [...list.children].findIndex((each) => {
          const { top, bottom } = each.getBoundingClientRect();
          return clientY >= top && clientY <= bottom;
        });
        if (under >= 0 && move(item, under, { quiet: true })) moved = true;
      };
      const stop = () => {
        handle.removeEventListener("pointermove", follow);
        item.classList.remove("is-dragged");
        if (moved) announce(item);
      };
      handle.addEventListener("pointermove", follow);
      handle.addEventListener("pointerup", stop, { once: true });
      handle.addEventListener("pointercancel", stop, { once: true });
    });
  }

  // What was chosen before a mistake comes back: given ranks first, the rest in the order shown.
  const rows = selects.map((select) => row(select, ranks.querySelector(`label[for="${select.id}"]`)));
  const rank = (item) => Number(item.select.value) || rows.length + 1;
  list.append(...[...rows].sort((a, b) => rank(a) - rank(b)));
  selects[0].removeAttribute("id"); // The link of a mistake leads to the first item from now on.
  list.firstChild.handle.id = "response";
  number();
}

enhance();
