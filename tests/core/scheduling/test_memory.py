from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.memory import (
    DEFAULT_WEIGHTS,
    Memory,
    Settings,
    State,
    fuzz_seed,
    relearn,
    retrievability,
    review,
)
from geoquiz.core.scheduling.rating import Rating
from tests.core.scheduling.histories import NO_STEPS, SEED, START, after_days, histories, learned

AGAIN, HARD, GOOD, EASY = Rating
DAY = 24 * 60
BERLIN = Settings(zone="Europe/Berlin")


def test_a_new_card_goes_through_its_steps_to_the_instant_and_then_to_the_start_of_a_day() -> None:
    first = review(Memory(), GOOD, at=START, settings=Settings(), seed=SEED)
    assert (first.state, first.step, first.due, first.due_cause) == (State.LEARNING, 1, START + timedelta(minutes=10), "step")
    second = review(first, GOOD, at=START + timedelta(minutes=11), settings=Settings(), seed=SEED)
    assert (second.state, second.step, second.due_cause) == (State.REVIEW, None, "interval")
    assert second.due == datetime(2026, 3, 12, 4, 0, tzinfo=UTC)
    assert (second.reps, second.lapses, second.first_day) == (2, 0, START.date().toordinal())
    again = review(Memory(), AGAIN, at=START, settings=Settings(), seed=SEED)
    assert (again.state, again.step, again.due) == (State.LEARNING, 0, START + timedelta(minutes=1))


def test_a_lapse_relearns_and_counts() -> None:
    known = after_days([0, 3, 10], [GOOD, GOOD, GOOD])
    lapsed = review(known, AGAIN, at=START + timedelta(days=40), settings=Settings(), seed=SEED)
    assert (lapsed.state, lapsed.step, lapsed.lapses) == (State.RELEARNING, 0, 1)
    assert lapsed.due == START + timedelta(days=40, minutes=10)
    assert known.stability is not None
    assert lapsed.stability is not None
    assert lapsed.stability < known.stability
    relearned = review(lapsed, GOOD, at=START + timedelta(days=40, minutes=10), settings=Settings(), seed=SEED)
    assert (relearned.state, relearned.lapses) == (State.REVIEW, 1)
    assert review(lapsed, AGAIN, at=START + timedelta(days=40, minutes=10), settings=Settings(), seed=SEED).lapses == 1


def test_elapsed_time_is_counted_in_days_of_the_learner() -> None:
    # 23:00 and 05:00 are two days of the learner, six hours apart; 05:00 and 03:00 of the next date are one, 22 hours long.
    evening, morning, night = (datetime(2026, 3, day, hour, tzinfo=UTC) for day, hour in ((10, 23), (11, 5), (12, 3)))
    start = after_days([0], [GOOD])
    known = replace(start, last_review=evening)
    next_day = review(known, GOOD, at=morning, settings=NO_STEPS, seed=SEED)
    assert next_day.stability == after_days([0, 1], [GOOD, GOOD]).stability
    same_day = review(replace(start, last_review=morning), GOOD, at=night, settings=NO_STEPS, seed=SEED)
    assert same_day.stability == after_days([0, 0], [GOOD, GOOD]).stability
    assert next_day.stability != same_day.stability


@pytest.mark.parametrize(("rating", "grade"), [(AGAIN, 1), (HARD, 2), (GOOD, 3), (EASY, 4)])
def test_a_second_review_of_the_day_follows_the_short_term_formula(rating: Rating, grade: int) -> None:
    # S' = S · e^(w17 · (G − 3 + w18)) · S^(−w19), and never less than S but for Again. Source: FSRS-6.
    before, after = after_days([0], [GOOD]), after_days([0, 0], [GOOD, rating])
    assert before.stability is not None
    w17, w18, w19 = DEFAULT_WEIGHTS[17:20]
    factor = exp(w17 * (grade - 3 + w18)) * before.stability ** -w19
    assert after.stability == pytest.approx(before.stability * (max(1.0, factor) if grade > 1 else factor), rel=1e-12)


