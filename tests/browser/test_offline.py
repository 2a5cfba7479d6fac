"""Without a network: the pack, the device's verdicts, the outbox, and what becomes of it all."""

import json
import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

from tests.browser.kinds import WAYS
from tests.browser.learner import PASSWORD, Learner
from tests.browser.test_accessibility import findings
from tests.core.offline.corpus import corpus

QUESTION_OF = {"single": "a-single", "multiple": "a-multiple", "true_false": "a-truth", "typed": "a-word", "numeric": "a-number",
               "date": "a-day", "cloze": "a-gap", "ordering": "an-order", "matching": "a-match", "map": "a-place"}
JUDGE_ALL = """async ([address, cases]) => {
  const { judge } = await import(address);
  return JSON.stringify(JSON.parse(cases).map(({ key, form }) => {
    try {
      const { score, verdict } = judge(key, form);
      return { score, verdict, readings: [] };
    } catch (error) {
      if (!error.readings) throw error;
      return { score: null, verdict: "malformed", readings: error.readings };
    }
  }));
}"""


def script(learner: Learner, name: str) -> str:
    """Return the address of one of the site's own modules."""
    return f"{learner.site.app.static_url_path}/js/offline/{name}"


def test_a_device_judges_every_response_as_the_server_does(learner: Learner) -> None:
    cases = corpus()
    # As text: Playwright takes its time over large values.
    plain = json.dumps([{"key": case.key, "form": case.form} for case in cases])
    learner.page.goto("/login")
    found = json.loads(learner.page.evaluate(JUDGE_ALL, [script(learner, "kinds.js"), plain]))
    for case, here in zip(cases, found, strict=True):
        assert (here["verdict"], tuple(here["readings"])) == (case.verdict, tuple(case.readings)), case.name
        if case.score is not None:
            assert abs(here["score"] - case.score) < 1e-9, case.name


def take_along(learner: Learner) -> None:
    """Let the device of a learner keep their questions, and its worker the page to ask them."""
    page = learner.page
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/offline")
    page.get_by_text(re.compile("questions? waits? to be asked")).wait_for()


def lose_the_network(learner: Learner) -> None:
    learner.page.context.set_offline(True)


def find_the_network(learner: Learner) -> None:
    learner.page.context.set_offline(False)


def waiting(page: Page) -> str:
    """Return what the line under the header says of the outbox, "" where it says nothing."""
    line = page.locator(".unsent a")
    return line.inner_text() if line.count() else ""


def give_up(page: Page) -> None:
    """Answer the question on the page without knowing it; of a card, look at its back first."""
    page.locator(".offline-question form").first.wait_for()
    if page.get_by_role("button", name="Show the answer").count():
        page.get_by_role("button", name="Show the answer").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Again").click()
        return
    page.get_by_role("button", name="I don’t know").click()
    page.get_by_role("heading", name="Here is the answer").wait_for()
    page.get_by_role("link", name="Next").click()


def test_ten_answers_outlive_the_tab_and_arrive_once_with_their_times(learner: Learner) -> None:
    take_along(learner)
    lose_the_network(learner)
    page = learner.page
    began = datetime.now(UTC) - timedelta(seconds=1)
    page.goto("/study")  # Whatever is opened without a network becomes the page of what is kept.
    page.get_by_role("link", name="Study here").click()
    for number in range(1, 11):
        page.get_by_role("heading", name=re.compile(rf"Question {number} of \d+")).wait_for()
        give_up(page)
    page.wait_for_url("**/offline?study")
    page.close()
    ended = datetime.now(UTC) + timedelta(seconds=1)
    assert learner.answers() == []
    page = page.context.new_page()
    page.goto("/banks")
    assert waiting(page) == "10 answers waiting"
    find_the_network(learner)
    with page.expect_response("**/offline/answers"):
        page.goto("/")
    page.locator(".unsent").wait_for(state="detached")
    answers = learner.answers()
    assert len(answers) == 10
    for answer in answers:
        assert answer.gave_up or answer.rating == 1
        assert answer.claimed_at is not None
        assert began <= answer.claimed_at == answer.answered_at <= ended
        assert answer.session_number is None
    assert [answer.answered_at for answer in answers] == sorted({answer.answered_at for answer in answers})
    page.goto("/offline")
    page.goto("/")
    assert waiting(page) == ""
    assert len(learner.answers()) == 10




