"""What a learner does to a card, from its verdict and from the list of cards set aside."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.storage.models import Card, Review
from geoquiz.storage.models.banks import Question as QuestionRow
from geoquiz.web.clock import utc_now
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, make_learner, page
from tests.web.conftest import Browser, be_logged_in

SCOPE = "/study/all-kinds"


def question_id(session: Session, local_id: str) -> int:
    return session.scalars(select(QuestionRow.id).where(QuestionRow.local_id == local_id)).one()


def verdict(browser: Browser, session: Session, response: str = "Bosporus") -> str:
    """Answer the typed question and return where its card is moved."""
    id_ = question_id(session, "strait")
    browser.visit(f"{SCOPE}?again={id_}-main")
    browser.submit(SCOPE, response=response, button="Check ↵")
    return f"/cards/{id_}/main"


def causes(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Review.cause).order_by(Review.id)))


@pytest.mark.parametrize(("action", "told", "back"), [
    ("suspend", "The card is suspended: it comes no more until you want it again.", "The card is no longer suspended."),
    ("bury", "The card is put off until tomorrow.", "The card is no longer put off until tomorrow."),
    ("reset", "The card is new again. Your answers to it stay in the log.", "The card is what it was before you reset it."),
])
def test_a_card_is_moved_from_its_verdict_and_moved_back(student: Browser, session: Session, action: str, told: str, back: str
                                                         ) -> None:
    card = verdict(student, session)
    student.client.post(card, data={"action": action, "next": SCOPE, **token(student)})
    student.visit(SCOPE)
    assert told in student.text
    student.submit("/study/undo")
    assert back in student.text
    assert causes(session) == ["review", action, "undo"]


def token(browser: Browser) -> dict[str, str]:
    return {"csrf_token": browser.page.all("input", name="csrf_token")[0]["value"]}


def test_the_date_of_a_card_is_set_by_hand(student: Browser, session: Session) -> None:
    card = verdict(student, session)
    student.client.post(card, data={"action": "set_due", "days": "12", "next": SCOPE, **token(student)})
    student.visit(SCOPE)
    assert "The card is due in 12 days." in student.text
    session.rollback()
    stored = session.scalars(select(Card)).one()
    assert stored.due is not None
    assert timedelta(days=11) < stored.due - utc_now() < timedelta(days=13)
    assert stored.due_cause == "by hand"


@pytest.mark.parametrize(("fields", "status", "sentence"), [
    ({"action": "set_due", "days": "soon"}, 422, "Choose a number of days from 0 to 36500."),
    ({"action": "set_due", "days": "-3"}, 422, "Choose a number of days from 0 to 36500."),
    ({"action": "set_due", "days": "36501"}, 422, "Choose a number of days from 0 to 36500."),
    ({"action": "set_due", "days": "9" * 5000}, 422, "Choose a number of days from 0 to 36500."),
    ({"action": "burn"}, 422, "Choose what to do with the card by one of the buttons on the page."),
    ({}, 422, "Choose what to do with the card by one of the buttons on the page."),
])
def test_what_cannot_be_done_is_told(student: Browser, session: Session, fields: dict[str, str], status: int, sentence: str
                                     ) -> None:
    card = verdict(student, session)
    answer = student.client.post(card, data={**fields, **token(student)})
    assert answer.status_code == status
    assert sentence in answer.text
    assert causes(session) == ["review"]


def test_a_date_for_a_question_never_answered_and_a_question_that_is_not_there(student: Browser, session: Session) -> None:
    verdict(student, session)
    unseen = question_id(session, "length")
    answer = student.client.post(f"/cards/{unseen}/main", data={"action": "set_due", "days": "3", **token(student)})
    assert answer.status_code == 409
    assert "This question was never answered, so it has no date yet: study it first." in answer.text
    for path in ("/cards/999/main", f"/cards/{unseen}/c9", f"/cards/{10 ** 30}/main"):
        assert student.client.post(path, data={"action": "suspend", **token(student)}).status_code == 404


def test_nobody_is_sent_to_another_site_afterwards(student: Browser, session: Session) -> None:
    card = verdict(student, session)
    answer = student.client.post(card, data={"action": "bury", "next": "//evil.example/", **token(student)})
    assert answer.location == "/study"


def test_cards_set_aside_are_listed_and_asked_again(student: Browser, session: Session) -> None:
    student.visit("/cards")
    assert "No card is suspended." in student.text
    assert "No card was forgotten eight times." in student.text
    card = verdict(student, session)
    student.client.post(card, data={"action": "suspend", **token(student)})
    student.visit("/progress")
    student.visit("/cards")
    assert "Which strait joins the Black Sea" in student.text
    form = student.page.one("form", action=card)
    student.client.post(card, data={**form.fields(), "action": "unsuspend"})
    student.visit(form.fields()["next"])
    assert student.path == "/cards"
    assert "No card is suspended." in student.text


def test_a_card_forgotten_too_often_says_what_helps_and_is_listed(browser: Browser, session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session, learning_steps=(), relearning_steps=())
    answer_right(session, page(session, learner.id, "strait"))
    for days in range(3, 27, 3):
        at = NOW + timedelta(days=days)
        key = answer_wrong(session, page(session, learner.id, "strait", at=at), now=at)
    be_logged_in(browser, session, learner)
    browser.visit(f"/study/answer/{key}")
    assert "You have forgotten this one 8 times." in browser.text
    browser.visit("/cards")
    assert "forgotten 8 times" in browser.text


@pytest.mark.parametrize("path", ["/cards", "/practice", "/practice/1"])
def test_visitors_and_strangers_are_sent_to_log_in(visitor: Browser, another_browser: Browser, path: str) -> None:
    for browser in (visitor, another_browser):
        browser.visit(path)
        assert browser.path == "/login"
