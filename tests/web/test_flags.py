"""Reporting a question and answering reports, as a student and a teacher meet them."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.storage.models import Answer, Question
from tests.factories import apply_bank, bank_of_all_kinds, changed, make_learner
from tests.web.conftest import Browser, be_logged_in


@pytest.fixture
def teacher(another_browser: Browser, session: Session, bank: str) -> Browser:
    """The browser of msoran, a teacher."""
    be_logged_in(another_browser, session, make_learner(session, "msoran", role="teacher"))
    return another_browser


def number_of(session: Session, question: str) -> int:
    found = session.scalars(select(Question.id).where(Question.local_id == question)).one()
    session.rollback()
    return found


def answer(student: Browser, session: Session, question: str, response: str, bank: str = "all-kinds", part: str = "main") -> str:
    """Answer a question and return the path of its verdict."""
    student.visit(f"/study/{bank}?again={number_of(session, question)}-{part}")
    student.submit(f"/study/{bank}", response=response)
    return student.path


def report(student: Browser, reason: str, note: str = "") -> None:
    """Follow the link below a verdict and send the form."""
    [link] = [a for a in student.page.one("main").all("a") if a.get("aria-keyshortcuts") == "f"]
    student.visit(link["href"])
    student.submit("/flags/new", reason=reason, note=note)


def test_a_report_goes_from_a_verdict_to_the_queue_and_its_answer_comes_home(student: Browser, teacher: Browser, session: Session
                                                                             ) -> None:
    verdict = answer(student, session, "strait", "Dardanelles")
    report(student, "unclear", "Which end of the sea?")
    assert student.path == verdict
    assert "Reported, thank you. You are told on your home page once somebody has looked at it." in student.text
    student.visit("/flags/mine")
    assert "It is unclear · Your answer: Dardanelles Which end of the sea? Nobody has answered yet" in student.text
    assert "answered." not in student.visit("/").one("main").text

    assert "Students have reported a question." in teacher.visit("/").one("main").text
    teacher.visit("/flags")
    assert "Open reports: 1 question" in teacher.text
    assert "after answering “Dardanelles” Which end of the sea?" in teacher.text
    assert "ada" not in teacher.text.split()
    question = number_of(session, "strait")
    teacher.submit(f"/flags/{question}/resolve", do="replied", reply="The western one.")
    assert "Done: 1 learner is sent your reply." in teacher.text
    assert "Nothing waits here" in teacher.text

    assert "One of your reports was answered." in student.visit("/").one("main").text
    student.visit("/flags/mine")
    assert "New Answered. msoran, just now The western one." in student.text
    assert "answered." not in student.visit("/").one("main").text


def test_my_answer_should_count_reaches_the_queue_and_is_accepted_with_one_click(browser: Browser, another_browser: Browser,
                                                                                session: Session, bank: str) -> None:
    teacher, student = another_browser, browser
    be_logged_in(teacher, session, make_learner(session, "msoran", role="teacher"))
    teacher.visit("/banks/new")
    teacher.submit("/banks/new", title="Rivers")
    own = teacher.path.removesuffix("/edit")
    teacher.submit(f"{own}/edit/add", kind="typed")
    teacher.submit(teacher.path, do="keep", stem="Which river flows through Cairo?", answer="Nile")
    teacher.visit(f"{own}/edit/plan")
    teacher.submit(f"{own}/edit/plan")
    teacher.visit(f"{own}/sharing")
    teacher.submit(f"{own}/sharing", button="Save", visibility="public")
    be_logged_in(student, session, make_learner(session, "ada"))
    verdict = answer(student, session, "which-river-flows-through-cairo", "An-Nil", own.rsplit("/", 1)[1])
    student.submit(f"{verdict}/count")
    assert "Whoever keeps this bank is asked to accept your answer. Add a note" in student.text
    teacher.visit("/flags")
    assert "An-Nil should count, says 1 learner." in teacher.text
    teacher.submit(f"/flags/{number_of(session, 'which-river-flows-through-cairo')}/accept")
    assert "“An-Nil” counts from now on, and 1 learner is told so." in teacher.text
    assert "“An-Nil”" not in teacher.visit("/flags").one("main").text
    assert "New Your answer counts as right from now on." in student.visit("/flags/mine").one("main").text
    answer(student, session, "which-river-flows-through-cairo", "an nil", own.rsplit("/", 1)[1])
    assert student.heading == "Right"


def test_a_bank_of_a_file_shows_the_line_to_paste(student: Browser, teacher: Browser, session: Session) -> None:
    apply_bank(session, changed(bank_of_all_kinds(), "capital", review_by="2025-02"))
    verdict = answer(student, session, "strait", "Istanbul strait")
    student.submit(f"{verdict}/count")
    teacher.visit("/flags")
    pasted = [one.text for one in teacher.page.all("pre")]
    assert pasted[0] == "accept: - Bosphorus - Istanbul strait"
    assert pasted[1].startswith("review_by: ")
    assert "to be looked at by February 2025" in teacher.text
    assert all(button.text not in ("Retire", "Still right", "Accept this form") for button in teacher.page.all("button"))


def test_a_report_is_said_better_or_taken_back_while_it_is_open(student: Browser, session: Session) -> None:
    answer(student, session, "capital", "Baku")
    report(student, "wrong")
    student.visit("/flags/mine")
    change = next(a for a in student.page.one("main").all("a") if a.text == "Change your report")
    student.visit(change["href"])
    assert student.heading == "Your report"
    assert [one["value"] for one in student.page.all("input", name="reason") if "checked" in one.attributes] == ["wrong"]
    student.submit("/flags/new", reason="outdated", note="Since when?")
    assert "It is out of date · Your answer: Baku Since when?" in student.visit("/flags/mine").one("main").text
    student.submit("/flags/mine/1/withdraw")
    assert "Your report is taken back." in student.text
    assert "You have reported nothing yet." in student.text


@pytest.mark.parametrize(("fields", "sentence"), [
    ({}, "Choose what is the matter with the question."),
    ({"reason": "count"}, "Choose what is the matter with the question."),
    ({"reason": "wrong", "note": "x" * 501}, "A note has at most 500 characters, and this has 501: shorten it.")])
def test_a_form_that_is_not_filled_in_says_so_and_keeps_what_was_typed(student: Browser, session: Session, fields: dict[str, str],
                                                                      sentence: str) -> None:
    answer(student, session, "capital", "Tbilisi")
    [link] = [a for a in student.page.one("main").all("a") if a.get("aria-keyshortcuts") == "f"]
    student.visit(link["href"])
    student.submit("/flags/new", HTTPStatus.UNPROCESSABLE_ENTITY, **fields)
    assert student.mistakes == [sentence]
    assert student.page.one("textarea").text == fields.get("note", "")


def test_an_empty_reply_is_told_at_its_question(student: Browser, teacher: Browser, session: Session) -> None:
    answer(student, session, "capital", "Baku")
    report(student, "wrong")
    question = number_of(session, "capital")
    teacher.visit("/flags")
    teacher.submit(f"/flags/{question}/resolve", HTTPStatus.UNPROCESSABLE_ENTITY, do="replied")
    assert teacher.mistakes == ["Write your reply first; where there is nothing to say, choose “Nothing to do”."]


def test_a_summary_and_the_result_of_a_quiz_lead_to_a_report_too(student: Browser, session: Session) -> None:
    answer(student, session, "capital", "Baku")
    student.visit("/study/session/1")
    [link] = [a for a in student.page.one("main").all("a") if a["href"].startswith("/flags/new")]
    student.visit(link["href"])
    assert "Your answer: Baku" in student.text

    student.visit("/quiz/all-kinds")
    student.submit("/quiz/all-kinds", feedback="end", count="5")
    attempt = student.path.rpartition("/")[0]
    student.visit(attempt)
    student.submit(f"{attempt}/hand-in")
    links = [a for a in student.page.one("main").all("a") if a["href"].startswith("/flags/new")]
    assert len(links) == 5
    student.visit(links[0]["href"])
    student.submit("/flags/new", reason="wrong")
    assert student.path == "/flags/mine"


@pytest.mark.parametrize("role", ["stranger", "visitor", "student"])
def test_the_queue_is_not_there_for_those_who_do_not_teach(as_role: Callable[[str], Browser], role: str) -> None:
    as_role(role).visit("/flags", HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("action", ["accept", "resolve", "look"])
@pytest.mark.parametrize("question", ["1", "99999999999999"])
def test_a_student_answers_no_report(student: Browser, session: Session, action: str, question: str) -> None:
    answer(student, session, "capital", "Baku")
    report(student, "wrong")
    token = student.page.all("form")[0].fields()["csrf_token"]
    response = student.client.post(f"/flags/{question}/{action}", data={
        "csrf_token": token, "do": "dismissed", "part": "main", "form": "Baku", "again": "2099-01-01"})
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Nobody has answered yet" in student.visit("/flags/mine").one("main").text


def test_nobody_sees_or_takes_back_or_reports_on_what_is_anothers(app: Flask, student: Browser, session: Session) -> None:
    answer(student, session, "capital", "Baku")
    report(student, "wrong", "A secret note.")
    other = Browser(app)
    be_logged_in(other, session, make_learner(session, "bob"))
    assert "A secret note." not in other.visit("/flags/mine").one("main").text
    token = other.page.all("form")[0].fields()["csrf_token"]
    gone = other.client.post("/flags/mine/1/withdraw", data={"csrf_token": token})
    assert gone.status_code == HTTPStatus.NOT_FOUND
    key = session.scalars(select(Answer.key)).one()
    session.rollback()
    for query in (f"answer={key}", "answer=nothing", "bank=nothing&question=capital", ""):
        other.visit(f"/flags/new?{query}", HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize(("path", "end"), [("/flags/new?bank=all-kinds&question=capital", "/login"), ("/flags/mine", "/login")])
def test_reports_need_an_account(as_role: Callable[[str], Browser], path: str, end: str) -> None:
    for role in ("stranger", "visitor"):
        browser = as_role(role)
        browser.visit(path)
        assert browser.path == end


def test_a_visitor_has_no_link_to_report(visitor: Browser, session: Session) -> None:
    answer(visitor, session, "capital", "Baku")
    assert all(not a["href"].startswith("/flags") for a in visitor.page.one("main").all("a"))
