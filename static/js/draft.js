// What is typed into a form goes to the server by itself: after a pause, and when the page is left. `show` gets the answer.
const PAUSE = 700;

export function keepDraft(form, show) {
  const status = form.querySelector("[data-status]");
  let timer = 0;
  let going = null;
  let dirty = false;

  function fields() {
    const data = new FormData(form);
    data.set("do", "auto");
    return data;
  }

  async function send() {
    if (going) return; // What was typed meanwhile goes right after it.
    dirty = false;
    going = fetch(form.action, { method: "POST", body: fields() });
    try {
      const answer = await going;
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const content = page.querySelector("[data-seen]");
      if (!("stale" in content.dataset)) form.elements.seen.value = content.dataset.seen;
      status.textContent = "stale" in content.dataset ? "Not kept: it has changed in another window." : "Kept in your draft.";
      show(content);
    } catch {
      status.textContent = "Not kept yet: the server did not answer. It is tried again with your next key.";
    } finally {
      going = null;
      if (dirty) timer = setTimeout(send, PAUSE);
    }
  }

  form.addEventListener("input", () => {
    dirty = true;
    status.textContent = "…";
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  });
  // A button sends all of it anyway, and says itself what to do with it.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
  });
  // On a phone a page that is put aside may never come back, so being hidden counts as being left.
  function leave() {
    if (!dirty) return;
    dirty = false;
    clearTimeout(timer);
    fetch(form.action, { method: "POST", body: fields(), keepalive: true }).catch(() => { dirty = true; });
  }
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
}
