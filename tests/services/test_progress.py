"""A learner's progress: kept days equal the log, and the figures are those of a few obvious lines."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.learner import Known, Tally
from geoquiz.services import cards, corrections, practice, progress, study
from geoquiz.storage.models import StudyDay
from geoquiz.storage.queries import log, studydays
from tests.factories import (
    NOW,
    Clock,
    answer_right,
    answer_wrong,
    apply_bank,
    ask,
    make_bank,
    make_learner,
    page,
    right_form,
    typed,
)


def on(session: Session, user_id: int, clock: Clock) -> progress.Progress:
    return progress.progress(session, user_id, now=clock.now)


def answer(session: Session, user_id: int, local_id: str, clock: Clock, *, right: bool = True) -> str:
    """Answer a question ten seconds after it was shown."""
    shown = page(session, user_id, local_id, at=clock.now)
    clock.tick(seconds=10)
    return (answer_right if right else answer_wrong)(session, shown, now=clock.now)


def test_who_has_never_answered_has_nothing_and_everything_to_see(session: Session) -> None:
    apply_bank(session, make_bank(3))
    found = on(session, make_learner(session).id, Clock())
    assert found.ever == Tally()
    assert found.known == Known(parts=3, met=0, known=0)
    assert (found.due_now, sum(found.due), found.streak) == (0, 0, 0)


def test_a_day_holds_its_answers_their_time_and_what_was_right(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner, clock = make_learner(session).id, Clock()
    answer(session, learner, "q1", clock)
    answer(session, learner, "q2", clock, right=False)
    found = on(session, learner, clock)
    assert found.on_today == Tally(answered=2, right=1, seconds=20.0)
    assert found.kinds == {"typed": found.on_today}
    assert found.known == Known(parts=3, met=2, known=2)


def test_retention_is_that_of_cards_in_review_young_and_mature_apart(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner, clock = make_learner(session, learning_steps=()).id, Clock()
    answer(session, learner, "q1", clock)
    for days in (3, 20, 40):  # Young twice; by then the interval is long.
        clock.tick(days=days)
        answer(session, learner, "q1", clock)
    clock.tick(days=1)
    found = on(session, learner, clock)
    assert found.windows[365].young == Share(2, 2)
    assert found.windows[365].mature == Share(1, 1)
    assert found.windows[7].retained == Share(1, 1)


def test_what_was_taken_back_counts_nowhere(session: Session) -> None:
    apply_bank(session, make_bank(2))
    learner, clock = make_learner(session).id, Clock()
    answer(session, learner, "q1", clock)
    clock.tick(days=2)
    assert on(session, learner, clock).ever.answered == 1  # Its day is kept now.
    corrections.undo(session, learner, now=clock.now)
    found = on(session, learner, clock)
    assert found.ever == Tally()
    assert found.known.met == 0


def test_practice_is_an_answer_but_no_retention(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner, clock = make_learner(session, learning_steps=()).id, Clock()
    answer(session, learner, "q1", clock)
    clock.tick(days=5)
    number = practice.begin(session, learner, "bank", "bank", now=clock.now)
    shown = study.next_practice(session, learner, number, now=clock.now, key=str(uuid.uuid4()))
    assert shown is not None
    answer_wrong(session, shown, now=clock.now)
    found = on(session, learner, clock)
    assert found.on_today.answered == 1
    assert found.ever.retained == Share(0, 0)
    assert progress.calibrated(session, learner).all is None


def test_known_cards_are_at_risk_once_they_have_faded(session: Session) -> None:
    apply_bank(session, make_bank(1, tags=["trade"]))
    learner, clock = make_learner(session, learning_steps=()).id, Clock()
    answer(session, learner, "q1", clock)
    assert on(session, learner, clock).known == Known(1, 1, 1)
    clock.tick(days=30)
    found = on(session, learner, clock)
    assert found.known == Known(1, 1, 0)
    assert found.tags == (("trade", Known(1, 1, 0)),)
    assert found.due_now == 1
    assert found.due[0] == 1


def test_suspended_cards_are_met_but_never_due(session: Session) -> None:
    apply_bank(session, make_bank([typed("q1")]))
    learner, clock = make_learner(session, learning_steps=()).id, Clock()
    answer(session, learner, "q1", clock)
    question = page(session, learner, "q1", at=clock.now).asked.question_id
    cards.suspend(session, learner, question, "main", now=clock.now)
    clock.tick(days=30)
    found = on(session, learner, clock)
    assert (found.known.met, found.due_now, sum(found.due)) == (1, 0, 0)


def test_another_learners_answers_count_for_nobody_else(session: Session) -> None:
    apply_bank(session, make_bank(2))
    one, other, clock = make_learner(session).id, make_learner(session).id, Clock()
    answer(session, one, "q1", clock)
    assert on(session, other, clock).ever == Tally()


def test_predictions_are_tested_when_a_card_comes_back_on_a_later_day(session: Session) -> None:
    apply_bank(session, make_bank(2))
    learner, clock = make_learner(session, learning_steps=()).id, Clock()
    answer(session, learner, "q1", clock)
    assert progress.calibrated(session, learner).all is None
    clock.tick(days=10)
    answer(session, learner, "q1", clock, right=False)
    found = progress.calibrated(session, learner)
    assert found.all is not None
    assert found.all.measured == Share(0, 1)
    assert 0.5 < found.all.predicted < 0.9
    assert found.kinds == {"typed": found.all}


def test_confidence_is_kept_with_the_answer_and_judged_by_the_verdict(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session).id
    for local_id, confidence, right in (("q1", 3, True), ("q2", 3, False), ("q3", 1, True)):
        shown = page(session, learner, local_id)
        form = right_form(typed(local_id), "main", shown.shown) if right else right_form(typed("other"), "main", shown.shown)
        study.answer(session, shown.asked, form, gave_up=False, rating=None, now=NOW, confidence=confidence)
    found = progress.calibrated(session, learner)
    assert found.sureness == {3: Share(1, 2), 1: Share(1, 1)}
    assert (found.over, found.under) == (Share(1, 2), Share(1, 1))


def test_days_that_are_over_are_kept_and_today_is_not(session: Session) -> None:
    apply_bank(session, make_bank(2))
    learner, clock = make_learner(session).id, Clock()
    answer(session, learner, "q1", clock)
    on(session, learner, clock)
    kept = select(func.count()).select_from(StudyDay).where(StudyDay.user_id == learner)
    assert session.scalar(kept) == 0
    clock.tick(days=1)
    answer(session, learner, "q2", clock)
    on(session, learner, clock)
    assert session.scalar(kept) == 1


ACTIONS = st.lists(st.tuples(st.sampled_from(("right", "wrong", "late", "undo", "word", "look", "rest")), st.integers(1, 3)),
                   min_size=3, max_size=12)


@given(actions=ACTIONS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_kept_days_are_what_the_log_says_whatever_happened(session: Session, actions: list[tuple[str, int]]) -> None:
    apply_bank(session, make_bank(3))
    learner, clock = make_learner(session).id, Clock()
    key = ""
    for action, number in actions:
        clock.tick(minutes=1)
        match action:
            case "right" | "wrong":
                key = answer(session, learner, f"q{number}", clock, right=action == "right")
            case "late":
                shown = page(session, learner, f"q{number}", at=clock.now - timedelta(days=2 * number))
                key = answer_right(session, shown, now=clock.now, answered_at=clock.now - timedelta(days=number))
            case "undo":
                corrections.undo(session, learner, now=clock.now)
                key = ""
            case "word" if key and _can_rate(session, learner, key):
                corrections.rate_anew(session, learner, key, Rating.AGAIN, now=clock.now)
            case "look":
                on(session, learner, clock)
            case _:
                clock.tick(days=number)
    on(session, learner, clock)
    days, again = studydays.all_days(session, learner), studydays.worked_out(session, learner)
    assert {key: part for key, part in days.items() if part.answered} == {key: part for key, part in again.items() if part.answered}


def _can_rate(session: Session, learner: int, key: str) -> bool:
    row = log.answer_of(session, learner, key)
    return row is not None and row.verdict in ("right", "almost") and log.live_review(session, learner, key) is not None


@pytest.mark.parametrize("days", [1, 40])
def test_the_first_look_and_the_second_say_the_same(session: Session, days: int) -> None:
    apply_bank(session, make_bank(3))
    learner, clock = make_learner(session).id, Clock()
    for number in (1, 2, 3):
        answer(session, learner, f"q{number}", clock, right=number != 2)
        clock.tick(days=days)
    assert ask(session, learner, now=clock.now)
    assert on(session, learner, clock) == on(session, learner, clock)
