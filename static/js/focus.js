// The page's own starting place: a verdict, a mistake, a box to type in. Browsers that leave out `autofocus` on
// a heading, or after going back, get it here.
const place = document.querySelector("main [autofocus]");
if (place && document.activeElement !== place) place.focus({ preventScroll: place.tagName === "H1" });
