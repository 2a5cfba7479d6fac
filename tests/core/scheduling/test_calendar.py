from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.calendar import Calendar, zone_named, zone_names

MIDNIGHT, FOUR = 0, 4 * 60


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    """Return an instant by the clock on the wall; ``fold`` 1 is the second of two equal times."""
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(("zone", "clock", "day"), [
    ("UTC", (2026, 3, 10, 3, 59), date(2026, 3, 9)),
    ("UTC", (2026, 3, 10, 4, 0), date(2026, 3, 10)),
    ("Asia/Tokyo", (2026, 3, 11, 3, 59), date(2026, 3, 10)),
    ("Asia/Kathmandu", (2026, 3, 11, 4, 0), date(2026, 3, 11)),
    # Clocks went forward at 02:00 and back at 03:00: no day gains or loses its start.
    ("Europe/Berlin", (2026, 3, 29, 3, 59), date(2026, 3, 28)),
    ("Europe/Berlin", (2026, 3, 29, 4, 0), date(2026, 3, 29)),
    ("Europe/Berlin", (2026, 10, 25, 3, 59), date(2026, 10, 24)),
    ("Europe/Berlin", (2026, 10, 25, 4, 0), date(2026, 10, 25)),
])
def test_a_day_begins_at_four_by_the_clock_on_the_wall(zone: str, clock: tuple[int, ...], day: date) -> None:
    assert Calendar(zone).day(local(zone, *clock)) == day.toordinal()


def test_a_day_is_23_or_25_hours_long_where_clocks_change() -> None:
    berlin = Calendar("Europe/Berlin")
    spring, autumn = date(2026, 3, 28).toordinal(), date(2026, 10, 24).toordinal()
    assert berlin.start(spring + 1) - berlin.start(spring) == timedelta(hours=23)
    assert berlin.start(autumn + 1) - berlin.start(autumn) == timedelta(hours=25)


def test_local_time_that_comes_twice_is_not_two_days() -> None:
    # In Havana the clocks go back from 01:00 to 00:00: midnight comes twice.
    havana, day = Calendar("America/Havana", MIDNIGHT), date(2026, 11, 1).toordinal()
    first, second = local("America/Havana", 2026, 11, 1, 0, 0), local("America/Havana", 2026, 11, 1, 0, 0, fold=1)
    assert second - first == timedelta(hours=1)
    assert [havana.day(at) for at in (first - timedelta(seconds=1), first, second - timedelta(seconds=1), second)] == [
        day - 1, day, day, day]
    late = Calendar("America/Havana", 30)
    assert late.day(second + timedelta(minutes=10)) == day  # 00:10 for the second time, after 00:30 for the first.


def test_a_start_that_the_clock_leaps_over_is_the_moment_after_the_leap() -> None:
    # In Beirut the clocks go from 00:00 to 01:00: there is no midnight.
    beirut, day = Calendar("Asia/Beirut", MIDNIGHT), date(2026, 3, 29).toordinal()
    leap = local("Asia/Beirut", 2026, 3, 29, 1, 0)
    assert beirut.start(day) == leap
    assert [beirut.day(leap - timedelta(microseconds=1)), beirut.day(leap)] == [day - 1, day]


def test_the_day_that_samoa_left_out_is_empty() -> None:
    # On 29 December 2011 Samoa went to sleep east of the date line and woke on the 31st west of it.
    samoa, last = Calendar("Pacific/Apia"), date(2011, 12, 29).toordinal()
    assert samoa.start(last + 1) == samoa.start(last + 2)
    assert samoa.day(samoa.start(last + 1)) == last + 2
    assert samoa.day(samoa.start(last + 1) - timedelta(microseconds=1)) == last


def test_crossing_the_date_line_moves_the_learner_to_another_day() -> None:
    at = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
    assert Calendar("Pacific/Kiritimati").day(at) - Calendar("Pacific/Niue").day(at) == 2


@pytest.mark.parametrize("name", ["Mars/Olympus_Mons", "", "../etc/passwd", "Europe/Berlin\0"])
def test_a_zone_that_no_longer_exists_counts_as_utc(name: str) -> None:
    at = datetime(2026, 3, 10, 3, 59, tzinfo=UTC)
    assert zone_named(name) == ZoneInfo("UTC")
    assert Calendar(name).day(at) == Calendar("UTC").day(at)


def test_the_zones_on_offer_all_exist() -> None:
    assert {"UTC", "Europe/Berlin", "Asia/Kathmandu"} <= set(zone_names())
    assert all(zone_named(name).key == name for name in zone_names())


@given(st.sampled_from(["UTC", "Europe/Berlin", "America/Havana", "Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe",
                        "Africa/Casablanca", "America/St_Johns", "Asia/Gaza"]),
       st.integers(0, 24 * 60 - 1), st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001  # hypothesis wants them naive.
def test_an_instant_lies_between_the_start_of_its_day_and_of_the_next(zone: str, start: int, at: datetime) -> None:
    calendar, instant = Calendar(zone, start), at.replace(tzinfo=UTC)
    day = calendar.day(instant)
    assert calendar.start(day) <= instant < calendar.start(day + 1)
    assert calendar.start(day - 1) <= calendar.start(day)
