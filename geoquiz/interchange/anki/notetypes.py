"""The note types, frozen: ids, names, fields and templates never change again.

Anki takes a note type of the same id and another list of fields or templates for a stranger, and every note
made before for a conflict. Whoever needs another field adds a note type under a new id. What a card looks like
(`templates`) may change: `LOOKS` then gets a line more, whose time tells Anki that it is newer.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from geoquiz.interchange.anki import templates

COMMON_FIELDS = ("Question", "Answer", "Options", "Hint", "Also right", "Explanation", "Source", "As of", "Bank", "Id")


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type with one template; ids of its fields and template are made from its own."""

    id: int
    name: str
    fields: tuple[str, ...]
    front: str
    back: str
    is_cloze: bool = False


NOTE_TYPES = {
    "card": NoteType(1718000000001, "geoquiz card", COMMON_FIELDS, templates.CARD_FRONT, templates.CARD_BACK),
    "typed": NoteType(1718000000002, "geoquiz typed", COMMON_FIELDS, templates.TYPED_FRONT, templates.TYPED_BACK),
    "cloze": NoteType(1718000000003, "geoquiz cloze", (*COMMON_FIELDS, "Heading"), templates.CLOZE_FRONT, templates.CLOZE_BACK,
                      is_cloze=True),
    "choice": NoteType(1718000000004, "geoquiz choice", COMMON_FIELDS, templates.CHOICE_FRONT, templates.CHOICE_BACK),
    "map": NoteType(1718000000005, "geoquiz map", (*COMMON_FIELDS, "Map", "Pin"), templates.MAP_FRONT, templates.MAP_BACK),
}

# Every look there has been: its digest (as `look_digest` makes it) and since when, in epoch seconds, always rising.
LOOKS: tuple[tuple[str, int], ...] = (
    ("96d88ef3d2a7f4a0", 1764000000),
)


def look_digest() -> str:
    """Return the digest of what all cards look like: templates and style."""
    texts = [templates.CSS, *(text for kind in NOTE_TYPES.values() for text in (kind.front, kind.back))]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def models() -> dict[str, Any]:
    """Return the note types as Anki's schema 11 writes them."""
    return {str(kind.id): _model(kind) for kind in NOTE_TYPES.values()}


def _model(kind: NoteType) -> dict[str, Any]:
    return {
        "id": kind.id, "name": kind.name, "type": int(kind.is_cloze), "mod": LOOKS[-1][1], "usn": -1, "sortf": 0, "did": None,
        "tmpls": [{
            "name": kind.name.capitalize(), "id": kind.id * 100 + 99, "ord": 0, "qfmt": kind.front, "afmt": kind.back,
            "bqfmt": "", "bafmt": "", "did": None, "bfont": "", "bsize": 0,
        }],
        "flds": [_field(kind, ord_, name) for ord_, name in enumerate(kind.fields)],
        "css": templates.CSS, "latexPre": templates.LATEX_PRE, "latexPost": templates.LATEX_POST, "latexsvg": False,
        "req": [[0, "any", [0]]], "tags": [], "vers": [],
    }


def _field(kind: NoteType, ord_: int, name: str) -> dict[str, Any]:
    return {
        "name": name, "id": kind.id * 100 + ord_, "ord": ord_, "sticky": False, "rtl": False, "font": "Arial", "size": 20,
        "description": "", "plainText": False, "collapsed": ord_ > 1, "excludeFromSearch": name == "Id", "media": [],
    }
