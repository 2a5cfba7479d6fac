// "3 answers waiting", in view on every page as long as answers of this learner are not sent.
const words = (count) => `${count} answer${count === 1 ? "" : "s"} waiting`;
let line = null;

export function showWaiting(count) {
  if (!count) {
    line?.remove();
    line = null;
    return;
  }
  if (!line) {
    line = document.createElement("p");
    line.className = "unsent";
    line.setAttribute("role", "status");
    line.append(Object.assign(document.createElement("a"), { href: "/offline" }), " to be sent");
    document.querySelector("body > header").after(line);
  }
  line.firstChild.textContent = words(count);
}

export { words };
