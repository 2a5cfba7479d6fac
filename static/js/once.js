// A form that is on its way is not sent again by a second click. The server copes with doubles too; this spares the wait.
// Buttons are not disabled: a disabled one would drop its own name and value from what is sent.
// A form with data-again answers with a file and stays on the screen, so it can be sent as often as one likes.
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post" || "again" in event.target.dataset) return;
  if (sent.has(event.target)) event.preventDefault();
  else sent.add(event.target);
});

// A page that comes back with the back button can send its forms again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) sent.delete(form);
});
