"""A learner's settings: saved, or refused with the sentence at the field."""

import pytest
from sqlalchemy.orm import Session

from geoquiz.core.scheduling.memory import Settings
from geoquiz.storage.queries import accounts
from tests.web.conftest import Browser


def stored(session: Session) -> tuple[int, Settings, int]:
    session.rollback()
    found = accounts.settings_of(session, 1)
    return found.number, found.memory, found.new_per_day


@pytest.mark.every_database
def test_a_student_changes_everything_and_finds_it_again(student: Browser, session: Session) -> None:
    before = stored(session)[0]
    student.visit("/settings")
    student.submit("/settings", zone="Asia/Kolkata", day_start="300", desired_retention="85", new_per_day="7")
    assert student.path == "/settings"
    assert "Your settings are saved." in student.text
    fields = student.page.one("form", action="/settings").fields()
    del fields["csrf_token"]
    assert fields == {"zone": "Asia/Kolkata", "day_start": "300", "desired_retention": "85", "new_per_day": "7"}
    number, memory, new_per_day = stored(session)
    assert (number, new_per_day) == (before + 1, 7)
    assert (memory.zone, memory.day_start, memory.desired_retention) == ("Asia/Kolkata", 300, 0.85)


def test_saving_without_a_change_keeps_the_version(student: Browser, session: Session) -> None:
    before = stored(session)
    student.visit("/settings")
    student.submit("/settings")
    assert "Your settings are saved." in student.text
    assert stored(session) == before


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("zone", "Mars/Olympus", "Choose one of the time zones in the list."),
    ("zone", "", "Choose one of the time zones in the list."),
    ("day_start", "61", "Choose one of the hours in the list, from 00:00 to 23:00."),
    ("day_start", "noon", "Choose one of the hours in the list, from 00:00 to 23:00."),
    *[("desired_retention", value, "Desired retention is a whole number from 70 to 97 per cent.")
      for value in ("", "69", "98", "ninety", "90.5", "NaN", "1e2", "-90")],
    *[("new_per_day", value, "New questions per day is a whole number from 0 to 500.")
      for value in ("", "-1", "501", "many", "9" * 4000)],
])
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_stored(student: Browser, session: Session, field: str,
                                                                       value: str, sentence: str) -> None:
    before = stored(session)
    student.visit("/settings")
    student.submit("/settings", 422, **{"desired_retention": "80", field: value})
    assert student.mistakes == [sentence]
    assert stored(session) == before


@pytest.mark.parametrize(("field", "values"), [("desired_retention", ("70", "97")), ("new_per_day", ("0", "500"))])
def test_the_ends_of_the_ranges_are_allowed(student: Browser, field: str, values: tuple[str, ...]) -> None:
    for value in values:
        student.visit("/settings")
        student.submit("/settings", **{field: value})
        assert student.page.one("form", action="/settings").fields()[field] == value


def test_several_mistakes_are_told_at_once_in_the_order_of_the_page(student: Browser) -> None:
    student.visit("/settings")
    student.submit("/settings", 422, zone="nowhere", desired_retention="100", new_per_day="x")
    assert student.mistakes == ["Choose one of the time zones in the list.",
                                "Desired retention is a whole number from 70 to 97 per cent.",
                                "New questions per day is a whole number from 0 to 500."]


def test_every_field_says_what_it_is_for(student: Browser) -> None:
    page = student.visit("/settings")
    for name in ("zone", "day_start", "desired_retention", "new_per_day"):
        control = next(element for element in page.walk() if element.get("id") == name)
        help_ = next(element for element in page.walk() if element.get("id") == control["aria-describedby"])
        assert help_.text.endswith(".")


def test_a_visitor_has_no_settings(visitor: Browser) -> None:
    visitor.visit("/settings")
    assert visitor.path == "/login"