def ask_here(learner: Learner, kind: str) -> None:
    """Open the page of what is kept until it asks the question of a kind; what comes before is passed by."""
    page = learner.page
    for _ in range(15):
        page.goto("/offline?study")
        page.locator(".offline-question form").first.wait_for()
        if page.evaluate(CURRENT_KIND) == kind:
            return
        give_up(page)
        page.wait_for_url("**/offline?study")
    raise AssertionError(f"No {kind} was asked.")


CURRENT_KIND = """async () => {
  const page = document.querySelector('script[src*="offline/page.js"]').src;
  const { currentLearner, questionsOf } = await import(page.replace("page.js", "store.js"));
  return (await questionsOf(currentLearner()))[0]?.kind;
}"""


def test_every_kind_is_asked_by_the_device_as_by_the_server(learner: Learner) -> None:
    """Each is answered as by hand; what the server makes of it on return is what the device had said."""
    take_along(learner)
    lose_the_network(learner)
    page, said = learner.page, {}
    page.goto("/offline?study")
    while True:
        page.locator(".offline-count, .offline-question form").first.wait_for()
        if page.locator(".offline-count").count():
            break
        kind, part = page.evaluate(CURRENT_KIND), page.locator("#stem").inner_text()
        answer_by_hand(page, kind)
        if kind != "card":
            said[part] = page.locator("h1").inner_text()
            assert page.get_by_text("Provisional: this device says so").count()
            with page.expect_navigation():
                page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "That is all for now"
    assert set(said.values()) >= {"Right", "Almost right", "Partly right", "Not right"}
    find_the_network(learner)
    with page.expect_response("**/offline/answers"):
        page.goto("/offline")
    page.locator(".unsent").wait_for(state="detached")
    assert page.get_by_role("heading", name="The server says otherwise").count() == 0
    words = {"right": "Right", "almost": "Almost right", "partly": "Partly right", "wrong": "Not right"}
    assert sorted(words[a.verdict] for a in learner.answers() if a.rating != 4) == sorted(said.values())
    assert any(re.fullmatch(r"-?\d+\.\d+,-?\d+\.\d+", a.response[0]) for a in learner.answers() if a.response)


def answer_by_hand(page: Page, kind: str) -> None:
    """Give some response to the question on the page, by keyboard where one would."""
    if kind == "card":
        page.keyboard.press("Space")
        page.get_by_role("heading", name="The answer").wait_for()
        page.get_by_text("Finer").click()
        with page.expect_navigation():
            page.keyboard.press("4")
        return
    way = next((way for way in WAYS.values() if way.question == QUESTION_OF[kind]), None)
    if kind == "map":
        page.get_by_role("application").click()
        page.get_by_role("button", name="Check this point").click()
    elif kind == "ordering":
        page.locator(".order").wait_for()
        page.get_by_role("button", name="Check").click()
    else:
        assert way is not None
        way.act(page)
        page.get_by_role("button", name="Check", exact=True).first.click()
    page.get_by_text("Provisional").wait_for()


def test_a_response_that_cannot_be_read_is_asked_again_here_too(learner: Learner) -> None:
    take_along(learner)
    lose_the_network(learner)
    ask_here(learner, "single")
    learner.page.get_by_role("button", name="Check").click()
    assert "Choose one of the options." in learner.page.get_by_role("alert").inner_text()
    assert learner.page.get_by_text("Provisional").count() == 0
    assert findings(learner) == []
    learner.page.goto("/offline")
    learner.page.locator(".offline-count").wait_for()
    assert findings(learner) == []
    assert not learner.scrolls_sideways()


def test_what_the_server_judges_otherwise_is_told_on_return(learner: Learner) -> None:
    take_along(learner)
    lose_the_network(learner)
    page = learner.page
    ask_here(learner, "typed")
    page.locator("#response").fill("Minsk")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="Not right").wait_for()
    assert findings(learner) == []
    page.evaluate(CLAIM_RIGHT)  # As if the rules of this device were older than the server's.
    find_the_network(learner)
    with page.expect_response("**/offline/answers"):
        page.goto("/offline")
    page.get_by_role("heading", name="The server says otherwise").wait_for()
    assert "here right, on the server not right." in page.locator(".offline-reports li").inner_text()
    page.get_by_role("button", name="I have seen this").click()
    page.locator(".offline-reports").wait_for(state="hidden")
    page.reload()
    page.locator(".offline-count").wait_for()
    assert page.get_by_role("heading", name="The server says otherwise").count() == 0


