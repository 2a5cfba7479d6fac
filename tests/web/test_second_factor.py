"""The second step of logging in, as a person meets it."""

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from geoquiz import passwords
from geoquiz.services import second_factor
from geoquiz.web.clock import utc_now
from tests.factories import PASSWORD, make_learner
from tests.web.conftest import Browser, be_logged_in


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost nothing; the real ones have their own test."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def set_up(browser: Browser) -> tuple[str, list[str]]:
    """Set up an app as a person does and return its secret and the recovery codes."""
    browser.visit("/settings/second-factor/app")
    secret = browser.page.one("p", class_="secret").text
    browser.submit("/settings/second-factor/app", code=pyotp.TOTP(secret).now(), password=PASSWORD)
    assert browser.heading == "The app is set up"
    return secret, [item.text for item in browser.page.one("ul", class_="codes").all("li")]


@pytest.fixture
def ada(browser: Browser, session: Session, bank: str) -> Browser:
    """The browser of ada, who has a password."""
    make_learner(session, "ada", password=PASSWORD)
    browser.log_in("ada")
    return browser


def test_an_app_is_set_up_from_a_picture_and_asked_for_at_the_next_log_in(ada: Browser, another_browser: Browser) -> None:
    ada.visit("/settings/second-factor/app")
    picture = ada.client.get("/settings/second-factor/app.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.text.startswith("<?xml")
    assert picture.headers["Cache-Control"] == "no-store"
    secret, codes = set_up(ada)
    assert ada.client.get("/settings/second-factor/app.svg").status_code == 404
    another_browser.visit("/login?next=/settings")
    another_browser.submit("/login", username="ada", password=PASSWORD)
    assert another_browser.heading == "The second step"
    another_browser.visit("/progress")
    assert another_browser.path == "/login"
    another_browser.visit("/login/second?next=/settings")
    another_browser.submit("/login/second", 422, code="123")
    assert another_browser.mistakes == ["This code is not right, or was used already. Wait for the next one and try again."]
    another_browser.submit("/login/second", code=pyotp.TOTP(secret).generate_otp(int(utc_now().timestamp()) // 30 + 1))
    assert another_browser.path == "/settings"
    assert len(codes) == 10


def test_a_recovery_code_lets_in_and_what_was_lost_is_removed(ada: Browser, another_browser: Browser) -> None:
    _, codes = set_up(ada)
    another_browser.log_in("ada")
    another_browser.submit("/login/second", code=codes[3])
    another_browser.visit("/settings/second-factor")
    assert "9 recovery codes are left" in another_browser.text
    another_browser.submit("/settings/second-factor/remove", 422, key="totp", password="a guess")
    assert another_browser.mistakes == ["This is not your present password. Check it and try again."]
    another_browser.submit("/settings/second-factor/remove", key="totp", password=PASSWORD)
    assert "It is removed." in another_browser.text
    another_browser.submit("/logout")
    another_browser.log_in("ada")
    assert another_browser.heading == "Today"


def test_new_recovery_codes_are_shown_once(ada: Browser) -> None:
    _, old = set_up(ada)
    ada.visit("/settings/second-factor")
    token = ada.page.all("input", name="csrf_token")[0]["value"]
    page = ada.client.post("/settings/second-factor/codes", data={"csrf_token": token, "password": PASSWORD})
    assert "Your new recovery codes" in page.text
    assert not [code for code in old if code in page.text]


def test_a_wrong_code_sets_up_nothing(ada: Browser) -> None:
    ada.visit("/settings/second-factor/app")
    ada.submit("/settings/second-factor/app", 422, code="000", password=PASSWORD)
    assert ada.mistakes == ["This is not the code that the app shows now: type the six digits anew, before they change."]
    ada.submit("/settings/second-factor/app", 422, code="000", password="a guess")
    assert ada.mistakes == ["This is not your present password. Check it and try again."]


def test_the_second_step_without_the_first_leads_back(browser: Browser, bank: str) -> None:
    browser.visit("/login/second")
    assert browser.path == "/login"
    assert "Log in again: the second step waits ten minutes." in browser.text


@pytest.mark.parametrize(("role", "heading"), [("student", "Today"), ("teacher", "Second factors"), ("admin", "Second factors")])
def test_where_teachers_need_one_they_are_led_there_first(app: Flask, browser: Browser, session: Session, bank: str, role: str,
                                                         heading: str) -> None:
    app.config["SECOND_FACTOR"] = "teachers"
    account = make_learner(session, "tea", role=role)
    be_logged_in(browser, session, account)
    assert browser.heading == heading
    if role != "student":
        secret = second_factor.new_secret()
        second_factor.add_app(session, account.id, secret, pyotp.TOTP(secret).now(), now=utc_now())
        assert browser.visit("/").one("h1").text == "Today"


def test_an_answer_that_is_no_passkey_lets_nobody_in(browser: Browser, bank: str) -> None:
    browser.visit("/login")
    token = browser.page.all("input", name="csrf_token")[0]["value"]
    for credential in ("", "{}", "[]", '{"id": "AAAA", "response": {"userHandle": "AAAA"}}', "null", '{"response": 1}'):
        asked = browser.client.post("/login/passkey/options", data={"csrf_token": token})
        assert asked.json is not None
        assert asked.json["userVerification"] == "required"
        answer = browser.client.post("/login/passkey", data={"csrf_token": token, "credential": credential})
        assert answer.status_code == 422
        assert "The passkey was not accepted: try again, or use another way." in answer.text
    answer = browser.client.post("/login/passkey", data={"csrf_token": token, "credential": "{}"})
    assert "The passkey took too long: try again." in answer.text
