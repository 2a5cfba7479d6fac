// Whether single keys are used on this device; a learner can switch them off in the list of keys.
const NAME = "geoquiz.keys";
let on = stored() !== "off";

function stored() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // Storage is blocked: the keys are on with each page, and the switch holds for one.
  }
}

function mark() {
  document.documentElement.toggleAttribute("data-keys-off", !on);
}

export function areKeysOn() {
  return on;
}

export function switchKeys(wanted) {
  on = wanted;
  mark();
  try {
    localStorage.setItem(NAME, on ? "on" : "off");
  } catch {
    // As above.
  }
}

mark();