def test_clocks_going_forward_or_back_do_not_change_an_interval() -> None:
    for month, day in ((3, 27), (10, 23)):
        at = datetime(2026, month, day, 19, 0, tzinfo=UTC)
        known = review(Memory(), EASY, at=at, settings=replace(NO_STEPS, zone="Europe/Berlin"), seed=SEED)
        assert known.due is not None
        assert BERLIN.calendar.start(BERLIN.calendar.day(known.due)) == known.due
        plain = review(Memory(), EASY, at=at, settings=NO_STEPS, seed=SEED)
        assert plain.due is not None
        assert BERLIN.calendar.day(known.due) - BERLIN.calendar.day(at) == plain.due.toordinal() - at.toordinal()


def test_a_review_dated_before_the_last_one_counts_as_on_its_day() -> None:
    known = after_days([0, 3], [GOOD, GOOD])
    late = review(known, GOOD, at=START - timedelta(days=30), settings=NO_STEPS, seed=SEED)
    assert late == review(known, GOOD, at=START + timedelta(days=3), settings=NO_STEPS, seed=SEED)


def test_moving_west_over_the_date_line_does_not_turn_days_back() -> None:
    east, west = replace(NO_STEPS, zone="Pacific/Kiritimati"), replace(NO_STEPS, zone="Pacific/Niue")
    known = review(Memory(), GOOD, at=START, settings=east, seed=SEED)
    hour_later = review(known, GOOD, at=START + timedelta(hours=1), settings=west, seed=SEED)
    assert hour_later.stability == after_days([0, 0], [GOOD, GOOD]).stability


def test_the_fuzz_of_an_interval_never_changes() -> None:
    # These dates are in learners' calendars: a change of the digest would move them all.
    known = [after_days([0, 3, 12], [GOOD, GOOD, GOOD])]
    for days in (50, 150):
        last = known[-1].last_review
        assert last is not None
        known.append(review(known[-1], GOOD, at=last + timedelta(days=days), settings=NO_STEPS, seed=SEED))
    assert [(memory.due, memory.due_cause) for memory in known] == [
        (datetime(2026, 5, 14, 4, 0, tzinfo=UTC), "fuzz"),
        (datetime(2026, 11, 15, 4, 0, tzinfo=UTC), "fuzz"),
        (datetime(2028, 1, 28, 4, 0, tzinfo=UTC), "fuzz"),
    ]
    other = [review(known[0], GOOD, at=START + timedelta(days=65), settings=NO_STEPS, seed=f"{handle}|bank|q1|main").due
             for handle in "abcdefgh"]
    assert len(set(other)) > 4
    assert fuzz_seed("f00d", "bank", "q1", "main") == SEED


@given(histories)
def test_fuzz_moves_an_interval_no_further_than_its_length_allows(history: list[tuple[int, Rating]]) -> None:
    memory = learned(history, NO_STEPS)
    assert memory.due is not None
    assert memory.last_review is not None
    assert memory.stability is not None
    days = memory.due.toordinal() - NO_STEPS.calendar.day(memory.last_review)
    plain = min(max(1, round(memory.stability)), 36500)  # At a desired retention of 0.9 the interval is the stability.
    allowed = 1 + 0.15 * min(plain - 2.5, 4.5) + 0.1 * min(max(plain - 7, 0), 13) + 0.05 * max(plain - 20, 0)
    assert abs(days - plain) <= (allowed + 0.5 if plain >= 3 else 0)
    assert (days == plain) == (memory.due_cause == "interval")


@given(histories, st.floats(0.70, 0.97), st.integers(1, 60))
def test_an_interval_is_never_longer_than_the_longest(history: list[tuple[int, Rating]], retention: float, longest: int) -> None:
    settings = Settings(desired_retention=retention, maximum_interval=longest)
    memory = learned(history, settings)
    assert memory.due is not None
    assert memory.last_review is not None
    assert memory.due <= settings.calendar.start(settings.calendar.day(memory.last_review) + longest)
    assert memory.due > memory.last_review - timedelta(days=1)


