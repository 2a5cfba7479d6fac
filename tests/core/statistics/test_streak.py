"""The streak: days of study with up to two rest days a week."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.statistics.streak import RESTS_A_WEEK, WEEK, streak

TODAY = 739_000
DAYS = st.sets(st.integers(TODAY - 60, TODAY))


def _days(picture: str) -> list[int]:
    """Return the days of a picture that ends today: "x" studied, "." not."""
    return [TODAY - back for back, mark in enumerate(reversed(picture)) if mark == "x"]


@pytest.mark.parametrize(("picture", "length"), [
    ("", 0),
    ("x", 1),
    ("x.", 1),  # Today is not over.
    ("xxx", 3),
    ("x..x", 2),  # A weekend off.
    ("x..", 1),
    ("x...", 1),  # Yesterday and the day before were the two rests.
    ("x...x", 1),  # A third rest in a row ended the older one.
    ("x....", 0),  # Three rests, and today still open.
    ("xxxxx..xxxxx..xxxxx", 15),  # Every weekend off.
    ("x.xx.xx.xx", 6),  # Rests three days apart: the third of seven days breaks it.
    ("xx.xxx..x", 4),
])
def test_up_to_two_rest_days_among_seven_keep_a_streak(picture: str, length: int) -> None:
    assert streak(_days(picture), TODAY) == length


def test_days_to_come_count_for_nothing() -> None:
    # A learner who flies west can have answered on a day that is not there yet.
    assert streak([TODAY + 1, TODAY], TODAY) == 1


@given(DAYS)
def test_studying_today_adds_one_day_at_most_and_never_shortens(days: set[int]) -> None:
    before, after = streak(days - {TODAY}, TODAY), streak(days | {TODAY}, TODAY)
    assert after == before + 1


@given(DAYS)
def test_a_streak_never_holds_seven_days_with_three_rests(days: set[int]) -> None:
    length = streak(days, TODAY)
    held = sorted(days, reverse=True)[:length]
    whole = range(held[-1] if held else TODAY, TODAY)
    for start in range(whole.start, whole.stop - WEEK + 1):
        assert sum(day not in days for day in range(start, start + WEEK)) <= RESTS_A_WEEK
