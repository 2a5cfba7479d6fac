from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.memory import Settings, State
from geoquiz.core.scheduling.queue import SESSION_SIZE, Candidate, Day, Waiting, choose, target
from tests.core.scheduling.histories import START

DAY = Day(START.replace(hour=4))
NEW = Candidate(90, "main", State.NEW, None)
NO_STEPS = Settings(learning_steps=(), relearning_steps=())


def card(number: int, state: State, *, bank: int = 0, step: int | None = None, **late: float) -> Candidate:
    """Return a card that fell due so long ago."""
    return Candidate(number, "main", state, START - timedelta(**late), bank, step)


def new(number: int) -> Candidate:
    return Candidate(number, "main", State.NEW, None)


def asked(due: Sequence[Candidate], fresh: Sequence[Candidate], day: Day = DAY, most: int = 1000) -> list[Candidate]:
    """Return what is asked one after the other when every answer is right and no card comes back today."""
    waiting, came = Waiting(due, fresh, day), []
    while len(came) < most and (chosen := choose(waiting, now=START)):
        came.append(chosen)
        if chosen.state == State.NEW:
            day = replace(day, new_done=day.new_done + 1, new_left=day.new_left - 1)
        elif chosen.state == State.REVIEW:
            day = replace(day, reviews_done=day.reviews_done + 1, reviews_left=day.reviews_left - 1)
        waiting = Waiting([c for c in waiting.due if c != chosen], [c for c in waiting.new if c != chosen], day,
                          bank_before=chosen.bank_id)
    return came


@pytest.mark.parametrize(("due", "expected"), [
    ([card(1, State.REVIEW, days=9), card(2, State.LEARNING, minutes=1)], 2),
    ([card(1, State.REVIEW, days=9), card(2, State.RELEARNING, minutes=1)], 2),
    ([card(1, State.LEARNING, minutes=1), card(2, State.LEARNING, minutes=2)], 2),
    ([card(1, State.REVIEW, days=1), card(2, State.REVIEW, days=2)], 2),
    ([card(1, State.REVIEW, days=1)], 1),
    ([card(1, State.LEARNING, minutes=-5)], 90),
    ([card(1, State.REVIEW, minutes=-5)], 90),
    ([], 90),
])
def test_learning_cards_come_first_then_reviews_then_new_ones(due: list[Candidate], expected: int) -> None:
    chosen = choose(Waiting(due, [NEW], DAY), now=START)
    assert chosen is not None
    assert chosen.question_id == expected


def test_learning_cards_come_up_to_twenty_minutes_early_when_nothing_else_is_left() -> None:
    early, too_early = card(1, State.LEARNING, minutes=-20), card(2, State.RELEARNING, minutes=-20, seconds=-1)
    assert choose(Waiting([too_early, early], [], DAY), now=START) == early
    assert choose(Waiting([too_early], [], DAY), now=START) is None
    assert choose(Waiting([card(3, State.REVIEW, minutes=-1)], [], DAY), now=START) is None


def test_reviews_of_one_day_come_in_an_order_that_mixes_neighbours_and_stays() -> None:
    order = [c.question_id for c in asked([card(number, State.REVIEW, hours=1) for number in range(1, 41)], [])]
    assert order[:5] == [25, 9, 5, 39, 2]
    assert order != sorted(order)
    assert sum(abs(one - other) == 1 for one, other in pairwise(order)) < 8


def test_new_cards_are_spread_evenly_among_reviews() -> None:
    came = asked([card(number, State.REVIEW, hours=1) for number in range(1, 17)], [new(100 + number) for number in range(4)])
    assert "".join("N" if c.state == State.NEW else "r" for c in came) == "rrrNrrrNrrrrNrrrNrrr"


@given(st.integers(0, 40), st.integers(0, 40))
def test_whatever_there_is_comes_once_and_neither_kind_waits_for_long(reviews: int, fresh: int) -> None:
    came = asked([card(number, State.REVIEW, hours=1) for number in range(1, reviews + 1)],
                 [new(100 + number) for number in range(fresh)], Day(DAY.start, new_left=40))
    assert len({c.question_id for c in came}) == len(came) == reviews + fresh
    longest = max((reviews + 1) / (fresh + 1), (fresh + 1) / (reviews + 1))
    turns = [-1, *(index for index, (one, other) in enumerate(pairwise(came)) if one.state != other.state), len(came) - 1]
    assert all(later - earlier <= longest + 1 for earlier, later in pairwise(turns))


