"""The front page: for a stranger, on the first day, with work to do, and when all is done."""

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from geoquiz.web.clock import utc_now
from tests.factories import PASSWORD, answer_right, answer_wrong, apply_bank, ask, make_bank, make_learner
from tests.web.conftest import Browser


def test_a_stranger_reads_what_this_is_and_can_begin_at_once(browser: Browser, bank: str) -> None:
    browser.visit("/")
    assert browser.heading == "Know the world by heart"
    assert "brings each question back just before you would forget it." in browser.text
    buttons = [button.text for button in browser.page.one("main").all("button")]
    assert buttons == ["Try five questions: One question of each kind"] * 2
    assert "/register" in [a["href"] for a in browser.page.one("main").all("a")]


def test_a_stranger_finds_every_bank_with_a_button_to_try_it(browser: Browser, session: Session, bank: str) -> None:
    apply_bank(session, make_bank(2, id_="sco"))
    page = browser.visit("/").one("main")
    assert [form["action"] for form in page.one("ul", class_="grid").all("form")] == ["/try/all-kinds", "/try/sco"]


def test_a_server_without_banks_says_how_they_come(browser: Browser, session: Session) -> None:
    assert "There are no banks on this server yet." in browser.visit("/").text
    make_learner(session, "ada", password=PASSWORD)
    browser.log_in("ada")
    assert "There are no banks on this server yet." in browser.text


def test_a_visitor_is_offered_to_keep_the_answers(visitor: Browser) -> None:
    assert "You are trying geoquiz without an account. Make one, and the answers you gave so far are yours." in visitor.text


def test_the_first_day_starts_with_one_button(student: Browser) -> None:
    student.visit("/")
    assert "Start with “One question of each kind”, or with any bank below." in student.text
    [button] = student.page.one("main").all("a", class_="button-primary")
    assert (button.text, button["href"]) == ("Study now", "/study/all-kinds")
    assert "0%" in student.text


def test_what_is_due_today_stands_first_with_the_days_figures(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    answer_wrong(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/")
    [button] = student.page.one("main").all("a", class_="button-primary")
    assert (button.text, button["href"]) == ("Study now", "/study")
    assert "10 new" in student.text
    today = {group.one("dt").text: group.one("dd").text for group in student.page.one("dl").all("div")}
    assert today == {"answered today": "2", "of them right": "1"}
    assert "2 of 12 seen" in student.text


def test_days_kept_up_are_told_quietly_from_the_second_on(student: Browser, session: Session) -> None:
    before = utc_now() - timedelta(days=3)
    answer_wrong(session, ask(session, 1, now=before), now=before)
    assert "kept up" not in student.visit("/").text
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/")
    today = {group.one("dt").text: group.one("dd").text for group in student.page.one("dl").all("div")}
    assert today == {"answered today": "1", "of them right": "1", "days kept up": "2"}
    assert "Two days off a week are part of it." in student.text


def test_when_all_is_done_the_page_says_when_the_next_question_comes(browser: Browser, session: Session, bank: str) -> None:
    ada = make_learner(session, "ada", password=PASSWORD, new_per_day=1)
    answer_right(session, ask(session, ada.id, now=utc_now()), now=utc_now())
    browser.log_in("ada")
    assert "All done for today." in browser.text
    assert "The next question comes back in 10 minutes." in browser.text
    assert not browser.page.one("main").all("a", class_="button-primary")


def test_the_place_where_one_is_is_marked(student: Browser) -> None:
    for path, name in (("/", "Home"), ("/banks", "Banks"), ("/progress", "Progress")):
        nav = student.visit(path).one("nav", aria_label="Main")
        assert [a.text for a in nav.all("a", aria_current="page")] == [name]
    nav = student.visit("/banks/all-kinds").one("nav", aria_label="Main")
    assert [a.text for a in nav.all("a", aria_current="true")] == ["Banks"]


def test_the_server_says_that_it_is_well(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok"}


def test_readiness_ends_with_the_database(app: Flask, session: Session) -> None:
    session.connection().exec_driver_sql("ALTER TABLE users RENAME TO gone")
    session.commit()
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "the database does not answer"})
    assert app.test_client().get("/healthz").status_code == 200
