"""What applying a bank file would change, worked out before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import BankError, Fault
from geoquiz.core.question import Question

Effect = Literal["added", "reworded", "key changed", "retired", "revived"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one question; ``parts`` are those whose cards go to relearning."""

    id: str
    effect: Effect
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A question as the server holds it."""

    question: Question
    retired: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The difference between a stored bank and a file, in the order of the file, retired ones last."""

    bank_key: str
    title: str
    is_new: bool
    header_changed: bool
    moved: bool
    changes: tuple[Change, ...]

    def count(self, effect: Effect) -> int:
        """Return how many questions the effect meets."""
        return sum(change.effect == effect for change in self.changes)

    @property
    def summary(self) -> str:
        """What changes, in a few words: "3 added, 1 reworded", or "nothing to do"."""
        pieces = [f"{self.count(effect)} {effect}" for effect in EFFECTS if self.count(effect)]
        pieces += ["header changed"] * self.header_changed + ["order changed"] * self.moved
        return ", ".join(pieces) or "nothing to do"

    @property
    def is_empty(self) -> bool:
        """Whether the server already holds exactly this."""
        return not (self.is_new or self.header_changed or self.moved or self.changes)

    @property
    def is_gentle(self) -> bool:
        """Whether it may be applied unasked: nobody has to relearn and nothing disappears."""
        return not (self.count("key changed") or self.count("retired"))


def plan_bank(key: str, stored: Mapping[str, Stored], bank: Bank, *, is_new: bool, header_changed: bool,
              path: str = "") -> Plan:
    """Return what applying ``bank`` under ``key`` would change; ``stored`` is in the server's order.

    Raises BankError when a question has changed its type, which is permanent.
    """
    faults = [
        Fault(path, *bank.places.get(q.id, (1, 1)),
              f"The question {q.id!r} was of type {stored[q.id].question.kind} and is now {q.kind}: "
              "a type is permanent, so retire it and write a new question under another id.")
        for q in bank.questions if q.id in stored and stored[q.id].question.kind != q.kind
    ]
    if faults:
        raise BankError(faults)
    changes = [change for q in bank.questions if (change := _change(stored.get(q.id), q)) is not None]
    changes += [Change(id_, "retired") for id_, old in stored.items() if not old.retired and id_ not in bank.by_id]
    kept = [id_ for id_ in stored if id_ in bank.by_id]
    return Plan(key, bank.title, is_new, header_changed, [q.id for q in bank.questions if q.id in stored] != kept,
                tuple(changes))


def _change(old: Stored | None, new: Question) -> Change | None:
    """Return what happens to a question of the file, or None when nothing does."""
    if old is None:
        return Change(new.id, "added")
    if new is old.question and new.retired == old.retired:
        return None
    if new.retired and not old.retired:
        return Change(new.id, "retired")
    parts = tuple(part for part in new.parts() if part in old.question.parts() and new.key_changed_from(old.question, part))
    if parts:
        return Change(new.id, "key changed", parts)
    if old.retired and not new.retired:
        return Change(new.id, "revived")
    return Change(new.id, "reworded") if new != old.question else None
