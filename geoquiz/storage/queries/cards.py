"""Cards: what is known of each, and which could be asked; every statement filters by the user."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, Select, bindparam, case, false, func, literal, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.core.scheduling.memory import LEECH_LAPSES, Memory, State
from geoquiz.core.scheduling.queue import Candidate
from geoquiz.storage.db import Database, Instant
from geoquiz.storage.models import Bank, Card, Part, Question, QuestionRevision, Review
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries.log import undone
from geoquiz.storage.queries.visibility import visible_to

# More than anybody does in a day; only these are ordered in core.
MOST_CANDIDATES = 500
# Beyond this a count says no more than that there are many.
MOST_COUNTED = 1000
_HIGHEST = 2**63
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def memory_of(session: Database, user_id: int, question_id: int, part: str) -> Memory:
    """Return the memory of one card of a user; that of a card never asked is new."""
    row = _memory(session, user_id, question_id, part).one_or_none()
    return Memory(State(row[0]), *tuple(row)[1:]) if row else Memory()


@prepared
def _memory(user_id: int, question_id: int, part: str) -> Select[*tuple[Any, ...]]:
    return (select(*(getattr(Card, field.name) for field in fields(Memory)))
            .where(Card.user_id == user_id, Card.question_id == question_id, Card.part == part))


def store_memory(session: Database, user_id: int, question_id: int, part: str, memory: Memory) -> None:
    """Write what a card's log amounts to; the card is made where there is none yet."""
    values = asdict(memory) | {"state": int(memory.state)}
    session.connection().execute(_storing(session.get_bind().dialect.name), {
        "user_id": user_id, "question_id": question_id, "of_question": question_id, "part": part, **values})


@cache
def _storing(dialect: str) -> Executable:
    bank_id = select(Question.bank_id).where(Question.id == bindparam("of_question")).scalar_subquery()
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(Card).values(bank_id=bank_id)
    stored: Executable = statement.on_conflict_do_update(
        index_elements=["user_id", "question_id", "part"],
        set_={field.name: statement.excluded[field.name] for field in fields(Memory)})
    return stored


def askable(statement: Select[*tuple[Any, ...]], bank_id: int | None) -> Select[*tuple[Any, ...]]:
    """Return a statement about cards, kept to parts that are asked: not retired or suspended; in one bank or, with None, in all."""
    statement = (
        statement.join(Question, Question.id == Card.question_id)
        .join(Part, (Part.question_id == Card.question_id) & (Part.part == Card.part)).join(Bank, Bank.id == Card.bank_id)
        .where(Question.retired_at.is_(None), visible_to(Card.user_id), ~Card.suspended)
    )
    return statement if bank_id is None else statement.where(Card.bank_id == bank_id)


def sibling_met(user_id: int, day: int) -> ColumnElement[bool]:
    """Return the condition that another part of a `Part`'s question was answered on this learner's day.

    Parts of one question tell each other's answers, so they never come on one day.
    """
    return select(Review.id).where(
        Review.user_id == user_id, Review.local_day == day, Review.question_id == Part.question_id, Review.part != Part.part,
        Review.cause == "review", Review.moves_memory, ~undone(Review.user_id, Review.answer_key),
    ).correlate(Part).exists()


def waits_for(user_id: int, day: int, tomorrow: datetime) -> ColumnElement[bool]:
    """Return the condition that a card is not asked before ``tomorrow``: a sibling was met today, or it is buried."""
    return sibling_met(user_id, day) | (func.coalesce(Card.buried_until, literal(_LONG_AGO, Instant)) >= tomorrow)


def asked_from(user_id: int, day: int, tomorrow: datetime) -> ColumnElement[Any]:
    """Return when a card will be asked: when it is due, or tomorrow where it has to wait for that."""
    return case((waits_for(user_id, day, tomorrow) & (Card.due < tomorrow), type_coerce(tomorrow, Instant)), else_=Card.due)


