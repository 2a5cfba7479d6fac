from datetime import UTC, datetime, timedelta

import pytest

from geoquiz.core.classes.assigned import Window, extra_minutes
from geoquiz.core.classes.joining import read_code, shown_code

DUE = datetime(2026, 3, 10, 22, 59, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("hours", "phase"), [
    (-30, "planned"), (-24, "open"), (0, "open"), (1, "late"), (48, "late"), (49, "over"),
])
def test_an_assignment_opens_is_due_and_is_taken_late_until_its_end(hours: int, phase: str) -> None:
    window = Window(DUE, DUE - 24 * HOUR, DUE + 48 * HOUR)
    assert window.phase(DUE + hours * HOUR) == phase


def test_without_a_late_end_it_is_over_once_it_is_due() -> None:
    assert Window(DUE).phase(DUE + timedelta(seconds=1)) == "over"
    assert Window(DUE).phase(DUE - 1000 * HOUR) == "open"


def test_late_work_loses_its_share_and_work_in_time_nothing() -> None:
    window = Window(DUE, None, DUE + 48 * HOUR, 25)
    assert window.score(0.8, DUE) == 0.8
    assert window.score(0.8, DUE + HOUR) == pytest.approx(0.6)


@pytest.mark.parametrize(("minutes", "percent", "extra"), [(20, 25, 5), (10, 25, 3), (None, 25, 0), (20, 0, 0), (1, 1, 1)])
def test_extra_time_is_rounded_in_favour_of_the_student(minutes: int | None, percent: int, extra: int) -> None:
    assert extra_minutes(minutes, percent) == extra


def test_a_code_is_read_however_it_is_typed() -> None:
    assert {read_code(typed) for typed in ("K7PQ-2MXA", " k7pq 2mxa", "k7pq2mxa")} == {"k7pq2mxa"}
    assert shown_code("k7pq2mxa") == "K7PQ-2MXA"
    assert len(read_code("x" * 10_000)) == 9
