"""A table to a bank: separator and encoding are found out, and every fault names its line and question."""

import csv
import io
import re
from collections.abc import Iterator

from geoquiz.core.banks.yamltree import MAX_BYTES
from geoquiz.core.errors import BankError, Fault
from geoquiz.core.kinds import KINDS
from geoquiz.interchange.collecting import Collector, Content, Source
from geoquiz.interchange.decoding import decode
from geoquiz.interchange.report import Imported, Reading
from geoquiz.interchange.table.cells import COLUMNS, LISTS, meant, split

csv.field_size_limit(MAX_BYTES)  # The module's own limit is smaller than a text may be; the file's limit holds anyway.
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_PLACE = re.compile(r"(.+?)\s*\(\s*([^(),]+?)\s*,\s*([^(),]+?)\s*\)\Z", re.DOTALL)
# Columns whose cells become fields as they are.
_PLAIN = ("stem", "front", "back", "text", "answer", "spelling", "pin_last", "unit", "tolerance", "map", "within_km", "explanation",
          "hint", "as_of", "review_by", "retired", "replaces")
Row = dict[str, str]


def read_csv(data: bytes, reading: Reading) -> Imported:
    """Return the bank in a table whose separator is found out; raise BankError with all faults."""
    return _read(data, reading, reading.separator)


def read_tsv(data: bytes, reading: Reading) -> Imported:
    """Return the bank in a table parted by tabs; raise BankError with all faults."""
    return _read(data, reading, reading.separator or "\t")


def _read(data: bytes, reading: Reading, separator: str) -> Imported:
    text, notes = decode(data, reading.path)
    if not separator:
        separator = _likeliest(text)
        notes.append(f"Its cells are parted by {_SEPARATORS[separator]}.")
    collector = Collector(reading, notes=notes)
    rows = _rows(text, separator, reading.path)
    _, header = next(rows, (1, []))
    columns = _columns(header, collector)
    try:
        for line, cells in rows if columns else ():
            if any(cell.strip() for cell in cells):
                _take(line, cells, columns, collector)
    except BankError as error:
        collector.faults += error.faults
    return collector.finish()


def _likeliest(text: str) -> str:
    """Return the separator with which the first row names the most of our columns."""
    first = text.lstrip("\n").partition("\n")[0]
    return max(_SEPARATORS, key=lambda sign: sum(cell.strip(' "').casefold() in COLUMNS for cell in first.split(sign)))


def _rows(text: str, separator: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it starts on; raise BankError where quotation marks do not close."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"This row is no table's: {error}; a cell with quotation marks or line ends stands in quotation marks."
            raise BankError([Fault(path, line, 1, message)]) from error
        yield line, cells
        line = rows.line_num + 1


def _columns(header: list[str], collector: Collector) -> list[str]:
    """Return the names of the columns; those that are none, or twice there, are faults."""
    names = [name.strip().casefold() for name in header]
    if not {"stem", "front", "text"} & set(names):
        collector.fault(1, "The first row names the columns, among them stem, front or text: see docs/formats.md for all of them.")
        return []
    for name in dict.fromkeys(names):
        if name not in (*COLUMNS, ""):
            collector.fault(1, f"There is no column {name!r}: the columns are {', '.join(COLUMNS)}.")
        elif name and names.count(name) > 1:
            collector.fault(1, f"The column {name!r} stands twice: keep one of them.")
    return names


def _take(line: int, cells: list[str], columns: list[str], collector: Collector) -> None:
    row = {name: meant(cell).strip() for name, cell in zip(columns, cells, strict=False) if name and cell.strip()}
    source = Source(line, id=row.get("id", ""), text=row.get("stem") or row.get("front") or row.get("text", ""))
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns):]):
        collector.fault(line, f"The row has {len(cells)} cells, and there are {len(columns)} columns.", source)
        return
    try:
        kind = row.get("type") or _kind(row)
        content = _content(kind, row) if kind in KINDS else {}
    except ValueError as error:
        collector.fault(line, str(error), source)
        return
    if kind not in KINDS:
        collector.fault(line, f"There is no type {kind!r}: write one of {', '.join(sorted(KINDS))}.", source)
        return
    strange = [name for name in row if name not in _allowed(kind)]
    if strange:
        collector.fault(line, f"A question of type {kind} has no {', '.join(strange)}: empty the cell.", source)
        return
    collector.add(source, content, strictly=True)