def due_candidates(session: Database, user_id: int, bank_id: int | None, day: int, tomorrow: datetime, until: datetime, *,
                   only: tuple[int, str] | None = None) -> list[Candidate]:
    """Return the cards with memory that are due until then, those longest due first, 500 at the most.

    Learning and relearning cards are fetched apart from reviews, so that a wall of reviews cannot hide
    them. ``only`` names one question and part.
    """
    question_id, part = only or (None, None)
    values = (user_id, bank_id, day, tomorrow, until, question_id, part)
    return _candidates(_learning_due(session, *values).all()) + _candidates(_reviews_due(session, *values).all())


@prepared
def _learning_due(user_id: int, bank_id: int | None, day: int, tomorrow: datetime, until: datetime, question_id: int | None,
                  part: str | None) -> Select[*tuple[Any, ...]]:
    found = _due(user_id, bank_id, day, tomorrow, until, question_id, part)
    return found.where(Card.state.in_((State.LEARNING, State.RELEARNING)))


@prepared
def _reviews_due(user_id: int, bank_id: int | None, day: int, tomorrow: datetime, until: datetime, question_id: int | None,
                 part: str | None) -> Select[*tuple[Any, ...]]:
    return _due(user_id, bank_id, day, tomorrow, until, question_id, part).where(Card.state == State.REVIEW)


def _due(user_id: int, bank_id: int | None, day: int, tomorrow: datetime, until: datetime, question_id: int | None,
         part: str | None) -> Select[*tuple[Any, ...]]:
    statement = askable(select(Card.question_id, Card.part, Card.state, Card.due, Card.bank_id, Card.step), bank_id).where(
        Card.user_id == user_id, Card.due <= until, ~waits_for(user_id, day, tomorrow)
    ).order_by(Card.due, Card.question_id, Card.part).limit(MOST_CANDIDATES)
    return statement if question_id is None else statement.where(Card.question_id == question_id, Card.part == part)


def _candidates(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Candidate]:
    return [Candidate(question_id, part, State(state), due, bank_id, step) for question_id, part, state, due, bank_id, step in rows]


def count_reviews(session: Database, user_id: int, bank_id: int | None, day: int, tomorrow: datetime, until: datetime) -> int:
    """Return how many reviews are due until then, siblings and buried cards left out; more than 1,000 count as 1,001."""
    return int(_count_reviews(session, user_id, bank_id, day, tomorrow, until).scalar_one())


