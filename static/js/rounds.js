// Rounds: two chosen tiles are joined at once, and the clock of a speed round is seen running. The server keeps the time.
import "./keys.js";

const match = document.querySelector("[data-match]");
const speed = document.querySelector("[data-speed]");

match?.addEventListener("change", () => {
  if (match.querySelectorAll("input:checked").length === 2) match.requestSubmit();
});

if (speed) {
  const clock = document.querySelector("[data-clock]");
  const told = document.querySelector("[data-seconds]");
  const end = performance.now() + 1000 * clock.value;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    clock.value = left;
    told.textContent = String(left);
    if (left > 0) return;
    clearInterval(timer);
    speed.querySelector("[name=stop]").click();
  }, 250);
}
