"""What learners do to cards by hand: each is a row with its cause, and each can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.kinds import load_question
from geoquiz.core.scheduling.memory import Memory, State
from geoquiz.services import cards, corrections, results, study
from geoquiz.services.study import Pause
from geoquiz.storage.models import Review
from geoquiz.storage.queries.cards import memory_of
from tests.factories import NOW, Clock, answer_right, answer_wrong, apply_bank, ask, make_bank, make_learner, page, without
from tests.services.ledger import check, memories

BANK = make_bank(3)
ACTIONS: dict[str, Callable[..., None]] = {
    "suspend": cards.suspend, "bury": cards.bury, "reset": cards.reset, "set due": partial(cards.set_due, days=12)}


def known(session: Session, **settings: Any) -> tuple[int, int]:
    """Return a learner and a question that they have answered rightly."""
    learner = make_learner(session, learning_steps=(), **settings)
    answer_right(session, page(session, learner.id, "q1"))
    return learner.id, page(session, learner.id, "q1").asked.question_id


def is_over(session: Session, user_id: int, now: Any) -> bool:
    return isinstance(study.next_question(session, user_id, None, now=now, key="key"), Pause)


@pytest.mark.parametrize("cause", ACTIONS)
def test_each_is_a_row_with_its_cause_and_is_taken_back_exactly(session: Session, cause: str) -> None:
    apply_bank(session, BANK)
    user_id, question = known(session)
    before = memories(session, user_id)
    ACTIONS[cause](session, user_id, question, "main", now=NOW + timedelta(minutes=5))
    assert memories(session, user_id) != before
    check(session, user_id)
    undone = corrections.undo(session, user_id, now=NOW + timedelta(minutes=6))
    assert undone is not None
    assert (undone.cause, undone.question_id, undone.part) == (cause, question, "main")
    assert memories(session, user_id) == before
    assert session.scalars(select(Review.cause).order_by(Review.id)).all() == ["review", cause, "undo"]
    check(session, user_id)


def test_a_suspended_card_is_not_asked_until_it_is_wanted_again(session: Session) -> None:
    apply_bank(session, make_bank(1))
    user_id, question = known(session)
    later = NOW + timedelta(days=90)
    cards.suspend(session, user_id, question, "main", now=NOW)
    cards.suspend(session, user_id, question, "main", now=NOW)
    assert is_over(session, user_id, later)
    assert results.overview(session, user_id, now=later).due_now == 0
    assert [card.question.id for card in cards.set_aside(session, user_id).suspended] == ["q1"]
    cards.unsuspend(session, user_id, question, "main", now=later)
    assert ask(session, user_id, now=later).asked.question_id == question
    assert cards.set_aside(session, user_id).suspended == []
    assert session.scalars(select(Review.cause).order_by(Review.id)).all() == ["review", "suspend", "unsuspend"]


@pytest.mark.parametrize("action", ["suspend", "bury"])
def test_a_card_never_asked_can_be_put_off_too(session: Session, action: str) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    question = ask(session, learner.id).asked.question_id
    ACTIONS[action](session, learner.id, question, "main", now=NOW)
    assert is_over(session, learner.id, NOW)
    assert is_over(session, learner.id, NOW + timedelta(days=1)) is (action == "suspend")
    corrections.undo(session, learner.id, now=NOW)
    assert ask(session, learner.id).asked.question_id == question


def test_a_buried_card_comes_tomorrow_and_the_pages_say_so(session: Session) -> None:
    apply_bank(session, make_bank(1))
    user_id, question = known(session, zone="Asia/Tokyo")
    later = NOW + timedelta(days=90)
    tomorrow = later.replace(hour=19)  # Four in the morning in Tokyo.
    cards.bury(session, user_id, question, "main", now=later)
    over = study.next_question(session, user_id, None, now=later, key="key")
    assert isinstance(over, Pause)
    assert over.next_due == tomorrow
    assert results.overview(session, user_id, now=later).due_now == 0
    assert is_over(session, user_id, tomorrow - timedelta(seconds=1))
    assert ask(session, user_id, now=tomorrow).asked.question_id == question


def test_a_reset_card_is_new_again_and_keeps_its_answers(session: Session) -> None:
    apply_bank(session, make_bank(1))
    user_id, question = known(session)
    cards.reset(session, user_id, question, "main", now=NOW + timedelta(days=1))
    cards.reset(session, user_id, question, "main", now=NOW + timedelta(days=1))
    assert memory_of(session, user_id, question, "main") == Memory()
    again = ask(session, user_id, now=NOW + timedelta(days=1))
    assert (again.is_new, again.reasons.last_seen) == (True, None)
    assert len(results.summary(session, user_id, 1, now=NOW).lines) == 1


def test_a_date_by_hand_is_the_start_of_that_day_and_moves_nothing_else(session: Session) -> None:
    apply_bank(session, make_bank(1))
    user_id, question = known(session)
    before = memory_of(session, user_id, question, "main")
    cards.set_due(session, user_id, question, "main", 12, now=NOW)
    after = memory_of(session, user_id, question, "main")
    assert (after.due, after.due_cause) == (NOW.replace(hour=4) + timedelta(days=12), "by hand")
    assert (after.stability, after.difficulty, after.reps) == (before.stability, before.difficulty, 1)
    cards.set_due(session, user_id, question, "main", 0, now=NOW)
    assert ask(session, user_id).asked.question_id == question


def test_a_card_still_being_learned_is_in_review_once_it_has_a_date(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    question = page(session, learner.id, "q1").asked.question_id
    answer_wrong(session, page(session, learner.id, "q1"))
    cards.set_due(session, learner.id, question, "main", 3, now=NOW)
    assert memory_of(session, learner.id, question, "main").state == State.REVIEW
    check(session, learner.id)


def test_a_date_set_after_an_answer_that_is_taken_back_leaves_a_new_card(session: Session) -> None:
    apply_bank(session, make_bank(1))
    user_id, question = known(session)
    key = session.scalars(select(Review.answer_key)).one()
    cards.set_due(session, user_id, question, "main", 3, now=NOW)
    with pytest.raises(Conflict, match=r"^Another answer came after this one: take that one back first\.$"):
        corrections.undo(session, user_id, now=NOW, key=key)
    corrections.undo(session, user_id, now=NOW)
    corrections.undo(session, user_id, now=NOW)
    assert memory_of(session, user_id, question, "main") == Memory()


def test_what_cannot_be_is_told_and_nothing_is_stored(session: Session) -> None:
    apply_bank(session, BANK)
    user_id, question = known(session)
    unseen = page(session, user_id, "q2").asked.question_id
    with pytest.raises(Conflict, match=r"^This question was never answered, so it has no date yet: study it first\.$"):
        cards.set_due(session, user_id, unseen, "main", 3, now=NOW)
    for days in (-1, 36_501):
        with pytest.raises(GeoquizError, match=r"^Choose a number of days from 0 to 36500\.$"):
            cards.set_due(session, user_id, question, "main", days, now=NOW)
    for other, part in ((question, "c1"), (999, "main"), (10**30, "main"), (question, "nul\0")):
        with pytest.raises(NotFound, match=r"^There is no such question\.$"):
            cards.suspend(session, user_id, other, part, now=NOW)
    session.rollback()
    assert session.scalars(select(Review.cause)).all() == ["review"]


def test_a_retired_question_can_still_be_set_aside_and_is_not_listed(session: Session) -> None:
    apply_bank(session, BANK)
    user_id, question = known(session)
    apply_bank(session, without(BANK, "q1"))
    cards.suspend(session, user_id, question, "main", now=NOW)
    assert cards.set_aside(session, user_id).suspended == []
    check(session, user_id)


@pytest.mark.parametrize("cause", ACTIONS)
def test_after_a_clock_was_set_back_it_still_comes_last(session: Session, cause: str) -> None:
    apply_bank(session, make_bank(1))
    user_id, question = known(session)
    before = memory_of(session, user_id, question, "main")
    ACTIONS[cause](session, user_id, question, "main", now=NOW - timedelta(hours=3))
    assert memory_of(session, user_id, question, "main") != before
    check(session, user_id)
    corrections.undo(session, user_id, now=NOW - timedelta(hours=3))
    assert memory_of(session, user_id, question, "main") == before


def test_parts_of_one_question_are_set_aside_one_by_one(session: Session) -> None:
    apply_bank(session, make_bank([load_question({"id": "sea", "type": "cloze", "text": "{{c1::Caspian}} {{c2::Sea}}"})]))
    learner = make_learner(session)
    question = ask(session, learner.id).asked.question_id
    cards.suspend(session, learner.id, question, "c1", now=NOW)
    assert ask(session, learner.id).asked.part == "c2"


def test_a_card_forgotten_eight_times_is_marked_until_that_is_taken_back(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner, clock = make_learner(session, learning_steps=(), relearning_steps=()), Clock()
    answer_right(session, page(session, learner.id, "q1"))
    for lapses in range(1, 9):
        clock.tick(days=3)
        asked = page(session, learner.id, "q1", at=clock.now)
        assert not asked.reasons.is_leech
        key = answer_wrong(session, asked, now=clock.now)
        assert results.answered(session, learner.id, key, now=clock.now).card.lapses == lapses
    assert results.answered(session, learner.id, key, now=clock.now).card.is_leech
    assert [card.lapses for card in cards.set_aside(session, learner.id).leeches] == [8]
    clock.tick(days=3)
    assert ask(session, learner.id, now=clock.now).reasons.is_leech
    corrections.undo(session, learner.id, now=clock.now)
    assert cards.set_aside(session, learner.id).leeches == []


def test_the_last_twenty_things_done_are_taken_back_one_by_one(session: Session) -> None:
    apply_bank(session, BANK)
    learner, clock = make_learner(session), Clock()
    question = page(session, learner.id, "q1").asked.question_id
    states = [memories(session, learner.id)]
    for number in range(24):
        clock.tick(minutes=20)
        if number % 4 == 3:
            list(ACTIONS.values())[number // 4 % 4](session, learner.id, question, "main", now=clock.now)
        else:
            answer_right(session, page(session, learner.id, f"q{1 + number % 4}", at=clock.now), now=clock.now)
        states.append(memories(session, learner.id))
    while len(states) > 1:
        states.pop()
        assert corrections.undo(session, learner.id, now=clock.tick(seconds=1)) is not None
        assert memories(session, learner.id) == states[-1]
    assert corrections.undo(session, learner.id, now=clock.now) is None
    check(session, learner.id)
