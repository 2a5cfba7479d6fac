// One question of the pack: asked as the server drew it, judged by the device, and stored before its verdict is shown.
import { enhance as offerHelp } from "../help.js";
import { draw } from "./drawing.js";
import { ResponseError } from "./faults.js";
import { judge } from "./kinds.js";
import { unseal } from "./sealing.js";
import { keepAnswer } from "./store.js";
import { showWaiting } from "./waiting.js";

const WORDS = { right: "Right", almost: "Almost right", partly: "Partly right", wrong: "Not right" };
const ENHANCED = { map: "../map.js", ordering: "../ordering.js" };
const PICTURES = { right: "M7 12.5l3.5 3.5 6.5-7.5", almost: "M6.5 13q2.7-4 5.5-1.5t5.5-1.5", partly: "M7 12h10", wrong: "M8 8l8 8M16 8l-8 8" };
const NEXT = "/offline?study";

export async function ask(pack, questions, waiting) {
  const [question] = questions;
  const sealed = unseal(question.sealed, pack.nonce);
  const page = draw(`Question ${pack.count - questions.length + 1} of ${pack.count}`, `
    <p class="study-bank"></p>
    <progress class="progress" aria-label="Questions answered of those kept here"></progress>
    <p class="study-badges"><span class="badge badge-almost">Without a network</span></p>
    <div class="offline-fault"></div>
    <div class="offline-question"></div>
    <footer class="study-foot">
      <a href="/offline">Stop here</a>
      <button type="button" class="button button-quiet button-small" data-help aria-keyshortcuts="?" hidden>Keys and swipes <kbd class="key-hint" aria-hidden="true">?</kbd></button>
    </footer>`);
  offerHelp();
  page.closest("main").classList.toggle("page-wide", question.kind === "map");
  page.querySelector(".study-bank").textContent = question.bank;
  Object.assign(page.querySelector("progress"), { max: pack.count, value: pack.count - questions.length });
  page.querySelector(".study-badges").append(badge(question.isNew ? "New" : "Again", question.isNew ? "badge-accent" : ""));
  const place = page.querySelector(".offline-question");
  await put(place, question.html, question.kind);
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.name === "show") put(place, sealed.back, question.kind);
    else answer(page, question, sealed, fieldsOf(event), waiting);
  });
}

function badge(text, className) {
  return Object.assign(document.createElement("span"), { className: `badge ${className}`, textContent: text });
}

async function put(place, html, kind) {
  place.innerHTML = html;
  // A kind's script turns to what is on the page as it loads; a page has one question.
  if (ENHANCED[kind]) await import(ENHANCED[kind]);
  const heading = document.querySelector("#offline h1");
  if (document.querySelector("#stem")) heading.setAttribute("aria-describedby", "stem");
  (place.querySelector("[autofocus]") ?? heading).focus({ preventScroll: true });
}

// The fields of the form as the server would get them.
function fieldsOf({ target, submitter }) {
  const data = new FormData(target);
  if (submitter?.name && submitter.type !== "image") data.append(submitter.name, submitter.value);
  const pixel = (name) => (/^\d{1,5}$/.test(data.get(name) ?? "") ? Number(data.get(name)) : null);
  return {
    response: data.getAll("response").map((text) => text.replaceAll("\r\n", "\n")), x: pixel("response.x"), y: pixel("response.y"),
    gaveUp: data.has("give_up"), rating: data.has("rating") ? Number(data.get("rating")) : null,
  };
}

async function answer(page, question, sealed, fields, waiting) {
  let outcome;
  try {
    outcome = judge(sealed.key, fields);
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    complain(page, error);
    return;
  }
  const { gaveUp, ...given } = fields;
  const stem = document.querySelector("#stem").textContent.trim().slice(0, 200);
  await keepAnswer(question, { ...given, gave_up: gaveUp, answered_at: new Date().toISOString(), verdict: outcome.verdict, stem });
  navigator.storage?.persist?.().catch(() => {}); // A device short of space must not make room with what waits.
  showWaiting(waiting + 1);
  if (question.kind === "card") location.assign(NEXT); // Whoever has looked at the back learns nothing new from the verdict.
  else tell(sealed, outcome, fields);
}

function complain(page, error) {
  const place = page.querySelector(".offline-fault");
  place.innerHTML = `<div class="error-summary" role="alert" tabindex="-1"><h2></h2><p></p></div>`;
  const summary = place.firstChild;
  summary.querySelector("h2").textContent = error.readings.length ? "Which do you mean?" : "Not answered yet";
  summary.querySelector("p").textContent = error.message;
  if (error.readings.length) summary.append(readingsForm(error.readings));
  else summary.insertAdjacentHTML("beforeend", '<p><a href="#response">Go to your answer</a></p>');
  summary.focus();
}

function readingsForm(readings) {
  const form = Object.assign(document.createElement("form"), { className: "cluster", method: "post" });
  for (const reading of readings) {
    form.append(Object.assign(document.createElement("button"), { className: "button", name: "response", value: reading, textContent: reading }));
  }
  return form;
}

function tell({ told, key }, { verdict, score, note }, { response, gaveUp, x }) {
  const heading = gaveUp ? "Here is the answer" : WORDS[verdict];
  const page = draw(heading, "");
  page.querySelector("h1").remove();
  page.insertAdjacentHTML("beforeend", `
    <div class="verdict verdict-${verdict}">
      <svg class="icon icon-${verdict}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><circle cx="12" cy="12" r="11"/><path d="${PICTURES[verdict]}"/></svg>
      <h1 tabindex="-1">${heading}</h1>
      ${verdict === "partly" ? `<p>${Math.round(100 * score)} % of the points.</p>` : ""}
      ${gaveUp ? "" : "<p>Provisional: this device says so; the server’s verdict counts, once there is a network.</p>"}
    </div>
    ${told}
    <div class="actions actions-sticky">
      <a class="button button-primary" href="${NEXT}" aria-keyshortcuts="Enter">Next <kbd class="key-hint" aria-hidden="true">↵</kbd></a>
      <a class="button" href="/offline">Stop here</a>
    </div>`);
  for (const line of page.querySelectorAll(".told-given")) line.remove();
  page.querySelector(".told-own").append(ownLine(gaveUp ? "You chose “I don’t know”." : inWords(key, response, x)));
  if (note) page.querySelector(".told-own").append(Object.assign(document.createElement("p"), { className: "note", textContent: note }));
  page.querySelector("h1").focus({ preventScroll: true });
}

// What the learner gave, above what the server drew of the right answer.
function ownLine(text) {
  const list = document.createElement("dl");
  list.className = "told-lines";
  list.innerHTML = '<div class="told-line told-given"><dt>Your answer</dt><dd></dd></div>';
  list.querySelector("dd").textContent = text;
  return list;
}

function inWords({ kind, choices, lefts }, response, x) {
  if (x !== null) return "A point on the map";
  if (kind === "true_false") return response[0] === "true" ? "True" : "False";
  if (kind === "matching") return lefts.map((left, n) => `${left}: ${response[n] || "–"}`).join("; ");
  if (kind !== "ordering") return response.map((text) => text || "–").join("; ");
  const rank = (choice) => Number(response[choices.indexOf(choice)]);
  return [...choices].sort((a, b) => rank(a) - rank(b)).join(" → ");
}
