// Sends what waits in the outbox, in the order of its answers, and keeps a report where the learner should know something.
// The same answer sent twice is one answer: its key is that of the question.
import { settle, waitingOf } from "./store.js";

const AT_ONCE = 20;
const PATIENCE = 15_000;
const LATER = 423; // A quiz that is still open asks the question.

// Returns {learner, csrf} of the session that this browser has now; null without a network.
export async function session() {
  if (!navigator.onLine) return null;
  try {
    const answer = await fetch("/offline/learner", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// Two tabs never send at once; where the browser knows no locks, the server's keys make doubles one answer.
const alone = (act) => (navigator.locks ? navigator.locks.request("geoquiz outbox", act) : act());

// Returns how many were sent, or null when they could not be: there is no network, or somebody else is logged in.
export const send = (learner) => alone(async () => {
  const waiting = await waitingOf(learner);
  if (!waiting.length) return 0;
  const now = await session();
  if (now?.learner !== learner) return null;
  let sent = 0;
  for (let start = 0; start < waiting.length; start += AT_ONCE) {
    const some = waiting.slice(start, start + AT_ONCE);
    const found = await post(learner, some, now.csrf);
    if (!found) return null;
    for (const result of found) {
      const answer = some.find(({ key }) => key === result.key);
      if (answer && result.status !== LATER) {
        await settle(answer, reportOn(answer, result));
        sent += 1;
      }
    }
  }
  return sent;
});

async function post(learner, answers, csrf) {
  const body = JSON.stringify({ learner, answers: answers.map(({ bank: _bank, stem: _stem, learner: _learner, ...fields }) => fields) });
  try {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
    const answer = await fetch("/offline/answers", { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE) });
    return [200, 409].includes(answer.status) ? (await answer.json()).answers : null;
  } catch {
    return null;
  }
}

function reportOn({ stem, verdict, response }, result) {
  if (result.status === 200 && !result.differs) return null;
  return { stem, response, here: verdict, there: result.verdict ?? "", error: result.error ?? "" };
}
