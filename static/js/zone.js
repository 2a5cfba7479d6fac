// The time zone of this device: filled in where a form carries it hidden, offered with a button where it can be chosen.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const hidden = document.querySelector("input[data-device-zone]");
if (hidden && zone) hidden.value = zone;

const choice = document.querySelector("select#zone");
if (choice && zone && choice.value !== zone && [...choice.options].some((option) => option.value === zone)) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small field-offer";
  button.textContent = `Use ${zone.replaceAll("_", " ")}, the zone of this device`;
  button.addEventListener("click", () => {
    choice.value = zone;
    choice.focus();
    button.remove();
  });
  choice.after(button);
}
