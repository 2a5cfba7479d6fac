"""Planning and applying bank files, and listing banks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.plan import Change, Plan, Stored, plan_bank
from geoquiz.core.errors import NotFound
from geoquiz.core.question import Question
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, applying, banks, cards, memory
from geoquiz.storage.queries.applying import StoredQuestion
from geoquiz.storage.queries.banks import BankRow, QuestionRow
from geoquiz.storage.queries.memory import Entry


@dataclass(frozen=True, slots=True)
class BankPage:
    """A bank with its questions as its page shows them."""

    bank: BankRow
    questions: tuple[QuestionRow, ...]

    @property
    def kinds(self) -> dict[str, int]:
        """How many questions there are of each kind."""
        counts: dict[str, int] = {}
        for row in self.questions:
            counts[row.question.kind] = counts.get(row.question.kind, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def list_all(session: Database) -> list[BankRow]:
    """Return every public bank by title."""
    return banks.list_banks(session)


def show(session: Database, key: str) -> BankPage:
    """Return a bank with its current questions; raise NotFound when there is no public bank of this key."""
    bank = banks.find_bank(session, key)
    if bank is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return BankPage(bank, tuple(row for row in banks.questions_of(session, bank.id) if not row.retired))


def plan(session: Database, bank: Bank, path: str = "") -> Plan:
    """Return what applying a bank of the server's owner would change; nothing is written."""
    return _compare(session, bank, path).plan


def apply(session: Database, bank: Bank, *, now: datetime, path: str = "", only_gentle: bool = False) -> tuple[Plan, bool]:
    """Apply a bank of the server's owner in one transaction; return the plan and whether it was applied.

    Applying the same bank twice changes nothing. With ``only_gentle`` a plan that would make learners
    relearn, or retire a question, is left for a person to look at. Raises BankError when a type changed.
    """
    begin_write(session)
    try:
        applying.lock_banks(session)
        found = _compare(session, bank, path)
        if found.plan.is_empty or (only_gentle and not found.plan.is_gentle):
            return found.plan, False
        _write(session, bank, found, now)
        session.commit()
    finally:
        session.rollback()
    return found.plan, True


# What of a header and of a question no export shows; a change of these alone is none to an importer.
_HEADER_NOT_EXPORTED = {"description", "license"}
_NOT_EXPORTED = {"retired", "review_by", "replaces"}


@dataclass(frozen=True, slots=True)
class _Content:
    """A question as JSON, with digests of that and of what exports show of it and its header."""

    text: str
    digest: str
    exported: str


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A bank beside what is stored of it; ``changed`` holds the stored questions whose content is another now."""

    plan: Plan
    bank_id: int | None
    stored: dict[str, StoredQuestion]
    changed: dict[str, Question]
    contents: dict[str, _Content]


def _compare(session: Database, bank: Bank, path: str) -> _Comparison:
    row = applying.stored_bank(session, bank.id)
    stored = applying.stored_questions(session, row[0]) if row else {}
    header = _digest(bank.header().model_dump_json(exclude_defaults=True, exclude=_HEADER_NOT_EXPORTED))
    contents = {q.id: _content(q, header) for q in bank.questions}
    # What is the same as in the file need not be read again for the plan.
    others = {id_: old for id_, old in stored.items() if id_ not in contents or contents[id_].digest != old.content_digest}
    loaded = applying.contents_of(session, [old.revision_id for old in others.values()])
    changed = {id_: loaded[old.revision_id] for id_, old in others.items()}
    header_changed = row is not None and row[1] != bank.header()
    before = {id_: Stored(changed[id_] if id_ in changed else bank.by_id[id_], old.retired) for id_, old in stored.items()}
    found = plan_bank(bank.id, before, bank, is_new=row is None, header_changed=header_changed, path=path)
    return _Comparison(found, row[0] if row else None, stored, changed, contents)


def _content(question: Question, header: str) -> _Content:
    text = question.model_dump_json(exclude_defaults=True)
    hides = question.retired or question.review_by or question.replaces
    shown = question.model_dump_json(exclude_defaults=True, exclude=_NOT_EXPORTED) if hides else text
    return _Content(text, _digest(text), _digest(shown + header))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(session: Database, bank: Bank, found: _Comparison, now: datetime) -> None:
    bank_id = found.bank_id if found.bank_id is not None else applying.add_bank(session, bank.id, bank.title, now)
    known = sorted(bank.context.known)
    number, latest = applying.latest_revision(session, bank_id)
    digest = _digest("\n".join((bank.header().model_dump_json(), *known)))
    if latest != digest:
        applying.add_bank_revision(session, bank_id, number + 1, bank.header(), known, digest, now)
    new = {position: question for position, question in enumerate(bank.questions) if question.id not in found.stored}
    added = applying.add_questions(session, bank_id, new, now)
    applying.add_revisions(session, bank_id, _revisions(found, added, now))
    applying.set_parts(session, {added[question.id]: question.parts() for question in new.values()}, replace=False)
    _write_known(session, bank, found, now)
    _relearn(session, [change for change in found.plan.changes if change.effect == "key changed"], found.stored, now)


def _write_known(session: Database, bank: Bank, found: _Comparison, now: datetime) -> None:
    """Update the parts, places and retirements of questions that were stored before."""
    applying.set_parts(session, {found.stored[id_].id: bank.by_id[id_].parts() for id_, old in found.changed.items()
                                 if id_ in bank.by_id and bank.by_id[id_].parts() != old.parts()}, replace=True)
    places = {q.id: position for position, q in enumerate(bank.questions) if q.id in found.stored}
    applying.move_questions(session, {found.stored[id_].id: position for id_, position in places.items()
                                      if found.stored[id_].position != position})
    wanted = {id_: id_ not in places or bank.by_id[id_].retired for id_ in found.stored}
    for retired, since in ((True, now), (False, None)):
        applying.retire_questions(session, [old.id for id_, old in found.stored.items()
                                            if old.retired != retired and wanted[id_] == retired], since)


def _revisions(found: _Comparison, added: dict[str, int], now: datetime) -> list[dict[str, Any]]:
    """Return the revisions to write: of questions whose content has changed, or whose header has where exports show it."""
    rows = []
    for question_id, content in found.contents.items():
        old = found.stored.get(question_id)
        if old is not None and (old.content_digest, old.exported_digest) == (content.digest, content.exported):
            continue
        modified = int(now.timestamp())
        if old is not None:
            modified = max(modified, old.modified + 1) if old.exported_digest != content.exported else old.modified
        rows.append({"question_id": old.id if old else added[question_id], "number": old.number + 1 if old else 1,
                     "content": content.text, "content_digest": content.digest, "exported_digest": content.exported,
                     "modified": modified, "created_at": now})
    return rows


def _relearn(session: Database, changes: Sequence[Change], stored: dict[str, StoredQuestion], now: datetime) -> None:
    """Send the cards of changed keys to relearning, each as a row in its learner's log."""
    parts = {(stored[change.id].id, part) for change in changes for part in change.parts}
    for user_id, question_id, part in cards.with_memory(session, sorted({id_ for id_, _ in parts})):
        if (question_id, part) in parts:
            accounts.lock(session, user_id)
            number = accounts.settings_of(session, user_id).number
            memory.append(session, Entry(user_id, question_id, part, "key change", now, now, number))
