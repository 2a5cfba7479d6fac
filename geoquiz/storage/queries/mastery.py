"""What a learner has met and when it comes again, card by card, and what there is to meet, by bank and by tag."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, null, select

from geoquiz.core.scheduling.memory import State
from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, BankRevision, Card, Part, Question, QuestionRevision
from geoquiz.storage.queries.cards import asked_from
from geoquiz.storage.queries.visibility import visible_to


@dataclass(frozen=True, slots=True)
class Met:
    """A card that was met and can still be asked; ``due`` is when that is, None while it is suspended."""

    question_id: int
    part: str
    bank_id: int
    stability: float
    last_review: datetime
    due: datetime | None
    lapses: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be asked, in how many parts, and its tags: its own and its bank's."""

    bank_id: int
    local_id: str
    kind: str
    parts: int
    tags: frozenset[str]


def met(session: Database, user_id: int, *, day: int, tomorrow: datetime) -> Iterator[Met]:
    """Yield the cards of a user that were met, of questions that are not retired, in banks that the user may see."""
    due = case((Card.suspended, null()), else_=asked_from(user_id, day, tomorrow))
    rows = session.execute(
        select(Card.question_id, Card.part, Card.bank_id, Card.stability, Card.last_review, due, Card.lapses)
        .join(Question, Question.id == Card.question_id)
        .join(Part, (Part.question_id == Card.question_id) & (Part.part == Card.part)).join(Bank, Bank.id == Card.bank_id)
        .where(Card.user_id == user_id, Card.state != State.NEW, Card.stability.is_not(None), Card.last_review.is_not(None),
               Question.retired_at.is_(None), visible_to(user_id))
        .order_by(Card.bank_id, Card.question_id, Card.part))
    for row in rows:
        yield Met(*row)


def asked(session: Database, user_id: int) -> dict[int, Asked]:
    """Return every question that a user can be asked, by its id."""
    own = case((QuestionRevision.content.contains('"tags":'), QuestionRevision.content))  # Few have some of their own.
    parts = select(func.count()).where(Part.question_id == Question.id).correlate(Question).scalar_subquery()
    shared: dict[int, list[str]] = defaultdict(list)
    headers = (select(Bank.id, BankRevision.header).join(BankRevision, BankRevision.id == Bank.revision_id)
               .where(visible_to(user_id)))
    for bank_id, header in session.execute(headers):
        shared[bank_id] = header.get("tags", [])
    rows = session.execute(
        select(Question.id, Question.bank_id, Question.local_id, Question.kind, parts, own)
        .join(Bank, Bank.id == Question.bank_id).join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(Question.retired_at.is_(None), visible_to(user_id)))
    return {id_: Asked(bank_id, local_id, kind, parts, frozenset([*shared[bank_id], *(json.loads(content).get("tags", []) if content
                                                                                        else [])]))
            for id_, bank_id, local_id, kind, parts, content in rows}


def first_met(session: Database, user_id: int, first: int, last: int) -> int:
    """Return how many cards a user met for the first time on the days from one to another."""
    return session.execute(select(func.count()).select_from(Card).where(
        Card.user_id == user_id, Card.first_day >= first, Card.first_day <= last)).scalar_one()
