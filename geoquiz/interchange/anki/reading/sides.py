"""Anki's templates: the side of a card out of the fields of its note.

Only what decides about content is understood: fields, conditions, and which fields are typed, hidden as hints or hold
gaps. Everything else (speech, furigana, scripts) leaves the field's text as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.anki.reading.limits import MAX_NESTING, MAX_SIDE

_EMPTY = re.compile(r"(?:\s|&nbsp;|<br\s*/?>|</?(?:div|p)>)*", re.IGNORECASE)
_COMMENT = re.compile(r"<!--[^-]*(?:-[^-]+)*-->")
_ANSWER_LINE = re.compile(r"<hr[^<>]{0,100}\bid=[\"']?answer\b[^<>]{0,100}>", re.IGNORECASE)


class TooLong(Exception):
    """A side would be longer than any question."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A field in a template, with the filters before its name."""

    name: str
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """What is shown when a field holds something, or (``unless``) when it holds nothing."""

    name: str
    unless: bool
    inner: "tuple[Piece, ...]"


Piece = str | Slot | Condition


@dataclass(frozen=True, slots=True)
class Side:
    """A template that is understood: its pieces, and the first field of each filter that matters."""

    pieces: tuple[Piece, ...]
    typed: str = ""
    cloze: str = ""
    hint: str = ""

    def render(self, fields: Mapping[str, str], *, without: tuple[str, ...] = ("type", "hint")) -> str:
        """Return the HTML of the side, slots with one of the filters ``without`` left out; raise TooLong past the limit."""
        found: list[str] = []
        _render(self.pieces, fields, without, found, [0])
        return "".join(found)


def read_side(template: str) -> Side:
    """Return a template understood; raise ImportFault where it is nested too deep."""
    reader = _Reader(_COMMENT.sub("", template))
    pieces = reader.pieces("", 0)
    return Side(pieces, *(reader.first.get(name, "") for name in ("type", "cloze", "hint")))


def behind_answer_line(html: str) -> str:
    """Return what stands behind Anki's line between question and answer, or all where there is no such line."""
    found = _ANSWER_LINE.search(html)
    return html[found.end():] if found else html


def is_empty(html: str) -> bool:
    """Tell whether a field holds nothing, as Anki sees it."""
    return _EMPTY.fullmatch(html) is not None


@dataclass(slots=True)
class _Reader:
    """Reads a template from left to right; every character is looked at once."""

    text: str
    position: int = 0
    first: dict[str, str] = field(default_factory=dict)

    def pieces(self, until: str, depth: int) -> tuple[Piece, ...]:
        """Return the pieces up to the end of the condition on the field ``until``."""
        if depth > MAX_NESTING:
            raise ImportFault(f"A template nests more than {MAX_NESTING} conditions: leave its notes out of the export.")
        found: list[Piece] = []
        while self.position < len(self.text):
            start = self.text.find("{{", self.position)
            end = self.text.find("}}", start) if start >= 0 else -1
            if end < 0:
                found.append(self.text[self.position:])
                self.position = len(self.text)
                break
            found.append(self.text[self.position:start])
            inside = self.text[start + 2:end].strip()
            self.position = end + 2
            if inside.startswith(("#", "^")):
                name = inside[1:].strip()
                found.append(Condition(name, inside[0] == "^", self.pieces(name, depth + 1)))
            elif inside.startswith("/"):
                if inside[1:].strip() == until:
                    break
            else:
                found.append(self._slot(inside))
        return tuple(piece for piece in found if piece != "")

    def _slot(self, inside: str) -> Slot:
        *filters, name = (word.strip() for word in inside.split(":"))
        for filter_ in filters:
            self.first.setdefault(filter_.partition(" ")[0], name)
        return Slot(name, tuple(filter_.partition(" ")[0] for filter_ in filters))


def _render(pieces: tuple[Piece, ...], fields: Mapping[str, str], without: tuple[str, ...], found: list[str], size: list[int]
            ) -> None:
    for piece in pieces:
        match piece:
            case str():
                text = piece
            case Slot(name, filters):
                text = "" if any(filter_ in without for filter_ in filters) else fields.get(name, "")
            case Condition(name, unless, inner):
                text = ""
                if is_empty(fields.get(name, "")) == unless:
                    _render(inner, fields, without, found, size)
        size[0] += len(text)
        if size[0] > MAX_SIDE:
            raise TooLong
        found.append(text)
