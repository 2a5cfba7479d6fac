// Logging out takes everything of the learner off this device; where answers wait, it asks first.
import { send } from "./sending.js";
import { currentLearner, forgetAll, setCurrentLearner, waitingOf } from "./store.js";
import { words } from "./waiting.js";

// Returns whether the learner is to be logged out; nothing of theirs is on the device then.
export async function leave(learner) {
  const waiting = (await waitingOf(learner)).length;
  if (waiting) {
    await addStyles();
    if (!await mayLeave(learner, waiting)) return false;
  }
  await clear(learner);
  return true;
}

// The question can come on any page, and its styles come with it.
function addStyles() {
  const href = new URL("../../css/offline.css", import.meta.url).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  document.head.append(link);
  return new Promise((resolve) => { link.onload = link.onerror = resolve; });
}

async function clear(learner) {
  await forgetAll(learner);
  if (currentLearner() === learner) setCurrentLearner("");
  // Without a network the shell has to stay: it is what says that the log-out did not reach the server.
  if (!("caches" in window) || !navigator.onLine) return;
  for (const name of await caches.keys()) if (name.startsWith("geoquiz-")) await caches.delete(name);
  await (await navigator.serviceWorker?.getRegistration("/"))?.unregister();
}

// Returns whether the learner may be logged out: their answers are sent, or they want to throw them away.
function mayLeave(learner, count) {
  const dialog = document.createElement("dialog");
  dialog.className = "leaving";
  dialog.setAttribute("aria-labelledby", "leaving-title");
  const heading = Object.assign(document.createElement("h2"), { id: "leaving-title", textContent: `${words(count)} to be sent` });
  const text = Object.assign(document.createElement("p"), {
    textContent: `${count === 1 ? "It was" : "They were"} given without a network and ${count === 1 ? "is" : "are"} on this device alone. Logging out takes everything of yours off it.`,
  });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const buttons = Object.assign(document.createElement("div"), { className: "leaving-choices" });
  const button = (name, className) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: `button ${className}`, textContent: name });
    buttons.append(made);
    return made;
  };
  const [first, away, stay] = [button("Send, then log out", "button-primary"), button("Throw away and log out", ""), button("Stay", "")];
  dialog.append(heading, text, said, buttons);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    const done = (answer) => { dialog.remove(); resolve(answer); };
    first.addEventListener("click", async () => {
      said.textContent = "Sending …";
      const sent = await send(learner);
      const left = (await waitingOf(learner)).length;
      if (!left) done(true);
      else if (sent === null) said.textContent = "They could not be sent: there is no network, or the session has ended.";
      else said.textContent = `${words(left)} still: a quiz that is open asks the same question.`;
    });
    away.addEventListener("click", () => done(true));
    stay.addEventListener("click", () => done(false));
    dialog.addEventListener("cancel", () => done(false));
  });
}
