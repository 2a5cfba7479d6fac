"""Fitting weights from the settings page."""

from sqlalchemy.orm import Session

from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS
from geoquiz.storage.queries import accounts
from tests.core.scheduling.test_fitting import FORGETFUL
from tests.factories import answer_right, ask, make_learner
from tests.long_logs import be_long_at_it
from tests.web.conftest import Browser, be_logged_in
from tests.web.pages import Element


def section(browser: Browser) -> Element:
    return browser.page.one("section", aria_labelledby="memory")


def weights(session: Session, user_id: int) -> tuple[float, ...]:
    session.rollback()
    return accounts.settings_of(session, user_id).memory.weights


def test_with_few_reviews_the_settings_say_how_many_are_missing(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1))
    student.visit("/settings")
    assert "You have 1 review: 399 more to go." in section(student).text
    assert not section(student).all("form")


def test_fitting_shows_what_it_brought_and_undo_takes_it_back(student: Browser, session: Session) -> None:
    be_long_at_it(session, 1, FORGETFUL)
    student.visit("/settings")
    assert "You have 1,400 reviews." in section(student).text
    student.submit("/settings/fit")
    assert student.path == "/settings"
    status = section(student).one("div", role="status")
    assert status.one("strong").text == "The new weights predict your later reviews better."
    rows = [[cell.text for cell in row.children if isinstance(cell, Element)] for row in status.one("tbody").all("tr")]
    assert [row[0] for row in rows] == ["Log loss", "RMSE in bins"]
    assert all(float(fitted) < float(before) for _, before, fitted in rows)
    assert "Fitted weights are in use since " in section(student).text
    fitted = weights(session, 1)
    assert fitted != DEFAULT_WEIGHTS
    student.visit("/settings")
    assert not section(student).all("div", role="status"), "what came of it is told once"
    student.submit("/settings/fit")
    assert "no better than those in use, which stay." in section(student).one("div", role="status").text
    assert weights(session, 1) == fitted
    student.submit("/settings/fit/undo")
    assert "The former weights are in use again, from your next answer on." in student.text
    assert "Fitted weights are in use" not in section(student).text
    assert weights(session, 1) == DEFAULT_WEIGHTS


def test_undo_sent_twice_says_that_there_is_nothing_left(student: Browser, another_browser: Browser, session: Session) -> None:
    be_long_at_it(session, 1, FORGETFUL)
    be_logged_in(another_browser, session, make_learner(session, "bob"))
    student.visit("/settings")
    student.submit("/settings/fit")
    first = student.page
    student.submit("/settings/fit/undo")
    student.page = first
    student.submit("/settings/fit/undo", 409)
    assert "There are no fitted weights to take back: the usual ones are in use." in student.text


def test_one_review_less_than_enough_leaves_no_button(student: Browser, session: Session) -> None:
    be_long_at_it(session, 1, FORGETFUL, cards=57)
    student.visit("/settings")
    assert "You have 399 reviews: 1 more to go." in section(student).text
    assert not section(student).all("button")


def test_a_visitor_fits_nothing(visitor: Browser, session: Session) -> None:
    visitor.visit("/settings")
    assert visitor.path == "/login"
