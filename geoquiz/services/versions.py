"""Saving a bank of the browser: what it would change, then doing it; earlier versions, compared and brought back."""

from dataclasses import dataclass
from datetime import date, datetime

from geoquiz.core.banks.differences import Pair, side_by_side
from geoquiz.core.banks.editing import plain
from geoquiz.core.banks.lint import Finding, lint_bank
from geoquiz.core.banks.merge import merge_texts
from geoquiz.core.banks.parse import ParsedBank, read_bank
from geoquiz.core.banks.plan import Effect, Plan
from geoquiz.core.banks.render import entry_lines
from geoquiz.core.errors import BankError, Conflict, Fault, NotFound
from geoquiz.core.question import Question
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import applying, authoring, bank_versions, drafts, versions
from geoquiz.storage.queries.authoring import Desk, OwnBank
from geoquiz.storage.queries.bank_versions import Comparison
from geoquiz.storage.queries.drafts import Draft
from geoquiz.storage.queries.versions import VersionRow

Difference = list[list[Pair]]


@dataclass(frozen=True, slots=True)
class Step:
    """What saving does to one question, to how many learners who have met it, and its text before and after."""

    id: str
    effect: Effect
    learners: int
    parts: tuple[str, ...]
    difference: Difference


@dataclass(frozen=True, slots=True)
class Proposal:
    """What saving the text on a desk would do; with ``faults`` it cannot be saved, and there is no plan."""

    desk: Desk
    plan: Plan | None = None
    steps: tuple[Step, ...] = ()
    faults: tuple[Fault, ...] = ()
    advice: tuple[Finding, ...] = ()
    theirs: tuple[VersionRow, ...] = ()

    @property
    def touched(self) -> int:
        """The most learners that any of the changes touches."""
        return max((step.learners for step in self.steps), default=0)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of a bank side by side."""

    bank: OwnBank
    left: int
    right: int
    text: str
    versions: tuple[VersionRow, ...]
    difference: Difference


def propose(session: Database, user_id: int, key: str, *, today: date) -> Proposal:
    """Return what saving the user's text would do; nothing is written. Raises NotFound where they may edit no such bank."""
    bank = authoring.editable_bank(session, key, user_id)
    desk = authoring.desk_of(session, bank, user_id)
    every = versions.list_versions(session, bank.id) if desk.is_behind else []
    since = tuple(row for row in every if row.number > desk.base_number)
    try:
        parsed, found = _read(session, desk)
    except BankError as error:
        return Proposal(desk, faults=tuple(error.faults), theirs=since)
    numbers = {change.id: found.stored[change.id].id for change in found.plan.changes if change.id in found.stored}
    learners = versions.learners_of(session, list(numbers.values()))
    steps = tuple(
        Step(change.id, change.effect, learners.get(numbers.get(change.id, 0), 0), change.parts,
             _before_and_after(found.changed.get(change.id), parsed.bank.by_id.get(change.id)))
        for change in found.plan.changes)
    return Proposal(desk, found.plan, steps, (), tuple(lint_bank(parsed, "bank.yaml", today=today)), since)


def _read(session: Database, desk: Desk) -> tuple[ParsedBank, Comparison]:
    """Return the bank on a desk beside what is stored; raise BankError with everything that keeps it from being saved."""
    parsed = read_bank(desk.text.encode(), "bank.yaml")
    if parsed.bank.id != desk.bank.header.id:
        line, column = parsed.marks.keys["id"]
        right = f"The id of a bank is permanent: write `id: {desk.bank.header.id}`."
        raise BankError([Fault("bank.yaml", line + 1, column + 1, right)])
    return parsed, bank_versions.compare(session, parsed.bank, "bank.yaml", key=desk.bank.key)


def _before_and_after(old: Question | None, new: Question | None) -> Difference:
    before, after = ("\n".join(entry_lines(plain(question))) if question else "" for question in (old, new))
    return side_by_side(before, after, around=50)


