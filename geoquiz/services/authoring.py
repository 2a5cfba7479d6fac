"""Writing banks in the browser: a bank of one's own, its text at work, and the drafts that keep it until it is saved."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from geoquiz.core.banks.editing import Entry, plain_header, read_layout, with_entry
from geoquiz.core.banks.lint import Finding, check_file
from geoquiz.core.banks.model import Bank, BankHeader
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.render import render_bank, render_tree
from geoquiz.core.banks.yamltree import MAX_BYTES
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, applying, authoring, bank_versions, banks, drafts, images
from geoquiz.storage.queries.authoring import Desk, OwnBank
from geoquiz.storage.queries.drafts import Draft

MOST_BANKS = 500


class Outdated(Conflict):
    """The text has changed since the page was shown, in another window; ``desk`` is what it is now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("The text has changed since this page was opened, perhaps in another window.")
        self.desk = desk


@dataclass(frozen=True, slots=True)
class Workbench:
    """A desk with the names of the questions that are saved already: their ids and types are permanent."""

    desk: Desk
    saved_ids: frozenset[str]


def create(session: Database, user_id: int, header: Entry, *, now: datetime) -> str:
    """Make an empty private bank of the user's and return its key; raise GeoquizError where the header is faulty."""
    found = BankHeader.model_validate(header)
    bank = Bank.model_construct(**dict(found), questions=())
    return _make(session, user_id, bank, render_tree(plain_header(found), []), None, now)


def copy(session: Database, user_id: int, key: str, *, now: datetime) -> str:
    """Make a private copy of a bank that the user may see, and return its key; raise NotFound where there is none."""
    row = banks.find_bank(session, key, user_id)
    if row is None:
        raise NotFound(f"There is no bank {key!r} here.")
    bank = authoring.current_bank(session, row.id, row.header)
    return _make(session, user_id, bank, render_bank(bank), (row.id, key), now)


def _make(session: Database, user_id: int, bank: Bank, text: str, source: tuple[int, str] | None, now: datetime) -> str:
    begin_write(session)
    try:
        applying.lock_banks(session)
        account = accounts.by_id(session, user_id)
        if account is None:
            raise NotFound("This account is no longer here.")
        taken = authoring.taken_keys(session, account.handle)
        if len(taken) >= MOST_BANKS:
            raise Conflict(f"You have {MOST_BANKS} banks: delete one that you need no more.")
        names = (bank.id, *(f"{bank.id[:60]}-{number}" for number in range(2, MOST_BANKS + 2)))
        key = next(key for name in names if (key := f"{account.handle}.{name}") not in taken)
        if source is not None:
            text = text.replace(f"/banks/{source[1]}/images/", f"/banks/{key}/images/")
            bank = _bank_of(text)
        found = bank_versions.compare(session, bank, key=key)
        bank_id = bank_versions.write(session, bank, found, now, owner_id=user_id, text=text)
        if source is not None:
            authoring.set_lineage(session, bank_id, source[1])
            images.copy_images(session, source[0], bank_id)
        session.commit()
    finally:
        session.rollback()
    return key


def open_bank(session: Database, user_id: int, key: str) -> Workbench:
    """Return a bank on the user's desk; raise NotFound where they may edit none of this key."""
    bank = authoring.editable_bank(session, key, user_id)
    saved = frozenset(applying.stored_questions(session, bank.id))
    return Workbench(authoring.desk_of(session, bank, user_id), saved)


def change(session: Database, user_id: int, key: str, edit: Callable[[str], str], *, now: datetime, seen: str | None = None
           ) -> Desk:
    """Store as the user's draft what ``edit`` makes of the text on their desk; nothing that others see changes.

    With ``seen``, of the text that a page has shown. Raises NotFound as `open_bank` does, Outdated when the text is another by
    now, and GeoquizError when it gets too long.
    """
    begin_write(session)
    try:
        bank = authoring.editable_bank(session, key, user_id)
        desk = authoring.desk_of(session, bank, user_id)
        if seen is not None and seen != desk.seen:
            raise Outdated(desk)
        text = edit(desk.text)
        if len(text.encode()) > MAX_BYTES:
            raise GeoquizError(f"The bank would have more than {MAX_BYTES // 2**20} MiB: split it.")
        if text == desk.saved and not desk.is_behind:
            drafts.drop_draft(session, user_id, bank.id)
        elif text != desk.text or desk.draft_at is None:
            drafts.put_draft(session, user_id, bank.id, Draft(desk.base_number, text, now))
        found = authoring.desk_of(session, bank, user_id)
        session.commit()
    finally:
        session.rollback()
    return found


