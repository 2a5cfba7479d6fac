"""The SQLite file of a collection, read as data of a stranger: read-only, from real tables alone, within limits.

Nothing in the file is run: triggers fire on writing only, views and virtual tables are not read, and functions that a
schema calls are switched off. A damaged or endless file ends in an ImportFault.
"""

import sqlite3
import time
from collections.abc import Collection as Container
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.anki.reading.limits import (
    MAX_CARDS,
    MAX_NOTE,
    MAX_NOTES,
    MAX_REVIEWS,
    MAX_SECONDS,
    MAX_TEXT,
    MAX_VALUE,
    MIB,
)
from geoquiz.interchange.anki.reading.schemas import read_schema
from geoquiz.interchange.anki.reading.values import Contents, Logged, Note, NoteCard

_HEAD = b"SQLite format 3\0"
_DAMAGED = "The collection in the package is damaged: check the database in Anki (Tools), then export it again."
_BUTTONS = range(5)
_ALL_WHOLE = {int}
# SQLite gives a text that looks like a number as one where its column says so.
_TEXTS = (str, int, float)
_NOTES = "SELECT id, guid, mid, tags, flds FROM notes"
_CARDS = ("SELECT id, nid, CASE WHEN odid THEN odid ELSE did END, ord, type, queue, CASE WHEN odid THEN odue ELSE due END, ivl, "
          "factor, reps, lapses, left, data FROM cards")
_LOG = "SELECT id, cid, ease, ivl, factor, time, type FROM revlog"
_STEPS_BETWEEN_LOOKS = 50_000


@contextmanager
def opened(path: Path) -> Iterator["Collection"]:
    """Open a collection for reading; raise ImportFault, then or later, for what is none."""
    with path.open("rb") as file:
        if file.read(len(_HEAD)) != _HEAD:
            raise ImportFault(_DAMAGED)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None,
                                     cached_statements=0)) as connection:
            yield Collection(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite's own message may quote what is damaged.
        slow = "interrupted" in str(error)
        raise ImportFault(f"Reading the collection took longer than {MAX_SECONDS:.0f} seconds: export fewer decks." if slow
                          else _DAMAGED) from error


class Collection:
    """A collection that is open for reading."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        # Bytes that are no UTF-8 become the sign for that; a text is never a reason to stop.
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        self._deadline = time.monotonic() + MAX_SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > self._deadline, _STEPS_BETWEEN_LOOKS)
        for limit, value in ((sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE), (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
                             (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 50), (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0),
                             (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0)):
            connection.setlimit(limit, value)
        if hasattr(connection, "setconfig"):  # From Python 3.12 on.
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # type: ignore[attr-defined,unused-ignore]
        for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    def rows(self, sql: str, *tables: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement; ``tables`` are those it names, which must be real ones."""
        for table in tables:
            if not self.has_table(table):
                raise ImportFault(f"The collection in the package has no table {table!r}: export the deck from Anki again.")
        yield from self._db.execute(sql)

    def has_table(self, name: str) -> bool:
        """Tell whether there is a real table of this name: no view, no virtual table, no computed columns."""
        found = self._db.execute("SELECT type, sql FROM sqlite_master WHERE lower(name) = ?", (name,)).fetchall()
        if len(found) != 1 or found[0][0] != "table" or "virtual" in str(found[0][1])[:20].lower():
            return False
        return all(column[6] == 0 for column in self._db.execute(f"PRAGMA table_xinfo({name})"))

    def contents(self) -> Contents:
        """Return everything but the log."""
        schema = read_schema(self)
        return Contents(schema.created, schema.offset, schema.note_types, schema.decks, tuple(self._notes()), self._cards())

    def _notes(self) -> Iterator[Note]:
        length = 0
        for count, (id_, guid, type_id, tags, fields) in enumerate(self.rows(_NOTES, "notes"), 1):
            if count > MAX_NOTES:
                raise ImportFault(f"The package holds more than {MAX_NOTES:,} notes: export fewer decks.")
            if not (isinstance(id_, int) and isinstance(type_id, int) and isinstance(guid, _TEXTS) and isinstance(tags, _TEXTS)
                    and isinstance(fields, _TEXTS)):
                raise ImportFault(_DAMAGED)
            text = str(fields)
            length += len(text)
            if length > MAX_TEXT:
                raise ImportFault(f"The notes hold more than {MAX_TEXT // MIB} MiB of text: export fewer decks.")
            # What is longer than any question could be is kept as nothing, and told later as such.
            kept = tuple(text.split("\x1f")) if len(text) <= MAX_NOTE else ()
            yield Note(id_, str(guid), type_id, tuple(str(tags).split()), kept)

    def _cards(self) -> dict[int, tuple[NoteCard, ...]]:
        found: dict[int, list[NoteCard]] = {}
        for count, row in enumerate(self.rows(_CARDS, "cards"), 1):
            if count > MAX_CARDS:
                raise ImportFault(f"The package holds more than {MAX_CARDS:,} cards: export fewer decks.")
            *numbers, data = row
            if set(map(type, numbers)) != _ALL_WHOLE:
                numbers = [_whole(number) for number in numbers]
            card = NoteCard._make((*numbers, data if isinstance(data, str) else ""))
            found.setdefault(card.note_id, []).append(card)
        return {note_id: tuple(sorted(cards, key=lambda card: card.ord)) if len(cards) > 1 else tuple(cards)
                for note_id, cards in found.items()}

    def log(self, card_ids: Container[int]) -> dict[int, list[Logged]]:
        """Return the log rows of these cards, by card, each in the order of time."""
        if not self.has_table("revlog"):
            return {}
        found: dict[int, list[Logged]] = {}
        count = 0
        for row in self.rows(_LOG, "revlog"):
            logged = Logged(*(_whole(number) for number in row))
            if logged.card_id in card_ids and logged.ease in _BUTTONS:
                count += 1
                if count > MAX_REVIEWS:
                    raise ImportFault(f"The log of these cards holds more than {MAX_REVIEWS:,} reviews: choose one deck, or leave "
                                      "the learning progress out.")
                found.setdefault(logged.card_id, []).append(logged)
        for rows in found.values():
            rows.sort()
        return found


def _whole(value: object) -> int:
    """Return a number of a row; a table of Anki's holds others only when it was tampered with."""
    if isinstance(value, float) and value == value and abs(value) < 2**62:  # noqa: PLR0124  # Only NaN differs from itself.
        return int(value)
    if not isinstance(value, int):
        raise ImportFault(_DAMAGED)
    return value
