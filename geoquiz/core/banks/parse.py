"""Bank files to `Bank` values, with every fault at its line and column."""

from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from geoquiz.core.banks.model import Bank, BankHeader
from geoquiz.core.banks.yamltree import Marks, Tree, read_tree
from geoquiz.core.errors import BankError, Fault
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Question


@dataclass(frozen=True, slots=True)
class ParsedBank:
    """A bank with the text it was read from, and where everything in it stands."""

    bank: Bank
    marks: Marks
    text: str


def parse_bank(data: bytes, path: str) -> Bank:
    """Return the bank written in ``data``.

    Raises BankError with all the faults of the file, in its order; ``path`` is how they name it.
    """
    return read_bank(data, path).bank


def read_bank(data: bytes, path: str) -> ParsedBank:
    """Return the bank written in ``data`` with its text and its places; raise BankError as `parse_bank` does."""
    tree = read_tree(data, path)
    if tree.value is None or not isinstance(tree.value, dict):
        if not tree.faults:
            tree.faults.append(Fault(path, 1, 1, "A bank is a mapping: start with `format: 1`, `id: …`, `title: …`."))
        raise BankError(tree.faults)
    reader = _BankReader(tree, path, data)
    bank = reader.bank(tree.value)
    if bank is None or reader.faults:
        raise BankError(sorted(reader.faults))
    return ParsedBank(bank, tree.marks, data.decode("utf-8-sig"))


class _BankReader:
    """Validates the header and each question by itself, so that one fault never hides another."""

    def __init__(self, tree: Tree, path: str, data: bytes) -> None:
        self.marks = tree.marks
        self.path = path
        self.faults = list(tree.faults)
        # What the reading of the YAML has refused already holds nothing that could be judged further.
        self._refused = {(fault.line, fault.column) for fault in tree.faults}
        self._data = data
        self._types_at: dict[str, tuple[int, int]] = {}

    def bank(self, value: dict[str, Any]) -> Bank | None:
        """Return the bank, or None when its header is faulty; the faults are collected."""
        fields = {name: entry for name, entry in value.items() if name != "questions"}
        header = None
        try:
            header = BankHeader.model_validate(fields)
        except ValidationError as error:
            self._add(error, (), BankHeader)
        questions = self._questions(value.get("questions"))
        if header is None:
            return None
        bank = Bank.model_construct(**dict(header), questions=tuple(questions))
        bank.places.update(self._types_at)
        return bank

    def _questions(self, value: object) -> list[Question]:
        if not isinstance(value, list) or not value:
            place = ("questions",) if value is not None else ()
            self._fault(place, "A bank needs a list `questions:` with at least one question.")
            return []
        found: list[Question] = []
        first_at: dict[str, int] = {}
        for index, entry in enumerate(value):
            question = self._question(entry, index)
            if isinstance(entry, dict) and isinstance(name := entry.get("id"), str):
                if name in first_at:
                    self._fault(("questions", index, "id"), f"The id {name!r} is already taken on line {first_at[name]}: "
                                "choose another.")
                else:
                    first_at[name] = self._place(("questions", index, "id"))[0]
                    self._types_at[name] = self._place(("questions", index, "type"))
            if question is not None:
                found.append(question)
        return found

    def _question(self, entry: object, index: int) -> Question | None:
        place = ("questions", index)
        if not isinstance(entry, dict):
            self._fault(place, "A question is a mapping: start it with `- id: …` and `type: …`.")
            return None
        name = entry.get("type")
        kind = KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            known = ", ".join(sorted(KINDS))
            if "type" in entry:
                self._fault((*place, "type"), f"There is no type {name!r}: write one of {known}.")
            else:
                self._fault(place, f"The field `type` is missing: write one of {known}.")
            return None
        try:
            return kind.model_validate(entry)
        except ValidationError as error:
            self._add(error, place, kind)
            return None

    def _add(self, error: ValidationError, place: tuple[str | int, ...], model: type[BaseModel]) -> None:
        details = error.errors(include_url=False)
        broken = {detail["loc"][:-1] for detail in details} | {detail["loc"][:-2] for detail in details}
        for detail in details:
            if detail["type"] == "too_short" and detail["loc"] in broken:
                continue  # A list counts its sound entries alone; mending the others may be all it needs.
            context = detail.get("ctx") or {}
            self._fault((*place, *detail["loc"], *context.get("at", ())), sentence_of(detail, model), detail)

    def _fault(self, place: tuple[str | int, ...], message: str, detail: ErrorDetails | None = None) -> None:
        line, column = self._place(place, detail)
        if (line, column) not in self._refused:
            self.faults.append(Fault(self.path, line, column, message))

    def _place(self, place: tuple[str | int, ...], detail: ErrorDetails | None = None) -> tuple[int, int]:
        """Return line and column, from 1, of the innermost entry of ``place`` that the file has."""
        marks, position = self.marks, (self.marks.line, self.marks.column)
        wanted_key = detail is not None and detail["type"] == "extra_forbidden"
        for step in place:
            inner = marks.entries.get(step)
            if inner is None:
                break
            position = marks.keys.get(step, position) if wanted_key else (inner.line, inner.column)
            marks = inner
        offset = (detail.get("ctx") or {}).get("offset") if detail is not None else None
        if detail is not None and offset is not None:
            position = self._within(marks, str(detail["input"]["text"]).strip(), offset)
        return position[0] + 1, position[1] + 1

    def _within(self, marks: Marks, text: str, offset: int) -> tuple[int, int]:
        """Return where in the file the pair of braces at ``offset`` of a text stands.

        Folding and escapes change a text's length, so its braces are counted. Where an escape hides
        them from the count, it is the beginning of the text.
        """
        lines = self._data.decode("utf-8-sig").splitlines()
        braces = text[offset:offset + 2]
        left = text.count(braces, 0, offset)
        for number in range(marks.line, min(marks.end_line + 1, len(lines))):
            found = lines[number].find(braces, marks.column if number == marks.line else 0)
            while found >= 0:
                if left == 0:
                    return number, found
                left, found = left - 1, lines[number].find(braces, found + 2)
        return marks.line, marks.column


