// Swipes press the control that names them in data-swipe: to the left goes on, or says "Again"; to the right says "Good".
// Only a short, flat stroke of one finger counts, away from the edges (they are the system's) and from what moves by itself.
import { areKeysOn } from "./keyswitch.js";

const FAR = 70;
const QUICK = 700;
const EDGE = 32;
const MOVES_ITSELF = "input, select, textarea, dialog, [role=application], .map-scroll, .order";
let start = null;

const scrolls = (element) => element && (
  (element.scrollWidth > element.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(element).overflowX))
  || scrolls(element.parentElement === document.body ? null : element.parentElement));

document.addEventListener("touchstart", ({ touches, target, timeStamp }) => {
  const { clientX: x, clientY: y } = touches[0];
  const isFree = areKeysOn() && touches.length === 1 && x > EDGE && x < innerWidth - EDGE && (visualViewport?.scale ?? 1) < 1.01
    && !target.closest(MOVES_ITSELF) && !scrolls(target);
  start = isFree ? { x, y, at: timeStamp } : null;
}, { passive: true });

document.addEventListener("touchcancel", () => { start = null; }, { passive: true });

document.addEventListener("touchend", ({ changedTouches, timeStamp }) => {
  if (!start || String(getSelection())) return;
  const across = changedTouches[0].clientX - start.x;
  const down = Math.abs(changedTouches[0].clientY - start.y);
  const isSwipe = Math.abs(across) >= FAR && down < Math.abs(across) / 2 && timeStamp - start.at < QUICK;
  start = null;
  if (isSwipe) document.querySelector(`main [data-swipe="${across < 0 ? "left" : "right"}"]`)?.click();
}, { passive: true });
