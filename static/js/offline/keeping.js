// Fetches the learner's next questions for this device. A new pack comes only when no answer waits, so that it never asks
// again what was answered here and not sent yet.
import { keepPack, packOf, questionsOf, waitingOf } from "./store.js";

const FRESH = 60 * 60_000;
const FEW = 20;
const PATIENCE = 30_000;
const OFF = "geoquiz.pack"; // "off" where its learner wants nothing kept on this device.

export const isKept = () => localStorage.getItem(OFF) !== "off";
export const keepHere = (wanted) => (wanted ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "off"));

export async function isStale(learner) {
  const pack = await packOf(learner);
  if (!pack || Date.now() - Date.parse(pack.issued) > FRESH) return true;
  return pack.count > FEW && (await questionsOf(learner)).length < FEW;
}

// Returns whether there is a new pack now.
export async function fetchPack(learner) {
  if (!navigator.onLine || (await waitingOf(learner)).length) return false;
  try {
    const answer = await fetch("/offline/pack", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const pack = answer.ok ? await answer.json() : null;
    // Somebody else may have logged in meanwhile, in another tab; and an answer may have been given.
    if (pack?.learner !== learner || (await waitingOf(learner)).length) return false;
    await keepPack(pack);
    return true;
  } catch {
    return false;
  }
}
