"""Item analysis in a real window: its pages are clean, fit a small phone, and can be walked through by their links."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from geoquiz.core.question import Form
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import accounts, assignments, classes, study
from geoquiz.services.assignments import Wanted
from geoquiz.storage.db import db
from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings
from tests.factories import make_learner, page

STUDENTS = 15


def _class_with_answers(teacher: Learner) -> str:
    """Make a class whose students have answered some questions, the first half of them rightly; return its path."""
    now = datetime.now(UTC)
    with teacher.site.app.app_context():
        account = accounts.change_role(db.session, teacher.name, "teacher", now=now)
        room = classes.create(db.session, account, "7b", now=now)
        code = classes.add_link(db.session, room, account.id, 30, now=now)
        assignments.assign(db.session, room, account.id, Wanted(
            title="Know it", mode="study", banks=(teacher.site.bank,), due_at=now + timedelta(days=9)), now=now)
        for place in range(STUDENTS):
            student = make_learner(db.session, f"{teacher.name} {place}")
            classes.join(db.session, student, code, now=now)
            for name in [name for name, row in teacher.site.questions.items() if row.question.kind in ("single", "multiple",
                                                                                                       "true_false", "typed")]:
                asked = page(db.session, student.id, name, at=now)
                response = teacher.site.questions[name].question.right_response()
                study.answer(db.session, asked.asked, Form(response), gave_up=place > STUDENTS / 2, rating=Rating.GOOD, now=now)
        db.session.remove()
    return f"/classes/{room}/items"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_item_analysis_is_clean_fits_a_small_phone_and_is_walked_by_links(visit: Callable[..., Learner], scheme: str) -> None:
    teacher = visit(viewport={"width": 320, "height": 640}, color_scheme=scheme, java_script_enabled=True)
    teacher.register()
    window = teacher.page
    room = _class_with_answers(teacher)

    def look() -> None:
        assert findings(teacher) == [], window.url
        assert window.evaluate("document.scrollingElement.scrollWidth") <= 320, window.url

    window.goto(room)
    look()
    window.locator("main h2 a").click()
    window.get_by_role("link", name="most to look at").click()
    window.wait_for_url("**sort=flags")
    look()
    window.locator("tbody a[href$='/a-single']").click()
    window.wait_for_url("**/a-single")
    assert window.locator("svg.thirds circle").count() > 0
    look()