def discard(session: Database, user_id: int, key: str) -> None:
    """Throw the user's draft of a bank away; raise NotFound as `open_bank` does."""
    begin_write(session)
    try:
        drafts.drop_draft(session, user_id, authoring.editable_bank(session, key, user_id).id)
        session.commit()
    finally:
        session.rollback()


def drafted(session: Database, user_id: int) -> list[tuple[str, str, datetime]]:
    """Return (key, title, time) of each bank of which the user has an unsaved draft."""
    return drafts.drafted(session, user_id)


def put_away(session: Database, user_id: int) -> list[tuple[str, str]]:
    """Return (key, title) of the banks that the user has put away."""
    return authoring.put_away(session, user_id)


def may_edit(session: Database, user_id: int | None, key: str) -> bool:
    """Tell whether a user may edit a bank in the browser."""
    return user_id is not None and authoring.is_editable(session, key, user_id)


def check(text: str, today: date) -> list[Finding]:
    """Return every fault of a bank's text as `geoquiz bank check` tells them, or else what the lints find."""
    return check_file(text.encode(), "bank.yaml", today=today)


def retire_bank(session: Database, user_id: int, key: str) -> None:
    """Put a bank of the user's own away: nobody is asked its questions any more, and all progress stays."""
    _set_visibility(session, user_id, key, "retired")


def revive_bank(session: Database, user_id: int, key: str) -> None:
    """Take a bank that was put away back, as a private one."""
    _set_visibility(session, user_id, key, "private")


def _set_visibility(session: Database, user_id: int, key: str, visibility: str) -> None:
    begin_write(session)
    try:
        authoring.set_visibility(session, authoring.own_bank(session, key, user_id).id, visibility)
        session.commit()
    finally:
        session.rollback()


def delete_bank(session: Database, user_id: int, key: str) -> None:
    """Delete a bank of the user's own that nobody has studied; raise Conflict otherwise."""
    begin_write(session)
    try:
        applying.lock_banks(session)
        bank = authoring.own_bank(session, key, user_id)
        if authoring.has_learners(session, bank.id):
            raise Conflict("Somebody has studied this bank, and their history stays: put it away instead.")
        authoring.delete_bank(session, bank.id)
        session.commit()
    finally:
        session.rollback()


def is_studied(session: Database, bank: OwnBank) -> bool:
    """Tell whether anybody has a card of a bank."""
    return authoring.has_learners(session, bank.id)


def _bank_of(text: str) -> Bank:
    """Return the bank that a text describes, which may have no question yet; raise BankError for faults."""
    layout = read_layout(text)
    if layout.entries:
        return parse_bank(text.encode(), "bank.yaml")
    return Bank.model_construct(**dict(BankHeader.model_validate(layout.header)), questions=())


class Stale(Conflict):
    """A question has changed since its form was shown; ``entry`` is what it is now."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("This question has changed since its form was opened, perhaps in another window.")
        self.entry = entry


def write_entry(session: Database, user_id: int, key: str, id_: str, entry: Entry, *, seen: str, now: datetime) -> Desk:
    """Store another content of a question in the user's draft; ``seen`` is the digest of what its form has shown.

    Raises what `change` raises, Stale when it is another by now, and Conflict when its new id is another question's.
    """

    def edit(text: str) -> str:
        layout = read_layout(text)
        current = layout.entries[layout.index_of(id_)]
        if seen != digest_of(current):
            raise Stale(current)
        if entry["id"] != id_ and any(other.get("id") == entry["id"] for other in layout.entries):
            raise Conflict(f"The id {entry['id']!r} is taken by another question of this bank: choose another.")
        return with_entry(text, id_, entry)

    return change(session, user_id, key, edit, now=now)


def digest_of(entry: Entry) -> str:
    """Return what a form says of the question that it has shown."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:16]
