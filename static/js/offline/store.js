// What this device keeps, in IndexedDB, and everything under the handle of whom it belongs to: the pack and its questions,
// the outbox of answers, and reports of what became of them. Nobody else's is ever read.
const NAME = "geoquiz";
const STORES = { packs: ["learner"], questions: ["learner", "place"], outbox: ["learner", "key"], reports: ["learner", "key"] };
const CURRENT = "geoquiz.learner";
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opening;
}

// Everything of one learner: an array sorts after every number and text.
const of = (learner) => IDBKeyRange.bound([learner], [learner, []]);

// Does something to stores in one transaction, and waits until it is on the disk.
async function change(names, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    act(...names.map((name) => transaction.objectStore(name)));
  });
}

async function all(name, learner) {
  const store = (await open()).transaction(name).objectStore(name);
  return new Promise((resolve, reject) => {
    const request = store.getAll(of(learner));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Whose device this is at the moment: whoever was logged in on the last page that came from the server.
export const currentLearner = () => localStorage.getItem(CURRENT) ?? "";

export function setCurrentLearner(learner) {
  if (learner) localStorage.setItem(CURRENT, learner);
  else localStorage.removeItem(CURRENT);
}

export const packOf = async (learner) => (await all("packs", learner))[0] ?? null;
export const questionsOf = (learner) => all("questions", learner);
export const reportsOf = (learner) => all("reports", learner);

export async function waitingOf(learner) {
  return (await all("outbox", learner)).sort((a, b) => (a.answered_at < b.answered_at ? -1 : 1));
}

// Takes a new pack in the place of the one before.
export function keepPack({ learner, issued, nonce, questions }) {
  return change(["packs", "questions"], (packs, stored) => {
    packs.put({ learner, issued, nonce, count: questions.length });
    stored.delete(of(learner));
    questions.forEach((question, place) => stored.put({ ...question, learner, place }));
  });
}

// An answer goes into the outbox in the transaction that takes its question away: it is neither lost nor asked twice.
export function keepAnswer(question, answer) {
  return change(["questions", "outbox"], (questions, outbox) => {
    questions.delete([question.learner, question.place]);
    outbox.add({ ...answer, learner: question.learner, key: question.key, asked: question.asked, bank: question.bank });
  });
}

// An answer that the server has taken leaves the outbox; what its learner should know of it stays until they have seen it.
export function settle(answer, report) {
  return change(["outbox", "reports"], (outbox, reports) => {
    outbox.delete([answer.learner, answer.key]);
    if (report) reports.put({ learner: answer.learner, key: answer.key, ...report });
  });
}

export const forgetReports = (learner) => change(["reports"], (reports) => reports.delete(of(learner)));
export const forgetPack = (learner) => change(["packs", "questions"], (...stores) => stores.forEach((store) => store.delete(of(learner))));
export const forgetAll = (learner) => change(Object.keys(STORES), (...stores) => stores.forEach((store) => store.delete(of(learner))));
