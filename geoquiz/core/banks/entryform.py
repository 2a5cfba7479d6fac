"""A question as the fields of a form: names say where a text belongs, so that no kind needs a reader of its own.

    stem                     a text
    source.paragraph         a text in a mapping
    accept[]                 a list, one entry a line
    accept.c1[]              a mapping of lists
    options[0].text          a field of one row in a list of mappings; a row with one filled field named ``text`` is a plain text
    units{0}.name, .value    one row of a mapping: its key and its value
    answer@options           the text of a chosen row of another list, by its number
    answers@options[]        the texts of several chosen rows

Whatever is empty is left out.
"""

import re
from collections.abc import Container, Iterable, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from geoquiz.core.banks.editing import Entry
from geoquiz.core.banks.parse import sentence_of

_ROW = re.compile(r"(\w+)\[(\d{1,3})\]\.(\w+)\Z", re.ASCII)
_KEYED = re.compile(r"(\w+)\{(\d{1,3})\}\.(name|value)\Z", re.ASCII)
_CHOSEN = re.compile(r"(\w+)@(\w+)(\[\])?\Z", re.ASCII)
_LINES = re.compile(r"(\w+)(?:\.(\w+))?\[\]\Z", re.ASCII)
_PLAIN = re.compile(r"(\w+)(?:\.(\w+))?\Z", re.ASCII)


def read_entry(known: Container[str], fields: Iterable[tuple[str, str]], before: Entry) -> Entry:
    """Return the entry that a form's fields describe; fields of ``before`` that the form does not have stay as they are.

    Only ``known`` fields are taken from the form.
    """
    found: dict[str, Any] = {}
    chosen: list[tuple[re.Match[str], str]] = []
    rows: dict[str, dict[int, dict[str, str]]] = {}
    keyed: dict[str, dict[int, dict[str, str]]] = {}
    for name, raw in fields:
        text = raw.replace("\r\n", "\n").strip()
        if match := _CHOSEN.match(name):
            chosen.append((match, text))
        elif match := _ROW.match(name) or _KEYED.match(name):
            (keyed if "{" in name else rows).setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = text
        elif match := _LINES.match(name):
            _put(found, match[1], match[2], [line.strip() for line in text.split("\n") if line.strip()])
        elif match := _PLAIN.match(name):
            _put(found, match[1], match[2], text)
    found |= {name: [entry for _, row in sorted(table.items()) if (entry := _entry_of(row))] for name, table in rows.items()}
    found |= {name: {row["name"]: row.get("value", "") for _, row in sorted(table.items()) if row.get("name")}
              for name, table in keyed.items()}
    found |= _chosen(chosen, rows)
    mine = {name: before[name] if _stripped(before.get(name)) == value else value for name, value in found.items() if name in known}
    merged = {**before, **mine}
    return {name: value for name, value in merged.items() if value not in ("", [], {})}


def _stripped(value: Any) -> Any:
    """Return a value as a form gives it back when nobody touches it."""
    if isinstance(value, dict):
        return {name: _stripped(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_stripped(entry) for entry in value]
    return value.strip() if isinstance(value, str) else value


def _chosen(chosen: Iterable[tuple[re.Match[str], str]], rows: Mapping[str, Mapping[int, Mapping[str, str]]]) -> dict[str, Any]:
    """Return the texts of the rows that were chosen by their numbers; nothing where none was."""
    found: dict[str, Any] = {}
    for match, number in chosen:
        row = rows.get(match[2], {}).get(int(number) if number.isdecimal() and len(number) < 4 else -1, {})
        texts = [text] if (text := row.get("text", "")) else []
        found[match[1]] = [*found.get(match[1], []), *texts] if match[3] else (texts or [""])[0]
    return found


def faults_of(model: type[BaseModel], entry: Entry) -> dict[str, str]:
    """Return what is wrong with an entry, by the names of its form's fields, one sentence for each.

    "" is for what no field can be blamed for.
    """
    try:
        model.model_validate(entry)
    except ValidationError as error:
        found: dict[str, str] = {}
        for detail in error.errors(include_url=False):
            at = (*detail["loc"], *((detail.get("ctx") or {}).get("at", ())))
            found.setdefault(_field_at(model, at), sentence_of(detail, model))
        return found
    return {}


def _field_at(model: type[BaseModel], at: tuple[str | int, ...]) -> str:
    """Return the name of the form's field for a place in an entry: of a mapping with fields of its own, one of these."""
    if not at or at[0] not in model.model_fields:
        return ""
    annotation = model.model_fields[str(at[0])].annotation
    either = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    inner = next((kind for kind in either if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    if inner is None:
        return str(at[0])
    return f"{at[0]}.{at[1] if len(at) > 1 and at[1] in inner.model_fields else next(iter(inner.model_fields))}"


def _put(found: dict[str, Any], name: str, inner: str | None, value: str | list[str]) -> None:
    if inner is None:
        found[name] = value
        return
    mapping = found.setdefault(name, {})
    if isinstance(mapping, dict) and value:
        mapping[inner] = value


def _entry_of(row: Mapping[str, str]) -> str | dict[str, str]:
    """Return a row without its empty fields; one that is a text alone is that text, as files write it."""
    filled = {name: text for name, text in row.items() if text}
    return filled["text"] if list(filled) == ["text"] and set(row) > {"text"} else filled
