"""Wilson's interval, against the literature and against its own definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.statistics.intervals import Z95, Share, newcombe, wilson

SHARES = st.integers(1, 2_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


# Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3.
@pytest.mark.parametrize(("part", "whole", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
])
def test_known_intervals_come_out(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=0.00005)


@given(SHARES)
def test_both_ends_are_just_so_far_off_that_the_share_is_1_96_deviations_away(share: tuple[int, int]) -> None:
    # The definition: the ends are the p for which |share - p| is z standard deviations of p.
    part, whole = share
    for end in wilson(part, whole):
        if 0 < end < 1:
            assert abs(part / whole - end) == pytest.approx(Z95 * (end * (1 - end) / whole) ** 0.5, abs=1e-9)


@given(SHARES)
def test_an_interval_holds_its_share_and_mirrors_its_opposite(share: tuple[int, int]) -> None:
    part, whole = share
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    assert wilson(whole - part, whole) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_a_share_of_nothing_is_unknown() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert Share(1, 2) + Share(2, 2) == Share(3, 4)
    with pytest.raises(ValueError, match="3 of 2 is no share"):
        wilson(3, 2)


# Newcombe, Interval estimation for the difference between independent proportions (1998), table II, method 10.
@pytest.mark.parametrize(("one", "other", "low", "high"), [
    (Share(56, 70), Share(48, 80), 0.0524, 0.3339), (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
    (Share(6, 7), Share(2, 7), 0.0582, 0.8062),
])
def test_known_intervals_of_a_difference_come_out(one: Share, other: Share, low: float, high: float) -> None:
    assert newcombe(one, other) == pytest.approx((low, high), abs=0.00005)
    assert newcombe(other, one) == pytest.approx((-high, -low), abs=0.00005)


def test_a_difference_from_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 of 0 is no share"):
        newcombe(Share(1, 2), Share(0, 0))
