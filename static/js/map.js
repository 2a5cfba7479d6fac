// Pointing at a map: a click or tap sets a mark that can be corrected before it is sent, arrow keys move it, and the
// map fits the screen. The form gets the mark in pixels of the map's natural size; the server turns them into degrees.
const SVG = "http://www.w3.org/2000/svg";
const STEP = 4;
const BIG_STEP = 24;

const make = (name, attributes, namespace = "http://www.w3.org/1999/xhtml") => {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

export function enhance() {
  const form = document.querySelector("[data-map]");
  if (!form?.querySelector("input[type=image]")) return; // Not here, or done already.
  const image = form.querySelector("input[type=image]");
  const width = Number(image.getAttribute("width"));
  const height = Number(image.getAttribute("height"));

  const scroll = form.querySelector(".map-scroll");
  const stage = make("div", {
    class: "map-stage", role: "application", tabindex: "0", "aria-roledescription": "map", "aria-label": image.alt.split(". ")[0],
    "aria-describedby": "stem map-help",
  });
  const help = form.querySelector(".map-help");
  const picture = make("img", { src: image.src, width, height, alt: "", draggable: "false" });
  const overlay = make("svg", { viewBox: `0 0 ${width} ${height}`, class: "map-overlay", "aria-hidden": "true" }, SVG);
  const cross = make("g", { class: "crosshair", visibility: "hidden" }, SVG);
  for (const kind of ["crosshair-halo", "crosshair-line"]) {
    cross.append(make("path", { class: kind, d: "M-22 0H-6M6 0H22M0 -22V-6M0 6V22" }, SVG));
    cross.append(make("circle", { class: kind, r: 6 }, SVG));
  }
  const x = make("input", { type: "hidden", name: "response.x" });
  const y = make("input", { type: "hidden", name: "response.y" });
  const live = make("p", { class: "visually-hidden", role: "status" });
  const tools = form.querySelector(".map-tools");
  const check = make("button", { class: "button button-primary", type: "submit" });
  check.textContent = "Check this point";
  check.hidden = true;

  overlay.append(cross);
  stage.append(picture, overlay);
  image.replaceWith(stage);
  form.append(tools, x, y, live);
  help.id = "map-help";
  help.textContent = "Click or tap the place, then check.";
  const keys = make("span", { class: "key-hint" });
  keys.textContent = " Arrow keys move the crosshair, with Shift in bigger steps; Enter checks.";
  help.append(keys);

  let mark = null;
  let zoom = 1;

  function setMark(left, top) {
    mark = [Math.round(Math.max(1, Math.min(width - 1, left))), Math.round(Math.max(1, Math.min(height - 1, top)))];
    [x.value, y.value] = mark;
    cross.setAttribute("transform", `translate(${mark[0]} ${mark[1]})`);
    cross.setAttribute("visibility", "visible");
    if (check.hidden) becomeMain();
  }

  // Once there is a point, its button is the one that Enter presses.
  function becomeMain() {
    check.hidden = false;
    const other = document.querySelector(".map-list [aria-keyshortcuts~=Enter]");
    other.classList.remove("button-primary");
    other.removeAttribute("aria-keyshortcuts");
    other.querySelector("kbd").remove();
    check.setAttribute("aria-keyshortcuts", "Enter");
    check.append(make("kbd", { class: "key-hint", "aria-hidden": "true" }));
    check.lastChild.textContent = "↵";
  }

  stage.addEventListener("click", (event) => {
    const box = stage.getBoundingClientRect();
    setMark((event.clientX - box.left) * width / box.width, (event.clientY - box.top) * height / box.height);
    live.textContent = "Marked.";
  });

  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? BIG_STEP : STEP;
    const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [];
    if (dx !== undefined) {
      event.preventDefault();
      const [left, top] = mark ?? [width / 2 - dx, height / 2 - dy]; // The first key puts the crosshair in the middle.
      setMark(left + dx, top + dy);
      keepInView();
      const share = (value, whole) => Math.round(100 * value / whole);
      live.textContent = `${share(mark[0], width)} % from the left, ${share(mark[1], height)} % from the top.`;
    } else if (event.key === "Enter" && !event.repeat) {
      event.preventDefault();
      if (mark) form.requestSubmit(check);
      else live.textContent = "Move the crosshair with the arrow keys first.";
    }
  });

  function keepInView() {
    const scale = stage.clientWidth / width;
    const [left, top] = (mark ?? [width / 2, height / 2]).map((value) => value * scale);
    if (left < scroll.scrollLeft + 32 || left > scroll.scrollLeft + scroll.clientWidth - 32) {
      scroll.scrollLeft = left - scroll.clientWidth / 2;
    }
    if (top < scroll.scrollTop + 32 || top > scroll.scrollTop + scroll.clientHeight - 32) {
      scroll.scrollTop = top - scroll.clientHeight / 2;
    }
  }

  function zoomer(text, label, step) {
    const button = make("button", { type: "button", class: "button", "aria-label": label });
    button.textContent = text;
    button.addEventListener("click", () => {
      zoom = Math.max(1, Math.min(3, zoom + step));
      scroll.dataset.zoom = zoom;
      keepInView();
      showZoom();
    });
    return button;
  }

  const zoomIn = zoomer("+", "Enlarge the map", 1);
  const zoomOut = zoomer("−", "Shrink the map", -1);

  function showZoom() {
    zoomIn.setAttribute("aria-disabled", String(zoom === 3));
    zoomOut.setAttribute("aria-disabled", String(zoom === 1));
  }

  scroll.dataset.zoom = zoom;
  showZoom();
  const zooming = make("span", { class: "map-zoom" });
  zooming.append(zoomOut, zoomIn);
  tools.append(check, zooming);
}

enhance();