def test_the_days_limits_end_reviews_and_new_cards() -> None:
    due = [card(number, State.REVIEW, hours=1) for number in range(1, 10)]
    fresh = [new(100 + number) for number in range(9)]
    came = asked([*due, card(50, State.LEARNING, minutes=1)], fresh, Day(DAY.start, reviews_left=3, new_left=2))
    assert sorted(c.state for c in came) == [State.NEW, State.NEW, State.LEARNING, State.REVIEW, State.REVIEW, State.REVIEW]


@pytest.mark.parametrize(("overdue", "held_back"), [(20, False), (32, True)])
def test_new_cards_stop_while_more_than_a_session_is_overdue(overdue: int, held_back: bool) -> None:
    due = [card(number, State.REVIEW, days=2) for number in range(1, overdue + 1)]
    today = [card(number, State.REVIEW, hours=8) for number in range(200, 260)]
    came = asked([*due, *today], [new(100 + number) for number in range(20)], most=12)
    assert any(c.state == State.NEW for c in came) is not held_back


def test_banks_take_turns_as_long_as_there_are_two() -> None:
    due = [card(number, State.REVIEW, bank=number % 3 // 2, hours=1) for number in range(30)]
    banks = [c.bank_id for c in asked(due, [])]
    assert all(one != other for one, other in pairwise(banks[:20]))
    assert banks[20:] == 10 * [0]


def test_no_review_is_passed_over_for_a_bank_that_is_further_back_than_a_session() -> None:
    due = [card(number, State.REVIEW, bank=1, days=40) for number in range(SESSION_SIZE)] + [card(99, State.REVIEW, bank=2, days=1)]
    chosen = choose(Waiting(due, [], DAY, bank_before=1), now=START)
    assert chosen is not None
    assert chosen.bank_id == 1


def test_parts_of_one_question_count_and_come_as_one() -> None:
    gaps = [replace(card(7, State.REVIEW, hours=1), part=f"c{number}") for number in (1, 2)]
    waiting = Waiting(gaps, [Candidate(7, "c3", State.NEW, None), NEW], DAY)
    assert target(waiting, 0, now=START, settings=NO_STEPS) == 2


@pytest.mark.parametrize(("waiting", "done", "expected"), [
    (Waiting([], [], DAY), 0, 0),
    (Waiting([card(number, State.REVIEW, hours=1) for number in range(7)], [], DAY), 0, 7),
    (Waiting([card(number, State.REVIEW, hours=1) for number in range(4)], [], DAY), 3, 7),
    (Waiting([card(number, State.REVIEW, hours=1) for number in range(68)], [], DAY), 0, 20),
    (Waiting([], [new(number) for number in range(7)], DAY), 0, 14),
    (Waiting([], [new(number) for number in range(60)], DAY), 0, 20),
    (Waiting([card(1, State.LEARNING, step=0, minutes=1), card(2, State.LEARNING, step=1, minutes=-9)], [], DAY), 2, 5),
    (Waiting([card(1, State.RELEARNING, step=0, minutes=-9)], [], DAY), 4, 5),
])
def test_a_session_is_twenty_questions_or_what_is_there(waiting: Waiting, done: int, expected: int) -> None:
    assert target(waiting, done, now=START, settings=Settings()) == expected


def test_steps_of_a_later_hour_do_not_belong_to_the_session() -> None:
    waiting = Waiting([], [new(1), new(2)], DAY)
    assert target(waiting, 0, now=START, settings=Settings(learning_steps=(1.0, 20.0, 60.0, 1.0))) == 4


def test_what_was_missed_comes_back_before_the_session_ends() -> None:
    missed = card(3, State.RELEARNING, minutes=-9)
    waiting = Waiting([missed, *(card(number, State.REVIEW, hours=1) for number in range(10, 50))], [], DAY, {(3, "main")})
    assert choose(waiting, now=START, left=2) != missed
    assert choose(waiting, now=START, left=1) == missed
    assert target(waiting, 19, now=START, settings=Settings()) == 20
    assert target(waiting, 20, now=START, settings=Settings()) == 21
    assert target(waiting, 30, now=START, settings=Settings()) == 30
