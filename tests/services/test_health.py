"""What a look through a database finds, and what it does not mind."""

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from geoquiz.services import corrections, health
from geoquiz.storage.models import Card
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, ask, make_learner


@pytest.fixture
def learner_id(session: Session) -> int:
    """The number of a learner who has answered three questions and taken one back."""
    apply_bank(session)
    learner = make_learner(session)
    for answer in (answer_right, answer_wrong, answer_right):
        answer(session, ask(session, learner.id))
    corrections.undo(session, learner.id, now=NOW)
    return learner.id


def test_what_learners_do_is_sound(session: Session, learner_id: int) -> None:
    assert health.check(session) == health.Checked(cards=3, faults=())
    assert health.check(session, sample=2) == health.Checked(cards=2, faults=())
    found = health.overview(session)
    assert (found.sizes.users, found.sizes.answers, found.sizes.cards, found.newest_answer_at) == (1, 3, 3, NOW)


def test_a_card_that_is_not_what_its_log_says_is_named(session: Session, learner_id: int) -> None:
    session.execute(update(Card).where(Card.user_id == learner_id, Card.reps == 1).values(stability=99.0, lapses=7))
    session.commit()
    faults = health.check(session, sample=None).faults
    assert len(faults) == 2
    assert all(fault.startswith(f"The card of user {learner_id} for question ") for fault in faults)
    assert all(fault.endswith("is not what its log says: stability, lapses.") for fault in faults)


@pytest.mark.only_on("sqlite")
def test_rows_that_name_missing_ones_and_doubled_reviews_are_named(
        database: TemporaryDatabase, session: Session, learner_id: int) -> None:
    session.close()
    with database.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("DELETE FROM reviews WHERE cause = 'review' AND id = 1")
        driver.execute("UPDATE cards SET bank_id = 99")
        driver.commit()
        driver.execute("PRAGMA foreign_keys=ON")
    faults = health.check(session, sample=0).faults
    assert "A row of cards names a missing one of banks." in faults
    assert any(fault.startswith("The answer ") and fault.endswith(f"of user {learner_id} has 0 reviews instead of one.")
               for fault in faults)


@pytest.mark.only_on("postgresql")
def test_a_table_that_cannot_be_read_is_a_fault(session: Session, learner_id: int) -> None:
    session.execute(text("ALTER TABLE answers RENAME TO gone"))
    session.commit()
    assert health.check(session).faults == ('The database cannot be read through: relation "answers" does not exist.',)


@pytest.mark.only_on("postgresql")
def test_a_link_that_was_never_checked_is_a_fault(session: Session, learner_id: int) -> None:
    session.execute(text("ALTER TABLE cards ADD CONSTRAINT loose FOREIGN KEY (bank_id) REFERENCES banks (id) NOT VALID"))
    session.commit()
    assert health.check(session).faults == ("The constraint loose of cards has not been checked for the rows that were there.",)
