"""The week in review."""

from datetime import timedelta

from sqlalchemy.orm import Session

from geoquiz.web.clock import utc_now
from tests.factories import answer_right, answer_wrong, ask, page
from tests.web.conftest import Browser


def test_a_week_without_answers_says_so_and_leads_to_studying(student: Browser) -> None:
    student.visit("/progress/week")
    assert student.heading == "This week"
    assert "Nothing was answered in this week yet." in student.text
    assert student.page.one("main").one("a", class_="button-primary")["href"] == "/study"


def test_a_week_holds_its_answers_and_those_of_the_week_before_stand_beside_it(student: Browser, session: Session) -> None:
    now = utc_now()
    answer_right(session, page(session, 1, "capital", at=now - timedelta(days=7)), now=now - timedelta(days=7))
    answer_right(session, page(session, 1, "strait", at=now), now=now)
    answer_wrong(session, page(session, 1, "length", at=now), now=now)
    student.visit("/progress/week")
    shown = {group.one("dt").text: group.one("dd").text for group in student.page.one("dl").all("div")}
    assert (shown["answered"], shown["of them right"], shown["days of study"]) == ("2", "50 %", "1")
    assert shown["met for the first time"] == "2"
    assert "The week before: 1 answered, 100 % right" in student.text
    student.visit("/progress/week?back=1")
    assert student.heading.startswith("The week of ")
    assert [a["href"] for a in student.page.one("nav", aria_label="Other weeks").all("a")] == [
        "/progress/week?back=2", "/progress/week"]


def test_made_up_weeks_are_the_one_that_goes_on_or_one_of_long_ago(student: Browser) -> None:
    for text in ("-1", "x", "99999", "²"):
        student.visit(f"/progress/week?back={text}")
        assert student.heading == "This week"
    student.visit("/progress/week?back=9999")
    assert "Nothing was answered in this week." in student.text


def test_days_on_which_the_goal_was_reached_are_counted(student: Browser, session: Session) -> None:
    student.visit("/settings")
    student.submit("/settings", button="Save", goal_questions="1")
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/progress/week")
    assert "days on which your goal was reached" in student.text
