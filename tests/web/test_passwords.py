"""Passwords, sessions, reset links and deleting the account, as a person meets them."""

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz import passwords
from geoquiz.services import accounts, reset
from geoquiz.storage.models import AuditRow, LoginSession, User
from geoquiz.web.clock import utc_now
from tests.factories import PASSWORD, make_learner
from tests.web.conftest import Browser, be_logged_in

NEW = "another horse battery"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost nothing; the real ones have their own test."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()


@pytest.fixture
def ada(browser: Browser, session: Session, bank: str) -> Browser:
    """The browser of ada, who has a password."""
    make_learner(session, "ada", password=PASSWORD)
    browser.log_in("ada")
    return browser


def test_a_password_is_changed_and_the_other_browser_is_logged_out(ada: Browser, another_browser: Browser) -> None:
    another_browser.log_in("ada")
    ada.visit("/settings/password")
    ada.submit("/settings/password", password=PASSWORD, new=NEW)
    assert "Your new password is saved; everywhere else you are logged out." in ada.text
    another_browser.visit("/settings")
    assert another_browser.path == "/login"
    assert another_browser.log_in("ada", NEW).one("h1").text == "Today"


@pytest.mark.parametrize(("password", "new", "sentences"), [
    ("", "", ["Type your present password.", "Choose a new password."]),
    ("a guess", NEW, ["This is not your present password. Check it and try again."]),
    (PASSWORD, "password1",
     ["This password is among the first that anybody would try: choose another, such as a few words in a row."]),
    (PASSWORD, PASSWORD, ["This is the password that you have already: choose another."]),
])
def test_what_is_wrong_with_a_change_is_told_at_its_field(ada: Browser, password: str, new: str, sentences: list[str]) -> None:
    ada.visit("/settings/password")
    ada.submit("/settings/password", 422, password=password, new=new)
    assert ada.mistakes == sentences
    assert not [field.get("value") for field in ada.page.all("input", type="password") if field.get("value")]


def test_whoever_has_a_temporary_password_chooses_another_first(browser: Browser, session: Session, bank: str) -> None:
    _, password = accounts.make_with_temporary_password(session, "ada", now=utc_now())
    browser.log_in("ada", password)
    assert browser.heading == "Choose your own password"
    for path in ("/", "/study", "/settings", "/banks", "/settings/data", "/settings/sessions"):
        browser.visit(path)
        assert browser.path == "/settings/password"
    browser.submit("/settings/password", password=password, new=NEW)
    assert browser.heading == "Today"
    assert browser.visit("/study").one("h1").text != "Choose your own password"


def test_with_a_temporary_password_one_may_still_log_out(browser: Browser, session: Session, bank: str) -> None:
    _, password = accounts.make_with_temporary_password(session, "ada", now=utc_now())
    browser.log_in("ada", password)
    browser.submit("/logout")
    assert "You are logged out." in browser.text


def test_after_too_many_tries_the_page_says_how_long_to_wait(browser: Browser, session: Session, bank: str) -> None:
    make_learner(session, "ada", password=PASSWORD)
    for _ in range(6):
        browser.visit("/login")
        browser.submit("/login", 422, username="ada", password="a guess")
    browser.submit("/login", 429, username="ada", password=PASSWORD)
    assert browser.mistakes == ["There were too many tries in a row: wait 2 seconds, then try again."]
    assert browser.response.headers["Retry-After"] == "2"


def test_the_browser_is_known_after_a_log_in_and_logging_out_keeps_it(ada: Browser) -> None:
    cookie = ada.client.get_cookie("geoquiz-device")
    assert cookie is not None
    assert cookie.http_only
    ada.submit("/logout")
    ada.log_in("ada")
    again = ada.client.get_cookie("geoquiz-device")
    assert again is not None
    assert again.value == cookie.value


def test_sessions_are_shown_and_ended(ada: Browser, another_browser: Browser, session: Session) -> None:
    another_browser.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0"
    another_browser.log_in("ada")
    ada.visit("/settings/sessions")
    assert "Firefox on Linux" in ada.text
    assert "from the address 127.0.0.1" in ada.text
    ada.submit("/settings/sessions/end")
    assert "That session is ended." in ada.text
    another_browser.visit("/settings")
    assert another_browser.path == "/login"
    ada.submit("/settings/sessions/end-all")
    assert "You are logged out everywhere." in ada.text
    session.rollback()
    assert session.scalars(select(LoginSession.user_id)).all() == []


def test_the_session_of_somebody_else_is_not_there(student: Browser, another_browser: Browser, session: Session) -> None:
    be_logged_in(another_browser, session, make_learner(session, "bob"))
    theirs = session.scalars(select(LoginSession.token_hash).join(User, User.id == LoginSession.user_id)
                             .where(User.name == "bob")).one()
    token = student.visit("/settings/sessions").all("input", name="csrf_token")[0]["value"]
    for key in (theirs, "made-up"):
        assert student.client.post("/settings/sessions/end", data={"csrf_token": token, "session": key}).status_code == 404
    another_browser.visit("/settings")
    assert another_browser.path == "/settings"


def test_a_reset_link_works_once(browser: Browser, session: Session, bank: str) -> None:
    make_learner(session, "ada", password=PASSWORD)
    link = reset.for_name(session, "ada", now=utc_now())
    browser.visit(link.path)
    assert "For the user name ada." in browser.text
    browser.submit(link.path, 422, password="short")
    assert browser.mistakes == ["A password has at least 8 characters; a few words in a row are easy to remember."]
    browser.submit(link.path, password=NEW)
    assert "Your new password is saved. Log in with it." in browser.text
    browser.visit(link.path, 404)
    assert browser.heading == "This link is used up or has run out"
    assert browser.log_in("ada", NEW).one("h1").text == "Today"


def test_deleting_the_account_asks_for_the_password_and_leaves_nothing(ada: Browser, session: Session) -> None:
    ada.visit("/settings/delete")
    ada.submit("/settings/delete", 422, password="a guess")
    assert ada.mistakes == ["This is not your present password. Check it and try again."]
    ada.submit("/settings/delete", password=PASSWORD)
    assert "Your account ada is deleted, with everything that was kept of you." in ada.text
    assert ada.heading == "Know the world by heart"
    session.rollback()
    assert session.scalars(select(User.id)).all() == []
    assert session.scalars(select(AuditRow.action).order_by(AuditRow.id.desc())).first() == "account deleted"


def test_the_only_admin_stays(browser: Browser, session: Session, bank: str) -> None:
    make_learner(session, "root", password=PASSWORD, role="admin")
    browser.log_in("root")
    browser.visit("/settings/delete")
    browser.submit("/settings/delete", 422, password=PASSWORD)
    assert browser.mistakes == ["You are the only admin here: give somebody else the role first."]


def test_the_privacy_page_names_how_long_things_are_kept(app: Flask, student: Browser, another_browser: Browser) -> None:
    for browser in (student, another_browser):
        browser.visit("/privacy")
        assert "after 30 days" in browser.text
        assert "Rows are deleted after 365 days." in browser.text
    assert student.page.all("a", href="/settings/delete")


def test_taking_ones_data_along_is_noted(student: Browser, session: Session) -> None:
    with student.client.get("/settings/data") as answer:
        assert answer.status_code == 200
    session.rollback()
    assert "data exported" in session.scalars(select(AuditRow.action)).all()
