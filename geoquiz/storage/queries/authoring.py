"""Banks as those who write them see them: who may, the text they work on, and what the server holds."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from geoquiz.core.banks.model import Bank as CoreBank
from geoquiz.core.banks.model import BankHeader
from geoquiz.core.banks.render import render_bank
from geoquiz.core.errors import Conflict, NotFound
from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, BankRevision, Card
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries import banks, drafts, versions
from geoquiz.storage.queries.visibility import editable_by


@dataclass(frozen=True, slots=True)
class OwnBank:
    """A bank of the browser with whoever owns it; ``is_mine`` says that it is the user who asked."""

    id: int
    key: str
    title: str
    owner_id: int | None
    visibility: str
    copied_from: str | None
    header: BankHeader
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A bank with the text that a user works on: their draft, or else the newest version."""

    bank: OwnBank
    text: str
    saved: str
    base_number: int
    latest_number: int
    draft_at: datetime | None

    @property
    def seen(self) -> str:
        """What a page says it has shown: the digest of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @property
    def is_behind(self) -> bool:
        """Whether somebody has saved another version since this draft was begun."""
        return self.draft_at is not None and self.base_number != self.latest_number


def editable_bank(session: Database, key: str, user_id: int) -> OwnBank:
    """Return a bank that a user may edit; raise NotFound when there is none of this key for them."""
    row = session.execute(
        select(Bank.id, Bank.key, Bank.title, Bank.owner_id, Bank.visibility, Bank.copied_from, BankRevision.header)
        .join(BankRevision, BankRevision.id == Bank.revision_id).where(Bank.key == key, editable_by(user_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no bank {key!r} here.")
    id_, key_, title, owner_id, visibility, copied_from, header = row
    return OwnBank(id_, key_, title, owner_id, visibility, copied_from, BankHeader.model_validate(header), owner_id == user_id)


def is_editable(session: Database, key: str, user_id: int) -> bool:
    """Tell whether a user may edit the bank of a key."""
    return bool(_is_editable(session, key, user_id).scalar_one())


@prepared
def _is_editable(key: str, user_id: int) -> Select[*tuple[Any, ...]]:
    return select(exists().where(Bank.key == key, editable_by(user_id)))


def own_bank(session: Database, key: str, user_id: int) -> OwnBank:
    """Return a user's own bank; raise NotFound when it is none of theirs."""
    bank = editable_bank(session, key, user_id)
    if not bank.is_mine:
        raise NotFound(f"There is no bank {key!r} here.")
    return bank


def desk_of(session: Database, bank: OwnBank, user_id: int) -> Desk:
    """Return what a user works on."""
    number, saved = versions.latest(session, bank.id)
    if not number:
        saved = render_bank(current_bank(session, bank.id, bank.header))
    draft = drafts.draft_of(session, user_id, bank.id)
    if draft is None:
        return Desk(bank, saved, saved, number, number, None)
    return Desk(bank, draft.text, saved, draft.base_number, number, draft.updated_at)


def current_bank(session: Database, bank_id: int, header: BankHeader) -> CoreBank:
    """Return a bank as it is asked now, its retired questions left out."""
    questions = tuple(row.question for row in banks.questions_of(session, bank_id) if not row.retired)
    return CoreBank.model_construct(**dict(header), questions=questions)


def taken_keys(session: Database, handle: str) -> set[str]:
    """Return the keys of all banks that a handle has."""
    return set(session.scalars(select(Bank.key).where(Bank.key.startswith(f"{handle}.", autoescape=True))))


def put_away(session: Database, user_id: int) -> list[tuple[str, str]]:
    """Return (key, title) of the banks that a user has put away; by the index of owners."""
    statement = (select(Bank.key, Bank.title).where(Bank.owner_id == user_id, Bank.visibility == "retired")
                 .order_by(Bank.title, Bank.id))
    return [(key, title) for key, title in session.execute(statement)]


def set_visibility(session: Database, bank_id: int, visibility: str) -> None:
    """Store who may see a bank."""
    session.execute(update(Bank).where(Bank.id == bank_id).values(visibility=visibility))


def set_lineage(session: Database, bank_id: int, key: str) -> None:
    """Store of which bank another is a copy."""
    session.execute(update(Bank).where(Bank.id == bank_id).values(copied_from=key))


def has_learners(session: Database, bank_id: int) -> bool:
    """Tell whether anybody has a card of a bank."""
    return bool(session.execute(select(exists().where(Card.bank_id == bank_id))).scalar_one())


def delete_bank(session: Database, bank_id: int) -> None:
    """Delete a bank with all that hangs on it; raise Conflict when something of somebody's does."""
    try:
        session.execute(delete(Bank).where(Bank.id == bank_id))
    except IntegrityError as error:
        raise Conflict("Something else rests on this bank, so it cannot be deleted: put it away instead.") from error
