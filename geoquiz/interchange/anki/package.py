"""Writing an .apkg: a zip of a SQLite collection in Anki's schema 11 and the maps it shows.

Notes stream from their iterators into a temporary SQLite file and from there into the zip, so memory does not
grow with their number. Equal content gives equal bytes: ids come from keys, times from the content.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from geoquiz.core.banks.model import BankHeader
from geoquiz.core.question import Question
from geoquiz.interchange.anki.fields import credit, media_name, note_fields, stripped
from geoquiz.interchange.anki.identity import deck_name, first_id, guid, tag
from geoquiz.interchange.anki.notetypes import NOTE_TYPES, models
from geoquiz.interchange.anki.scheduling import CREATED, Learned, card_values, revlog_rows
from geoquiz.interchange.anki.schema import CONF, DECK, DECK_OPTIONS, SCHEMA

_PARENT_DECK = 1718000000000
# Half the time of zlib's own choice, for a file 4 % larger.
_COMPRESSION = 4
_BATCH = 500
_INSERT_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')"
_INSERT_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)"
_INSERT_REVIEW = "INSERT OR IGNORE INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class DeckNote:
    """A question to write: ``modified`` (epoch seconds) must rise with every change that Anki should take over.

    ``learned`` is what a learner remembers, by part; a part that is not in it is new.
    """

    question: Question
    modified: int
    learned: Mapping[str, Learned] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeckBank:
    """A bank to write: its permanent key, its header, when it was made (epoch seconds), and its questions."""

    key: str
    header: BankHeader
    created: int
    notes: Iterable[DeckNote]


def write_apkg(banks: Iterable[DeckBank], target: BinaryIO, *, media: Callable[[str], bytes]) -> None:
    """Write banks of different keys as one deck package; ``media`` returns the bytes of a file under static/maps."""
    with tempfile.TemporaryDirectory(prefix="geoquiz-anki-") as folder:
        path = Path(folder) / "collection"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            collection = _Collection(connection)
            for bank in banks:
                collection.add_bank(bank)
            collection.finish()
        _write_zip(path, sorted(collection.maps), target, media)


class _Collection:
    """Anki's collection while it is being written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self.maps: set[str] = set()
        self._decks: dict[int, tuple[str, str, int]] = {}
        # Ids count up from here: notes and cards lie in the file in the order in which they are asked.
        self._first_id = 0
        self._noted = self._carded = self._newest = 0
        self._notes: list[tuple[Any, ...]] = []
        self._cards: list[tuple[Any, ...]] = []
        # The file is thrown away when anything fails: no journal, no waiting for the disk.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(SCHEMA)
        connection.execute("BEGIN")

    def add_bank(self, bank: DeckBank) -> None:
        """Write a bank's deck and notes."""
        deck = first_id(bank.created * 1000, bank.key)
        self._first_id = self._first_id or deck
        while deck in self._decks or deck == _PARENT_DECK:
            deck += 1
        self._decks[deck] = (self._free_name(bank), credit(bank.header), bank.created)
        for note in bank.notes:
            self._add_note(bank, deck, note)
            if len(self._notes) >= _BATCH:
                self._flush()

    def _free_name(self, bank: DeckBank) -> str:
        """Return the deck's name; a second bank of the same title has its key behind it. Anki ignores case in names."""
        name = deck_name(bank.header.title)
        taken = {other.casefold() for other, _, _ in self._decks.values()}
        return f"{name} ({bank.key})" if name.casefold() in taken else name

    def _add_note(self, bank: DeckBank, deck: int, note: DeckNote) -> None:
        question, modified = note.question, note.modified
        parts = question.parts()
        face = question.face(parts[0])
        kind = NOTE_TYPES[face.form]
        fields = note_fields(bank.key, bank.header, question, face)
        if face.map:
            self.maps.add(face.map)
        sort_field = stripped(fields[0])
        self._noted += 1
        self._newest = max(self._newest, modified)
        note_id = self._first_id + self._noted
        self._notes.append((note_id, guid(bank.key, question.id), kind.id, modified, _tags(bank, question), "\x1f".join(fields),
                            sort_field, _checksum(sort_field)))
        for part in parts:
            self._carded += 1
            card_id, learned = self._first_id + self._carded, note.learned.get(part)
            ord_ = int(part[1:]) - 1 if kind.is_cloze else 0
            self._cards.append((card_id, note_id, deck, ord_, modified, *card_values(learned, self._noted)))
            if learned:
                self._add_log(card_id, learned)

    def _add_log(self, card_id: int, learned: Learned) -> None:
        """Write the log of a card; a review whose millisecond is taken gets the next free one."""
        for at, *columns in revlog_rows(learned):
            while self._db.execute(_INSERT_REVIEW, (at, card_id, *columns)).rowcount == 0:
                at += 1  # noqa: PLW2901 (the id that is wanted moves on until it is free)

    def _flush(self) -> None:
        self._db.executemany(_INSERT_NOTE, self._notes)
        self._db.executemany(_INSERT_CARD, self._cards)
        self._notes.clear()
        self._cards.clear()

    def finish(self) -> None:
        """Write what is left, the collection's own row last, and close the transaction."""
        self._flush()
        conf = CONF | {"nextPos": self._noted + 1, "curModel": str(NOTE_TYPES["card"].id)}
        decks = {str(id_): DECK | values for id_, values in self._deck_values().items()}
        self._db.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (CREATED, self._newest * 1000, self._newest * 1000, *(_json(value) for value in (
                conf, models(), decks, {"1": DECK_OPTIONS}))))
        self._db.execute("COMMIT")

    def _deck_values(self) -> dict[int, dict[str, Any]]:
        values: dict[int, dict[str, Any]] = {1: {"id": 1, "name": "Default"}}
        values[_PARENT_DECK] = {"id": _PARENT_DECK, "name": "geoquiz"}
        for id_, (name, description, created) in self._decks.items():
            values[id_] = {"id": id_, "name": name, "desc": description, "mod": created}
        return values


def _tags(bank: DeckBank, question: Question) -> str:
    """Return a note's tags as Anki writes them, a space on either side of each."""
    names = dict.fromkeys((*bank.header.tags, *question.tags))
    return f" {' '.join((tag('geoquiz', bank.key), *(tag('geoquiz', bank.key, name) for name in names)))} "


def _checksum(text: str) -> int:
    """Return what Anki finds duplicates by."""
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8], 16)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write_zip(collection: Path, maps: list[str], target: BinaryIO, media: Callable[[str], bytes]) -> None:
    # The entry takes time and mode from the file: these say nothing of when and where it was made.
    collection.chmod(0o644)
    os.utime(collection, (0, 0))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION, strict_timestamps=False) as archive:
        archive.write(collection, "collection.anki21")
        for number, name in enumerate(maps):
            archive.writestr(_entry(str(number)), media(name))
        archive.writestr(_entry("media"), _json({str(number): media_name(name) for number, name in enumerate(maps)}))


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a zip entry of a fixed time, the earliest that a zip can say."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
