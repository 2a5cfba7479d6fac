"""A report by key F below a verdict, the teacher's queue, and the answer; on a small phone, with axe."""

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import expect

from geoquiz.services import accounts
from geoquiz.storage.db import db
from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings

PHONE = {"width": 320, "height": 640}


def _look(learner: Learner) -> None:
    assert findings(learner) == [], learner.page.url
    assert not learner.scrolls_sideways(), learner.page.url


def test_a_report_and_its_answer_on_a_small_phone(visit: Callable[..., Learner]) -> None:
    student, teacher = visit(viewport=PHONE), visit(viewport=PHONE, java_script_enabled=False)
    for learner in (student, teacher):
        learner.register()
    with teacher.site.app.app_context():
        accounts.change_role(db.session, teacher.name, "teacher", now=datetime.now(UTC))
        db.session.remove()

    student.ask("a-word")
    student.page.get_by_role("textbox").first.fill("an unheard-of word")
    student.page.keyboard.press("Enter")
    student.verdict()
    student.goes_on(student.page.get_by_role("button", name="My answer should count").click)
    _look(student)
    student.goes_on(lambda: student.page.keyboard.press("f"))
    _look(student)
    student.page.get_by_label("Something in it is wrong").check()
    student.page.get_by_label("Note").fill("The stem says the opposite of the explanation.")
    student.goes_on(student.page.get_by_role("button", name="Save").click)
    expect(student.page.get_by_text("Reported, thank you.")).to_be_visible()
    student.page.goto("/flags/mine")
    _look(student)

    page = teacher.page
    page.goto("/")
    teacher.goes_on(page.get_by_role("link", name="Students have reported a question.").click)
    expect(page.get_by_text("The stem says the opposite of the explanation.")).to_be_visible()
    assert not teacher.scrolls_sideways()
    page.get_by_label("Reply").fill("Well seen, it is mended.")
    teacher.goes_on(page.get_by_role("button", name="It is changed").click)
    expect(page.get_by_text("Nothing waits here")).to_be_visible()

    student.page.goto("/")
    student.goes_on(student.page.get_by_role("link", name="One of your reports was answered.").click)
    expect(student.page.get_by_text("Well seen, it is mended.")).to_be_visible()
    _look(student)
