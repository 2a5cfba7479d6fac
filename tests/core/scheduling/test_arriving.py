"""Cards of another program: their memory here, from what it said, from its log, or from interval and ease alone."""

from datetime import UTC, datetime, timedelta

import pytest

from geoquiz.core.scheduling.arriving import Arriving, PastReview, log_of
from geoquiz.core.scheduling.memory import Memory, Settings, State, fold
from geoquiz.core.scheduling.rating import Rating

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SETTINGS = Settings(zone="Europe/Berlin")
SEED = "seed"
TODAY = SETTINGS.calendar.day(NOW)


def past(days: int, rating: Rating = Rating.GOOD, *, moved: bool = True) -> PastReview:
    return PastReview(NOW - timedelta(days=days), rating, timedelta(seconds=7), moved)


def memory(card: Arriving) -> Memory:
    rows = log_of(card, "main", settings=SETTINGS, number=1, seed=SEED, now=NOW)
    assert [row.id for row, _ in rows] == list(range(1, 1 + len(rows)))
    assert {row.cause for row, _ in rows} == {"import"}
    assert fold([row for row, _ in rows], {1: SETTINGS}, SEED) == rows[-1][1]
    return rows[-1][1]


def test_what_fsrs_knew_there_it_knows_here() -> None:
    card = Arriving(State.REVIEW, due_day=TODAY + 9, stability=21.5, difficulty=4.25, last_review=NOW - timedelta(days=3), reps=7,
                    lapses=2, log=(past(30), past(3, Rating.EASY)))
    assert memory(card) == Memory(
        state=State.REVIEW, step=None, stability=21.5, difficulty=4.25, due=SETTINGS.calendar.start(TODAY + 9),
        last_review=NOW - timedelta(days=3), reps=7, lapses=2, due_cause="import", first_day=TODAY - 30)


def test_without_fsrs_the_log_says_how_strong_a_card_is() -> None:
    log = (past(30), past(29), past(20), past(3, Rating.AGAIN), past(2, moved=False))
    found = memory(Arriving(State.REVIEW, due_day=TODAY, log=log, interval=400))
    assert found.stability is not None
    assert 0 < found.stability < 20
    assert (found.reps, found.lapses, found.last_review) == (4, 1, NOW - timedelta(days=3))
    with_more = memory(Arriving(State.REVIEW, due_day=TODAY, log=(*log[:3], past(3)), interval=400))
    assert with_more.stability is not None
    assert with_more.stability > found.stability


def test_without_a_log_the_interval_and_the_ease_do() -> None:
    hard, easy = (memory(Arriving(State.REVIEW, due_day=TODAY + 5, interval=40, ease=ease)) for ease in (1.3, 3.0))
    assert hard.stability == easy.stability == 40
    assert hard.difficulty is not None
    assert easy.difficulty is not None
    assert 10 >= hard.difficulty > easy.difficulty >= 1
    assert (hard.reps, hard.last_review) == (1, NOW)
    assert memory(Arriving(State.REVIEW, due_day=TODAY, interval=0)).stability == 1


@pytest.mark.parametrize(("stability", "difficulty", "kept"), [(0.0, 11.0, (0.001, 10.0)), (1e9, 0.1, (36_500.0, 1.0))])
def test_numbers_beyond_all_measure_are_brought_back(stability: float, difficulty: float, kept: tuple[float, float]) -> None:
    found = memory(Arriving(State.REVIEW, due_day=TODAY, stability=stability, difficulty=difficulty))
    assert (found.stability, found.difficulty) == kept


@pytest.mark.parametrize(("state", "left", "step"), [
    (State.LEARNING, 2, 0), (State.LEARNING, 1, 1), (State.LEARNING, 9, 0), (State.LEARNING, 0, 1), (State.RELEARNING, 1, 0),
    (State.REVIEW, 1, None),
])
def test_steps_are_counted_from_their_end(state: State, left: int, step: int | None) -> None:
    due = NOW + timedelta(minutes=7)
    found = memory(Arriving(state, due_at=due, stability=1, difficulty=5, steps_left=left))
    assert (found.step, found.due) == (step, due)


def test_a_clock_that_went_ahead_there_does_not_here() -> None:
    ahead = PastReview(NOW + timedelta(days=2), Rating.GOOD, timedelta(0))
    found = memory(Arriving(State.REVIEW, stability=3, difficulty=5, last_review=NOW + timedelta(days=2), log=(ahead,)))
    assert (found.last_review, found.due) == (NOW, NOW)