@prepared
def _count_reviews(user_id: int, bank_id: int | None, day: int, tomorrow: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    rows = askable(select(Card.question_id), bank_id).where(
        Card.user_id == user_id, Card.state == State.REVIEW, Card.due <= until, ~waits_for(user_id, day, tomorrow)
    ).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(rows)


def next_new(session: Database, user_id: int, bank_id: int | None, day: int, tomorrow: datetime, *, most: int,
             only: tuple[int, str] | None = None, within: Collection[int] | None = None, without: Collection[int] = (),
             hidden: Collection[int] = ()) -> list[Candidate]:
    """Return the next parts never reviewed: the first questions of all banks, then the second ones, and so on.

    ``within`` and ``without`` keep to some banks, or to the others; ``hidden`` are questions that are not asked now.
    """
    question_id, part = only or (None, None)
    rows = _next_new(session, user_id, bank_id, day, tomorrow, most, question_id, part, None if within is None else list(within),
                     list(without) or None, list(hidden) or None)
    return [Candidate(id_, part, State.NEW, None, bank) for id_, part, bank in rows]


@prepared
def _next_new(user_id: int, bank_id: int | None, day: int, tomorrow: datetime, most: int, question_id: int | None,
              part: str | None, within: Collection[int] | None, without: Collection[int] | None, hidden: Collection[int] | None
              ) -> Select[*tuple[Any, ...]]:
    statement = (
        select(Question.id, Part.part, Question.bank_id).join(Part, Part.question_id == Question.id)
        .join(Bank, Bank.id == Question.bank_id)
        .outerjoin(Card, (Card.user_id == user_id) & (Card.question_id == Part.question_id) & (Card.part == Part.part))
        .where(Question.retired_at.is_(None), visible_to(user_id), func.coalesce(Card.state, 0) == State.NEW,
               ~func.coalesce(Card.suspended, false()), ~waits_for(user_id, day, tomorrow))
        .order_by(Question.position, Question.bank_id, Question.id, Part.position).limit(most)
    )
    if bank_id is not None:
        statement = statement.where(Question.bank_id == bank_id)
    if within is not None:
        statement = statement.where(Question.bank_id.in_(within))
    if without is not None:
        statement = statement.where(Question.bank_id.not_in(without))
    if hidden is not None:
        statement = statement.where(Question.id.not_in(hidden))
    if question_id is not None:
        statement = statement.where(Question.id == question_id, Part.part == part)
    return statement


def reviewed_on(session: Database, user_id: int, day: int) -> int:
    """Return how many cards met on an earlier day a user reviewed on a day of theirs."""
    return int(_reviewed_on(session, user_id, day).scalar_one())


@prepared
def _reviewed_on(user_id: int, day: int) -> Select[*tuple[Any, ...]]:
    cards = (
        select(Review.question_id, Review.part).distinct()
        .join(Card, (Card.user_id == Review.user_id) & (Card.question_id == Review.question_id) & (Card.part == Review.part))
        .where(Review.user_id == user_id, Review.local_day == day, Review.cause == "review", Review.moves_memory,
               ~undone(Review.user_id, Review.answer_key), Card.first_day < day)
    ).subquery()
    return select(func.count()).select_from(cards)


def introduced_on(session: Database, user_id: int, day: int) -> int:
    """Return how many cards a user met for the first time on a day of theirs."""
    return int(_introduced_on(session, user_id, day).scalar_one())


@prepared
def _introduced_on(user_id: int, day: int) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(Card).where(Card.user_id == user_id, Card.first_day == day)


def next_due(session: Database, user_id: int, bank_id: int | None, day: int, tomorrow: datetime) -> datetime | None:
    """Return when the next card with memory will be asked."""
    due: datetime | None = _next_due(session, user_id, bank_id, day, tomorrow).scalar_one()
    return due


@prepared
def _next_due(user_id: int, bank_id: int | None, day: int, tomorrow: datetime) -> Select[*tuple[Any, ...]]:
    statement = askable(select(func.min(asked_from(user_id, day, tomorrow))).select_from(Card), bank_id)
    return statement.where(Card.user_id == user_id, Card.state != State.NEW)


def with_memory(session: Database, question_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return (user, question, part) of every card with memory of these questions, by user."""
    found: list[tuple[int, int, str]] = []
    for start in range(0, len(question_ids), MOST_CANDIDATES):
        statement = (select(Card.user_id, Card.question_id, Card.part)
                     .where(Card.question_id.in_(question_ids[start:start + MOST_CANDIDATES]), Card.state != State.NEW))
        found += [(user_id, question_id, part) for user_id, question_id, part in session.execute(statement)]
    return sorted(found)


def is_there(session: Database, user_id: int, question_id: int, part: str) -> bool:
    """Tell whether a part stands in a bank that a user may see, retired or not."""
    statement = (select(Part.part).join(Question, Question.id == Part.question_id).join(Bank, Bank.id == Question.bank_id)
                 .where(Part.question_id == question_id, Part.part == part, visible_to(user_id)))
    return question_id < _HIGHEST and "\0" not in part and session.execute(statement).scalar_one_or_none() is not None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A card that is suspended, or forgotten so often that it is a leech, with its question."""

    question_id: int
    part: str
    suspended: bool
    lapses: int
    due: datetime | None
    bank_key: str
    bank_title: str
    question: CoreQuestion


def set_aside(session: Database, user_id: int) -> list[SetAside]:
    """Return a user's suspended cards and leeches, those forgotten most often first."""
    statement = (
        select(Card.question_id, Card.part, Card.suspended, Card.lapses, Card.due, Bank.key, Bank.title, QuestionRevision.content)
        .join(Question, Question.id == Card.question_id).join(Bank, Bank.id == Card.bank_id)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(Card.user_id == user_id, Card.suspended | (Card.lapses >= LEECH_LAPSES), Question.retired_at.is_(None),
               visible_to(user_id))
        .order_by(Card.lapses.desc(), Card.question_id, Card.part).limit(MOST_CANDIDATES)
    )
    rows: list[list[Any]] = [[*row] for row in session.execute(statement)]
    return [SetAside(*[*values[:-1], load_question(json.loads(values[-1]))]) for values in rows]
