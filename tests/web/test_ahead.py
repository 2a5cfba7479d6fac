"""The days ahead: pictures with their numbers in tables."""

from datetime import timedelta

from sqlalchemy.orm import Session

from geoquiz.core.scheduling.forecast import RETENTIONS
from geoquiz.web.clock import utc_now
from tests.factories import answer_right, answer_wrong, ask
from tests.web.conftest import Browser
from tests.web.pages import Element


def rows(table: Element) -> list[list[str]]:
    return [[cell.text for cell in row.children if isinstance(cell, Element)] for row in table.one("tbody").all("tr")]


def test_before_the_first_answer_the_page_says_what_to_do(student: Browser) -> None:
    page = student.visit("/progress/ahead")
    assert student.heading == "The days ahead"
    assert "Nothing is due yet." in student.text
    assert page.one("main").one("a", class_="button-primary")["href"] == "/study"
    assert not page.all("svg", class_="chart")


def test_progress_leads_to_the_pictures_and_the_numbers_beside_them(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    answer_wrong(session, ask(session, 1, now=utc_now()), now=utc_now())
    [link] = [a for a in student.visit("/progress").one("main").all("a") if a["href"] == "/progress/ahead"]
    page = student.visit(link["href"])
    due, load = page.all("table")
    days = rows(due)
    assert len(days) == 30
    assert sum(int(count) for _, count in days) == 2
    pictures = page.all("svg", class_="chart")
    assert [picture.one("title", id=f"{key}-title").text for picture, key in zip(pictures, ("due", "load"), strict=True)] == [
        "Cards due on each of the next 30 days", "Reviews a day by desired retention"]
    bars = [bar.one("title").text for bar in pictures[0].all("rect")]
    assert bars == [f"{day.partition(', ')[0]}, {day.partition(', ')[2]}: {count}" for day, count in days]
    named = [row[0] for row in rows(load)]
    assert named == [f"{100 * retention:g} %{' yours' if retention == 0.9 else ''}" for retention in RETENTIONS]
    assert [bar.one("title").text.partition(": ")[0] for bar in pictures[1].all("rect")] == [
        name.removesuffix(" yours") for name in named]
    assert "and 20 new questions a day, as in your settings" in student.text
    assert [a["href"] for a in page.one("main").all("a")][-1] == "/settings"


def test_without_new_questions_the_page_speaks_of_none(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/settings")
    student.submit("/settings", new_per_day="0")
    student.visit("/progress/ahead")
    assert "worked out from your own cards." in student.text


def test_a_visitor_sees_their_days_and_no_settings(visitor: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now() - timedelta(hours=1)), now=utc_now())
    page = visitor.visit("/progress/ahead")
    assert page.all("svg", class_="chart")
    assert "/settings" not in [a["href"] for a in page.one("main").all("a")]


def test_a_stranger_logs_in_first(browser: Browser) -> None:
    browser.visit("/progress/ahead")
    assert browser.path == "/login"


def test_another_learners_cards_are_not_in_it(student: Browser, another_browser: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    another_browser.register("bob")
    another_browser.visit("/progress/ahead")
    assert "Nothing is due yet." in another_browser.text
