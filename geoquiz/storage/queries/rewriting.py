"""Changing one question of a saved browser bank, with no draft between; within the caller's transaction."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from geoquiz.core.banks.editing import Entry, Unreadable, read_layout, with_entry
from geoquiz.core.banks.merge import merge_texts
from geoquiz.core.banks.parse import parse_bank
from geoquiz.storage.db import Database
from geoquiz.storage.queries import applying, authoring, bank_versions, drafts
from geoquiz.storage.queries.drafts import Draft


def rewrite_question(session: Database, user_id: int, key: str, local_id: str, edit: Callable[[Entry], Entry], *, now: datetime
                     ) -> None:
    """Save a bank with another content of one question, as a version of its own; a draft of the user's gets the change too.

    Raises NotFound where they may edit no such bank or it has no such question, Unreadable or BankError where the text is
    none that can be saved.
    """
    applying.lock_banks(session)
    bank = authoring.editable_bank(session, key, user_id)
    desk = authoring.desk_of(session, bank, user_id)
    layout = read_layout(desk.saved)
    text = with_entry(desk.saved, local_id, edit(layout.entries[layout.index_of(local_id)]))
    parsed = parse_bank(text.encode(), "bank.yaml")
    found = bank_versions.compare(session, parsed, "bank.yaml", key=key)
    bank_versions.write(session, parsed, found, now, owner_id=bank.owner_id or user_id, text=text, author_id=user_id)
    if desk.draft_at is not None and not desk.is_behind:
        number = authoring.desk_of(session, bank, user_id).latest_number
        with suppress(Unreadable):  # A draft that is no bank yet is told of the change when its user looks at what saving does.
            merged = merge_texts(desk.saved, text, desk.text)
            drafts.put_draft(session, user_id, bank.id, Draft(number, merged.text, desk.draft_at))