def apply(session: Database, user_id: int, key: str, *, seen: str, base: int, now: datetime) -> Plan:
    """Save the user's text in one transaction: the one that a page has shown, on the version it was shown against.

    Raises NotFound as `propose` does, BankError for faults, and Conflict when the text or the bank is another by now.
    """
    begin_write(session)
    try:
        applying.lock_banks(session)
        bank = authoring.editable_bank(session, key, user_id)
        desk = authoring.desk_of(session, bank, user_id)
        if desk.latest_number != base or desk.is_behind:
            raise Conflict("Somebody else has saved this bank meanwhile, so nothing is saved: look at what they changed first.")
        if desk.seen != seen:
            raise Conflict("The text has changed since this plan was shown, so nothing is saved: look at the new plan.")
        parsed, found = _read(session, desk)
        bank_versions.write(session, parsed.bank, found, now, owner_id=bank.owner_id or user_id, text=desk.text, author_id=user_id)
        drafts.drop_draft(session, user_id, bank.id)
        session.commit()
    finally:
        session.rollback()
    return found.plan


def theirs_and_mine(session: Database, user_id: int, key: str) -> tuple[Desk, Difference, Difference]:
    """Return a desk, what others have saved since its draft was begun, and what the draft itself changes.

    Raises NotFound as `propose` does.
    """
    bank = authoring.editable_bank(session, key, user_id)
    desk = authoring.desk_of(session, bank, user_id)
    base = versions.text_of(session, bank.id, desk.base_number) or ""
    return desk, side_by_side(base, desk.saved), side_by_side(base, desk.text)


def merge(session: Database, user_id: int, key: str, *, now: datetime) -> tuple[str, ...]:
    """Bring what others have saved into the user's draft, which then stands on the newest version.

    Returns what both had changed, where the draft keeps the user's own words. Raises NotFound as `propose` does, and Unreadable
    when the draft is no bank.
    """
    begin_write(session)
    try:
        bank = authoring.editable_bank(session, key, user_id)
        desk = authoring.desk_of(session, bank, user_id)
        if desk.draft_at is None:
            return ()
        base = versions.text_of(session, bank.id, desk.base_number) or desk.saved
        merged = merge_texts(base, desk.saved, desk.text)
        drafts.put_draft(session, user_id, bank.id, Draft(desk.latest_number, merged.text, now))
        session.commit()
    finally:
        session.rollback()
    return merged.conflicts


def list_all(session: Database, user_id: int, key: str) -> tuple[OwnBank, list[VersionRow]]:
    """Return a bank with its versions, the newest first; raise NotFound as `propose` does."""
    bank = authoring.editable_bank(session, key, user_id)
    return bank, versions.list_versions(session, bank.id)


def compare(session: Database, user_id: int, key: str, number: int, other: int | None = None) -> Compared:
    """Return a version beside another one, the one before it unless another is named; raise NotFound where there is none."""
    bank = authoring.editable_bank(session, key, user_id)
    left = number - 1 if other is None else other
    text = versions.text_of(session, bank.id, number)
    before = versions.text_of(session, bank.id, left) if left else ""
    if text is None or before is None:
        raise NotFound("There is no such version.")
    return Compared(bank, left, number, text, tuple(versions.list_versions(session, bank.id)), side_by_side(before, text))


def restore(session: Database, user_id: int, key: str, number: int, *, now: datetime) -> None:
    """Put a version's text on the user's desk, to be saved like any other change.

    Raises NotFound as `compare` does, and Conflict when a draft of theirs is in its place.
    """
    begin_write(session)
    try:
        bank = authoring.editable_bank(session, key, user_id)
        text = versions.text_of(session, bank.id, number)
        if text is None:
            raise NotFound("There is no such version.")
        desk = authoring.desk_of(session, bank, user_id)
        if desk.draft_at is not None:
            raise Conflict("You have an unsaved draft of this bank: save it or throw it away, then bring the version back.")
        if text != desk.saved:
            drafts.put_draft(session, user_id, bank.id, Draft(desk.latest_number, text, now))
        session.commit()
    finally:
        session.rollback()