CLAIM_RIGHT = """() => new Promise((resolve) => {
  indexedDB.open("geoquiz").onsuccess = ({ target }) => {
    const transaction = target.result.transaction("outbox", "readwrite");
    transaction.oncomplete = () => { target.result.close(); resolve(); };
    transaction.objectStore("outbox").openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return;
      if (result.value.response[0] === "Minsk") result.update({ ...result.value, verdict: "right" });
      result.continue();
    };
  };
})"""
EVERYTHING = """() => new Promise((resolve) => {
  indexedDB.open("geoquiz").onsuccess = async ({ target }) => {
    const found = {};
    const names = [...target.result.objectStoreNames];
    const transaction = target.result.transaction(names);
    for (const name of names) transaction.objectStore(name).count().onsuccess = (event) => { found[name] = event.target.result; };
    transaction.oncomplete = async () => { target.result.close(); resolve({ ...found, caches: (await caches.keys()).length }); };
  };
})"""


def test_two_learners_of_one_device_see_nothing_of_each_other(learner: Learner) -> None:
    take_along(learner)
    lose_the_network(learner)
    page = learner.page
    page.goto("/offline?study")
    give_up(page)
    page.wait_for_url("**/offline?study")
    find_the_network(learner)
    page.context.clear_cookies()  # The first one's session ends, and nobody logged out.
    page.goto("/banks")
    assert waiting(page) == ""
    lose_the_network(learner)
    page.goto("/offline")
    assert "nobody is logged in here" in page.locator("#offline").inner_text()
    find_the_network(learner)
    other = Learner(page, learner.site)
    other.register()
    page.goto("/")
    assert waiting(page) == ""
    page.goto("/offline")
    page.get_by_text(re.compile("questions? waits? to be asked")).wait_for()
    assert waiting(page) == ""
    assert learner.answers() == []
    assert other.answers() == []
    page.context.clear_cookies()
    log_in(learner)
    with page.expect_response("**/offline/answers"):
        page.goto("/")
    page.locator(".unsent").wait_for(state="detached")
    assert len(learner.answers()) == 1
    assert other.answers() == []


def log_in(learner: Learner) -> None:
    token = re.search('name="csrf_token" value="([^"]+)"', learner.page.request.get("/login").text())
    assert token is not None
    form = {"csrf_token": token[1], "username": learner.name, "password": PASSWORD}
    assert learner.page.request.post("/login", form=form, max_redirects=0).status in (302, 303)


def log_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Log out").click()


def test_logging_out_asks_while_answers_wait_and_takes_everything_along(learner: Learner) -> None:
    take_along(learner)
    lose_the_network(learner)
    page = learner.page
    page.goto("/offline?study")
    give_up(page)
    page.wait_for_url("**/offline?study")
    page.route("**/offline/answers", lambda route: route.fulfill(status=429))  # The server has no time for it.
    find_the_network(learner)
    page.goto("/banks")
    log_out(page)
    dialog = page.get_by_role("dialog", name="1 answer waiting to be sent")
    dialog.get_by_role("button", name="Send, then log out").click()
    dialog.get_by_text("They could not be sent").wait_for()
    dialog.get_by_role("button", name="Stay").click()
    assert waiting(page) == "1 answer waiting"
    page.unroute("**/offline/answers")
    log_out(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Send, then log out").click()
    assert page.get_by_text("You are logged out.").count() == 1
    assert len(learner.answers()) == 1
    assert page.evaluate(EVERYTHING) == {"packs": 0, "questions": 0, "outbox": 0, "reports": 0, "caches": 0}


def test_a_form_that_was_sent_without_a_network_is_said_not_to_have_arrived(learner: Learner) -> None:
    take_along(learner)
    learner.page.goto("/settings")
    lose_the_network(learner)
    learner.page.get_by_role("button", name="Save").first.click()
    learner.page.get_by_text("what you just sent did not arrive").wait_for()


def test_what_is_kept_does_not_tell_its_answers_in_plain_words(learner: Learner) -> None:
    pack = learner.page.request.get("/offline/pack").text()
    assert "Which port in Iran" in pack  # What is asked may be read; why, and what is right, may not.
    assert "Goods go through Iran instead" not in pack
    assert "INSTC" in pack
    assert "International North" not in pack
