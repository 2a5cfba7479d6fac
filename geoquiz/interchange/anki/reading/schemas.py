"""Note types, decks and settings in both forms: as JSON in one row (schema 11), and as tables (schema 15 and later)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from geoquiz.interchange.anki.reading import wire
from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.anki.reading.limits import MAX_DECKS, MAX_FIELDS, MAX_NOTE_TYPES, MAX_TEMPLATE, MAX_TEMPLATES
from geoquiz.interchange.anki.reading.values import NoteType, Template

_DAMAGED = "The settings of the collection are damaged: check the database in Anki (Tools), then export it again."
_OCCLUSION = 6
_LONGEST_NAME = 500
# The fields of Anki's messages: a note type's kind and what it was made of, a template's sides.
_KIND, _STOCK_KIND, _FRONT, _BACK = 1, 9, 1, 2
_KEPT_SETTINGS = {"creationOffset"}


class Tables(Protocol):
    """What is asked of a collection."""

    def rows(self, sql: str, *tables: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement."""

    def has_table(self, name: str) -> bool:
        """Tell whether there is a real table of this name."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What a collection says of itself."""

    created: int
    offset: int | None
    note_types: Mapping[int, NoteType]
    decks: Mapping[int, str]


def read_schema(collection: Tables) -> Schema:
    """Return note types, decks and settings; raise ImportFault when they cannot be read or are too many."""
    row = next(collection.rows("SELECT crt, conf, models, decks FROM col", "col"), None)
    if row is None or not isinstance(row[0], int):
        raise ImportFault(_DAMAGED)
    created, conf, models, decks = row
    if collection.has_table("notetypes"):
        types, names = _types_of_tables(collection), _decks_of_tables(collection)
        settings = {key: _loaded(value) for key, value in collection.rows("SELECT key, val FROM config", "config")
                    if key in _KEPT_SETTINGS}
    else:
        types = [_type_of_json(id_, model) for id_, model in _mapping(_loaded(models)).items()]
        names = {_id(id_): _name(_mapping(deck).get("name")) for id_, deck in _mapping(_loaded(decks)).items()}
        settings = _mapping(_loaded(conf))
    if len(types) > MAX_NOTE_TYPES or len(names) > MAX_DECKS:
        raise ImportFault(f"The package has more than {MAX_NOTE_TYPES:,} note types or {MAX_DECKS:,} decks: export fewer decks.")
    offset = settings.get("creationOffset")
    return Schema(created, offset if isinstance(offset, int) else None, {found.id: found for found in types}, names)


def _types_of_tables(collection: Tables) -> list[NoteType]:
    fields: dict[int, list[tuple[int, str]]] = {}
    for type_id, ord_, name in collection.rows("SELECT ntid, ord, name FROM fields", "fields"):
        fields.setdefault(_id(type_id), []).append((_id(ord_), _name(name)))
    templates: dict[int, list[tuple[int, Template]]] = {}
    for type_id, ord_, name, config in collection.rows("SELECT ntid, ord, name, config FROM templates", "templates"):
        sides = _template(_name(name), wire.text(_bytes(config), _FRONT), wire.text(_bytes(config), _BACK))
        templates.setdefault(_id(type_id), []).append((_id(ord_), sides))
    found = []
    for type_id, name, config in collection.rows("SELECT id, name, config FROM notetypes", "notetypes"):
        kind, stock = (wire.whole_number(_bytes(config), number) for number in (_KIND, _STOCK_KIND))
        found.append(_checked(
            _id(type_id), name, [text for _, text in sorted(fields.get(type_id, []))],
            [sides for _, sides in sorted(templates.get(type_id, []), key=lambda pair: pair[0])], kind, stock))
    return found


def _decks_of_tables(collection: Tables) -> dict[int, str]:
    # Levels are parted by a character of their own there.
    rows = collection.rows("SELECT id, name FROM decks", "decks")
    return {_id(id_): _name(str(name).replace("\x1f", "::")) for id_, name in rows}


def _type_of_json(id_: str, model: object) -> NoteType:
    values = _mapping(model)
    fields, templates = _list(values.get("flds")), _list(values.get("tmpls"))
    return _checked(
        _id(id_), values.get("name"), [_name(_mapping(field).get("name")) for field in fields],
        [_template(_name(sides.get("name")), sides.get("qfmt"), sides.get("afmt")) for sides in map(_mapping, templates)],
        values.get("type"), values.get("originalStockKind"))


def _checked(id_: int, name: object, fields: list[str], templates: list[Template], kind: object, stock: object) -> NoteType:
    if len(fields) > MAX_FIELDS or len(templates) > MAX_TEMPLATES:
        raise ImportFault(f"The note type {_name(name)[:80]!r} has more than {MAX_FIELDS} fields or {MAX_TEMPLATES} cards: "
                          "leave its notes out of the export.")
    return NoteType(id_, _name(name), tuple(fields), tuple(templates), is_cloze=kind == 1, is_occlusion=stock == _OCCLUSION)


def _template(name: str, front: object, back: object) -> Template:
    sides = [side if isinstance(side, str) else "" for side in (front, back)]
    if any(len(side) > MAX_TEMPLATE for side in sides):
        raise ImportFault(f"The card {name[:80]!r} of a note type has a template of more than {MAX_TEMPLATE:,} characters: leave "
                          "its notes out of the export.")
    return Template(name, *sides)


def _loaded(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str | bytes) and value else {}
    except (ValueError, RecursionError) as error:
        raise ImportFault(_DAMAGED) from error


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ImportFault(_DAMAGED)
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ImportFault(_DAMAGED)
    return value


def _id(value: object) -> int:
    try:
        return int(value) if isinstance(value, int | str) else -1
    except ValueError as error:
        raise ImportFault(_DAMAGED) from error


def _name(value: object) -> str:
    return " ".join(str(value).split())[:_LONGEST_NAME] if isinstance(value, str | int) else ""


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
