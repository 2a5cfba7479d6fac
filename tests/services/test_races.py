"""Twenty at once: exactly once for each, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict
from geoquiz.services import accounts, corrections
from geoquiz.storage.models import Answer, Card, Review, SettingsVersion, StudySession, User
from tests.conftest import TemporaryDatabase
from tests.factories import (
    NOW,
    PASSWORD,
    answer_right,
    answer_wrong,
    apply_bank,
    changed,
    make_bank,
    make_learner,
    page,
    typed,
)
from tests.services.ledger import check

MANY = 20


def race(database: TemporaryDatabase, actions: list[Callable[[Session], Any]]) -> list[Any]:
    """Let everything happen at once, each in a session of its own; return what came of each, faults included."""
    start = Barrier(len(actions))

    def run(action: Callable[[Session], Any]) -> Any:
        with Session(database.engine) as session:
            start.wait()
            try:
                return action(session)
            except Conflict as error:
                return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


@pytest.mark.parametrize("opened", [NOW, NOW + timedelta(hours=1)], ids=["twenty tabs", "a clock set back"])
def test_twenty_answers_to_one_card_are_twenty_rows_and_one_memory(
        database: TemporaryDatabase, session: Session, opened: Any) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    pages = [page(session, learner.id, "q1", at=opened) for _ in range(MANY)]
    session.rollback()
    keys = race(database, [lambda s, p=p: answer_right(s, p, now=NOW + timedelta(seconds=1)) for p in pages])
    assert sorted(keys) == sorted(p.asked.key for p in pages)
    assert session.scalar(select(func.count()).select_from(Answer)) == MANY
    moving = session.scalar(select(func.count()).select_from(Review).where(Review.moves_memory))
    # Twenty tabs recall once. After a clock was set back nobody can tell, so none is left out.
    assert moving == session.scalars(select(Card.reps)).one() == (1 if opened == NOW else MANY)
    check(session, learner.id)


def test_one_key_sent_twenty_times_is_one_answer(database: TemporaryDatabase, session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    asked = page(session, learner.id, "q1")
    session.rollback()
    assert race(database, [lambda s: answer_right(s, asked)] * MANY) == [asked.asked.key] * MANY
    assert session.scalar(select(func.count()).select_from(Review)) == 1
    check(session, learner.id)


def test_one_key_with_two_responses_is_whichever_came_first(database: TemporaryDatabase, session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    asked = page(session, learner.id, "q1")
    session.rollback()
    outcomes = race(database, [lambda s: answer_right(s, asked), lambda s: answer_wrong(s, asked)] * (MANY // 2))
    refused = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert len(refused) == MANY // 2
    assert {str(error) for error in refused} == {
        "This question is already answered, and with another response: the first one counts."}
    check(session, learner.id)


def test_twenty_cards_of_one_learner_and_of_many_are_all_kept(database: TemporaryDatabase, session: Session) -> None:
    apply_bank(session, make_bank(4))
    learners = [make_learner(session) for _ in range(5)]
    pages = [page(session, learner.id, f"q{number}") for number in range(1, 5) for learner in learners]
    session.rollback()
    race(database, [lambda s, p=p: answer_right(s, p) for p in pages])
    assert session.scalar(select(func.count()).select_from(Card).where(Card.reps == 1)) == MANY
    assert session.scalar(select(func.count()).select_from(StudySession)) == len(learners)
    check(session, *(learner.id for learner in learners))


def test_undo_sent_twenty_times_takes_one_answer_back(database: TemporaryDatabase, session: Session) -> None:
    apply_bank(session, make_bank(2))
    learner = make_learner(session)
    for number in (1, 2):
        key = answer_right(session, page(session, learner.id, f"q{number}"))
    session.rollback()
    race(database, [lambda s: corrections.undo(s, learner.id, now=NOW, key=key)] * MANY)
    assert session.scalar(select(func.count()).select_from(Review).where(Review.cause == "undo")) == 1
    check(session, learner.id)


def test_answers_while_keys_change_count_before_or_not_at_all(database: TemporaryDatabase, session: Session) -> None:
    bank = make_bank([typed("city", "Baku")])
    apply_bank(session, bank)
    learners = [make_learner(session) for _ in range(12)]
    pages = [page(session, learner.id, "city") for learner in learners]
    session.rollback()
    later = NOW + timedelta(seconds=5)
    race(database, [*(lambda s, p=p: answer_right(s, p, now=later) for p in pages),
                    lambda s: apply_bank(s, changed(bank, "city", answer="Tbilisi"), now=later)])
    for learner in learners:
        causes = dict(session.execute(select(Review.cause, Review.moves_memory).where(Review.user_id == learner.id)).all())
        # Who came before the change relearns; who came after it moved nothing.
        assert causes in ({"review": True, "key change": True}, {"review": False})
    check(session, *(learner.id for learner in learners))


def test_two_servers_apply_one_bank_once(database: TemporaryDatabase, session: Session) -> None:
    session.rollback()
    plans = race(database, [lambda s: apply_bank(s, make_bank(30))] * 4)
    assert sorted(plan.is_empty for plan in plans) == [False, True, True, True]


def test_settings_changed_twenty_times_at_once_are_twenty_versions(database: TemporaryDatabase, session: Session) -> None:
    learner = make_learner(session)
    race(database, [lambda s, n=n: accounts.change_settings(s, learner.id, zone="UTC", day_start=240, desired_retention=0.9,
                                                            new_per_day=100 + n, now=NOW) for n in range(MANY)])
    assert session.scalars(select(SettingsVersion.number).order_by(SettingsVersion.number)).all() == list(range(1, MANY + 2))
    assert session.scalars(select(User.settings_number)).one() == MANY + 1


def test_a_name_or_a_visitor_registered_at_once_is_taken_once(database: TemporaryDatabase, session: Session) -> None:
    visitor = accounts.start_visit(session, zone="UTC", now=NOW).account
    outcomes = race(database, [
        lambda s: accounts.register(s, "Ada", PASSWORD, now=NOW),
        lambda s: accounts.register(s, "ada", PASSWORD, now=NOW),
        lambda s: accounts.register(s, "Bob", PASSWORD, now=NOW, visitor_id=visitor.id),
        lambda s: accounts.register(s, "Eve", PASSWORD, now=NOW, visitor_id=visitor.id),
    ])
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert sorted(key for key in session.scalars(select(User.name_key))) == ["ada", "bob", "eve"]
