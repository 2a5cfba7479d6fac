from datetime import timedelta
from itertools import pairwise

import pytest

from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.queue import Candidate, choose
from tests.core.scheduling.histories import START

NEW = Candidate(90, "main", State.NEW, None)


def card(number: int, state: State, **late: float) -> Candidate:
    """Return a card that fell due so long ago."""
    return Candidate(number, "main", state, START - timedelta(**late))


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
    chosen = choose(due, NEW, now=START)
    assert chosen is not None
    assert chosen.question_id == expected


def test_learning_cards_come_up_to_twenty_minutes_early_when_nothing_else_is_left() -> None:
    early, too_early = card(1, State.LEARNING, minutes=-20), card(2, State.RELEARNING, minutes=-20, seconds=-1)
    assert choose([too_early, early], None, now=START) == early
    assert choose([too_early], None, now=START) is None
    assert choose([card(3, State.REVIEW, minutes=-1)], None, now=START) is None


def test_reviews_of_one_day_come_in_an_order_that_mixes_neighbours_and_stays() -> None:
    due = [card(number, State.REVIEW, days=1) for number in range(1, 41)]
    order = []
    while due:
        chosen = choose(due, None, now=START)
        assert chosen is not None
        order.append(chosen.question_id)
        due.remove(chosen)
    assert order[:5] == [25, 9, 5, 39, 2]
    assert order != sorted(order)
    assert sum(abs(one - other) == 1 for one, other in pairwise(order)) < 8
