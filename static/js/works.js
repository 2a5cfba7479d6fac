// How far a piece of work is, told every second; when it is over, its page is opened anew and leads on to what came of it.
const work = document.querySelector("[data-work]");
const EVERY = 1000;

if (work) {
  const bar = work.querySelector("progress");
  const cancel = document.querySelector("[data-cancel]");

  function write(where, text) {
    const element = work.querySelector(where);
    if (element.textContent !== text) element.textContent = text; // What stays the same is not said again.
  }

  function show(told) {
    write("[data-stage]", told.stage);
    write("[data-count]", told.count);
    if (told.total) {
      bar.max = told.total;
      bar.value = told.done;
    } else bar.removeAttribute("value");
    work.querySelector("[data-late]").hidden = told.cancellable || told.stopping;
    // A button that has the focus stays: the focus would be lost with it, and pressing it does no harm.
    if (cancel && !cancel.contains(document.activeElement)) cancel.hidden = !told.cancellable;
  }

  async function ask() {
    try {
      const response = await fetch(work.dataset.work, { headers: { Accept: "application/json" } });
      if (response.status >= 500) throw new Error(response.statusText); // The server is busy, or starts anew.
      const told = response.ok && !response.redirected ? await response.json() : { over: true };
      if (told.over) return location.reload();
      show(told);
    } catch {
      // Without a network nothing is known; the next time may be better.
    }
    setTimeout(ask, EVERY);
  }

  setTimeout(ask, EVERY);
}
