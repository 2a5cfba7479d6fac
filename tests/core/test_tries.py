from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from geoquiz.core.errors import TooManyTries
from geoquiz.core.tries import ACCOUNT, ADDRESS, DEVICE, OWN, PAIR, Limit, Measure, after_try

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LIMIT = Limit(3, timedelta(minutes=10), timedelta(minutes=1))


def waits(limit: Limit, count: int) -> list[float]:
    """The waits after each of so many tries, each made as soon as it may be."""
    measure, found, now = None, [], NOW
    for _ in range(count):
        measure = after_try(measure, limit, now)
        found.append((measure.waits_until - now).total_seconds())
        now = measure.waits_until
    return found


def test_the_first_tries_are_free_and_each_wait_after_them_is_about_twice_the_one_before() -> None:
    found = waits(LIMIT, 10)
    assert found[:3] == [0, 0, 0]
    assert found[3] == 2
    assert all(1.8 * before < after < 2.2 * before for before, after in pairwise(found[3:8]))
    assert found[9] == 60


@pytest.mark.parametrize("limit", [PAIR, DEVICE, OWN, ADDRESS, ACCOUNT])
def test_no_wait_is_longer_than_the_longest_however_many_tries_there_were(limit: Limit) -> None:
    full = after_try(Measure(1e9, NOW, NOW), limit, NOW)
    assert full.waits_until - NOW == limit.longest


def test_time_drains_the_measure_and_a_clock_set_back_does_not() -> None:
    assert after_try(Measure(3, NOW, NOW), LIMIT, NOW + timedelta(minutes=20)).level == 2
    assert after_try(Measure(3, NOW, NOW), LIMIT, NOW + timedelta(days=9)).level == 1
    assert after_try(Measure(3, NOW, NOW), LIMIT, NOW - timedelta(days=9)).level == 4


@pytest.mark.parametrize(("wait", "words"), [
    (timedelta(milliseconds=1), "1 second"), (timedelta(seconds=2), "2 seconds"), (timedelta(seconds=59.5), "1 minute"),
    (timedelta(minutes=14, seconds=1), "15 minutes"),
])
def test_who_has_to_wait_is_told_how_long(wait: timedelta, words: str) -> None:
    assert str(TooManyTries(wait)) == f"There were too many tries in a row: wait {words}, then try again."
