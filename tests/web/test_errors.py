"""Error pages: in the look of the app, with a way on, and without a traceback."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict
from tests.web.conftest import Browser


@pytest.mark.parametrize("path", ["/no-such-page", "/banks/nowhere", "/study/session/99", "/static/no-such-file.css", "/classes/1"])
def test_what_is_not_there_is_a_page_with_a_way_on(student: Browser, path: str) -> None:
    student.visit(path, 404)
    assert student.heading == "There is no such page"
    assert "The address may be mistyped, or what was here is gone." in student.text
    assert student.page.one("main").one("a")["href"] == "/"


def test_another_learners_session_is_like_one_that_does_not_exist(student: Browser, session: Session, app: Flask) -> None:
    there, nowhere = student.client.get("/study/session/1"), student.client.get("/study/session/12345678901234567890123")
    assert there.status_code == nowhere.status_code == 404


def test_a_form_that_is_too_large_is_told_so(student: Browser) -> None:
    token = student.visit("/settings").one("form", action="/settings").fields()["csrf_token"]
    answer = student.client.post("/settings", data={"csrf_token": token, "zone": "x" * 300_000})
    assert answer.status_code == 413
    assert "The form holds more than the server takes. Shorten it and send it again." in answer.text


@pytest.mark.every_database
def test_a_character_that_no_database_stores_is_refused(browser: Browser) -> None:
    browser.visit("/login")
    browser.submit("/login", 400, username="a\0da", password="x")
    assert "The form holds a character (NUL) that cannot be stored." in browser.text


def test_a_fault_of_ours_is_told_without_a_traceback(app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    app.testing = False

    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError("a secret of the inside")

    browser.visit("/broken", 500)
    assert browser.heading == "Something went wrong on our side"
    assert "Nothing you had sent before is lost." in browser.text
    assert "secret" not in browser.response.text
    assert "a secret of the inside" in caplog.text


def test_a_conflict_says_which(app: Flask, browser: Browser) -> None:
    @app.get("/conflict")
    def conflict() -> str:
        raise Conflict("This was answered before.")

    browser.visit("/conflict", 409)
    assert browser.heading == "That does not fit with what is stored"
    assert "This was answered before." in browser.text


def test_a_database_that_does_not_answer_is_told_on_a_page_that_needs_none(student: Browser, session: Session) -> None:
    session.connection().exec_driver_sql("ALTER TABLE users RENAME TO gone")
    session.commit()
    for path in ("/", "/banks", "/progress", "/login"):
        student.visit(path, 503)
        assert student.heading == "The server is busy"
        assert "Nothing is lost: go back and send it once more in a moment." in student.text
