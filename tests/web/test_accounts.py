"""Registering, logging in and out, as a person does it."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.services import accounts as services
from geoquiz.storage.models import LoginSession, User
from tests.factories import PASSWORD, make_learner
from tests.web.conftest import Browser, begin

WRONG = "User name and password do not belong together. Check both and try again."


def sessions(session: Session) -> int:
    session.rollback()
    return session.execute(select(func.count()).select_from(LoginSession)).scalar_one()


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("geoquiz")
    return found.value if found else ""


def test_a_stranger_registers_and_is_welcomed_by_name(browser: Browser, bank: str) -> None:
    browser.register("Ada Lovelace")
    assert browser.path == "/welcome"
    assert "Welcome, Ada Lovelace. Your answers are kept from now on." in browser.text


def test_the_new_account_has_the_time_zone_of_the_browser(browser: Browser) -> None:
    browser.register("ada", zone="Europe/Berlin")
    assert browser.visit("/settings").one("select", id="zone").one("option", selected="")["value"] == "Europe/Berlin"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe/Berlin\n", "../etc/passwd"])
def test_a_time_zone_that_does_not_exist_becomes_utc(browser: Browser, zone: str) -> None:
    browser.register("ada", zone=zone)
    assert browser.visit("/settings").one("select", id="zone").one("option", selected="")["value"] == "UTC"


@pytest.mark.parametrize(("name", "password", "sentences"), [
    ("", "", ["Choose a user name.", "Choose a password."]),
    ("a", PASSWORD, ["A user name has 2 to 64 characters."]),
    ("   ", PASSWORD, ["A user name has 2 to 64 characters."]),
    ("a" * 65, PASSWORD, ["A user name has 2 to 64 characters."]),
    ("<b>ada</b>", PASSWORD, ["A user name is made of letters, digits, spaces, dots, hyphens and apostrophes, and starts with a "
                              "letter or digit."]),
    ("ada", "short", ["A password has at least 8 characters; a few words in a row are easy to remember."]),
    ("ada", "x" * 1025, ["A password has at most 1024 characters."]),
])
def test_what_cannot_be_an_account_is_told_at_its_field(browser: Browser, session: Session, name: str, password: str,
                                                       sentences: list[str]) -> None:
    browser.visit("/register")
    browser.submit("/register", 422, username=name, password=password)
    assert browser.mistakes == sentences
    assert browser.page.one("input", id="username").get("value") == name
    assert browser.page.one("input", id="password").get("value") == ""
    assert session.execute(select(func.count()).select_from(User)).scalar_one() == 0


def test_a_name_is_taken_however_it_is_written(browser: Browser, another_browser: Browser) -> None:
    browser.register("Ada")
    another_browser.visit("/register")
    another_browser.submit("/register", 422, username="ADA", password="another password")
    assert another_browser.mistakes == ["The user name 'ADA' is taken: choose another."]


def test_the_form_sent_twice_makes_one_account_and_logs_in_both_times(browser: Browser, session: Session) -> None:
    browser.visit("/register")
    form = browser.page.one("form", action="/register").fields() | {"username": "ada", "password": PASSWORD}
    before = cookie(browser)
    assert browser.client.post("/register", data=form).status_code == 302
    # The second click leaves before the answer to the first has come, so with the cookie of before.
    browser.client.set_cookie("geoquiz", before)
    assert browser.client.post("/register", data=form).status_code == 302
    assert browser.visit("/").one("h1").text == "Today"
    assert session.execute(select(func.count()).select_from(User)).scalar_one() == 1


def test_a_student_logs_in_with_the_name_in_any_case_and_out_again(browser: Browser, session: Session, bank: str) -> None:
    make_learner(session, "ada", password=PASSWORD)
    browser.log_in("ADA")
    assert browser.heading == "Today"
    browser.submit("/logout")
    assert "You are logged out." in browser.text
    assert browser.heading == "Know the world by heart"
    browser.visit("/progress")
    assert browser.path == "/login"


@pytest.mark.parametrize(("name", "password"), [
    ("ada", "not the password"), ("nobody", PASSWORD), ("nobody", "x"), ("a" * 5000, PASSWORD), ("ada\u202e", "x"), ("*", "x"),
])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(browser: Browser, session: Session, name: str,
                                                              password: str) -> None:
    make_learner(session, "ada", password=PASSWORD)
    browser.visit("/login")
    browser.submit("/login", 422, username=name, password=password)
    assert browser.mistakes == [WRONG]
    assert browser.page.one("input", id="password").get("value") == ""


def test_pages_after_a_wrong_name_and_a_wrong_password_are_equal_but_for_the_name(browser: Browser, session: Session) -> None:
    make_learner(session, "ada", password=PASSWORD)

    def page(name: str) -> str:
        browser.visit("/login")
        browser.submit("/login", 422, username=name, password="wrong password")
        return re.sub(r'name="csrf_token" value="[^"]*"', "", browser.response.text).replace(name, "NAME")

    assert page("ada") == page("mallory")


def test_an_empty_login_says_what_is_missing(browser: Browser) -> None:
    browser.visit("/login")
    browser.submit("/login", 422)
    assert browser.mistakes == ["Type your user name.", "Type your password."]


def test_nobody_without_a_password_can_log_in(browser: Browser, session: Session) -> None:
    make_learner(session, "ada")
    browser.visit("/login")
    browser.submit("/login", 422, username="ada", password="")
    browser.submit("/login", 422, username="ada", password="anything at all")
    assert browser.mistakes == [WRONG]


def test_logging_out_ends_the_session_on_the_server(student: Browser, session: Session) -> None:
    stolen = cookie(student)
    assert sessions(session) == 1
    student.submit("/logout")
    assert sessions(session) == 0
    student.client.set_cookie("geoquiz", stolen)
    student.visit("/progress")
    assert student.path == "/login"


def test_logging_out_here_leaves_the_other_device_logged_in(browser: Browser, another_browser: Browser, session: Session) -> None:
    make_learner(session, "ada", password=PASSWORD)
    browser.log_in("ada")
    another_browser.log_in("ada")
    browser.submit("/logout")
    assert another_browser.visit("/").one("h1").text == "Today"


def test_logging_in_drops_what_the_cookie_held_before(browser: Browser, session: Session, bank: str) -> None:
    make_learner(session, "ada", password=PASSWORD)
    browser.visit("/login")
    form = browser.page.one("form", action="/login").fields()
    before = cookie(browser)
    browser.submit("/login", username="ada", password=PASSWORD)
    assert cookie(browser) != before
    assert browser.page.one("form", action="/logout").fields()["csrf_token"] != form["csrf_token"]


def test_registering_ends_the_session_of_the_visit(visitor: Browser, session: Session) -> None:
    before = cookie(visitor)
    visitor.register("ada")
    assert sessions(session) == 1
    visitor.client.set_cookie("geoquiz", before)
    assert visitor.visit("/").one("h1").text == "Know the world by heart"


def test_a_visitor_who_logs_in_is_told_first_that_the_tries_are_not_kept(visitor: Browser, session: Session) -> None:
    make_learner(session, "ada", password=PASSWORD)
    visitor.visit("/login")
    assert "The answers you gave while trying are kept only when you make a new account." in visitor.text
    visitor.submit("/login", username="ada", password=PASSWORD)
    assert visitor.heading == "Today"
    assert sessions(session) == 1


def test_logging_out_takes_a_form_and_not_a_link(student: Browser) -> None:
    student.visit("/logout", 405)
    assert student.heading == "That cannot be done here"
    assert student.response.headers["Allow"] == "OPTIONS, POST"
    student.visit("/")
    assert student.heading == "Today"


@pytest.mark.parametrize("path", ["/login", "/register"])
def test_a_student_who_is_logged_in_is_led_past_the_doors(student: Browser, path: str) -> None:
    student.visit(path)
    assert student.path == "/"
    student.visit(f"{path}?next=/settings")
    assert student.path == "/settings"


@pytest.mark.parametrize("path", ["/settings", "/progress", "/study", "/study/all-kinds", "/progress?from=there"])
def test_a_stranger_is_led_to_the_login_and_on_to_the_page_asked_for(browser: Browser, session: Session, bank: str,
                                                                    path: str) -> None:
    make_learner(session, "ada", password=PASSWORD)
    browser.visit(path)
    assert browser.path == "/login"
    assert "Log in, and you come to the page you asked for." in browser.text
    browser.submit("/login", username="ada", password=PASSWORD)
    assert browser.response.request.full_path.rstrip("?") == path


def test_the_page_asked_for_is_kept_on_the_way_from_login_to_register(browser: Browser, bank: str) -> None:
    browser.visit("/settings")
    link = next(a for a in browser.page.one("main").all("a") if a.text == "Make one")
    browser.visit(link["href"])
    browser.submit("/register", username="ada", password=PASSWORD)
    assert browser.path == "/settings"


@pytest.mark.parametrize("target", [
    "//evil.example", "///evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "evil.example",
    "/\t/evil.example", "/\n/evil.example", " //evil.example", "\\\\evil.example", "/logout", "/try/all-kinds", "/no-such-page", "",
])
def test_nobody_is_sent_elsewhere_or_to_a_dead_end_after_logging_in(browser: Browser, session: Session, bank: str,
                                                                  target: str) -> None:
    make_learner(session, "ada", password=PASSWORD)
    page = browser.client.get("/login", query_string={"next": target})
    assert "evil" not in page.text
    browser.visit("/login")
    token = browser.page.one("form", action="/login").fields()["csrf_token"]
    answer = browser.client.post("/login", query_string={"next": target},
                                 data={"username": "ada", "password": PASSWORD, "csrf_token": token})
    assert answer.location == "/"


@pytest.mark.parametrize("registration", ["invite", "closed"])
def test_where_accounts_are_made_by_others_the_page_says_so(app: Flask, browser: Browser, bank: str, registration: str) -> None:
    app.config["REGISTRATION"] = registration
    browser.visit("/register", 403)
    assert browser.heading == "Accounts are made for you here"
    assert "Ask your teacher, or whoever runs the server, for an account." in browser.text
    browser.visit("/login")
    token = browser.page.one("form", action="/login").fields()["csrf_token"]
    assert browser.client.post("/register", data={"username": "ada", "password": PASSWORD, "csrf_token": token}).status_code == 403
    for path in ("/", "/login", "/banks"):
        assert "/register" not in browser.visit(path).text + browser.response.text


def test_no_page_holds_a_password(browser: Browser, bank: str) -> None:
    browser.register("ada")
    for path in ("/", "/settings", "/progress", "/banks"):
        browser.visit(path)
        assert PASSWORD not in browser.response.text


@pytest.mark.parametrize(("path", "name", "password"), [
    ("/login", "username", "current-password"), ("/register", "username", "new-password"),
])
def test_password_managers_know_the_fields(browser: Browser, path: str, name: str, password: str) -> None:
    page = browser.visit(path)
    assert page.one("input", id="username")["autocomplete"] == name
    assert page.one("input", id="password")["autocomplete"] == password
    assert page.one("input", id="password")["type"] == "password"


def test_a_session_that_has_run_out_is_over(student: Browser, session: Session) -> None:
    session.execute(LoginSession.__table__.update().values(expires_at=func.datetime("now", "-1 minute")))
    session.commit()
    student.visit("/progress")
    assert student.path == "/login"


def test_a_cookie_of_another_server_is_nobody(browser: Browser, bank: str, app: Flask) -> None:
    browser.client.set_cookie("geoquiz", "eyJfdXNlcl9pZCI6IjEuYWJjIn0.aaaa.bbbb")
    browser.visit("/progress")
    assert browser.path == "/login"


@pytest.mark.parametrize("role", services.ROLES)
def test_every_role_logs_in(browser: Browser, session: Session, role: str) -> None:
    make_learner(session, "ada", password=PASSWORD, role=role)
    browser.log_in("ada")
    assert f"You are logged in as ada ({role})." in browser.visit("/settings").text


def test_a_visit_begins_at_a_question_and_not_at_a_login(browser: Browser, bank: str) -> None:
    begin(browser, bank)
    assert browser.path == "/study/all-kinds"