def _kind(row: Row) -> str:
    """Return the kind that a row without a type must be."""
    for column, kind in (("front", "card"), ("text", "cloze"), ("lefts", "matching"), ("items", "ordering"), ("map", "map")):
        if column in row:
            return kind
    if "options" in row:
        return "multiple" if len(split(row.get("answer", ""))) > 1 else "single"
    return "true_false" if row.get("answer", "").casefold() in ("true", "false") else "typed"


_OF_FIELDS = {
    "answers": ("answer",), "options": ("options", "feedback"), "items": ("items", "labels"), "pairs": ("lefts", "rights"),
    "source": ("paragraph", "article"),
}


def _allowed(kind: str) -> set[str]:
    fields = KINDS[kind].model_fields
    columns = {column for name in fields for column in _OF_FIELDS.get(name, (name,))}
    return columns | ({"lat", "lon"} if kind == "map" else set())


def _content(kind: str, row: Row) -> Content:
    """Return what a bank file would hold; raise ValueError, with a sentence, for a cell that cannot be read."""
    content: Content = {name: row[name] for name in _PLAIN if name in row}
    content["type"] = kind
    lists = {name: split(row[name]) for name in LISTS if name in row}
    for name in ("retired", "answer") if kind == "true_false" else ("retired",):  # Spreadsheets write TRUE.
        content |= {name: content[name].casefold()} if name in content else {}
    if kind == "multiple" and "answer" in content:
        content["answers"] = split(content.pop("answer"))
    content |= {name: lists[name] for name in ("distractors", "tags") if name in lists}
    for name, beside, field in (("options", "feedback", "feedback"), ("items", "labels", "label")):
        if name in lists:
            content[name] = _beside(lists[name], lists.get(beside, []), beside, field)
    if "accept" in lists:
        content["accept"] = _by_part(lists["accept"]) if kind == "cloze" else lists["accept"]
    if "units" in lists:
        content["units"] = dict(_named(entry, "units", "mi=1.609344") for entry in lists["units"])
    if kind == "matching":
        content["pairs"] = _pairs(lists.get("lefts", []), lists.get("rights", []))
    if kind == "map":
        content["answer"] = {"name": row.get("answer", ""), "lat": row.get("lat", ""), "lon": row.get("lon", "")}
        content["choices"] = [_spot(entry) for entry in lists.get("choices", [])]
    source = {name: row[name] for name in ("paragraph", "article") if name in row}
    return content | ({"source": source} if source else {})


def _beside(texts: list[str], others: list[str], column: str, field: str) -> list[Content | str]:
    if len(others) > len(texts):
        raise ValueError(f"There are {len(others)} entries in {column} for {len(texts)} to stand beside: leave some out.")
    others = [*others, *[""] * (len(texts) - len(others))]
    return [{"text": text, field: other} if other else text for text, other in zip(texts, others, strict=True)]


def _pairs(lefts: list[str], rights: list[str]) -> list[Content]:
    if len(lefts) != len(rights):
        raise ValueError(f"There are {len(lefts)} lefts and {len(rights)} rights: each left needs its right.")
    return [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=True)]


def _named(entry: str, column: str, example: str) -> tuple[str, str]:
    name, sign, value = entry.rpartition("=") if column == "units" else entry.partition("=")
    if not sign:
        raise ValueError(f"{entry!r} in {column} has no = in it: write {example}.")
    return name.strip(), value.strip()


def _by_part(entries: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        part, text = _named(entry, "accept", "c1=another right form")
        found.setdefault(part, []).append(text)
    return found


def _spot(entry: str) -> Content:
    match = _PLACE.match(entry)
    if match is None:
        raise ValueError(f"{entry!r} in choices is no place: write Name (lat, lon), such as Karachi (24.86, 67).")
    return {"name": match[1], "lat": match[2], "lon": match[3]}
