"""What the page that asks gives away, and the card, whose back is its key."""

from http import HTTPStatus

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.storage.models import Answer
from geoquiz.storage.models.banks import Question as QuestionRow
from tests.factories import bank_of_all_kinds
from tests.web.conftest import Browser

SCOPE = "/study/all-kinds"
QUESTIONS = bank_of_all_kinds().questions


def ask(browser: Browser, session: Session, local_id: str, part: str = "main") -> None:
    id_ = session.scalars(select(QuestionRow.id).where(QuestionRow.local_id == local_id)).one()
    browser.visit(f"{SCOPE}?again={id_}-{part}")


def stored(session: Session) -> int:
    session.rollback()  # The test's own view of the database is as old as its last question.
    return session.scalars(select(func.count()).select_from(Answer)).one()


@pytest.mark.parametrize("question", [q for q in QUESTIONS if not q.shown(q.parts()[0], "").choices], ids=lambda q: q.id)
def test_a_page_that_asks_holds_no_key(student: Browser, session: Session, question) -> None:
    part = question.parts()[0]
    ask(student, session, question.id, part)
    # Only the token and the key of the answer could hold it by accident; both are digits and letters without meaning.
    shown = student.text + " ".join(e.get("value") for e in student.page.all("input", type="text"))
    for key in (*question.right_response(part), question.face(part).back, question.explanation):
        assert not key or key not in shown
    assert "paragraph" not in shown


def test_looking_at_the_back_of_a_card_stores_nothing_and_rating_goes_on(student: Browser, session: Session) -> None:
    ask(student, session, "word")
    assert "International" not in student.response.text
    student.submit(SCOPE, show="1")
    assert "International North–South Transport Corridor" in student.text
    assert stored(session) == 0
    student.submit(SCOPE, rating="3")
    assert student.path == SCOPE
    assert stored(session) == 1


def test_a_card_without_a_rating_is_asked_again(student: Browser, session: Session) -> None:
    ask(student, session, "word")
    student.submit(SCOPE, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "Say how well you knew it: choose Again or Good." in student.text
    assert stored(session) == 0


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.kind not in ("card", "map")], ids=lambda q: q.id)
def test_no_other_question_shows_its_back(student: Browser, session: Session, question) -> None:
    ask(student, session, question.id, question.parts()[0])
    student.submit(SCOPE, HTTPStatus.NOT_FOUND, show="1")
    assert question.face(question.parts()[0]).back not in student.response.text
    assert stored(session) == 0


def test_a_visitor_sees_how_many_tries_there_are(visitor: Browser) -> None:
    visitor.visit(SCOPE)
    assert visitor.heading == "Question 1 of 5"


def test_a_key_that_is_not_the_page_s_own_is_refused(student: Browser, session: Session) -> None:
    ask(student, session, "strait")
    student.submit(SCOPE, HTTPStatus.BAD_REQUEST, key="another", response="Bosporus")
    assert "The key of the answer is missing or not the one of the page." in student.text
    assert stored(session) == 0
