"""A quiz in real browsers: by keyboard, on a phone, without scripts; axe and the width of its pages on the way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import WAYS
from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings

SAVE = re.compile("^Save and go on")


def begin(learner: Learner, **choices: str) -> None:
    """Set a quiz up over the bank of every kind, and start it."""
    page = learner.page
    page.goto(f"/quiz/{learner.site.bank}")
    for label, text in choices.items():
        page.get_by_label(label.replace("_", " ")).fill(text)
    learner.goes_on(page.get_by_role("button", name="Start the quiz").click)


def only(learner: Learner, *kinds: str) -> None:
    """Start a quiz of these types."""
    page = learner.page
    page.goto(f"/quiz/{learner.site.bank}")
    page.get_by_text("Subjects, types, and a selection to share").click()
    for kind in kinds:
        page.get_by_label(kind, exact=True).check()
    learner.goes_on(page.get_by_role("button", name="Start the quiz").click)


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_a_quiz_by_keyboard_alone(learner: Learner) -> None:
    only(learner, "Typed answer", "Number", "Single choice")
    page, keys = learner.page, learner.page.keyboard
    for number in (1, 2, 3):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {number} of 3")
        if page.locator(".choices").count():
            keys.press("1")
        else:
            keys.type("7200" if page.get_by_label(re.compile("^Your number")).count() else "Astrakhan")
        learner.goes_on(lambda: keys.press("Enter"))
    assert heading(page) == "Before you hand in"
    assert "3 of 3 answered" in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Hand in").focus()
    learner.goes_on(lambda: keys.press("Enter"))
    assert re.fullmatch(r"[23] of 3 points", heading(page))
    assert len(learner.answers()) == 3


def test_every_kind_is_answered_on_a_phone_and_stays_filled_in(visit: Callable[..., Learner]) -> None:
    phone = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    phone.register()
    begin(phone, Time_limit="30")
    page = phone.page
    questions = {row.question.stem or "": name for name, row in phone.site.questions.items()}
    for number in range(1, 11):
        page.goto(f"/quiz/attempts/1/{number}")
        assert not phone.scrolls_sideways(), number
        stem = page.locator("#stem").inner_text().strip()
        way = WAYS.get(questions.get(stem, "a-gap"))
        if page.locator("[data-ordering]").count():
            page.get_by_role("button", name=re.compile("^Move down")).first.tap()
        elif way:
            way.act(page)
        phone.goes_on(page.get_by_role("button", name=SAVE).tap)
    assert "10 of 10 answered" in page.get_by_role("main").inner_text()
    page.goto("/quiz/attempts/1/1")
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"^in (29|30):\d\d$"))
    phone.goes_on(page.get_by_role("button", name="Mark for later").tap)
    expect(page.locator("a.quiz-spot, button.quiz-spot").first).to_have_attribute("aria-label", "Question 1: answered, marked")
    assert len(phone.answers()) == 10


def test_a_point_on_the_map_is_saved_by_leaving_too(learner: Learner) -> None:
    only(learner, "Map")
    learner.page.locator(".map-stage").click(position={"x": 287, "y": 277})
    learner.goes_on(learner.page.get_by_role("button", name="Review and hand in").click)
    assert "1 of 1 answered" in learner.page.get_by_role("main").inner_text()
    (stored,) = learner.answers()
    assert "," in stored.response[0]


def test_an_order_that_nobody_touched_is_not_saved_by_leaving(learner: Learner) -> None:
    only(learner, "Put in order")
    learner.goes_on(learner.page.get_by_role("button", name="Review and hand in").click)
    assert "Question 1 is still open" in learner.page.get_by_role("main").inner_text()
    assert learner.answers() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_back_forward_and_coming_back_keep_what_was_filled_in(visit: Callable[..., Learner], scripts: bool) -> None:
    learner = visit(java_script_enabled=scripts, viewport={"width": 1366, "height": 768})
    learner.register()
    page = learner.page
    page.goto("/quiz")
    token = page.locator("form[method=post] input[name=csrf_token]").last.input_value()
    key = page.locator("input[name=start_key]").input_value()
    form = {"csrf_token": token, "start_key": key, "bank": learner.site.bank, "count": "10", "kind": "typed", "feedback": "end",
            "minutes": "20", "seed": "a word"}
    assert page.request.post("/quiz", form=form, max_redirects=0).status == 303
    page.goto("/quiz/attempts/1/1")
    assert re.search(r"Time is up in (20 minutes|19:\d\d|20:00), at \d\d:\d\d", page.locator(".quiz-time").inner_text())
    page.locator("#response").fill("Derbent")
    learner.goes_on(page.get_by_role("button", name="Review and hand in").click)
    page.goto("/quiz")
    learner.goes_on(page.get_by_role("link", name="Go on with One of every kind").click)
    learner.goes_on(page.get_by_role("link", name="Question 1").click)
    expect(page.locator("#response")).to_have_value("Derbent")
    page.locator("#response").fill("Astrakhan")
    learner.goes_on(page.get_by_role("button", name=SAVE).click)
    learner.goes_on(page.get_by_role("button", name="Hand in").click)
    assert heading(page) == "1 of 1 point"
    assert [answer.verdict for answer in learner.answers()] == ["wrong", "right"]


def test_axe_finds_nothing_on_the_pages_of_a_quiz(visit: Callable[..., Learner]) -> None:
    learner = visit(viewport={"width": 320, "height": 640})
    learner.register()
    begin(learner, Time_limit="30")
    page = learner.page
    for path in ("/quiz/attempts/1/1", "/quiz/attempts/1/5", "/quiz/attempts/1"):
        page.goto(path)
        assert findings(learner) == [], path
        assert not learner.scrolls_sideways(), path
    learner.goes_on(page.get_by_role("button", name="Hand in").click)
    assert findings(learner) == []
    assert not learner.scrolls_sideways()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Practise what was not right").is_visible()
    page.emulate_media(media="screen")
    page.goto(f"/quiz/{learner.site.bank}")
    page.get_by_text("After each question").click()
    learner.goes_on(page.get_by_role("button", name="Start the quiz").click)
    learner.goes_on(page.get_by_role("button", name="I don’t know").first.click)
    assert heading(page) == "Here is the answer"
    assert findings(learner) == []
    page.goto("/quiz")
    assert findings(learner) == []
