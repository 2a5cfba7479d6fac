"""What templates say of times and files."""

from datetime import timedelta

import pytest

from geoquiz.web.templating import in_words, local_day
from tests.factories import NOW


@pytest.mark.parametrize(("left", "words"), [
    (timedelta(days=-3), "now"), (timedelta(0), "now"), (timedelta(seconds=30), "now"),
    (timedelta(seconds=50), "in less than a minute"), (timedelta(minutes=1), "in 1 minute"),
    (timedelta(minutes=10), "in 10 minutes"), (timedelta(minutes=59), "in 1 hour"), (timedelta(hours=5), "in 5 hours"),
    (timedelta(hours=23.5), "in 1 day"), (timedelta(days=1), "in 1 day"), (timedelta(days=40), "in 40 days"),
])
def test_time_left_is_told_in_its_largest_unit(left: timedelta, words: str) -> None:
    assert in_words(NOW + left, NOW) == words


def test_a_day_is_the_learners_own() -> None:
    assert local_day(NOW.replace(hour=22), "Asia/Tokyo") == "Wednesday, 11 March 2026"
    assert local_day(NOW.replace(hour=22), "America/New_York") == "Tuesday, 10 March 2026"
