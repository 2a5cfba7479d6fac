"""Figures as CSV: UTF-8, a line a row, and no text that a spreadsheet takes for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from geoquiz.interchange.table.cells import neutral

Cell = str | int | float | bool | None


def write_figures(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table with its heading; nothing is an empty cell, yes and no are 1 and 0, and numbers keep all their digits."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # Without the mark some spreadsheets take it for another encoding.


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case str():
            return neutral(value)
        case _:
            return repr(value)
