"""Storing what one user brings along from another server: names become this database's numbers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, tuple_, update

from geoquiz.core.names import name_key
from geoquiz.storage.db import Database
from geoquiz.storage.models import (
    Answer,
    Bank,
    BankRevision,
    Card,
    Flag,
    Question,
    QuestionRevision,
    QuizAttempt,
    QuizQuestion,
    ReadyPlan,
    Review,
    SettingsVersion,
    StudySession,
    User,
)
from geoquiz.storage.queries import accounts
from geoquiz.storage.queries.visibility import visible_to

_AT_ONCE = 500
_TABLES: dict[str, type[Any]] = {"settings": SettingsVersion, "sessions": StudySession, "answers": Answer, "reviews": Review,
                                 "cards": Card, "ready plans": ReadyPlan, "attempts": QuizAttempt,
                                 "attempt questions": QuizQuestion, "flags": Flag}


def name_of_handle(session: Database, handle: str) -> str | None:
    """Return the name of the user with this handle, "" for a visitor; None where nobody has it."""
    row = session.execute(select(User.name).where(User.handle == handle)).one_or_none()
    return (row[0] or "") if row else None


def add_user(session: Database, *, name: str, password_hash: str, role: str, handle: str, created_at: datetime) -> int:
    """Insert a user without settings and return the id."""
    return accounts.add_user(session, name=name, name_key=name_key(name), password_hash=password_hash, role=role, handle=handle,
                             now=created_at)


def use_settings(session: Database, user_id: int, number: int) -> None:
    """Make a version of the settings the current one."""
    session.execute(update(User).where(User.id == user_id).values(settings_number=number))


def banks_named(session: Database, keys: Collection[str], user_id: int) -> dict[str, tuple[int, int]]:
    """Return (id, current revision) of these banks by key; those that are not here, or not for this user, are left out."""
    return {key: (id_, revision) for names in _slices(keys) for key, id_, revision in session.execute(
        select(Bank.key, Bank.id, BankRevision.id).join(BankRevision, BankRevision.id == Bank.revision_id)
        .where(Bank.key.in_(names), visible_to(user_id)))}


def bank_revisions(session: Database, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return revisions of banks by (bank id, digest); those that are not here are left out."""
    key = tuple_(BankRevision.bank_id, BankRevision.digest)
    return {(bank_id, digest): id_ for pairs in _slices(wanted) for bank_id, digest, id_ in session.execute(
        select(BankRevision.bank_id, BankRevision.digest, func.max(BankRevision.id)).where(key.in_(pairs))
        .group_by(BankRevision.bank_id, BankRevision.digest))}


def questions_named(session: Database, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], tuple[int, str]]:
    """Return (id, kind) of questions by (bank id, name); those that are not here are left out."""
    key = tuple_(Question.bank_id, Question.local_id)
    return {(bank_id, name): (id_, kind) for pairs in _slices(wanted) for bank_id, name, id_, kind in session.execute(
        select(Question.bank_id, Question.local_id, Question.id, Question.kind).where(key.in_(pairs)))}


def question_revisions(session: Database, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return revisions of questions by (question id, digest); those that are not here are left out."""
    key = tuple_(QuestionRevision.question_id, QuestionRevision.content_digest)
    return {(question_id, digest): id_ for pairs in _slices(wanted) for question_id, digest, id_ in session.execute(
        select(QuestionRevision.question_id, QuestionRevision.content_digest, func.max(QuestionRevision.id)).where(key.in_(pairs))
        .group_by(QuestionRevision.question_id, QuestionRevision.content_digest))}


def add_past_revision(session: Database, question_id: int, content: str, digest: str, created_at: datetime) -> int:
    """Insert a revision that a question had elsewhere, and return its id; nothing but the answers to it ever shows it.

    It is numbered below all others, so that the question's own revisions count on as they would have.
    """
    lowest = session.execute(select(func.min(QuestionRevision.number)).where(QuestionRevision.question_id == question_id))
    statement = insert(QuestionRevision).values(
        question_id=question_id, number=(lowest.scalar_one() or 1) - 1, content=content, content_digest=digest,
        exported_digest=digest, modified=0, created_at=created_at)
    return session.execute(statement.returning(QuestionRevision.id)).scalar_one()


def add_rows(session: Database, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of a table, by its name in `_TABLES`."""
    for some in _slices(rows):
        session.execute(insert(_TABLES[table].__table__), some)


def _slices(values: Collection[Any]) -> list[list[Any]]:
    listed = list(values)
    return [listed[start:start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE)]
