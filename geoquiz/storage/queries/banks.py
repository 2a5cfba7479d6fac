"""Banks and questions as pages show and ask them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, func, select

from geoquiz.core.banks.model import BankHeader
from geoquiz.core.kinds import load_question
from geoquiz.core.question import Context
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, BankRevision, Part, Question, QuestionRevision
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries.visibility import visible_to

_CONTEXTS: dict[str, Context] = {}
_MOST_CONTEXTS = 64


@dataclass(frozen=True, slots=True)
class BankHead:
    """A bank without its questions, with the header of one of its revisions."""

    id: int
    key: str
    title: str
    header: BankHeader
    revision_id: int


@dataclass(frozen=True, slots=True)
class BankRow(BankHead):
    """A bank as lists show it; ``questions`` counts those that are not retired."""

    questions: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in its current revision."""

    id: int
    local_id: str
    revision_id: int
    modified: int
    retired: bool
    question: CoreQuestion


@dataclass(frozen=True, slots=True)
class Showing:
    """One revision of a question with one of its bank's: all that asking and grading need."""

    question_id: int
    revision_id: int
    question: CoreQuestion
    bank: BankHead
    context_digest: str
    local_id: str


def list_banks(session: Database, key: str | None = None, *, viewer: int | None = None) -> list[BankRow]:
    """Return all banks that the user ``viewer`` may see (with None, the public ones) by title, or the one of ``key``."""
    count = (select(func.count()).where(Question.bank_id == Bank.id, Question.retired_at.is_(None)).correlate(Bank)
             .scalar_subquery())
    statement = (
        select(Bank.id, Bank.key, Bank.title, BankRevision.header, BankRevision.id, count, Bank.created_at)
        .join(BankRevision, BankRevision.id == Bank.revision_id)
        .where(visible_to(viewer)).order_by(Bank.title, Bank.id)
    )
    if key is not None:
        statement = statement.where(Bank.key == key)
    return [BankRow(id_, key_, title, BankHeader.model_validate(header), revision, questions, created)
            for id_, key_, title, header, revision, questions, created in session.execute(statement)]


def find_bank(session: Database, key: str, viewer: int | None = None) -> BankRow | None:
    """Return the bank of this key, where it is public or the user ``viewer``'s own."""
    if "\0" in key:  # PostgreSQL takes no such text, and no bank has such a key.
        return None
    return next(iter(list_banks(session, key, viewer=viewer)), None)


def key_of(session: Database, bank_id: int) -> str | None:
    """Return the key of a bank."""
    key: str | None = _key(session, bank_id).scalar_one_or_none()
    return key


@prepared
def _key(bank_id: int) -> Select[*tuple[Any, ...]]:
    return select(Bank.key).where(Bank.id == bank_id)


def visible_id(session: Database, key: str, viewer: int) -> int | None:
    """Return the id of the bank of a key, where the user ``viewer`` may see it."""
    if "\0" in key:  # PostgreSQL takes no such text, and no bank has such a key.
        return None
    bank_id: int | None = _visible(session, key, viewer).scalar_one_or_none()
    return bank_id


@prepared
def _visible(key: str, viewer: int) -> Select[*tuple[Any, ...]]:
    return select(Bank.id).where(Bank.key == key, visible_to(viewer))


def id_of(session: Database, key: str) -> int | None:
    """Return the id of the bank of a key, whoever may see it."""
    return session.execute(select(Bank.id).where(Bank.key == key)).scalar_one_or_none() if "\0" not in key else None


def card_counts(session: Database) -> dict[int, int]:
    """Return how many parts each bank asks, by bank id; retired questions are left out."""
    statement = (select(Question.bank_id, func.count()).join(Part, Part.question_id == Question.id)
                 .where(Question.retired_at.is_(None)).group_by(Question.bank_id))
    return {row[0]: row[1] for row in session.execute(statement)}


def questions_of(session: Database, bank_id: int) -> list[QuestionRow]:
    """Return all questions of a bank, retired ones too, in the order of its file."""
    statement = (
        select(Question.id, Question.local_id, QuestionRevision.id, QuestionRevision.modified, Question.retired_at,
               QuestionRevision.content)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(Question.bank_id == bank_id).order_by(Question.position, Question.id)
    )
    return [QuestionRow(id_, local_id, revision, modified, retired_at is not None, load_question(json.loads(content)))
            for id_, local_id, revision, modified, retired_at, content in session.execute(statement)]


