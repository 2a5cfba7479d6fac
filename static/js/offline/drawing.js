// Drawing into the page of /offline. Its HTML is ours alone: from the scripts, and from the pack as the server drew it.
const place = document.querySelector("#offline");

// Puts a heading and what follows it on the page, and returns where it is.
export function draw(heading, html) {
  place.innerHTML = `<h1 tabindex="-1">${heading}</h1>${html}`;
  place.removeAttribute("aria-busy");
  document.title = `${heading} – geoquiz`;
  return place;
}

export function notice(kind, text) {
  return Object.assign(document.createElement("p"), { className: `notice notice-${kind}`, textContent: text });
}
