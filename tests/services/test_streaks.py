"""The streak of a learner, from the log."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from geoquiz.services import corrections
from geoquiz.services.streaks import streak_of
from tests.factories import NOW, Clock, answer_right, answer_wrong, apply_bank, make_bank, make_learner, page


def study_on(session: Session, user_id: int, *days_ago: int) -> None:
    """Let a learner answer one question on each of these days, the longest ago first."""
    for days in days_ago:
        at = NOW - timedelta(days=days)
        answer_wrong(session, page(session, user_id, "q1", at=at), now=at)


def test_who_has_never_answered_has_no_streak(session: Session) -> None:
    apply_bank(session, make_bank())
    assert streak_of(session, make_learner(session).id, now=NOW) == 0


@pytest.mark.parametrize(("days_ago", "length"), [
    ((0,), 1), ((3,), 1), ((4,), 0), ((4, 3, 0), 3), ((9, 6, 5, 4), 0), ((9, 6, 5, 3), 1), ((8, 4, 1, 0), 3),
])
def test_days_of_study_count_and_two_rests_a_week_keep_them(session: Session, days_ago: tuple[int, ...], length: int) -> None:
    apply_bank(session, make_bank())
    learner = make_learner(session)
    study_on(session, learner.id, *days_ago)
    assert streak_of(session, learner.id, now=NOW) == length


def test_many_answers_make_one_day_and_those_taken_back_none(session: Session) -> None:
    apply_bank(session, make_bank())
    learner = make_learner(session)
    study_on(session, learner.id, 1, 0)
    answer_right(session, page(session, learner.id, "q2"))
    assert streak_of(session, learner.id, now=NOW) == 2
    for _ in range(2):
        corrections.undo(session, learner.id, now=NOW)
    assert streak_of(session, learner.id, now=NOW) == 1


def test_a_day_is_the_learners_own_and_nobody_elses(session: Session) -> None:
    apply_bank(session, make_bank())
    clock = Clock(NOW.replace(hour=20))
    here, there, idle = make_learner(session), make_learner(session, zone="Asia/Tokyo"), make_learner(session)
    for learner in (here, there):
        answer_right(session, page(session, learner.id, "q1", at=clock.now), now=clock.now)  # In Tokyo it is five in the morning.
        answer_right(session, page(session, learner.id, "q2", at=NOW), now=NOW)
    assert [streak_of(session, one.id, now=clock.now) for one in (here, there, idle)] == [1, 2, 0]
