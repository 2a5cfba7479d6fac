"""Changing the text of a bank file a field at a time: what is not changed keeps its lines, comments and all.

Every function takes a whole text and returns a whole text. Each reads its result again and compares: where lines cannot be
replaced in place (everything written in one line, say), the bank is written anew, without its comments.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from geoquiz.core.banks.model import BankHeader
from geoquiz.core.banks.render import entry_lines, field_lines, header_content, question_content, render_tree
from geoquiz.core.banks.yamltree import Marks, read_tree
from geoquiz.core.errors import Fault, GeoquizError, NotFound
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Question

Entry = dict[str, Any]
_PATH = "the text"


class Unreadable(GeoquizError):
    """A text is no bank at all, so that nothing can be edited by forms; ``faults`` say where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("The text cannot be read as a bank: mend it in the text view first.")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Layout:
    """A bank's text taken apart: its lines, its header and its questions as plain texts, lists and mappings."""

    lines: list[str]
    header: Entry
    entries: list[Entry]
    marks: Marks = field(repr=False)

    def index_of(self, id_: str) -> int:
        """Return the place of a question; raise NotFound when the text has none of this id."""
        for index, entry in enumerate(self.entries):
            if entry.get("id") == id_:
                return index
        raise NotFound(f"There is no question {id_!r} in this bank.")


def read_layout(text: str) -> Layout:
    """Return a text taken apart; its questions need not be valid. Raises Unreadable when it is no bank."""
    tree = read_tree(text.encode(), _PATH)
    value = tree.value
    questions = value.get("questions") if isinstance(value, dict) else None
    if tree.faults or not isinstance(value, dict):
        raise Unreadable(tree.faults or [Fault(_PATH, 1, 1, "A bank is a mapping: start with `format: 1`, `id: …`, `title: …`.")])
    if not (questions in (None, "") or (isinstance(questions, list) and all(isinstance(entry, dict) for entry in questions))):
        line, column = tree.marks.keys["questions"]
        raise Unreadable([Fault(_PATH, line + 1, column + 1, "`questions` is a list: start each question with `- id: …`.")])
    header = {name: entry for name, entry in value.items() if name != "questions"}
    return Layout(text.splitlines(), header, list(questions or []), tree.marks)


def free_id(layout: Layout, wanted: str) -> str:
    """Return ``wanted``, or the first of wanted-2, wanted-3 … that no question has."""
    taken = {entry.get("id") for entry in layout.entries}
    return next(id_ for id_ in (wanted, *(f"{wanted[:58]}-{number}" for number in range(2, len(taken) + 3))) if id_ not in taken)


def with_entry(text: str, id_: str, entry: Entry) -> str:
    """Return the text with another content of one question; raise NotFound as `Layout.index_of` does."""
    layout = read_layout(text)
    index = layout.index_of(id_)
    wanted = [*layout.entries[:index], entry, *layout.entries[index + 1:]]

    def splice() -> list[str]:
        start, end = _span(layout, index)
        old, marks = layout.entries[index], _entry_marks(layout, index)
        return [*layout.lines[:start], *_spliced(layout, marks, old, in_order(entry), end), *layout.lines[end:]]

    return _checked(layout, layout.header, wanted, splice)


def with_new_entry(text: str, entry: Entry) -> str:
    """Return the text with one more question, the last."""
    layout = read_layout(text)

    def splice() -> list[str]:
        new = entry_lines(in_order(entry))
        if layout.entries:
            start, end = _span(layout, len(layout.entries) - 1)
            indent = " " * _dash(layout, len(layout.entries) - 1)
            gap = [""] if start and not layout.lines[start - 1].strip() else []
            return [*layout.lines[:end], *gap, *(indent + line for line in new), *layout.lines[end:]]
        at = layout.marks.keys["questions"][0] if "questions" in layout.marks.keys else len(layout.lines)  # A field.
        return [*layout.lines[:at], "questions:", *("  " + line for line in new), *layout.lines[at + 1:]]

    return _checked(layout, layout.header, [*layout.entries, entry], splice)


def without_entry(text: str, id_: str) -> str:
    """Return the text without one question; comments directly above it go with it."""
    layout = read_layout(text)
    index = layout.index_of(id_)

    def splice() -> list[str]:
        start, end = _span(layout, index)
        left = [*layout.lines[:_above(layout, start)], *layout.lines[end:]]
        if len(layout.entries) == 1:
            left[layout.marks.keys["questions"][0]] = "questions: []"
        return left

    return _checked(layout, layout.header, [*layout.entries[:index], *layout.entries[index + 1:]], splice)


def with_entry_moved(text: str, id_: str, to: int) -> str:
    """Return the text with one question at another place, from 0; comments directly above it come along."""
    layout = read_layout(text)
    index = layout.index_of(id_)
    to = max(0, min(to, len(layout.entries) - 1))
    order = [number for number in range(len(layout.entries)) if number != index]
    order.insert(to, index)

    def splice() -> list[str]:
        spans = [_span(layout, number) for number in range(len(layout.entries))]
        starts = [_above(layout, start) for start, _ in spans]
        ends = [*starts[1:], spans[-1][1]]
        blocks = [layout.lines[start:end] for start, end in zip(starts, ends, strict=True)]
        return [*layout.lines[:starts[0]], *(line for number in order for line in blocks[number]), *layout.lines[ends[-1]:]]

    return _checked(layout, layout.header, [layout.entries[number] for number in order], splice)


