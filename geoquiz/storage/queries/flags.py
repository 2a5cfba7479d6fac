"""Reports of questions: a learner's own, and those that somebody may answer.

Own ones by the primary key, open ones by `ix_flags_open` (which holds open ones alone); classes by the keys of memberships.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, insert, select, tuple_, update

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.storage.db import Database, named_again
from geoquiz.storage.models import (
    Answer,
    Assignment,
    AssignmentBank,
    Bank,
    BankClassShare,
    Classroom,
    Flag,
    Membership,
    Question,
    QuestionRevision,
)
from geoquiz.storage.queries.visibility import editable_by

_PUPIL, _TEACHER = named_again(Membership), named_again(Membership)


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A report with the question it is about as it is now, and what its learner had answered ("" for nothing)."""

    user_id: int
    number: int
    question_id: int
    part: str
    answer_key: str | None
    reason: str
    note: str
    created_at: datetime
    resolved_at: datetime | None
    resolution: str | None
    reply: str
    resolver: str
    seen_at: datetime | None
    response: str
    local_id: str
    is_retired: bool
    bank_key: str
    bank_title: str
    is_editable: bool
    is_folder: bool
    question: CoreQuestion

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return self.resolved_at is None


_OWN = (Flag.user_id, Flag.number, Flag.question_id, Flag.part, Flag.answer_key, Flag.reason, Flag.note, Flag.created_at,
        Flag.resolved_at, Flag.resolution, Flag.reply, Flag.resolver, Flag.seen_at)


def _flags(viewer: int) -> Select[*tuple[Any, ...]]:
    return (
        select(*_OWN, Answer.response, Question.local_id, Question.retired_at, Bank.key, Bank.title, editable_by(viewer),
               Bank.origin, QuestionRevision.content)
        .select_from(Flag).join(Question, Question.id == Flag.question_id).join(Bank, Bank.id == Question.bank_id)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .outerjoin(Answer, (Answer.user_id == Flag.user_id) & (Answer.key == Flag.answer_key)))


def _row(row: Row[*tuple[Any, ...]]) -> FlagRow:
    *own, response, local_id, retired_at, key, title, editable, origin, content = row
    values = [*own, "; ".join(response or ()), local_id, retired_at is not None, key, title, bool(editable), origin != "browser",
              load_question(json.loads(content))]
    return FlagRow(*values)


def own(session: Database, user_id: int, limit: int) -> list[FlagRow]:
    """Return a learner's reports, the newest first."""
    statement = _flags(user_id).where(Flag.user_id == user_id).order_by(Flag.number.desc()).limit(limit)
    return [_row(row) for row in session.execute(statement)]


def open_of(session: Database, user_id: int, question_id: int) -> FlagRow | None:
    """Return a learner's open report of a question."""
    row = session.execute(_flags(user_id).where(Flag.user_id == user_id, Flag.question_id == question_id,
                                                Flag.resolved_at.is_(None))).one_or_none()
    return _row(row) if row else None


def count_open(session: Database, user_id: int) -> int:
    """Return how many open reports a learner has."""
    return session.execute(select(func.count()).select_from(Flag).where(Flag.user_id == user_id, Flag.resolved_at.is_(None))
                           ).scalar_one()


def add(session: Database, user_id: int, question_id: int, *, part: str, revision_id: int, answer_key: str | None,
        reason: str, note: str, now: datetime) -> None:
    """Insert a report; the caller has locked the learner and knows that none of this question is open."""
    number = select(func.coalesce(func.max(Flag.number), 0) + 1).where(Flag.user_id == user_id).scalar_subquery()
    session.execute(insert(Flag).values(user_id=user_id, number=number, question_id=question_id, part=part,
                                        question_revision_id=revision_id, answer_key=answer_key, reason=reason, note=note,
                                        created_at=now, reply="", resolver=""))


def change(session: Database, user_id: int, number: int, reason: str, note: str) -> None:
    """Store another reason and note of an open report."""
    session.execute(update(Flag).where(Flag.user_id == user_id, Flag.number == number, Flag.resolved_at.is_(None))
                    .values(reason=reason, note=note))


def drop_open(session: Database, user_id: int, number: int) -> bool:
    """Delete an open report of a learner's, and tell whether there was one."""
    statement = delete(Flag).where(Flag.user_id == user_id, Flag.number == number, Flag.resolved_at.is_(None))
    return session.execute(statement.returning(Flag.number)).scalar_one_or_none() is not None


