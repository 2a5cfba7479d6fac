// Turning the pages of the study screen: an answer comes back as its verdict in one request, and the question after a
// verdict is fetched while that is read. Fetching stores nothing, and a question never holds its key. Whatever goes wrong
// here, the browser sends the form or follows the link as it does without scripts.
import { enhance as offerHelp } from "./help.js";

const FRESH = 5 * 60_000; // A question fetched longer ago may not be the next one any more.
const PATIENCE = 10_000;
let ahead = null;
let turning = false;
let here = location.pathname + location.search;

async function fetchPage(address, options = {}) {
  const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok && answer.status !== 422) throw new Error(`The server answered ${answer.status}.`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("main > .study")) throw new Error("This is no page of the study screen.");
  const scripts = [...page.querySelectorAll("head script[type=module]")].map((script) => script.src);
  const [modules] = await Promise.all([Promise.all(scripts.map((src) => import(src))), addStyles(page)]);
  for (const picture of page.querySelectorAll("main input[type=image], main img")) new Image().src = picture.src;
  return { page, modules, address: answer.headers.get("Content-Location") ?? answer.url };
}

function addStyles(page) {
  const known = new Set([...document.styleSheets].map((sheet) => sheet.href));
  const missing = [...page.querySelectorAll("head link[rel=stylesheet]")].filter((link) => !known.has(link.href));
  return Promise.all(missing.map((link) => new Promise((resolve, reject) => {
    const own = document.importNode(link);
    own.onload = resolve;
    own.onerror = reject;
    document.head.append(own);
  })));
}

function show({ page, modules, address }) {
  document.title = page.title;
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  const { pathname, search, href } = new URL(address, location);
  if (pathname + search === here) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  here = pathname + search;
  scrollTo(0, 0);
  for (const module of modules) module.enhance?.();
  offerHelp();
  placeFocus();
  lookAhead();
}

// Where the page has no place of its own, its heading is read out with the question.
function placeFocus() {
  const heading = document.querySelector("main h1");
  if (document.querySelector("#stem")) heading.setAttribute("aria-describedby", "stem");
  heading.tabIndex = -1;
  (document.querySelector("main [autofocus]") ?? heading).focus({ preventScroll: true });
}

function lookAhead() {
  const link = document.querySelector("main a[data-turn]");
  ahead = null;
  if (!link || navigator.connection?.saveData) return;
  ahead = { address: link.href, at: Date.now(), page: fetchPage(link.href) };
  ahead.page.catch(() => {}); // The link is followed then.
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-turn]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const found = ahead;
  if (!turning && (found?.address !== link.href || Date.now() - found.at > FRESH)) return;
  event.preventDefault();
  if (turning) return;
  turning = true;
  try {
    show(await found.page);
  } catch {
    location.assign(link.href);
  } finally {
    turning = false;
  }
});

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !form.matches("[data-turn]")) return;
  event.preventDefault();
  document.querySelector("main").setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    show(await fetchPage(form.getAttribute("action"), { method: "POST", body, headers: { Turn: "page" } }));
  } catch {
    if (submitter?.name) {
      const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(pressed);
    }
    form.submit(); // The same answer again is one answer: it has the same key.
  }
});

// Going back to a page that was turned asks the server what stands there now; a jump within the page does not.
addEventListener("popstate", () => {
  if (location.pathname + location.search !== here) location.reload();
});

lookAhead();