def with_header(text: str, header: Entry) -> str:
    """Return the text with another header."""
    layout = read_layout(text)

    def splice() -> list[str]:
        stop = layout.marks.keys["questions"][0] if "questions" in layout.marks.keys else len(layout.lines)  # A field.
        old = {name: layout.header[name] for name in layout.header}
        first = min((layout.marks.keys[name][0] for name in old), default=0)
        new = _spliced(layout, layout.marks, old, _ordered(header, tuple(BankHeader.model_fields)), stop)
        return [*layout.lines[:first], *new, *layout.lines[stop:]]

    return _checked(layout, header, layout.entries, splice)


def in_order(entry: Entry) -> Entry:
    """Return the fields of a question in the order that docs/banks.md shows."""
    kind = KINDS.get(str(entry.get("type")))
    return _ordered(entry, (*kind.order, *kind.model_fields) if kind else ("id", "type"))


def _ordered(content: Mapping[str, Any], names: tuple[str, ...]) -> Entry:
    return {name: content[name] for name in dict.fromkeys((*names, *content)) if name in content}


def plain(question: Question) -> Entry:
    """Return a question as the texts, lists and mappings that its file holds."""
    return {name: _texts(value) for name, value in question_content(question).items()}


def plain_header(header: BankHeader) -> Entry:
    """Return a header as the texts, lists and mappings that its file holds."""
    return {name: _texts(value) for name, value in header_content(header).items()}


def _texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _texts(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(entry) for entry in value]
    return ("true" if value else "false") if isinstance(value, bool) else str(value) if isinstance(value, str | int) \
        else format(value, "f") if not isinstance(value, float) else repr(value)


def read_question(entry: Entry) -> Question | None:
    """Return the question that an entry describes, or None where it is faulty."""
    kind = KINDS.get(str(entry.get("type")))
    try:
        return kind.model_validate(entry) if kind else None
    except ValidationError:
        return None


def _entry_marks(layout: Layout, index: int) -> Marks:
    return layout.marks.entries["questions"].entries[index]


def _dash(layout: Layout, index: int) -> int:
    """Return the column of a question's dash; raise ValueError where it is not the first thing on its line."""
    marks = _entry_marks(layout, index)
    before = layout.lines[marks.line][:marks.column]
    if before.strip() != "-":
        raise ValueError("not a list of its own lines")
    return before.index("-")


def _span(layout: Layout, index: int) -> tuple[int, int]:
    """Return the lines of a question, from its dash to before what stands above the next one."""
    _dash(layout, index)
    start = _entry_marks(layout, index).line
    if index + 1 < len(layout.entries):
        return start, _above(layout, _entry_marks(layout, index + 1).line)
    after = [line for name, (line, _) in layout.marks.keys.items() if name != "questions" and line > start]
    end = min(after, default=len(layout.lines))
    while end > start + 1 and not layout.lines[end - 1].strip():
        end -= 1
    return start, end


def _above(layout: Layout, start: int) -> int:
    """Return the first of the comment lines and blank lines directly above a question."""
    dash = len(layout.lines[start]) - len(layout.lines[start].lstrip())
    while start > 0 and _is_between(layout.lines[start - 1], dash):
        start -= 1
    return start


def _is_between(line: str, column: int) -> bool:
    """Tell whether a line is blank, or a comment that is not indented more than what comes after it."""
    text = line.lstrip()
    return not text or (text.startswith("#") and len(line) - len(text) <= column)


def _spliced(layout: Layout, marks: Marks, old: Entry, new: Entry, end: int) -> list[str]:
    """Return the lines of a mapping with its changed fields replaced; raise ValueError where a line holds more than one."""
    column = min(marks.keys[name][1] for name in old)
    starts = sorted((marks.keys[name][0], name) for name in old)
    if len({line for line, _ in starts}) < len(starts) or any(marks.keys[name][1] != column for name in old):
        raise ValueError("several fields in one line")
    stops = [*(line for line, _ in starts[1:]), end]
    kept: dict[str, list[str]] = {}
    for (start, name), stop in zip(starts, stops, strict=True):
        tail = stop
        while tail > start + 1 and _is_between(layout.lines[tail - 1], column):
            tail -= 1
        block = layout.lines[start:stop]
        if name not in new:
            if start == starts[0][0]:
                raise ValueError("the first field goes")
            block = layout.lines[tail:stop]
        elif new[name] != old[name]:
            block = [*_placed(field_lines(name, new[name]), layout.lines[start][:column], column), *layout.lines[tail:stop]]
        kept[name] = block
    return _joined(kept, [name for _, name in starts], new, column)


def _joined(kept: dict[str, list[str]], order: list[str], new: Entry, column: int) -> list[str]:
    """Return the blocks of the old fields in their order, each new field behind the one that comes before it."""
    blocks = [(name, kept[name]) for name in order]
    previous = order[0]
    for name in new:
        if name not in kept:
            place = next(i for i, (there, _) in enumerate(blocks) if there == previous) + 1
            blocks.insert(place, (name, _placed(field_lines(name, new[name]), " " * column, column)))
        previous = name
    return [line for _, block in blocks for line in block]


def _placed(lines: list[str], first: str, column: int) -> list[str]:
    return [first + lines[0], *(" " * column + line if line else line for line in lines[1:])]


def _checked(layout: Layout, header: Entry, entries: list[Entry], splice: Callable[[], list[str]]) -> str:
    """Return what ``splice`` makes when it reads as it should, else all of it written anew."""
    try:
        text = "\n".join(splice()) + "\n"
        found = read_layout(text)
        if found.header == header and found.entries == entries:
            return text
    except (ValueError, KeyError, IndexError, Unreadable):
        pass
    return render_tree(_ordered(header, tuple(BankHeader.model_fields)), [in_order(entry) for entry in entries])
