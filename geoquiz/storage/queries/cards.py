"""Cards: what is known of each, and which could be asked; every statement filters by the user."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from geoquiz.core.scheduling.memory import Memory, State
from geoquiz.core.scheduling.queue import Candidate
from geoquiz.storage.db import Database, Instant
from geoquiz.storage.models import Bank, Card, Part, Question, Review
from geoquiz.storage.queries.log import undone

# More than anybody does in a day; only these are ordered in core.
MOST_CANDIDATES = 500


def memory_of(session: Database, user_id: int, question_id: int, part: str) -> Memory:
    """Return the memory of one card of a user; that of a card never asked is new."""
    row = session.execute(
        select(Card.state, Card.step, Card.stability, Card.difficulty, Card.due, Card.last_review, Card.reps, Card.lapses,
               Card.due_cause, Card.first_day)
        .where(Card.user_id == user_id, Card.question_id == question_id, Card.part == part)
    ).one_or_none()
    return Memory(State(row[0]), *tuple(row)[1:]) if row else Memory()


def store_memory(session: Database, user_id: int, question_id: int, part: str, memory: Memory) -> None:
    """Write what a card's log amounts to; the card is made where there is none yet."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = asdict(memory) | {"state": int(memory.state)}
    bank_id = select(Question.bank_id).where(Question.id == question_id).scalar_subquery()
    statement = dialect.insert(Card).values(user_id=user_id, question_id=question_id, part=part, bank_id=bank_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["user_id", "question_id", "part"],
                                                    set_={name: statement.excluded[name] for name in values}))


def askable(statement: Select[*tuple[Any, ...]], bank_id: int | None) -> Select[*tuple[Any, ...]]:
    """Return a statement about cards, kept to parts that can be asked now, in one bank or (with None) in all."""
    statement = (
        statement.join(Question, Question.id == Card.question_id)
        .join(Part, (Part.question_id == Card.question_id) & (Part.part == Card.part)).join(Bank, Bank.id == Card.bank_id)
        .where(Question.retired_at.is_(None), Bank.visibility == "public")
    )
    return statement if bank_id is None else statement.where(Card.bank_id == bank_id)


def sibling_met(user_id: int, day: int) -> ColumnElement[bool]:
    """Return the condition that another part of a `Part`'s question was answered on this learner's day.

    Parts of one question tell each other's answers, so they never come on one day.
    """
    return select(Review.id).where(
        Review.user_id == user_id, Review.local_day == day, Review.question_id == Part.question_id, Review.part != Part.part,
        Review.cause == "review", ~undone(Review.user_id, Review.answer_key),
    ).correlate(Part).exists()


def asked_from(user_id: int, day: int, tomorrow: datetime) -> ColumnElement[Any]:
    """Return when a card will be asked: when it is due, or tomorrow where a sibling has been met today."""
    return case((sibling_met(user_id, day) & (Card.due < tomorrow), literal(tomorrow, Instant)), else_=Card.due)


def due_candidates(session: Database, user_id: int, bank_id: int | None, day: int, until: datetime, *,
                   only: tuple[int, str] | None = None) -> list[Candidate]:
    """Return the cards with memory that are due until then, those longest due first, 500 at the most.

    Learning and relearning cards are fetched apart from reviews, so that a wall of reviews cannot hide
    them. ``only`` names one question and part.
    """
    found: list[Candidate] = []
    for states in ((State.LEARNING, State.RELEARNING), (State.REVIEW,)):
        statement = askable(select(Card.question_id, Card.part, Card.state, Card.due), bank_id).where(
            Card.user_id == user_id, Card.state.in_(states), Card.due <= until, ~sibling_met(user_id, day)
        ).order_by(Card.due, Card.question_id, Card.part).limit(MOST_CANDIDATES)
        if only is not None:
            statement = statement.where(Card.question_id == only[0], Card.part == only[1])
        found += _candidates(session.execute(statement).all())
    return found


def _candidates(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Candidate]:
    return [Candidate(question_id, part, State(state), due) for question_id, part, state, due in rows]


def next_new(session: Database, user_id: int, bank_id: int | None, day: int, *, only: tuple[int, str] | None = None
             ) -> Candidate | None:
    """Return the next part never reviewed: the first questions of all banks, then the second ones, and so on."""
    statement = (
        select(Question.id, Part.part).join(Part, Part.question_id == Question.id).join(Bank, Bank.id == Question.bank_id)
        .outerjoin(Card, (Card.user_id == user_id) & (Card.question_id == Part.question_id) & (Card.part == Part.part))
        .where(Question.retired_at.is_(None), Bank.visibility == "public", func.coalesce(Card.state, 0) == State.NEW,
               ~sibling_met(user_id, day))
        .order_by(Question.position, Question.bank_id, Question.id, Part.position).limit(1)
    )
    if bank_id is not None:
        statement = statement.where(Question.bank_id == bank_id)
    if only is not None:
        statement = statement.where(Question.id == only[0], Part.part == only[1])
    row = session.execute(statement).one_or_none()
    return Candidate(row[0], row[1], State.NEW, None) if row else None


def introduced_on(session: Database, user_id: int, day: int) -> int:
    """Return how many cards a user met for the first time on a day of theirs."""
    statement = select(func.count()).select_from(Card).where(Card.user_id == user_id, Card.first_day == day)
    return session.execute(statement).scalar_one()


def next_due(session: Database, user_id: int, bank_id: int | None, day: int, tomorrow: datetime) -> datetime | None:
    """Return when the next card with memory will be asked."""
    statement = askable(select(func.min(asked_from(user_id, day, tomorrow))).select_from(Card), bank_id)
    due: datetime | None = session.execute(statement.where(Card.user_id == user_id, Card.state != State.NEW)).scalar_one()
    return due


def with_memory(session: Database, question_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return (user, question, part) of every card with memory of these questions, by user."""
    found: list[tuple[int, int, str]] = []
    for start in range(0, len(question_ids), MOST_CANDIDATES):
        statement = (select(Card.user_id, Card.question_id, Card.part)
                     .where(Card.question_id.in_(question_ids[start:start + MOST_CANDIDATES]), Card.state != State.NEW))
        found += [(user_id, question_id, part) for user_id, question_id, part in session.execute(statement)]
    return sorted(found)