def _showings() -> Select[*tuple[Any, ...]]:
    return select(Question.id, QuestionRevision.id, QuestionRevision.content, Bank.id, Bank.key, Bank.title, BankRevision.header,
                  BankRevision.id, BankRevision.digest, Question.local_id)


def current_showing(session: Database, question_id: int) -> Showing | None:
    """Return a question as it is asked now."""
    return _showing(_current_showing(session, question_id).one_or_none())


@prepared
def _current_showing(question_id: int) -> Select[*tuple[Any, ...]]:
    return (
        _showings().select_from(Question).join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .join(Bank, Bank.id == Question.bank_id).join(BankRevision, BankRevision.id == Bank.revision_id)
        .where(Question.id == question_id)
    )


def showing_at(session: Database, revision_id: int, bank_revision_id: int) -> Showing | None:
    """Return a question as it was asked under these revisions."""
    return _showing(_showing_at(session, revision_id, bank_revision_id).one_or_none())


@prepared
def _showing_at(revision_id: int, bank_revision_id: int) -> Select[*tuple[Any, ...]]:
    return (
        _showings().select_from(QuestionRevision).join(Question, Question.id == QuestionRevision.question_id)
        .join(Bank, Bank.id == Question.bank_id).join(BankRevision, BankRevision.bank_id == Bank.id)
        .where(QuestionRevision.id == revision_id, BankRevision.id == bank_revision_id)
    )


def _showing(row: Row[*tuple[Any, ...]] | None) -> Showing | None:
    if row is None:
        return None
    question_id, revision_id, content, bank_id, key, title, header, bank_revision_id, digest, local_id = row
    head = BankHead(bank_id, key, title, BankHeader.model_validate(header), bank_revision_id)
    return Showing(question_id, revision_id, _question(content), head, digest, local_id)


@lru_cache(maxsize=1024)  # A question never changes: another text is another question.
def _question(content: str) -> CoreQuestion:
    return load_question(json.loads(content))


def question_at(session: Database, revision_id: int) -> CoreQuestion:
    """Return a question as one of its revisions has it."""
    statement = select(QuestionRevision.content).where(QuestionRevision.id == revision_id)
    return _question(session.execute(statement).scalar_one())


def context_of(session: Database, showing: Showing) -> Context:
    """Return what grading may know of the bank of a showing.

    A bank can have tens of thousands of answers and options, so they are read once: kept by the digest
    of their revision, which no other content has, in whatever database.
    """
    found = _CONTEXTS.get(showing.context_digest)
    if found is None:
        statement = select(BankRevision.known_forms).where(BankRevision.id == showing.bank.revision_id)
        found = Context(known=frozenset(session.execute(statement).scalar_one()), language=showing.bank.header.language)
        if len(_CONTEXTS) >= _MOST_CONTEXTS:
            _CONTEXTS.clear()
        _CONTEXTS[showing.context_digest] = found
    return found


def lock_question(session: Database, question_id: int) -> int:
    """Return the current revision of a question, which nobody applies anew before this transaction ends.

    Whoever locks a learner too locks the question first, as applying a bank does.
    """
    return _locked_question(session, question_id).scalar_one_or_none() or 0


@prepared
def _locked_question(question_id: int) -> Select[*tuple[Any, ...]]:
    return select(Question.revision_id).where(Question.id == question_id).with_for_update(read=True)


def lock_questions(session: Database, question_ids: Collection[int]) -> dict[int, int]:
    """Return the current revisions of several questions, as `lock_question` does, always in the same order."""
    statement = (select(Question.id, Question.revision_id).where(Question.id.in_(question_ids)).order_by(Question.id)
                 .with_for_update(read=True))
    return {id_: revision or 0 for id_, revision in session.execute(statement)}


def has_same_key(session: Database, current_id: int, asked_id: int, asked: CoreQuestion, part: str) -> bool:
    """Tell whether the right answer to a part is in the current revision what it was in the one that was asked."""
    if current_id == asked_id:
        return True
    current = question_at(session, current_id)
    return part in current.parts() and not current.key_changed_from(asked, part)


def current_revision(session: Database, question_id: int) -> int:
    """Return the id of a question's current revision."""
    return _current_revision(session, question_id).scalar_one() or 0


@prepared
def _current_revision(question_id: int) -> Select[*tuple[Any, ...]]:
    return select(Question.revision_id).where(Question.id == question_id)
