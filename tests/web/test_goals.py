"""A daily goal, and being asked how sure one is: both off until the settings say otherwise."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.storage.models import Answer
from geoquiz.web.clock import utc_now
from tests.factories import answer_right, ask
from tests.web.conftest import Browser


def _set(student: Browser, **fields: str) -> None:
    student.visit("/settings")
    student.submit("/settings", button="Save", **fields)


def test_without_a_goal_none_is_shown(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/progress")
    assert "Today’s goal" not in student.text


def test_a_goal_in_questions_is_shown_until_it_is_reached_and_then_too(student: Browser, session: Session) -> None:
    _set(student, goal_questions="2")
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/progress")
    assert "Today’s goal: 1 of 2 questions." in student.text
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    for path in ("/progress", "/"):
        student.visit(path)
        assert "Today’s goal is reached: 2 of 2 questions." in student.text


def test_a_goal_in_minutes_counts_whole_ones(student: Browser, session: Session) -> None:
    _set(student, goal_minutes="5")
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/progress")
    assert "Today’s goal: 0 of 5 minutes." in student.text


def test_two_goals_at_once_are_refused(student: Browser) -> None:
    student.visit("/settings")
    student.submit("/settings", 422, button="Save", goal_questions="5", goal_minutes="5")
    assert student.mistakes == ["Set a daily goal in questions or in minutes, not both: leave one of them at 0."]


def test_nobody_is_asked_how_sure_they_are_unless_they_want_to_be(student: Browser) -> None:
    student.visit("/study")
    assert not student.page.all("fieldset", class_="confidence")


def test_how_sure_one_is_is_asked_on_request_and_kept_with_the_answer(student: Browser, session: Session) -> None:
    _set(student, asks_confidence="y")
    student.visit("/study")
    assert [label.text for label in student.page.one("fieldset", class_="confidence").all("label")] == ["Sure", "Think so", "Guess"]
    student.submit("/study", response="Tbilisi", confidence="3")
    assert session.scalars(select(Answer.confidence)).all() == [3]
    student.visit("/progress/calibration")
    assert "of 1 answers that you were sure of were wrong" in student.text


def test_it_may_stay_open_and_made_up_words_are_none(student: Browser, session: Session) -> None:
    _set(student, asks_confidence="y")
    for value in ("", "7"):
        student.visit("/study")
        student.submit("/study", give_up="1", confidence=value)
    assert session.scalars(select(Answer.confidence)).all() == [None, None]
