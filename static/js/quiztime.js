// The time that a quiz leaves, counted down on its page; it is said aloud at ten, five and one minutes, and when it is up.
const line = document.querySelector("[data-ends]");
const SAID_AT = [10, 5, 1];

if (line) {
  const shown = line.querySelector("[data-left]");
  const said = document.querySelector("[data-time-said]");
  const ends = Date.parse(line.dataset.ends);
  let last = minutesLeft();

  function minutesLeft() {
    return Math.ceil((ends - Date.now()) / 60_000);
  }

  function say(text) {
    said.textContent = text;
  }

  function tick() {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    const hours = Math.floor(left / 3600);
    const [minutes, seconds] = [Math.floor(left / 60) % 60, left % 60].map((part) => String(part).padStart(2, "0"));
    shown.textContent = left > 0 ? `in ${hours ? `${hours}:` : ""}${minutes}:${seconds}` : "now";
    line.classList.toggle("is-short", left <= 60);
    const now = minutesLeft();
    const passed = SAID_AT.find((mark) => last > mark && now <= mark);
    if (passed) say(passed === 1 ? "One minute left." : `${passed} minutes left.`);
    last = now;
    if (left > 0) return;
    clearInterval(timer);
    say("Time is up. What is saved is handed in.");
  }

  const timer = setInterval(tick, 1000);
  tick();
}
