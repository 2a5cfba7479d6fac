"""Stability and difficulty against an independent implementation of FSRS-6, in Rust, with 32-bit floats."""

import pytest
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
from hypothesis import given, settings
from hypothesis import strategies as st

from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS
from geoquiz.core.scheduling.rating import Rating
from tests.core.scheduling.histories import after_days, ratings

REFERENCE = FSRS(list(DEFAULT_WEIGHTS))


def check(days: list[int], given_ratings: list[Rating]) -> None:
    memory = after_days(days, given_ratings)
    item = FSRSItem([FSRSReview(int(rating), day) for day, rating in zip(days, given_ratings, strict=True)])
    expected = REFERENCE.memory_state(item)
    assert memory.stability == pytest.approx(expected.stability, rel=1e-4)
    assert memory.difficulty == pytest.approx(expected.difficulty, rel=1e-4)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(1, 700), ratings), min_size=1, max_size=15))
def test_whole_day_histories_give_the_memory_of_the_reference(history: list[tuple[int, Rating]]) -> None:
    check([0, *(day for day, _ in history[1:])], [rating for _, rating in history])


@pytest.mark.parametrize("second", Rating)
@pytest.mark.parametrize("first", Rating)
def test_a_second_review_of_a_day_gives_the_memory_of_the_reference(first: Rating, second: Rating) -> None:
    check([0, 0], [first, second])
    check([0, 9, 0, 4, 0], [Rating.GOOD, first, second, Rating.GOOD, second])
