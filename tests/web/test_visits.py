"""Five questions without an account, and what becomes of them."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.services.study import VISITOR_LIMIT
from geoquiz.storage.models import Answer, User
from tests.web.conftest import Browser, begin


def give_up(browser: Browser, scope: str = "/study/all-kinds") -> None:
    """Answer the question on the page with "I don't know", and go on."""
    browser.submit(scope, give_up="1")
    assert browser.path.startswith("/study/answer/")
    browser.visit(scope)


@pytest.mark.every_database
def test_after_five_questions_an_account_is_offered_and_keeps_the_answers(browser: Browser, session: Session, bank: str) -> None:
    begin(browser, bank)
    for _ in range(VISITOR_LIMIT):
        assert browser.page.one("form", action="/study/all-kinds").one("input", name="asked")
        give_up(browser)
    assert not browser.page.all("input", name="asked")
    link = next(a for a in browser.page.one("main").all("a") if a["href"].startswith("/register"))
    browser.visit(link["href"])
    assert "The answers you gave while trying become your own." in browser.text
    browser.submit("/register", username="ada", password="correct horse battery")
    assert "Welcome, ada. The answers you gave while trying are yours." in browser.text
    browser.visit("/progress")
    assert "5 of 12" in browser.text
    assert session.execute(select(func.count()).select_from(Answer)).scalar_one() == 5
    assert session.execute(select(User.role)).scalars().all() == ["student"]
    browser.visit("/study/all-kinds")
    assert browser.page.one("form", action="/study/all-kinds").one("input", name="asked")


def test_the_tries_are_counted_on_the_server_and_not_in_the_page(browser: Browser, session: Session, bank: str) -> None:
    begin(browser, bank)
    for _ in range(VISITOR_LIMIT):
        give_up(browser)
    for path in ("/study", "/study/all-kinds", "/study?more=1"):
        browser.visit(path)
        assert not browser.page.all("input", name="asked")
    begin_again = browser.visit("/")
    assert not begin_again.all("form", action="/try/nowhere")
    assert session.execute(select(func.count()).select_from(User)).scalar_one() == 1


def test_trying_twice_goes_on_with_the_same_visit(browser: Browser, session: Session, bank: str) -> None:
    begin(browser, bank)
    browser.visit("/")
    browser.submit("/try/all-kinds")
    assert session.execute(select(func.count()).select_from(User)).scalar_one() == 1


def test_a_student_who_tries_a_bank_studies_it(student: Browser, session: Session) -> None:
    token = student.page.one("form", action="/logout").fields()["csrf_token"]
    answer = student.client.post("/try/all-kinds", data={"csrf_token": token})
    assert answer.location == "/study/all-kinds"
    assert session.execute(select(User.role)).scalars().all() == ["student"]


def test_a_bank_that_is_not_there_cannot_be_tried_and_makes_no_visitor(browser: Browser, session: Session, bank: str) -> None:
    token = browser.visit("/").all("form", action="/try/all-kinds")[0].fields()["csrf_token"]
    assert browser.client.post("/try/nowhere", data={"csrf_token": token}).status_code == 404
    assert session.execute(select(func.count()).select_from(User)).scalar_one() == 0
