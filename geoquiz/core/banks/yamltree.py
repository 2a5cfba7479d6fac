"""YAML text to plain lists, dicts and texts, with the place of everything and hard limits.

Built on PyYAML's events and not on its loader: aliases, anchors, tags and duplicate keys are refused
where they stand, nothing is nested deeper than the limit, and every scalar stays the text it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from geoquiz.core.errors import Fault

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 32
MAX_SCALAR = 64 * 1024
# As many entries as a bank may have questions, the longest of its lists; and all its values together.
MAX_ENTRIES = 10_000
MAX_VALUES = 1_000_000

Value = str | list[Any] | dict[str, Any]
# Direction overrides and isolates let a text look different from what it is ("Trojan source"); the
# other control characters have no place in a text that people read.
_CONTROLS = "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_REFUSED = re.compile(f"[{_CONTROLS}]")
# A file's own line ends may have one, but no text does: it could only come from an escape.
REFUSED_IN_TEXTS = re.compile(f"[{_CONTROLS}\r]")


@dataclass(slots=True)
class Marks:
    """Where a value stands (line and column from 0), and where the entries within it stand."""

    line: int
    column: int
    end_line: int = 0
    keys: dict[str | int, tuple[int, int]] = field(default_factory=dict)
    entries: "dict[str | int, Marks]" = field(default_factory=dict)


@dataclass(slots=True)
class Tree:
    """A YAML document: its value (None when it cannot be read), its places, and its faults."""

    value: Value | None
    marks: Marks
    faults: list[Fault]


def read_tree(data: bytes, path: str) -> Tree:
    """Return the tree of a YAML file; every fault names ``path``, line and column."""
    nowhere = Marks(0, 0)
    if len(data) > MAX_BYTES:
        return Tree(None, nowhere, [Fault(path, 1, 1, f"The file has {len(data):,} bytes; the limit is {MAX_BYTES:,}: split it.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        return Tree(None, nowhere, [Fault(path, line, column, "This is not UTF-8: save the file in UTF-8.")])
    refused = [_character_fault(text, match, path) for match in _REFUSED.finditer(text)]
    if refused:
        return Tree(None, nowhere, refused[:20])
    reader = _Reader(path)
    try:
        value, marks = reader.document(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or "it cannot be read").strip()
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Tree(None, nowhere, [*reader.faults, Fault(path, line, column, f"This is not YAML: {problem}.")])
    except _Stop:
        return Tree(None, nowhere, reader.faults)
    return Tree(value, marks, reader.faults)


def _character_fault(text: str, match: re.Match[str], path: str) -> Fault:
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
    return Fault(path, line, column, _refusal(match[0]))


def _refusal(character: str) -> str:
    return f"The character U+{ord(character):04X} is invisible or changes direction: delete it."


class _Stop(Exception):
    """The file cannot be read any further; the fault is already in the list."""


class _Reader:
    """Builds values from events; recursion is bounded by MAX_DEPTH."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self._values = 0

    def document(self, text: str) -> tuple[Value | None, Marks]:
        """Return the value and the places of the only document in ``text``."""
        events = iter(yaml.parse(text, Loader=yaml.CLoader))
        value: Value | None = None
        marks = Marks(0, 0)
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "A second document starts here: keep one bank in one file.")
                value, marks = self._value(next(events), events, 1)
        if documents == 0:
            self.faults.append(Fault(self.path, 1, 1, "The file is empty: a bank starts with the line `format: 1`."))
        return value, marks

    def _stop(self, event: Any, message: str) -> None:
        self._fault(event.start_mark, message)
        raise _Stop

    def _fault(self, mark: Any, message: str) -> None:
        self.faults.append(Fault(self.path, mark.line + 1, mark.column + 1, message))

    def _value(self, event: Any, events: Iterator[Any], depth: int) -> tuple[Value, Marks]:
        self._values += 1
        if depth > MAX_DEPTH:
            self._stop(event, f"This is nested more than {MAX_DEPTH} deep: no bank needs that.")
        if self._values > MAX_VALUES:
            self._stop(event, f"The file holds more than {MAX_VALUES:,} values: split it.")
        kind = type(event)
        mark = event.start_mark
        if kind is yaml.AliasEvent:
            self._fault(mark, f"Aliases are not allowed (*{event.anchor}): write the value out.")
            return "", Marks(mark.line, mark.column)
        if event.anchor is not None:
            self._fault(mark, f"Anchors are not allowed (&{event.anchor}): write the value out where it is needed.")
        if event.tag is not None:
            self._fault(mark, f"Tags are not allowed ({event.tag}): write the plain value.")
        marks = Marks(mark.line, mark.column, event.end_mark.line)
        if kind is yaml.ScalarEvent:
            return self._text(event.value, mark), marks
        if kind is yaml.SequenceStartEvent:
            return self._sequence(events, depth, marks), marks
        return self._mapping(events, depth, marks), marks

    def _text(self, text: str, mark: Any) -> str:
        """Return the text of a scalar, or nothing where it is refused."""
        if len(text) > MAX_SCALAR // 4 and (size := len(text.encode())) > MAX_SCALAR:
            self._fault(mark, f"This text has {size:,} bytes; the limit is {MAX_SCALAR:,}.")
            return ""
        if refused := REFUSED_IN_TEXTS.search(text):
            self._fault(mark, _refusal(refused[0]))
            return ""
        return text

    def _sequence(self, events: Iterator[Any], depth: int, marks: Marks) -> list[Any]:
        found: list[Any] = []
        for event in events:
            if type(event) is yaml.SequenceEndEvent:
                break
            if len(found) == MAX_ENTRIES:
                self._stop(event, f"This list has more than {MAX_ENTRIES:,} entries, the most that is allowed: split the bank.")
            value, inner = self._value(event, events, depth + 1)
            marks.entries[len(found)] = inner
            found.append(value)
        return found

    def _mapping(self, events: Iterator[Any], depth: int, marks: Marks) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if type(event) is yaml.MappingEndEvent:
                break
            mark = event.start_mark
            if len(found) == MAX_ENTRIES:
                self._stop(event, f"This mapping has more than {MAX_ENTRIES:,} fields: no bank needs that.")
            key, _ = self._value(event, events, depth + 1)
            if not isinstance(key, str):
                self._fault(mark, "A field name must be a plain word, not a list or a mapping.")
                key = f"?{len(found)}"
            value, inner = self._value(next(events), events, depth + 1)
            if key == "<<":
                self._fault(mark, "Merge keys are not allowed (<<): write the fields out.")
                continue
            if key in found:
                first = marks.keys[key][0] + 1
                self._fault(mark, f"The field {key!r} stands twice (first on line {first}): keep one of them.")
                continue
            found[key] = value
            marks.keys[key] = (mark.line, mark.column)
            marks.entries[key] = inner
        return found
