"""The cells of a table: its columns, lists within a cell, and texts that no spreadsheet takes for a formula."""

import re
from collections.abc import Iterable

COLUMNS = (
    "id", "type", "stem", "front", "back", "text", "answer", "accept", "spelling", "options", "feedback", "pin_last",
    "unit", "tolerance", "units", "items", "labels", "lefts", "rights", "distractors", "map", "lat", "lon", "within_km", "choices",
    "explanation", "hint", "tags", "paragraph", "article", "as_of", "review_by", "retired", "replaces",
)
# The columns that hold several texts; in `answer` that is so for `multiple` alone.
LISTS = frozenset({
    "accept", "options", "feedback", "units", "items", "labels", "lefts", "rights", "distractors", "choices", "tags",
})

# The wide signs are what some spreadsheets take for the narrow ones.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")
_NEUTRALISED = re.compile(r"'+[=+\-@＝＋－＠\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z", re.ASCII)
_MOST_TEXTS = 2_000
_SPECIAL = re.compile(r"[\\|]")
_ENTRY = re.compile(r"((?:[^\\|]|\\.|\\\Z)*)(?:\||\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\|])")


def neutral(cell: str) -> str:
    """Return a cell that is text to every spreadsheet: an apostrophe stands before what would be a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.match(cell) else cell


def meant(cell: str) -> str:
    """Return the text of a cell, without the apostrophe that `neutral` wrote."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell


def joined(texts: Iterable[str]) -> str:
    """Return texts as one cell, parted by strokes; a stroke or a backslash of a text gets a backslash before it."""
    return " | ".join(_SPECIAL.sub(lambda match: f"\\{match[0]}", text) for text in texts)


def split(cell: str) -> list[str]:
    """Return the texts of a cell that holds several; raise ValueError, with a sentence, when they are too many."""
    if not cell.strip():
        return []
    found: list[str] = []
    position = 0
    while position <= len(cell):
        if len(found) == _MOST_TEXTS:
            raise ValueError(f"A cell holds more than {_MOST_TEXTS:,} texts: leave some out.")
        match = _ENTRY.match(cell, position)
        assert match is not None  # It matches nothing at the least.
        found.append(_ESCAPED.sub(r"\1", match[1].strip()))
        if not match[0].endswith("|") or match.end() == match.end(1):
            break
        position = match.end()
    return found
