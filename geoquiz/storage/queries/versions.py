"""The saved texts of browser banks, version by version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from geoquiz.storage.db import Database
from geoquiz.storage.models import BankVersion, Card, User

# What fits into the list of one statement on any database.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A saved version, without its text."""

    number: int
    summary: str
    author: str
    created_at: datetime


def latest(session: Database, bank_id: int) -> tuple[int, str]:
    """Return (number, text) of a bank's newest version, (0, "") when it has none; by the primary key."""
    row = session.execute(select(BankVersion.number, BankVersion.text).where(BankVersion.bank_id == bank_id)
                          .order_by(BankVersion.number.desc()).limit(1)).one_or_none()
    return (row[0], row[1]) if row else (0, "")


def text_of(session: Database, bank_id: int, number: int) -> str | None:
    """Return the text of a version, None where there is none of this number."""
    return session.execute(select(BankVersion.text).where(BankVersion.bank_id == bank_id, BankVersion.number == number)
                           ).scalar_one_or_none()


def list_versions(session: Database, bank_id: int) -> list[VersionRow]:
    """Return a bank's versions, the newest first."""
    statement = (select(BankVersion.number, BankVersion.summary, BankVersion.author, BankVersion.created_at)
                 .where(BankVersion.bank_id == bank_id).order_by(BankVersion.number.desc()))
    return [VersionRow(*row) for row in session.execute(statement)]


def add_version(session: Database, bank_id: int, number: int, text: str, summary: str, author_id: int | None, now: datetime
                ) -> None:
    """Insert a version; its author is kept by name, so that it stays readable when the account is gone."""
    name = session.execute(select(User.name).where(User.id == author_id)).scalar_one_or_none() if author_id is not None else None
    session.execute(insert(BankVersion).values(bank_id=bank_id, number=number, text=text, summary=summary[:200], author=name or "",
                                               created_at=now))


def learners_of(session: Database, question_ids: Sequence[int]) -> dict[int, int]:
    """Return how many learners have met each of these questions; by the index of cards on their question."""
    found: dict[int, int] = {}
    for start in range(0, len(question_ids), _AT_ONCE):
        statement = (select(Card.question_id, func.count(Card.user_id.distinct()))
                     .where(Card.question_id.in_(question_ids[start:start + _AT_ONCE]), Card.reps > 0).group_by(Card.question_id))
        found.update((row[0], row[1]) for row in session.execute(statement))
    return found
