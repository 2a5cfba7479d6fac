"""A bank beside what is stored of it, and the rows that make the one of the other; within the caller's transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.plan import Change, Plan, Stored, plan_bank
from geoquiz.core.banks.render import render_bank
from geoquiz.core.question import Question
from geoquiz.storage.db import Database
from geoquiz.storage.models import Question as QuestionModel
from geoquiz.storage.models import QuestionRevision
from geoquiz.storage.queries import accounts, applying, banks, cards, memory, versions
from geoquiz.storage.queries.applying import StoredQuestion
from geoquiz.storage.queries.memory import Entry

# What of a header and of a question no export shows; a change of these alone is none to an importer.
_HEADER_NOT_EXPORTED = {"description", "license"}
_NOT_EXPORTED = {"retired", "review_by", "replaces"}


@dataclass(frozen=True, slots=True)
class _Content:
    """A question as JSON, with its digest."""

    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A bank beside what is stored of it; ``changed`` holds the stored questions whose content is another now."""

    plan: Plan
    bank_id: int | None
    stored: dict[str, StoredQuestion]
    changed: dict[str, Question]
    contents: dict[str, _Content]


def compare(session: Database, bank: Bank, path: str = "", *, key: str | None = None) -> Comparison:
    """Return a bank beside what is stored under ``key`` (its id, unless another is given); nothing is written.

    Raises BankError when a question has changed its type.
    """
    key = key or bank.id
    row = applying.stored_bank(session, key)
    stored = applying.stored_questions(session, row[0]) if row else {}
    contents = {q.id: _content(q) for q in bank.questions}
    # What is the same as in the file need not be read again for the plan.
    others = {id_: old for id_, old in stored.items() if id_ not in contents or contents[id_].digest != old.content_digest}
    loaded = applying.contents_of(session, [old.revision_id for old in others.values()])
    changed = {id_: loaded[old.revision_id] for id_, old in others.items()}
    header_changed = row is not None and row[1] != bank.header()
    before = {id_: Stored(changed[id_] if id_ in changed else bank.by_id[id_], old.retired) for id_, old in stored.items()}
    found = plan_bank(key, before, bank, is_new=row is None, header_changed=header_changed, path=path)
    return Comparison(found, row[0] if row else None, stored, changed, contents)


def _content(question: Question) -> _Content:
    text = question.model_dump_json(exclude_defaults=True)
    return _Content(text, _digest(text))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def write(session: Database, bank: Bank, found: Comparison, now: datetime, *, owner_id: int | None = None, text: str = "",
          author_id: int | None = None) -> int:
    """Store what `compare` found to be different, and return the bank's number; a new bank of an owner is private.

    An owner's bank is kept version by version: as ``text``, or as a file that says the same, by its author or else its owner.
    Whoever calls this has locked the banks.
    """
    bank_id = found.bank_id
    if owner_id is not None and bank_id is not None:
        _keep_first(session, found.plan.bank_key, bank_id, now)
    if bank_id is None:
        bank_id = applying.add_bank(session, found.plan.bank_key, bank.title, now, owner_id=owner_id)
    if found.bank_id is None or _context_may_differ(bank, found):
        _write_bank_revision(session, bank, bank_id, now)
    new = {position: question for position, question in enumerate(bank.questions) if question.id not in found.stored}
    ids = dict(zip((q.id for q in new.values()), applying.new_ids(session, QuestionModel, len(new)), strict=True))
    ids |= {id_: old.id for id_, old in found.stored.items()}
    rows = _revisions(bank, found, ids, now)
    for row, revision_id in zip(rows, applying.new_ids(session, QuestionRevision, len(rows)), strict=True):
        row["id"] = revision_id
    revisions = {row["question_id"]: row["id"] for row in rows}
    applying.add_questions(session, [
        {"id": ids[q.id], "bank_id": bank_id, "local_id": q.id, "kind": q.kind, "position": position,
         "revision_id": revisions.pop(ids[q.id]), "retired_at": now if q.retired else None} for position, q in new.items()])
    applying.add_revisions(session, rows)
    applying.revise_questions(session, revisions)
    applying.set_parts(session, {ids[question.id]: question.parts() for question in new.values()}, replace=False)
    _write_known(session, bank, found, now)
    _relearn(session, [change for change in found.plan.changes if change.effect == "key changed"], found.stored, now)
    if owner_id is not None:
        summary = "nothing but the text" if found.plan.is_empty else found.plan.summary
        number, latest = versions.latest(session, bank_id)
        text = text or render_bank(bank)
        if text != latest:
            versions.add_version(session, bank_id, number + 1, text, "first version" if found.plan.is_new else summary,
                                 author_id or owner_id, now)
    return bank_id


