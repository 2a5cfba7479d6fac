"""What an import or an export gives back beside its content: what could not be carried, and what was found out."""

from collections.abc import Iterable
from dataclasses import dataclass

from geoquiz.core.banks.model import Bank
from geoquiz.core.question import Question


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """One thing that a format cannot hold.

    ``question`` is the id of the question (in an import, the name it has in the file), or "" for the bank itself;
    ``what`` is lost, and ``why`` says what becomes of it. ``line`` is where it stands in an imported file.
    """

    question: str
    what: str
    why: str
    line: int | None = None

    def __str__(self) -> str:
        """Return the loss as one line for people."""
        at = f"line {self.line}, " if self.line is not None else ""
        return f"{at}{self.question or 'the bank'}: {self.what}: {self.why}."


@dataclass(frozen=True, slots=True)
class Imported:
    """A bank out of another format; ``notes`` say how the file was read."""

    bank: Bank
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """A bank as the bytes of another format."""

    data: bytes
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file: its name for faults, and what the file itself does not say.

    ``bank_id`` and ``title`` win over those in the file; without them and none in the file, the file's ``name`` decides.
    ``kind`` and ``separator`` are for plain lists of pairs.
    """

    path: str = "-"
    name: str = "imported"
    bank_id: str = ""
    title: str = ""
    kind: str = "card"
    separator: str = ""


# How many questions a summary names before it only counts them.
_NAMED = 8


def told(losses: Iterable[Loss]) -> list[str]:
    """Return the losses as lines for people, those that differ in their question alone on one line."""
    groups: dict[tuple[str, str], list[Loss]] = {}
    for loss in losses:
        groups.setdefault((loss.what, loss.why), []).append(loss)
    return [str(group[0]) if len(group) == 1 else _together(group) for group in groups.values()]


def _together(group: list[Loss]) -> str:
    first = ", ".join(loss.question if loss.line is None else f"{loss.question} (line {loss.line})" for loss in group[:_NAMED])
    more = f" and {len(group) - _NAMED} more" if len(group) > _NAMED else ""
    return f"{len(group)} questions ({first}{more}): {group[0].what}: {group[0].why}."


_WORDS = {
    "as_of": "the date it is true as of", "review_by": "the date to look at it again", "source": "where it stands in the source",
    "replaces": "which question it replaces", "hint": "the hint", "tags": "the tags", "explanation": "the explanation",
    "description": "the description", "language": "the language", "license": "the licence",
}


def unheld(question: Question, held: Iterable[str], why: str) -> list[Loss]:
    """Return a loss for each of the fields that all kinds share which ``question`` has and that are not ``held``."""
    shared = set(Question.model_fields) - {"id", "type", "stem", "retired"} - set(held)
    return [Loss(question.id, _WORDS[name], why) for name in _WORDS if name in shared and _is_set(question, name)]


def unheld_header(bank: Bank, held: Iterable[str], why: str) -> list[Loss]:
    """Return one loss for all that the bank's header says and that is not ``held``; none where nothing is lost."""
    names = [name for name in _WORDS if name in type(bank).model_fields and name not in held and _is_set(bank, name)]
    words = [{"source": "the source", "tags": "its tags"}.get(name, _WORDS[name]) for name in names]
    return [Loss("", ", ".join(words), why)] if words else []


def _is_set(value: Bank | Question, name: str) -> bool:
    return bool(getattr(value, name) != type(value).model_fields[name].default)


def asked(bank: Bank, losses: list[Loss]) -> list[Question]:
    """Return the questions to write; each retired one is a loss, since other programs would ask it."""
    why = "it is retired, and other programs would still ask it"
    losses += [Loss(question.id, "the question", why) for question in bank.questions if question.retired]
    return [question for question in bank.questions if not question.retired]
