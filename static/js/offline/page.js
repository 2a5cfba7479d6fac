// The page of /offline: what this device keeps, one question after the other, and what became of the answers.
// Each question is a load of this page, as each is with a network: whatever ends it, the next load goes on from the store.
import "../keys.js";
import "../swipes.js";
import { draw, notice } from "./drawing.js";
import { fetchPack, isKept, isStale, keepHere } from "./keeping.js";
import { ask } from "./asking.js";
import { send } from "./sending.js";
import { currentLearner, forgetPack, forgetReports, packOf, questionsOf, reportsOf, waitingOf } from "./store.js";
import { showWaiting, words } from "./waiting.js";

const query = new URLSearchParams(location.search);
const learner = currentLearner();
const dueNow = (questions) => questions.filter(({ due }) => !due || Date.parse(due) <= Date.now());

async function begin() {
  if (!learner) return nobody();
  const waiting = await waitingOf(learner);
  showWaiting(waiting.length);
  if (query.has("study")) {
    const questions = dueNow(await questionsOf(learner));
    if (questions.length) return ask(await packOf(learner), questions, waiting.length);
  }
  await overview();
  if (await bringUp()) await overview();
}

// With a network: sends what waits, and fetches new questions where those kept are old. Returns whether anything changed.
async function bringUp() {
  const sent = await send(learner);
  const isFresh = isKept() && await isStale(learner) && await fetchPack(learner);
  showWaiting((await waitingOf(learner)).length);
  return Boolean(sent) || isFresh || sent === null;
}

function nobody() {
  draw("Without a network", `
    <p>This device keeps no questions: nobody is logged in here. Log in once with a network, and the next hundred questions
    are kept for the time without one.</p>
    <div class="actions"><a class="button button-primary" href="/login?next=/offline">Log in</a></div>`);
}

async function overview() {
  const [pack, questions, waiting, reports] = await Promise.all(
    [packOf(learner), questionsOf(learner), waitingOf(learner), reportsOf(learner)]);
  const due = dueNow(questions);
  const main = draw(query.has("study") && pack ? "That is all for now" : "Without a network", `
    <div class="offline-notices stack-s"></div>
    <p class="offline-count"></p>
    <div class="actions"></div>
    <section class="offline-reports" hidden>
      <h2>The server says otherwise</h2>
      <p>The verdicts on this device are provisional. These are the server’s, and they stand.</p>
      <ul></ul>
      <button type="button" class="button button-small">I have seen this</button>
    </section>
    <details class="offline-about">
      <summary>What this device keeps</summary>
      <p>Your next questions, up to a hundred, with their answers in a form that is not read by chance. It is no secret: whoever can
      look into this device’s storage can work them out. Logging out takes everything off it.</p>
      <p class="actions"></p>
    </details>`);
  const notices = main.querySelector(".offline-notices");
  if (query.has("unsent")) notices.append(notice("almost", "There was no network, so what you just sent did not arrive. Go back and send it again when there is one."));
  if (waiting.length) notices.append(notice("almost", `${words(waiting.length)}: they are sent by themselves as soon as there is a network and you are logged in.`));
  main.querySelector(".offline-count").textContent = countOf(pack, questions.length, due.length);
  fillActions(main.querySelector(".actions"), due.length, waiting.length);
  fillReports(main.querySelector(".offline-reports"), reports);
  fillAbout(main.querySelector(".offline-about .actions"), pack);
}

function countOf(pack, count, due) {
  if (!isKept()) return "You have chosen to keep no questions on this device.";
  if (!pack) return "No questions are kept on this device yet: they come with the next page that is opened with a network.";
  const when = new Date(pack.issued).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  if (!count) return "Every question that this device kept is answered. New ones come as soon as there is a network.";
  if (!due) return `Nothing is due now. ${count} question${count === 1 ? " is" : "s are"} kept here for later, from ${when}.`;
  return `${due} question${due === 1 ? " waits" : "s wait"} to be asked${count > due ? `, and ${count - due} for later` : ""}. They are of ${when}.`;
}

function link(text, href, className = "") {
  return Object.assign(document.createElement("a"), { textContent: text, href, className: `button ${className}` });
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  made.addEventListener("click", async () => {
    made.setAttribute("aria-busy", "true");
    await act();
    await overview();
  });
  return made;
}

function fillActions(actions, due, waiting) {
  if (due) {
    const study = link("Study here", "/offline?study", "button-primary");
    study.setAttribute("aria-keyshortcuts", "Enter");
    actions.append(study);
  }
  if (waiting) actions.append(button("Send now", bringUp), link("Log in", "/login?next=/offline"));
  actions.append(link("Back to the site", "/"));
}

function fillReports(section, reports) {
  section.hidden = !reports.length;
  const names = { right: "right", almost: "almost right", partly: "partly right", wrong: "not right" };
  for (const { key, stem, here, there, error } of reports) {
    const item = document.createElement("li");
    const what = error ? `not stored: ${error}` : `here ${names[here]}, on the server ${names[there]}.`;
    const name = Object.assign(document.createElement(error ? "strong" : "a"), { textContent: stem });
    if (!error) name.href = `/study/answer/${key}`;
    item.append(name, " ", what);
    section.querySelector("ul").append(item);
  }
  section.querySelector("button").addEventListener("click", async () => {
    await forgetReports(learner);
    await overview();
    document.querySelector("#offline h1").focus();
  });
}

function fillAbout(actions, pack) {
  if (isKept()) {
    if (pack) actions.append(button("Fetch new questions", () => fetchPack(learner)));
    actions.append(button("Keep none on this device", async () => { keepHere(false); await forgetPack(learner); }));
  } else {
    actions.append(button("Keep questions on this device", async () => { keepHere(true); await fetchPack(learner); }));
  }
}

addEventListener("online", async () => {
  if (learner && document.querySelector(".offline-count") && await bringUp()) await overview();
});

begin().catch(() => {
  draw("Without a network", "<p>This browser keeps nothing for this site, so there is nothing to study without a network. A private window, or blocked storage, does that.</p>");
});
