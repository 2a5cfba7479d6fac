"""Anki's notes and cards in plain text: lines of fields, with headers such as `#separator:tab` before them."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from geoquiz.core.errors import BankError
from geoquiz.interchange.anki.notetypes import NOTE_TYPES
from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.anki.reading.limits import MAX_FIELDS, MAX_NOTE_TYPES, MAX_NOTES, MAX_PLAIN_TEXT, MIB
from geoquiz.interchange.anki.reading.package import bank_of
from geoquiz.interchange.anki.reading.plan import AnkiImport
from geoquiz.interchange.anki.reading.values import Contents, Note, NoteCard, NoteType, Template
from geoquiz.interchange.decoding import decode
from geoquiz.interchange.report import Reading

_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "colon": ":", "pipe": "|", "space": " "}
_COLUMNS = ("guid column", "notetype column", "deck column", "tags column")
_GAP = re.compile(r"\{\{c\d{1,3}::")
_OWN = {kind.name.lower(): kind.fields for kind in NOTE_TYPES.values()}


@dataclass(slots=True)
class _Headers:
    """What the lines before the notes say; columns count from 1."""

    separator: str = ""
    is_html: bool = False
    tags: tuple[str, ...] = ()
    notetype: str = ""
    deck: str = ""
    columns: dict[str, int] = field(default_factory=dict)


def read_notes(data: bytes, reading: Reading, *, deck: str = "") -> AnkiImport:
    """Return the bank in notes of plain text; raise ImportFault for a text that holds none."""
    if len(data) > MAX_PLAIN_TEXT:
        raise ImportFault(f"The text has {len(data):,} bytes; the limit is {MAX_PLAIN_TEXT // MIB} MiB: export fewer notes.")
    try:
        text, _ = decode(data, reading.path)
    except BankError as error:
        raise ImportFault(error.faults[0].message) from error
    headers, body = _headers(text)
    return bank_of(_contents(headers, body), reading, deck=deck)


def _headers(text: str) -> tuple[_Headers, str]:
    """Return the headers and the text behind them."""
    found = _Headers()
    position = 0
    while text.startswith("#", position):
        end = text.find("\n", position)
        line = text[position + 1:end if end >= 0 else len(text)]
        name, colon, value = line.partition(":")
        if colon:
            _set(found, name.strip().lower(), value.strip() or value)
        position = end + 1 if end >= 0 else len(text)
    found.separator = found.separator or _guess(text[position:])
    return found, text[position:]


def _set(headers: _Headers, name: str, value: str) -> None:
    match name:
        case "separator":
            separator = _SEPARATORS.get(value.lower(), value)
            if len(separator) != 1 or separator in '"\r\n':
                raise ImportFault(f"The header says #separator:{value[:40]}, which parts nothing: write a name such as tab, or one "
                                  "sign.")
            headers.separator = separator
        case "html":
            headers.is_html = value.lower() == "true"
        case "tags":
            headers.tags = tuple(value.split())
        case "notetype":
            headers.notetype = value
        case "deck":
            headers.deck = value
        case _ if name in _COLUMNS:
            if not (value.isascii() and value.isdecimal() and 1 <= int(value[:6]) <= MAX_FIELDS):
                raise ImportFault(f"The header says #{name}:{value[:40]}: write the number of a column, from 1 to {MAX_FIELDS}.")
            headers.columns[name] = int(value)


def _guess(body: str) -> str:
    """Return the separator of a text that says none: the first of Anki's that its first line holds."""
    line = body.partition("\n")[0]
    return next((separator for separator in "\t|;,:" if separator in line), "\t")


def _contents(headers: _Headers, body: str) -> Contents:
    types: dict[tuple[str, int, bool], NoteType] = {}
    decks: dict[str, int] = {}
    notes: list[Note] = []
    cards: dict[int, tuple[NoteCard, ...]] = {}
    for number, cells in enumerate(_rows(headers.separator, body), 1):
        if number > MAX_NOTES:
            raise ImportFault(f"The text holds more than {MAX_NOTES:,} notes: export fewer decks.")
        named = {name: cells[column - 1] if column <= len(cells) else "" for name, column in headers.columns.items()}
        fields = [cell if headers.is_html else escape(cell, quote=False).replace("\n", "<br>")
                  for column, cell in enumerate(cells, 1) if column not in headers.columns.values()]
        if not any(field.strip() for field in fields):
            continue
        name = named.get("notetype column") or headers.notetype
        key = (name, len(fields), bool(fields) and any(_GAP.search(field) for field in fields[:1]))
        if key not in types:
            if len(types) >= MAX_NOTE_TYPES:
                raise ImportFault(f"The text names more than {MAX_NOTE_TYPES:,} note types: export fewer decks.")
            types[key] = _note_type(len(types) + 1, *key)
        deck = decks.setdefault(named.get("deck column") or headers.deck, len(decks) + 1)
        guid = named.get("guid column") or hashlib.blake2b(fields[0].encode(), digest_size=12).hexdigest()
        tags = (*headers.tags, *named.get("tags column", "").split())
        notes.append(Note(number, guid, types[key].id, tags, tuple(fields)))
        cards[number] = _cards(number, deck, types[key])
    return Contents(0, 0, {found.id: found for found in types.values()}, {id_: name for name, id_ in decks.items()},
                    tuple(notes), cards)


def _rows(separator: str, body: str) -> Iterator[Sequence[str]]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    try:
        yield from (cells for cells in reader if cells)
    except csv.Error as error:
        raise ImportFault(f"Line {reader.line_num} cannot be read: a field in quotation marks does not end, or is longer than any "
                          "question may be.") from error


def _note_type(id_: int, name: str, count: int, has_gaps: bool) -> NoteType:
    """Return what notes of this name and so many fields are: a text says nothing of templates, so those of Anki's own stand in."""
    own = _OWN.get(name.lower())
    if own is not None and count >= len(own):
        return NoteType(id_, name, own, ())
    fields = tuple(f"{number}" for number in range(1, count + 1))
    shown = name or ("notes with gaps" if has_gaps else "notes")
    further = "".join(f"<div>{{{{{field}}}}}</div>" for field in fields[2:])
    if has_gaps:
        return NoteType(id_, shown, fields, (Template(shown, "{{cloze:1}}", f"<div>{{{{2}}}}</div>{further}"),), is_cloze=True)
    if "type in" in name.lower():
        return NoteType(id_, shown, fields, (Template(shown, "{{1}}{{type:2}}", f"<hr id=answer>{further}"),))
    forwards = Template(shown, "{{1}}", f"<div>{{{{2}}}}</div>{further}")
    backwards = (Template(shown, "{{2}}", "{{1}}"),) if "reversed" in name.lower() and "optional" not in name.lower() else ()
    return NoteType(id_, shown, fields, (forwards, *backwards))


def _cards(note_id: int, deck: int, note_type: NoteType) -> tuple[NoteCard, ...]:
    count = max(1, len(note_type.templates))
    return tuple(NoteCard(note_id * 2 + ord_, note_id, deck, ord_, 0, 0, 0, 0, 0, 0, 0, 0, "") for ord_ in range(min(count, 2)))
