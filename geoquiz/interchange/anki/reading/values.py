"""What a collection of Anki's holds, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Template:
    """One card of a note type: its name and its two sides."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """What a note's fields are called and which cards they make; ``is_occlusion`` marks Anki's own image occlusion."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    is_cloze: bool = False
    is_occlusion: bool = False


class Note(NamedTuple):
    """A note: its fields are HTML."""

    id: int
    guid: str
    type_id: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]


class NoteCard(NamedTuple):
    """A card as its row has it; ``due`` is that of its home deck."""

    id: int
    note_id: int
    deck_id: int
    ord: int
    type: int
    queue: int
    due: int
    ivl: int
    factor: int
    reps: int
    lapses: int
    left: int
    data: str


class Logged(NamedTuple):
    """A row of the review log: epoch milliseconds, button, interval, factor, milliseconds taken and type."""

    at: int
    card_id: int
    ease: int
    ivl: int
    factor: int
    took: int
    type: int


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything of a collection but its log.

    ``created`` is the epoch second from which Anki counts its days, ``offset`` the zone it did so in (minutes west of
    UTC), None where an old collection does not say.
    """

    created: int
    offset: int | None
    note_types: Mapping[int, NoteType]
    decks: Mapping[int, str]
    notes: tuple[Note, ...]
    cards: Mapping[int, tuple[NoteCard, ...]] = field(default_factory=dict)
