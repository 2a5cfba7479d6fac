"""A bank to a table; every kind fits, and of the bank's header nothing does but its questions."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.render import question_content
from geoquiz.core.question import Question
from geoquiz.interchange.report import Exported, Loss, unheld_header
from geoquiz.interchange.table.cells import COLUMNS, joined, neutral

_ALWAYS = ("id", "type", "stem")
_NO_PLACE = "a table has a place for questions alone"


def write_csv(bank: Bank) -> Exported:
    """Return the bank as CSV that spreadsheets open with a double click: UTF-8 with its mark, parted by commas."""
    return _write(bank, ",")


def write_tsv(bank: Bank) -> Exported:
    """Return the bank as the same table, parted by tabs."""
    return _write(bank, "\t")


def _write(bank: Bank, separator: str) -> Exported:
    rows = [_row(question) for question in bank.questions]
    columns = [name for name in COLUMNS if name in _ALWAYS or any(name in row for row in rows)]
    target = io.StringIO()
    # Every cell in quotation marks: a separator of another country within one then parts nothing.
    writer = csv.writer(target, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([neutral(row.get(name, "")) for name in columns])
    losses = [Loss("", "its id and title", "the name of the file stands for them"), *unheld_header(bank, (), _NO_PLACE)]
    return Exported(target.getvalue().encode("utf-8-sig"), tuple(losses))


def _row(question: Question) -> dict[str, str]:
    """Return the cells of a question by column."""
    content = question_content(question)
    row: dict[str, str] = {}
    for name, value in content.items():
        row |= _SPREAD[name](value) if name in _SPREAD else {name: _cell(value)}
    if question.kind == "cloze" and "accept" in content:
        row["accept"] = joined(f"{part}={text}" for part, texts in content["accept"].items() for text in texts)
    return {name: cell for name, cell in row.items() if cell}


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return joined(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else format(value, "f")


def _texts(entries: list[Any], field: str) -> list[str]:
    return [entry[field] if isinstance(entry, dict) else entry if field == "text" else "" for entry in entries]


def _with(name: str, field: str, column: str, entries: list[Any]) -> dict[str, str]:
    """Return the column of the texts, and that of what stands beside some of them."""
    beside = _texts(entries, field)
    return {name: joined(_texts(entries, "text")), column: joined(beside) if any(beside) else ""}


def _place(answer: Mapping[str, Any]) -> dict[str, str]:
    return {"answer": answer["name"], "lat": _degrees(answer["lat"]), "lon": _degrees(answer["lon"])}


def _spot(spot: Mapping[str, Any]) -> str:
    return f"{spot['name']} ({_degrees(spot['lat'])}, {_degrees(spot['lon'])})"


def _degrees(value: float) -> str:
    return format(value, ".6f").rstrip("0").rstrip(".")


_SPREAD: dict[str, Any] = {
    "options": lambda value: _with("options", "feedback", "feedback", value),
    "items": lambda value: _with("items", "label", "labels", value),
    "pairs": lambda value: {"lefts": joined(pair["left"] for pair in value), "rights": joined(pair["right"] for pair in value)},
    "answers": lambda value: {"answer": joined(value)},
    "answer": lambda value: _place(value) if isinstance(value, dict) else {"answer": _cell(value)},
    "accept": lambda value: {"accept": joined(value)} if isinstance(value, list) else {},
    "units": lambda value: {"units": joined(f"{name}={_cell(factor)}" for name, factor in value.items())},
    "choices": lambda value: {"choices": joined(map(_spot, value))},
    "source": lambda value: {name: str(number) for name, number in value.items()},
}
