// On every page: whose device this is, the service worker, what waits to be sent, and a fresh pack now and then.
// Only members have any of it. Where storage is blocked, pages work as without a script.
const meta = document.querySelector('meta[name="geoquiz-learner"]');
const IDLE = 4000;

async function begin(learner) {
  const [store, { showWaiting }] = await Promise.all([import("./store.js"), import("./waiting.js")]);
  store.setCurrentLearner(learner);
  if (!learner) return;
  navigator.serviceWorker?.register("/sw.js").catch(() => {}); // Not over plain http, nor in a private window.
  const count = async () => { showWaiting((await store.waitingOf(learner)).length); };
  await count();
  const bringUp = async () => {
    const { send } = await import("./sending.js");
    await send(learner);
    await count();
    const { fetchPack, isKept, isStale } = await import("./keeping.js");
    const canOpen = "serviceWorker" in navigator; // Else no page would ask what is kept.
    if (canOpen && isKept() && !navigator.connection?.saveData && await isStale(learner)) await fetchPack(learner);
  };
  // What waits goes out at once; a pack can wait until the page is read.
  if ((await store.waitingOf(learner)).length) await bringUp();
  else setTimeout(() => bringUp().catch(() => {}), IDLE);
  addEventListener("online", () => bringUp().catch(() => {}));
}

function guardLeaving(form, learner) {
  let isLeaving = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isLeaving) return;
    isLeaving = true;
    try {
      isLeaving = await (await import("./leaving.js")).leave(learner);
    } catch {
      // Nothing could be kept here, so nothing has to go.
    }
    if (isLeaving) form.submit();
  });
}

if (meta && "indexedDB" in window) {
  const logout = document.querySelector('form[action="/logout"]');
  if (logout && meta.content) guardLeaving(logout, meta.content);
  begin(meta.content).catch(() => {});
}
