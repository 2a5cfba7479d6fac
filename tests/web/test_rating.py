"""The learner's own word: a guess, hard, easy; why a card comes; what the buttons say."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.storage.models import Answer, Review
from geoquiz.web.clock import utc_now
from tests.factories import answer_right, apply_bank, make_bank, make_learner, page
from tests.web.conftest import Browser, be_logged_in
from tests.web.test_cards import SCOPE, question_id, token, verdict


def ratings(session: Session) -> list[tuple[str, int]]:
    session.rollback()
    return [(cause, rating) for cause, rating in session.execute(select(Review.cause, Review.rating).order_by(Review.id))]


def rate(browser: Browser, rating: str) -> None:
    action = f"{browser.path}/rate"
    browser.submit(action, rating=rating)


def test_i_guessed_turns_a_right_answer_into_again_and_back(student: Browser, session: Session) -> None:
    verdict(student, session)
    assert student.heading == "Right"
    rate(student, "1")
    assert student.heading == "Counted as a guess"
    assert "It comes back soon, as if missed." in student.text
    assert ratings(session) == [("review", 3), ("override", 1)]
    rate(student, "3")
    assert student.heading == "Right"
    rate(student, "4")
    assert [button["aria-pressed"] for button in student.page.all("button", name="rating")] == ["false", "false", "false", "true"]
    student.submit("/study/undo")
    assert ratings(session)[-1] == ("undo", None)


def test_wrong_answers_and_flashcards_are_not_rated_anew(student: Browser, session: Session) -> None:
    verdict(student, session, "Danube")
    assert student.page.all("button", name="rating") == []
    answer = student.client.post(f"{student.path}/rate", data={"rating": "4", **token(student)})
    assert answer.status_code == 409
    assert "Only an answer that was graded as right can be rated anew." in answer.text


@pytest.mark.parametrize("rating", ["", "5", "easy"])
def test_a_rating_that_is_none_is_told(student: Browser, session: Session, rating: str) -> None:
    verdict(student, session)
    answer = student.client.post(f"{student.path}/rate", data={"rating": rating, **token(student)})
    assert answer.status_code == 422
    assert "Choose one of the ratings on the page: Again, Hard, Good or Easy." in answer.text
    assert ratings(session) == [("review", 3)]


def test_why_this_card_is_told_while_asking_and_afterwards(browser: Browser, session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session, learning_steps=())
    at = utc_now() - timedelta(days=20)
    answer_right(session, page(session, learner.id, "strait", at=at), now=at)
    be_logged_in(browser, session, learner)
    browser.visit(f"{SCOPE}?again={question_id(session, 'strait')}-main")
    for _ in range(2):
        why = browser.page.one("details", class_="why").text
        assert "Last seen 20 days ago" in why
        assert "Predicted chance that you know it" in why
        assert "Comes again after “Easy” in" in why
        if browser.path == SCOPE:
            browser.submit(SCOPE, response="Bosporus", button="Check ↵")
    browser.visit(f"{SCOPE}?again={question_id(session, 'length')}-main")
    assert "Last seen never: it is new to you" in browser.text


def test_intervals_stand_on_the_buttons_on_request(student: Browser, session: Session) -> None:
    id_ = question_id(session, "word")
    for wanted in (False, True):
        student.visit(f"{SCOPE}?again={id_}-main")
        student.submit(SCOPE, show="1")
        buttons = {button["value"]: button.text for button in student.page.all("button", name="rating")}
        assert ("in 10 minutes" in buttons["3"]) is wanted
        assert ("open" in student.page.one("details", class_="finer").attributes) is wanted
        student.visit("/settings")
        student.submit("/settings", show_intervals="y")


def test_twenty_of_all_that_waits_are_in_view(browser: Browser, session: Session) -> None:
    apply_bank(session, make_bank(68))
    learner = make_learner(session, learning_steps=())
    at = utc_now() - timedelta(days=60)
    for number in range(1, 69):
        answer_right(session, page(session, learner.id, f"q{number}", at=at), now=at)
    be_logged_in(browser, session, learner)
    browser.visit("/")
    assert "68 to review" in browser.text
    assert "the next session takes 20 of 68" in browser.text
    browser.visit("/study")
    assert browser.heading == "Question 1 of 20"
    assert "This session: 20 of 68" in browser.text


def test_the_pause_takes_the_last_answer_back(browser: Browser, session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session, learning_steps=())
    be_logged_in(browser, session, learner)
    browser.visit("/study")
    browser.submit("/study", response="answer q1", button="Check ↵")
    assert browser.page.one("p", class_="study-count").text == "1 of 1 answered"
    browser.visit("/study")
    assert browser.heading == "Done for today"
    browser.submit("/study/undo")
    assert browser.heading == "Question 1 of 1"
    session.rollback()
    assert len(session.scalars(select(Answer.key)).all()) == 1


@pytest.mark.parametrize(("given", "stored"), [("95", 0.95), ("70 %", 0.7), ("", None)])
def test_a_bank_has_a_retention_of_its_own(student: Browser, session: Session, given: str, stored: float | None) -> None:
    student.visit("/banks/all-kinds")
    student.submit("/banks/all-kinds/aim", retention=given)
    assert "Saved: it holds from your next answer on." in student.text
    box = student.page.one("input", id="retention")
    assert box["value"] == (str(round(100 * stored)) if stored else "")


@pytest.mark.parametrize("given", ["69", "98", "ninety", "0.9", "٩٠", "9" * 50])
def test_a_retention_that_cannot_be_is_told_at_its_field(student: Browser, given: str) -> None:
    student.visit("/banks/all-kinds")
    student.submit("/banks/all-kinds/aim", 422, retention=given)
    box = student.page.one("input", id="retention")
    assert box["aria-invalid"] == "true"
    assert "Mistake: Desired retention of this bank is a whole number from 70 to 97 per cent, or empty." in student.text
