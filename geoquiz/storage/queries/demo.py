"""Histories that were made up: many rows with few statements, and the questions that they are about."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, exists, insert, select

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Bank, Card, Membership, Part, Question, QuestionRevision, Review, StudySession

_TABLES = tuple(cast("Table", model.__table__) for model in (StudySession, Answer, Review, Card))


@dataclass(frozen=True, slots=True)
class Askable:
    """A part of a question of a public bank, in the revisions that are asked now."""

    question_id: int
    part: str
    revision_id: int
    bank_id: int
    bank_key: str
    bank_revision_id: int
    question: CoreQuestion


def askable_parts(session: Database) -> list[Askable]:
    """Return the parts of all public banks that are asked: the first questions of all banks, then the second ones, and so on."""
    rows = session.execute(
        select(Question.id, Part.part, Question.revision_id, Bank.id, Bank.key, Bank.revision_id, QuestionRevision.content)
        .join(Part, Part.question_id == Question.id).join(Bank, Bank.id == Question.bank_id)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(Question.retired_at.is_(None), Bank.visibility == "public", Bank.revision_id.is_not(None))
        .order_by(Question.position, Bank.key, Part.position)).all()
    return [Askable(question_id, part, revision_id or 0, bank_id, key, bank_revision_id or 0, load_question(json.loads(content)))
            for question_id, part, revision_id, bank_id, key, bank_revision_id, content in rows]


def add_history(session: Database, sessions: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]],
                reviews: Sequence[Mapping[str, Any]], cards: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows of one user's history."""
    for table, rows in zip(_TABLES, (sessions, answers, reviews, cards), strict=True):
        if rows:
            session.execute(insert(table), list(rows))


@dataclass(frozen=True, slots=True)
class BankName:
    """A public bank."""

    id: int
    key: str
    title: str


def public_banks(session: Database) -> list[BankName]:
    """Return the public banks that have something to ask, by key."""
    asks = exists().where(Question.bank_id == Bank.id, Question.retired_at.is_(None))
    rows = session.execute(select(Bank.id, Bank.key, Bank.title).where(Bank.visibility == "public", asks).order_by(Bank.key))
    return [BankName(*row) for row in rows]


def add_students(session: Database, class_id: int, user_ids: Sequence[int], now: datetime) -> None:
    """Insert the memberships of students."""
    if user_ids:
        session.execute(insert(Membership), [{"class_id": class_id, "user_id": id_, "role": "student", "joined_at": now,
                                              "extra_percent": 0, "from_roster": False} for id_ in user_ids])
