"""Writing banks: many rows with few statements."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, update

from geoquiz.core.banks.model import BankHeader
from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, BankRevision, Part, Question, QuestionRevision

_QUESTIONS, _REVISIONS, _PARTS = (cast("Table", model.__table__) for model in (Question, QuestionRevision, Part))
# What fits into the list of one statement on any database.
_AT_ONCE = 500
# Any number, the same in every process.
_LOCK_OF_BANKS = 7_201_944


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question as the server holds it, its content known by a digest."""

    id: int
    kind: str
    revision_id: int
    number: int
    content_digest: str
    exported_digest: str
    modified: int
    retired: bool
    position: int


def lock_banks(session: Database) -> None:
    """Wait until nobody else applies banks, in this transaction; on SQLite a writer already is alone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK_OF_BANKS)))


def stored_bank(session: Database, key: str) -> tuple[int, BankHeader] | None:
    """Return (id, header) of the bank of this key, whoever may see it."""
    row = session.execute(select(Bank.id, BankRevision.header).join(BankRevision, BankRevision.id == Bank.revision_id)
                          .where(Bank.key == key)).one_or_none()
    return (row[0], BankHeader.model_validate(row[1])) if row else None


def stored_questions(session: Database, bank_id: int) -> dict[str, StoredQuestion]:
    """Return all questions of a bank by their ids in it, in the order of its file."""
    rows = session.execute(
        select(Question.local_id, Question.id, Question.kind, QuestionRevision.id, QuestionRevision.number,
               QuestionRevision.content_digest, QuestionRevision.exported_digest, QuestionRevision.modified, Question.retired_at,
               Question.position)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(Question.bank_id == bank_id).order_by(Question.position, Question.id)
    )
    return {
        local_id: StoredQuestion(id_, kind, revision, number, content, exported, modified, retired_at is not None, position)
        for local_id, id_, kind, revision, number, content, exported, modified, retired_at, position in rows
    }


def contents_of(session: Database, revision_ids: Sequence[int]) -> dict[int, CoreQuestion]:
    """Return the questions of these revisions, by revision."""
    found: dict[int, CoreQuestion] = {}
    for start in range(0, len(revision_ids), _AT_ONCE):
        statement = (select(QuestionRevision.id, QuestionRevision.content)
                     .where(QuestionRevision.id.in_(revision_ids[start:start + _AT_ONCE])))
        found.update((id_, load_question(json.loads(content))) for id_, content in session.execute(statement))
    return found


def add_bank(session: Database, key: str, title: str, now: datetime) -> int:
    """Insert a public bank from a folder and return its id."""
    statement = insert(Bank).values(key=key, owner_id=None, origin="folder", visibility="public", title=title,
                                    created_at=now).returning(Bank.id)
    return session.execute(statement).scalar_one()


def latest_revision(session: Database, bank_id: int) -> tuple[int, str]:
    """Return (number, digest) of a bank's newest revision; (0, "") when it has none."""
    row = session.execute(
        select(BankRevision.number, BankRevision.digest)
        .where(BankRevision.bank_id == bank_id).order_by(BankRevision.number.desc()).limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else (0, "")


def add_bank_revision(session: Database, bank_id: int, number: int, header: BankHeader, known: Sequence[str], digest: str,
                      now: datetime) -> None:
    """Insert a bank revision and make it the current one."""
    statement = insert(BankRevision).values(
        bank_id=bank_id, number=number, header=header.model_dump(mode="json", exclude_defaults=True) | {"format": 1},
        known_forms=known, digest=digest, created_at=now,
    ).returning(BankRevision.id)
    revision_id = session.execute(statement).scalar_one()
    session.execute(update(Bank).where(Bank.id == bank_id).values(revision_id=revision_id, title=header.title))


def add_questions(session: Database, bank_id: int, questions: Mapping[int, CoreQuestion], now: datetime) -> dict[str, int]:
    """Insert questions that have no revision yet, by their positions; return their database ids."""
    if not questions:
        return {}
    rows = [{"bank_id": bank_id, "local_id": q.id, "kind": q.kind, "position": position, "retired_at": now if q.retired else None}
            for position, q in questions.items()]
    inserted = session.execute(insert(_QUESTIONS).returning(_QUESTIONS.c.local_id, _QUESTIONS.c.id), rows)
    return {row[0]: row[1] for row in inserted}


def add_revisions(session: Database, bank_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Insert revisions of questions of one bank and make them the current ones."""
    if not rows:
        return
    session.execute(insert(_REVISIONS), rows)
    newest = (select(QuestionRevision.id).where(QuestionRevision.question_id == Question.id)
              .order_by(QuestionRevision.number.desc()).limit(1).scalar_subquery())
    session.execute(update(Question).where(Question.bank_id == bank_id, Question.revision_id.is_distinct_from(newest))
                    .values(revision_id=newest).execution_options(synchronize_session=False))


def set_parts(session: Database, parts: Mapping[int, tuple[str, ...]], *, replace: bool) -> None:
    """Store which parts questions have, by question; ``replace`` says that some may be stored already."""
    if replace and parts:
        session.execute(_PARTS.delete().where(_PARTS.c.question_id == bindparam("question")),
                        [{"question": question_id} for question_id in parts])
    rows = [{"question_id": question_id, "part": part, "position": position}
            for question_id, names in parts.items() for position, part in enumerate(names)]
    if rows:
        session.execute(insert(_PARTS), rows)


def move_questions(session: Database, positions: Mapping[int, int]) -> None:
    """Store the places of questions in their file."""
    if positions:
        session.execute(_QUESTIONS.update().where(_QUESTIONS.c.id == bindparam("question"))
                        .values(position=bindparam("place")),
                        [{"question": id_, "place": position} for id_, position in positions.items()])


def retire_questions(session: Database, question_ids: Iterable[int], retired_at: datetime | None) -> None:
    """Retire questions, or revive them with None."""
    rows = [{"question": id_} for id_ in question_ids]
    if rows:
        session.execute(_QUESTIONS.update().where(_QUESTIONS.c.id == bindparam("question")).values(retired_at=retired_at), rows)
