"""Unsaved texts of banks, one for each user and bank."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, BankDraft


@dataclass(frozen=True, slots=True)
class Draft:
    """A user's unsaved text, and the number of the version it was begun on."""

    base_number: int
    text: str
    updated_at: datetime


def draft_of(session: Database, user_id: int, bank_id: int) -> Draft | None:
    """Return a user's draft of a bank; found by the primary key."""
    row = session.execute(select(BankDraft.base_number, BankDraft.text, BankDraft.updated_at)
                          .where(BankDraft.user_id == user_id, BankDraft.bank_id == bank_id)).one_or_none()
    return Draft(*row) if row else None


def put_draft(session: Database, user_id: int, bank_id: int, draft: Draft) -> None:
    """Store a user's draft in the place of an earlier one."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {"base_number": draft.base_number, "text": draft.text, "updated_at": draft.updated_at}
    statement = dialect.insert(BankDraft).values(user_id=user_id, bank_id=bank_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["user_id", "bank_id"],
                                                    set_={name: statement.excluded[name] for name in values}))


def drop_draft(session: Database, user_id: int, bank_id: int) -> None:
    """Delete a user's draft."""
    session.execute(delete(BankDraft).where(BankDraft.user_id == user_id, BankDraft.bank_id == bank_id))


def drafted(session: Database, user_id: int) -> list[tuple[str, str, datetime]]:
    """Return (key, title, time) of each bank that a user has a draft of, the newest first; by the primary key's beginning."""
    statement = (select(Bank.key, Bank.title, BankDraft.updated_at).join(Bank, Bank.id == BankDraft.bank_id)
                 .where(BankDraft.user_id == user_id).order_by(BankDraft.updated_at.desc(), Bank.key))
    return [(key, title, at) for key, title, at in session.execute(statement)]
