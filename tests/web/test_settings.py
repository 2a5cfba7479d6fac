"""A learner's settings: saved, or refused with the sentence at the field."""

import pytest
from sqlalchemy.orm import Session

from geoquiz.core.scheduling.memory import Settings
from geoquiz.storage.queries import accounts
from tests.factories import make_learner
from tests.web.conftest import Browser, be_logged_in


def stored(session: Session) -> tuple[int, Settings, int]:
    session.rollback()
    found = accounts.settings_of(session, 1)
    return found.number, found.memory, found.new_per_day


@pytest.mark.every_database
def test_a_student_changes_everything_and_finds_it_again(student: Browser, session: Session) -> None:
    before = stored(session)[0]
    student.visit("/settings")
    changed = {"zone": "Asia/Kolkata", "day_start": "300", "desired_retention": "85", "new_per_day": "7",
               "reviews_per_day": "90", "learning_steps": "30s 5m 1h", "relearning_steps": "", "maximum_interval": "365",
               "goal_questions": "25", "goal_minutes": "0"}
    student.submit("/settings", **changed, show_intervals="y")
    assert student.path == "/settings"
    assert "Your settings are saved." in student.text
    fields = student.page.one("form", action="/settings").fields()
    del fields["csrf_token"]
    assert fields == changed
    assert "checked" in student.page.one("input", id="show_intervals").attributes
    number, memory, new_per_day = stored(session)
    assert (number, new_per_day) == (before + 1, 7)
    assert (memory.zone, memory.day_start, memory.desired_retention) == ("Asia/Kolkata", 300, 0.85)
    assert (memory.learning_steps, memory.relearning_steps, memory.maximum_interval) == ((0.5, 5, 60), (), 365)
    current = accounts.settings_of(session, 1)
    assert (current.reviews_per_day, current.show_intervals) == (90, True)


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
    *[("reviews_per_day", value, "Reviews per day is a whole number from 0 to 9999.") for value in ("", "-1", "10000", "all")],
    *[("maximum_interval", value, "Maximum interval is a whole number from 1 to 36500 days.") for value in ("", "0", "36501")],
    ("learning_steps", "1m 1d", "Learning steps: '1d' is no step: write times from 10s to 23h, such as 1m 10m."),
    ("relearning_steps", "1 " * 11, "Relearning steps: These are 11 steps: 10 are the most."),
])
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_stored(student: Browser, session: Session, field: str,
                                                                       value: str, sentence: str) -> None:
    before = stored(session)
    student.visit("/settings")
    student.submit("/settings", 422, **{"desired_retention": "80", field: value})
    assert student.mistakes == [sentence]
    assert stored(session) == before


@pytest.mark.parametrize(("field", "values"), [
    ("desired_retention", ("70", "97")), ("new_per_day", ("0", "500")), ("reviews_per_day", ("0", "9999")),
    ("maximum_interval", ("1", "36500"))])
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
    for name in ("zone", "day_start", "desired_retention", "new_per_day", "reviews_per_day", "learning_steps", "relearning_steps",
                 "maximum_interval", "show_intervals"):
        control = next(element for element in page.walk() if element.get("id") == name)
        help_ = next(element for element in page.walk() if element.get("id") == control["aria-describedby"])
        assert help_.text.endswith(".")


def test_a_visitor_has_no_settings(visitor: Browser) -> None:
    visitor.visit("/settings")
    assert visitor.path == "/login"


def test_who_lives_in_a_zone_that_no_longer_exists_can_choose_another(browser: Browser, session: Session, bank: str) -> None:
    be_logged_in(browser, session, make_learner(session, zone="Mars/Olympus_Mons"))
    for path in ("/", "/study", "/progress", "/cards", "/practice", "/settings"):
        browser.visit(path)
    browser.submit("/settings", zone="Europe/Kyiv")
    assert stored(session)[1].zone == "Europe/Kyiv"