def _keep_first(session: Database, key: str, bank_id: int, now: datetime) -> None:
    """Keep what a bank was before, where it comes from a time without versions."""
    row = applying.stored_bank(session, key)
    if row is None or versions.latest(session, bank_id)[0]:
        return
    questions = tuple(row.question for row in banks.questions_of(session, bank_id) if not row.retired)
    text = render_bank(Bank.model_construct(**dict(row[1]), questions=questions))
    versions.add_version(session, bank_id, 1, text, "as it was before", None, now)


def _context_may_differ(bank: Bank, found: Comparison) -> bool:
    """Tell whether what grading may know of the bank can have changed; working it out takes long in a large one."""
    return found.plan.header_changed or any(
        change.effect not in ("reworded", "key changed") or found.stored[change.id].retired
        or set(bank.by_id[change.id].known_forms()) != set(found.changed[change.id].known_forms())
        for change in found.plan.changes
    )


def _write_bank_revision(session: Database, bank: Bank, bank_id: int, now: datetime) -> None:
    known = sorted(bank.context.known)
    number, latest = applying.latest_revision(session, bank_id)
    digest = _digest(bank.header().model_dump_json(), *known)
    if latest != digest:
        applying.add_bank_revision(session, bank_id, number + 1, bank.header(), known, digest, now)


def _write_known(session: Database, bank: Bank, found: Comparison, now: datetime) -> None:
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


def _revisions(bank: Bank, found: Comparison, ids: dict[str, int], now: datetime) -> list[dict[str, Any]]:
    """Return the revisions to write: of questions whose content has changed, or whose header has where exports show it."""
    header = _digest(bank.header().model_dump_json(exclude_defaults=True, exclude=_HEADER_NOT_EXPORTED))
    rows = []
    for question in bank.questions:
        old, content = found.stored.get(question.id), found.contents[question.id]
        if old is not None and old.content_digest == content.digest and not found.plan.header_changed:
            continue
        hides = question.retired or question.review_by or question.replaces
        shown = _digest(question.model_dump_json(exclude_defaults=True, exclude=_NOT_EXPORTED)) if hides else content.digest
        exported = _digest(shown, header)
        if old is not None and (old.content_digest, old.exported_digest) == (content.digest, exported):
            continue
        modified = int(now.timestamp())
        if old is not None:
            modified = max(modified, old.modified + 1) if old.exported_digest != exported else old.modified
        rows.append({"question_id": ids[question.id], "number": old.number + 1 if old else 1, "content": content.text,
                     "content_digest": content.digest, "exported_digest": exported, "modified": modified, "created_at": now})
    return rows


def _relearn(session: Database, changes: Sequence[Change], stored: dict[str, StoredQuestion], now: datetime) -> None:
    """Send the cards of changed keys to relearning, each as a row in its learner's log."""
    parts = {(stored[change.id].id, part) for change in changes for part in change.parts}
    for user_id, question_id, part in cards.with_memory(session, sorted({id_ for id_, _ in parts})):
        if (question_id, part) in parts:
            accounts.lock(session, user_id)
            number = accounts.settings_of(session, user_id).number
            memory.append(session, Entry(user_id, question_id, part, "key change", now, now, number))
