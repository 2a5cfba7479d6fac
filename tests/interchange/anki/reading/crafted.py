"""Packages written by hand, to hold just what a test is about."""

import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import zstandard

from geoquiz.interchange.anki.reading import AnkiImport, read_package
from geoquiz.interchange.anki.schema import SCHEMA
from geoquiz.interchange.report import Reading

CREATED = 1_750_000_000
BASIC = {"name": "Basic", "type": 0, "flds": [{"name": "Front"}, {"name": "Back"}],
         "tmpls": [{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}]}
CLOZE = {"name": "Cloze", "type": 1, "flds": [{"name": "Text"}, {"name": "Back Extra"}],
         "tmpls": [{"name": "Cloze", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{Back Extra}}"}]}
TYPED = {**BASIC, "name": "Typing", "tmpls": [{"name": "Card 1", "qfmt": "{{Front}}{{type:Back}}",
                                                "afmt": "{{Front}}<hr id=answer>{{type:Back}}"}]}


def collection(notes: Iterable[tuple[str, ...]] = (("a river", "the Nile"),), *, model: Mapping[str, Any] = BASIC,
               change: Callable[[sqlite3.Connection], object] | None = None, ords: int = 1,
               card: tuple[int, ...] = (0, 0, 0, 0, 0, 0, 0, 0), data: str = "", conf: Mapping[str, Any] | None = None) -> bytes:
    """Return a collection in schema 11 of notes with these fields; ``change`` may do what it likes to it.

    ``card`` is what all cards have as type, queue, due, ivl, factor, reps, lapses and left, and ``data`` their record.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "collection"
        database = sqlite3.connect(path)
        database.executescript(SCHEMA)
        database.execute("INSERT INTO col VALUES (1, ?, 0, 0, 11, 0, 0, 0, ?, ?, ?, '{}', '{}')",
                         (CREATED, json.dumps(conf if conf is not None else {"creationOffset": 0}), json.dumps({"7": model}),
                          json.dumps({"1": {"name": "Default"}, "5": {"name": "Rivers"}})))
        for number, fields in enumerate(notes, 1):
            database.execute("INSERT INTO notes VALUES (?, ?, 7, 0, -1, ' water ', ?, '', 0, 0, '')",
                             (number, f"guid-{number}", "\x1f".join(fields)))
            for ord_ in range(ords):
                database.execute("INSERT INTO cards VALUES (?, ?, 5, ?, 0, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)",
                                 (number * 100 + ord_, number, ord_, *card, data))
        if change is not None:
            change(database)
        database.commit()
        database.close()
        return path.read_bytes()


def package(content: bytes | None = None, *, name: str = "collection.anki21", others: Mapping[str, bytes] | None = None,
            method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a package with this collection (that of one note, unless another is given) and these other entries."""
    target = BytesIO()
    content = collection() if content is None else content
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr(name, zstandard.compress(content) if name.endswith("b") else content)
        for other, data in (others or {}).items():
            archive.writestr(other, data)
    return target.getvalue()


def read(data: bytes, **options: Any) -> AnkiImport:
    """Read a package."""
    return read_package(BytesIO(data), Reading(path="deck.apkg", name="deck"), **options)


def questions(*notes: tuple[str, ...], model: Mapping[str, Any] = BASIC, ords: int = 1) -> list[dict[str, Any]]:
    """Return the content of the questions that notes make, without ids and tags."""
    bank = read(package(collection(notes, model=model, ords=ords))).bank
    return [question.model_dump(mode="json", exclude_defaults=True, exclude={"id", "tags"}) for question in bank.questions]
