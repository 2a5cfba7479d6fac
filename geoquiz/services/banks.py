"""Planning and applying bank files, and listing banks."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.plan import Plan
from geoquiz.core.errors import NotFound
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import applying, audit, bank_versions, banks
from geoquiz.storage.queries.banks import BankRow, QuestionRow


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


def list_all(session: Database, viewer: int | None = None) -> list[BankRow]:
    """Return every public bank, and the private ones of the user ``viewer``, by title."""
    return banks.list_banks(session, viewer=viewer)


def show(session: Database, key: str, viewer: int | None = None) -> BankPage:
    """Return a bank with its current questions; raise NotFound when ``viewer`` may see no bank of this key."""
    bank = banks.find_bank(session, key, viewer)
    if bank is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return BankPage(bank, tuple(row for row in banks.questions_of(session, bank.id) if not row.retired))


def plan(session: Database, bank: Bank, path: str = "") -> Plan:
    """Return what applying a bank of the server's owner would change; nothing is written."""
    return bank_versions.compare(session, bank, path).plan


def apply(session: Database, bank: Bank, *, now: datetime, path: str = "", only_gentle: bool = False) -> tuple[Plan, bool]:
    """Apply a bank of the server's owner in one transaction; return the plan and whether it was applied.

    Applying the same bank twice changes nothing. With ``only_gentle`` a plan that would make learners
    relearn, or retire a question, is left for a person to look at. Raises BankError when a type changed.
    """
    begin_write(session)
    try:
        applying.lock_banks(session)
        found = bank_versions.compare(session, bank, path)
        if found.plan.is_empty or (only_gentle and not found.plan.is_gentle):
            return found.plan, False
        bank_versions.write(session, bank, found, now)
        audit.record(session, "bank applied", found.plan.bank_key, now=now)
        session.commit()
    finally:
        session.rollback()
    return found.plan, True
