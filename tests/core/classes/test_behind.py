from datetime import UTC, datetime, timedelta

import pytest

from geoquiz.core.classes.behind import Reason, Work, reasons

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def work(coverage: float = 0.0, *, opens: int = 0, due: int = 20, paced: bool = True) -> Work:
    """Something assigned, with its days counted from the start."""
    return Work("Corridors", START + opens * DAY, START + due * DAY, coverage, paced)


def why(some: Work, day: float, *, joined: float = -1, seen: float | None = None) -> list[str]:
    """Return why somebody is behind on a day; unless told otherwise they answered something on that day."""
    now = START + day * DAY
    last = now if seen is None else START + seen * DAY
    return [reason.why for reason in reasons([some], joined_at=START + joined * DAY, last_seen=last, now=now)]


@pytest.mark.parametrize(("coverage", "day", "expected"), [
    (0.89, 20.5, ["late"]), (0.9, 20.5, []), (0.0, 48, ["late"]), (0.0, 48.1, []), (0.89, 20, []),
])
def test_late_is_what_is_over_and_not_done_for_four_weeks(coverage: float, day: float, expected: list[str]) -> None:
    assert why(work(coverage), day) == expected


@pytest.mark.parametrize(("coverage", "day", "expected"), [
    (0.0, 5, []), (0.0, 5.1, ["slow"]), (0.24, 10, ["slow"]), (0.25, 10, []), (1.0, 19, []),
])
def test_slow_is_less_than_half_of_an_even_pace_after_a_quarter_of_the_time(coverage: float, day: float,
                                                                            expected: list[str]) -> None:
    assert why(work(coverage), day) == expected


def test_a_quiz_has_no_pace_and_is_late_when_it_was_not_handed_in() -> None:
    quiz = work(0.0, paced=False)
    assert why(quiz, 19) == []
    assert why(quiz, 21) == ["late"]
    assert why(work(1.0, paced=False), 21) == []


@pytest.mark.parametrize(("seen", "day", "expected"), [(1, 8, []), (1, 8.1, ["away"]), (None, 8.1, [])])
def test_away_is_seven_days_without_an_answer_while_something_is_open(seen: float | None, day: float, expected: list[str]) -> None:
    assert why(work(0.9, due=100), day, seen=seen) == expected


def test_nobody_is_away_while_nothing_has_been_open_for_seven_days() -> None:
    assert why(work(0.0, opens=10, due=100), 16, seen=1) == []
    assert why(work(1.0, due=100), 16, seen=1) == []


def test_time_counts_from_when_a_student_joined() -> None:
    assert why(work(0.0), 12, joined=10, seen=10) == []
    assert why(work(0.0), 14, joined=10) == ["slow"]
    assert why(work(0.0), 25, joined=22) == []


def test_what_is_not_open_yet_counts_for_nothing() -> None:
    assert why(work(0.0, opens=5), 4, seen=-30) == []


def test_reasons_name_their_assignment_in_the_order_of_the_rule() -> None:
    over, slow = work(0.0, due=9), Work("Straits", START, START + 20 * DAY, 0.0, True)
    found = reasons([slow, over], joined_at=START - DAY, last_seen=START, now=START + 10 * DAY)
    assert found == (Reason("late", "Corridors"), Reason("slow", "Straits"), Reason("away"))