def drop_wish(session: Database, user_id: int, answer_key: str) -> None:
    """Delete the open report that an answer should count, to which nothing was written."""
    session.execute(delete(Flag).where(Flag.user_id == user_id, Flag.answer_key == answer_key, Flag.reason == "count",
                                       Flag.note == "", Flag.resolved_at.is_(None)))


def count_told(session: Database, user_id: int) -> int:
    """Return how many reports were resolved that their learner has not seen yet."""
    return session.execute(select(func.count()).select_from(Flag).where(
        Flag.user_id == user_id, Flag.resolved_at.is_not(None), Flag.seen_at.is_(None))).scalar_one()


def mark_seen(session: Database, user_id: int, now: datetime) -> None:
    """Store that a learner has seen what became of their reports."""
    session.execute(update(Flag).where(Flag.user_id == user_id, Flag.resolved_at.is_not(None), Flag.seen_at.is_(None))
                    .values(seen_at=now))


def in_reach(viewer: int) -> ColumnElement[bool]:
    """Return the condition that a teacher or admin may answer a report.

    It is about a bank that they may edit, or one of a folder, which every teacher may; else its learner is a student in a class
    that they teach, and the class studies the bank: it is assigned there, or shared with the class.
    """
    assigned = exists().where(Assignment.class_id == Classroom.id, Assignment.withdrawn_at.is_(None),
                              AssignmentBank.assignment_id == Assignment.id, AssignmentBank.bank_id == Bank.id)
    shared = exists().where(BankClassShare.class_id == Classroom.id, BankClassShare.bank_id == Bank.id)
    in_class = exists().where(
        _TEACHER.user_id == viewer, _TEACHER.role.in_(("teacher", "owner")), Classroom.id == _TEACHER.class_id,
        Classroom.archived_at.is_(None), _PUPIL.class_id == Classroom.id, _PUPIL.role == "student",
        _PUPIL.user_id == Flag.user_id, assigned | shared)
    return editable_by(viewer) | (Bank.origin != "browser") | in_class


def open_ones(session: Database, viewer: int, *, limit: int) -> list[FlagRow]:
    """Return the open reports that a teacher or admin may answer, the oldest first."""
    statement = (_flags(viewer).where(Flag.resolved_at.is_(None), in_reach(viewer))
                 .order_by(Flag.created_at, Flag.user_id, Flag.number).limit(limit))
    return [_row(row) for row in session.execute(statement)]


def count_waiting(session: Database, viewer: int) -> int:
    """Return about how many questions there are with open reports that a teacher or admin may answer."""
    return session.execute(select(func.count(Flag.question_id.distinct())).select_from(Flag)
                           .join(Question, Question.id == Flag.question_id).join(Bank, Bank.id == Question.bank_id)
                           .where(Flag.resolved_at.is_(None), in_reach(viewer))).scalar_one()


def open_on(session: Database, viewer: int, question_id: int) -> list[FlagRow]:
    """Return the open reports of one question that a teacher or admin may answer."""
    statement = _flags(viewer).where(Flag.question_id == question_id, Flag.resolved_at.is_(None), in_reach(viewer))
    return [_row(row) for row in session.execute(statement.order_by(Flag.created_at, Flag.user_id, Flag.number))]


def resolve(session: Database, rows: Collection[FlagRow], resolution: str, *, reply: str, resolver: str, now: datetime) -> None:
    """Store what became of reports; those resolved meanwhile stay as they are."""
    session.execute(update(Flag).where(tuple_(Flag.user_id, Flag.number).in_([(row.user_id, row.number) for row in rows]),
                                       Flag.resolved_at.is_(None))
                    .values(resolved_at=now, resolution=resolution, reply=reply, resolver=resolver))


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A question whose writer named a day to look at it again."""

    question_id: int
    local_id: str
    bank_key: str
    bank_title: str
    is_editable: bool
    question: CoreQuestion


def dated(session: Database, viewer: int) -> list[DatedRow]:
    """Return the questions with a `review_by` in banks that a teacher or admin may edit, and in those of folders.

    It reads the current revisions of those banks, whose texts name the field where they have it.
    """
    statement = (
        select(Question.id, Question.local_id, Bank.key, Bank.title, editable_by(viewer), QuestionRevision.content)
        .select_from(Question).join(Bank, Bank.id == Question.bank_id)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(editable_by(viewer) | (Bank.origin != "browser"), Bank.visibility != "retired", Question.retired_at.is_(None),
               QuestionRevision.content.contains('"review_by":'))
        .order_by(Bank.title, Bank.id, Question.position))
    return [DatedRow(id_, local_id, key, title, bool(editable), load_question(json.loads(content)))
            for id_, local_id, key, title, editable, content in session.execute(statement)]