@given(histories)
def test_memory_is_possible_whatever_happened(history: list[tuple[int, Rating]]) -> None:
    memory = learned(history)
    assert memory.state != State.NEW
    assert memory.stability is not None
    assert memory.difficulty is not None
    assert memory.stability > 0
    assert 1 <= memory.difficulty <= 10
    assert memory.reps == len(history)
    assert (memory.step is None) == (memory.state == State.REVIEW)


@given(histories, st.integers(0, 400))
def test_recall_falls_with_time_and_rises_with_stability(history: list[tuple[int, Rating]], days: int) -> None:
    memory = learned(history)
    at = memory.last_review
    assert at is not None
    now, later = (retrievability(memory, at=at + timedelta(days=days + more), settings=Settings()) for more in (0, 30))
    firmer = retrievability(replace(memory, stability=2 * (memory.stability or 1)), at=at + timedelta(days=days + 1),
                            settings=Settings())
    plain = retrievability(memory, at=at + timedelta(days=days + 1), settings=Settings())
    assert now is not None
    assert later is not None
    assert firmer is not None
    assert plain is not None
    assert 0 < later < now <= 1
    assert plain < firmer


def test_recall_is_nine_in_ten_after_as_many_days_as_the_stability() -> None:
    memory = replace(after_days([0], [GOOD]), stability=12.0)
    assert retrievability(memory, at=START + timedelta(days=12), settings=Settings()) == pytest.approx(0.9, abs=1e-12)
    assert retrievability(memory, at=START, settings=Settings()) == 1
    assert retrievability(Memory(), at=START, settings=Settings()) is None


def test_higher_desired_retention_brings_cards_back_sooner() -> None:
    history = [(0, GOOD), (3 * DAY, GOOD), (12 * DAY, GOOD)]
    dues = [learned(history, replace(NO_STEPS, desired_retention=share)).due or START for share in (0.70, 0.80, 0.90, 0.97)]
    assert all(earlier > later for earlier, later in pairwise(dues))


def test_a_changed_key_is_due_at_once_and_no_firmer_than_something_forgotten() -> None:
    known = after_days([0, 3, 12, 50], [GOOD] * 4)
    at = START + timedelta(days=100)
    changed = relearn(known, at, Settings())
    forgotten = review(known, AGAIN, at=at, settings=Settings(), seed=SEED)
    assert (changed.state, changed.step, changed.due, changed.due_cause) == (State.RELEARNING, 0, at, "key change")
    assert changed.stability == forgotten.stability
    assert (changed.difficulty, changed.reps, changed.lapses) == (known.difficulty, known.reps, known.lapses)
    soon = review(changed, GOOD, at=at + timedelta(minutes=5), settings=Settings(), seed=SEED)
    assert soon.state == State.REVIEW
    assert known.stability is not None
    assert known.due is not None
    assert (soon.due or at) - at < (known.due - START) / 3


def test_a_changed_key_of_a_card_being_learned_starts_its_steps_again() -> None:
    learning = learned([(0, GOOD)])
    changed = relearn(learning, START + timedelta(minutes=5), Settings())
    assert (changed.state, changed.step, changed.due) == (State.LEARNING, 0, START + timedelta(minutes=5))


def test_a_changed_key_means_nothing_to_a_new_card() -> None:
    assert relearn(Memory(), START, Settings()) == Memory()


@pytest.mark.parametrize("settings", [Settings(learning_steps=()), Settings(learning_steps=(1.0,)),
                                      Settings(relearning_steps=()), Settings(relearning_steps=(5.0, 20.0))])
@given(history=histories)
def test_other_steps_may_come_at_any_time(settings: Settings, history: list[tuple[int, Rating]]) -> None:
    memory = learned(history)
    at = (memory.last_review or START) + timedelta(days=1)
    for state in (memory, relearn(memory, at, Settings())):
        moved = review(state, GOOD, at=at, settings=settings, seed=SEED)
        assert moved.due is not None
        assert moved.due > at - timedelta(days=1)
