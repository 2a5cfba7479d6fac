"""Writing banks: many rows with few statements."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import sqlite

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
    questions, revisions = _QUESTIONS.c, _REVISIONS.c
    rows = session.execute(
        select(questions.local_id, questions.id, revisions.id, revisions.number, revisions.content_digest,
               revisions.exported_digest, revisions.modified, questions.retired_at.is_not(None), questions.position)
        .join_from(_QUESTIONS, _REVISIONS, revisions.id == questions.revision_id)
        .where(questions.bank_id == bank_id).order_by(questions.position, questions.id)
    )
    return {local_id: StoredQuestion(*row) for local_id, *row in rows}


def contents_of(session: Database, revision_ids: Sequence[int]) -> dict[int, CoreQuestion]:
    """Return the questions of these revisions, by revision."""
    found: dict[int, CoreQuestion] = {}
    for start in range(0, len(revision_ids), _AT_ONCE):
        statement = (select(QuestionRevision.id, QuestionRevision.content)
                     .where(QuestionRevision.id.in_(revision_ids[start:start + _AT_ONCE])))
        found.update((id_, load_question(json.loads(content))) for id_, content in session.execute(statement))
    return found


def add_bank(session: Database, key: str, title: str, now: datetime, *, owner_id: int | None = None) -> int:
    """Insert a bank and return its id: a public one from a folder, or a private one of its owner's from the browser."""
    origin, visibility = ("folder", "public") if owner_id is None else ("browser", "private")
    statement = insert(Bank).values(key=key, owner_id=owner_id, origin=origin, visibility=visibility, title=title,
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


def new_ids(session: Database, model: type[Question | QuestionRevision], count: int) -> list[int]:
    """Return as many unused ids, for rows that are to name each other; `lock_banks` keeps others from taking them."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
        numbers = func.generate_series(1, count).table_valued("number")
        return list(session.execute(select(func.nextval(sequence)).select_from(numbers)).scalars())
    last = session.execute(select(func.max(model.id))).scalar_one() or 0
    return list(range(last + 1, last + 1 + count))


def add_questions(session: Database, rows: Sequence[dict[str, Any]]) -> None:
    """Insert questions."""
    _insert_many(session, _QUESTIONS, rows)


def add_revisions(session: Database, rows: Sequence[dict[str, Any]]) -> None:
    """Insert revisions of questions."""
    _insert_many(session, _REVISIONS, rows)


def _insert_many(session: Database, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows by the driver alone: SQLAlchemy would look at each value of each row, which takes longer than writing it."""
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect
    named = sqlite.dialect(paramstyle="named") if dialect.name == "sqlite" else dialect
    statement = str(insert(table).compile(dialect=named, column_keys=list(rows[0])))
    for name in rows[0]:
        process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            for row in rows:
                row[name] = process(row[name])
    connection.exec_driver_sql(statement, list(rows))


def revise_questions(session: Database, revisions: Mapping[int, int]) -> None:
    """Store which revision of a question is the current one, by question."""
    if revisions:
        session.execute(_QUESTIONS.update().where(_QUESTIONS.c.id == bindparam("question"))
                        .values(revision_id=bindparam("revision")),
                        [{"question": id_, "revision": revision} for id_, revision in revisions.items()])


def set_parts(session: Database, parts: Mapping[int, tuple[str, ...]], *, replace: bool) -> None:
    """Store which parts questions have, by question; ``replace`` says that some may be stored already."""
    if replace and parts:
        session.execute(_PARTS.delete().where(_PARTS.c.question_id == bindparam("question")),
                        [{"question": question_id} for question_id in parts])
    _insert_many(session, _PARTS, [{"question_id": question_id, "part": part, "position": position}
                                   for question_id, names in parts.items() for position, part in enumerate(names)])


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
