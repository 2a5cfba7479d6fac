"""A list of students as schools export it: a table with user names and, beside them, what the students are called."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from geoquiz.core.errors import BankError, GeoquizError
from geoquiz.core.names import name_fault, name_key
from geoquiz.interchange.decoding import decode
from geoquiz.interchange.table.cells import meant

MOST_STUDENTS = 300
LONGEST_NAME = 100
_NAMES = ("name", "user name", "username", "user", "login")
_CALLED = ("display name", "displayname", "full name", "fullname", "called", "student")
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Entry:
    """A student of the list, with the line of the file; ``called`` is empty where the list has no display name."""

    line: int
    name: str
    called: str


@dataclass(frozen=True, slots=True)
class Roster:
    """What can be read of a list, and one sentence for each line that cannot."""

    entries: tuple[Entry, ...]
    faults: tuple[str, ...]


def read_roster(data: bytes) -> Roster:
    """Return the students of a list, whatever its encoding and separator; a first row of headings is found out.

    Raises GeoquizError when it is no text, holds nobody, or too many.
    """
    try:
        text, _ = decode(data, "the file")
    except BankError as error:
        raise GeoquizError(error.faults[0].message) from error
    rows = [(line, [meant(cell).strip() for cell in cells]) for line, cells in _rows(text)]
    rows = [(line, cells) for line, cells in rows if any(cells)]
    name, called, rows = _columns(rows)
    if not rows:
        raise GeoquizError("There is nobody in this list: write one student a line, the user name first.")
    if len(rows) > MOST_STUDENTS:
        raise GeoquizError(f"The list has {len(rows):,} lines; the most at once is {MOST_STUDENTS}: split it.")
    return _read(rows, name, called)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip("\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise GeoquizError(f"Line {line} is no row of a table: {error}.") from error
        yield line, cells
        line = reader.line_num + 1


def _columns(rows: list[tuple[int, list[str]]]) -> tuple[int, int | None, list[tuple[int, list[str]]]]:
    """Return where the user name and the display name stand, and the rows without headings."""
    heads = [cell.casefold().replace("_", " ") for cell in rows[0][1]] if rows else []
    name = next((heads.index(head) for head in _NAMES if head in heads), None)
    if name is None:
        return 0, 1, rows
    return name, next((heads.index(head) for head in _CALLED if head in heads), None), rows[1:]


def _read(rows: list[tuple[int, list[str]]], name: int, called: int | None) -> Roster:
    entries: list[Entry] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    for line, cells in rows:
        given = cells[name] if name < len(cells) else ""
        beside = cells[called] if called is not None and called < len(cells) else ""
        if fault := _fault(given, beside, lines):
            faults.append(f"Line {line}: {fault}")
            continue
        lines[name_key(given)] = line
        entries.append(Entry(line, given, beside))
    return Roster(tuple(entries), tuple(faults))


def _fault(name: str, called: str, lines: dict[str, int]) -> str | None:
    if not name:
        return "there is no user name: write one, or leave the line out."
    if fault := name_fault(name):
        return f"{name[:64]!r} cannot be a user name. {fault}"
    if len(called) > LONGEST_NAME:
        return f"the display name of {name!r} has {len(called)} characters; the most is {LONGEST_NAME}."
    if (before := lines.get(name_key(name))) is not None:
        return f"{name!r} stands in line {before} already, or looks like a name there: give the two different names."
    return None
