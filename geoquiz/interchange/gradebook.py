"""A table of people and figures as CSV and as an Excel workbook; no cell of it is ever taken for a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from geoquiz.interchange.table.cells import neutral

Value = str | int | float | None


def write_csv(rows: Sequence[Sequence[Value]]) -> bytes:
    """Return a table, its first row the headings, as CSV with a mark by which Excel knows UTF-8."""
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows([[_text(value) for value in row] for row in rows])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _text(value: Value) -> str:
    if value is None:
        return ""
    return neutral(value) if isinstance(value, str) else f"{value:.4g}" if isinstance(value, float) else str(value)


def write_xlsx(rows: Sequence[Sequence[Value]], *, title: str, made_at: datetime) -> bytes:
    """Return a table, its first row the headings, as a workbook: figures are numbers, shares (floats) shown in per cent."""
    target = io.BytesIO()
    # Imported here, as the calendar's library is: few servers need it, and all would wait for it when they start.
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  # It has no types; see above.

    # Texts are written as texts, whatever they begin with.
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                        "strings_to_numbers": False})
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    sheet = book.add_worksheet("Gradebook")
    bold, share = book.add_format({"bold": True, "text_wrap": True, "valign": "top"}), book.add_format({"num_format": "0 %"})
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            _write(sheet, line, column, value, bold if line == 0 else share)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, max(1, len(rows[0]) - 1), 16)
    book.close()
    return target.getvalue()


def _write(sheet: Any, line: int, column: int, value: Value, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(line, column, value, *([style] if line == 0 else []))
    elif isinstance(value, float):
        sheet.write_number(line, column, value, style)
    elif value is not None:
        sheet.write_number(line, column, value)
