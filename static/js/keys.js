// Single keys press the control that names them in aria-keyshortcuts: 1–9 choose, Enter goes on, Space shows, u undoes.
// They are ignored where a person types, while a dialog is open, and, but for Enter, where they were switched off.
import { areKeysOn } from "./keyswitch.js";

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const HAS_KEYS_OF_ITS_OWN = "a[href], button, summary, input, [role=application]";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  const name = event.key === " " ? "Space" : event.key;
  const isPress = name === "Enter" || name === "Space";
  if (isPress && event.target.closest(HAS_KEYS_OF_ITS_OWN)) return;
  if (name !== "Enter" && !areKeysOn()) return;
  const control = document.querySelector(`[aria-keyshortcuts~="${CSS.escape(name.length === 1 ? name.toLowerCase() : name)}"]`);
  if (!control) return;
  event.preventDefault();
  control.focus();
  control.click();
});
