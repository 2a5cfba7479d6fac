"""The first minute with an account: how much a day, which bank, the first question."""

from http import HTTPStatus

import pytest
from sqlalchemy.orm import Session

from geoquiz.services import accounts
from tests.factories import apply_bank, make_bank
from tests.web.conftest import Browser


def test_a_new_account_is_three_steps_from_its_first_question(browser: Browser, session: Session, bank: str) -> None:
    browser.register("ada", zone="Europe/Berlin")
    assert (browser.path, browser.heading) == ("/welcome", "How much a day?")
    assert "Welcome, ada." in browser.text
    browser.submit("/welcome", goal="10", zone="Asia/Tokyo")
    assert (browser.path, browser.heading) == ("/welcome/bank", "What do you want to know?")
    settings = accounts.settings_of(session, 1)
    assert (settings.new_per_day, settings.memory.zone) == (10, "Asia/Tokyo")
    link = browser.page.one("main").one("a", class_="card-link")
    browser.visit(link["href"])
    assert browser.heading.startswith("Question 1 of")


def test_what_most_would_choose_is_chosen_already(browser: Browser, bank: str) -> None:
    browser.register("ada", zone="Europe/Berlin")
    form = browser.page.one("form", action="/welcome")
    assert form.fields()["zone"] == "Europe/Berlin"
    assert [radio["value"] for radio in form.all("input", type="radio") if "checked" in radio.attributes] == ["20"]


@pytest.mark.parametrize("path", ["/welcome", "/welcome/bank"])
def test_each_step_can_be_skipped_and_nothing_is_changed(student: Browser, session: Session, path: str) -> None:
    [skip] = [a for a in student.visit(path).one("main").all("a") if a.text == "Skip this"]
    student.visit(skip["href"])
    assert student.heading == "Today"
    assert accounts.settings_of(session, 1).number == 1


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("goal", "7", "Choose 5, 10 or 20 new questions a day."),
    ("goal", "", "Choose 5, 10 or 20 new questions a day."),
    ("zone", "Middle/Earth", "Choose one of the time zones in the list."),
])
def test_what_is_wrong_is_told_at_its_field(student: Browser, session: Session, field: str, value: str, sentence: str) -> None:
    student.visit("/welcome")
    student.submit("/welcome", HTTPStatus.UNPROCESSABLE_ENTITY, **{"goal": "10", "zone": "UTC"} | {field: value})
    assert student.mistakes == [sentence]
    assert accounts.settings_of(session, 1).number == 1


def test_whoever_was_on_the_way_to_a_page_comes_to_it_instead(browser: Browser, bank: str) -> None:
    browser.visit(f"/register?next=/study/{bank}")
    browser.submit("/register", username="ada", password="correct horse battery")
    assert browser.path == f"/study/{bank}"


def test_a_server_without_banks_says_what_can_be_done(browser: Browser, session: Session) -> None:
    browser.register("ada")
    browser.submit("/welcome", goal="5", zone="UTC")
    assert "There are no banks on this server yet." in browser.text
    assert {"/banks/import", "/"} == {a["href"] for a in browser.page.one("main").all("a")}


def test_the_banks_on_offer_are_those_the_learner_may_see(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(2, id_="sco"))
    links = student.visit("/welcome/bank").one("main").all("a", class_="card-link")
    assert [a["href"] for a in links] == ["/study/all-kinds", "/study/sco"]