def sentence_of(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """Return what is wrong and what would be right, for one pydantic error."""
    loc = detail["loc"]
    name = ".".join(str(step) for step in loc if step != "[key]") or "this"
    if detail["type"] == "geoquiz":
        return f"{name}: {detail['msg']}" if loc else detail["msg"]
    if detail["type"] == "extra_forbidden":
        return f"There is no field `{name}` here: the fields are {', '.join(_fields_at(model, loc[:-1]))}."
    if detail["type"] == "string_pattern_mismatch":
        right = "two small letters such as en" if loc[-1] == "language" else "a-z, 0-9 and single hyphens"
        what = "a language" if loc[-1] == "language" else "an id"
        return f"{name} {detail['input']!r} is not {what}: use {right}."
    sentence = _SENTENCES.get(detail["type"])
    if sentence is None:
        return f"{name}: {detail['msg']} (it is {str(detail['input'])[:60]!r})."
    return sentence.format(name=name, given=repr(detail["input"])[:60], **(detail.get("ctx") or {}))


_TEXT = "{name} must be a text that is not empty."
_LIST = "{name} must be a list: write one entry a line, each after `- `."
_MAPPING = "{name} must be a mapping of fields to values."
_SENTENCES = {
    "missing": "The field `{name}` is missing.",
    "string_type": _TEXT,
    "string_too_short": _TEXT,
    "string_too_long": "{name} is too long: it may have at most {max_length} characters.",
    "tuple_type": _LIST,
    "list_type": _LIST,
    "too_short": "{name} has too few entries ({actual_length}): it needs at least {min_length}.",
    "too_long": "{name} has too many entries ({actual_length}): it may have at most {max_length}.",
    "model_type": _MAPPING,
    "mapping_type": _MAPPING,
    "dict_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "literal_error": "{name} is {given}; it must be {expected}.",
    "greater_than": "{name} is {given}; it must be more than {gt}.",
    "greater_than_equal": "{name} is {given}; it must be at least {ge}.",
    "less_than_equal": "{name} is {given}; it must be at most {le}.",
}


def _fields_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """Return the field names of the model at ``loc`` within ``model``."""
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_within(model.model_fields[step].annotation) or model
    return [*model.model_fields, "questions"] if model is BankHeader else list(model.model_fields)


def _model_within(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field's annotation (a model, or an optional one, or a tuple of them) holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_within(inner))), None)
