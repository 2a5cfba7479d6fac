// The list of keys, opened by its button or by "?", with the switch that turns them off on this device.
import { areKeysOn, switchKeys } from "./keyswitch.js";

const dialog = document.querySelector("#keys");
const opener = document.querySelector("[data-help]");

if (dialog && opener) {
  const box = dialog.querySelector("[data-keys-switch]");
  box.checked = areKeysOn();
  box.addEventListener("change", () => switchKeys(box.checked));
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // The backdrop.
  });
}
