// The list of keys and swipes, opened by its button or by "?", with the switch that turns them off on this device.
import { areKeysOn, switchKeys } from "./keyswitch.js";

export function enhance() {
  const dialog = document.querySelector("#keys");
  const opener = document.querySelector("[data-help]");
  if (!dialog || !opener?.hidden) return; // Not here, or done already.
  const box = dialog.querySelector("[data-keys-switch]");
  box.checked = areKeysOn();
  box.addEventListener("change", () => switchKeys(box.checked));
  opener.hidden = false;
  opener.addEventListener("click", () => {
    dialog.showModal();
    dialog.querySelector("h2").focus(); // The switch, which would have the focus, stands below the whole list.
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // The backdrop.
  });
}

enhance();
