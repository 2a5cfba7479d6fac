"""What notes become: which kind of question each card of a note type makes, and its content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geoquiz.core.banks.yamltree import MAX_SCALAR
from geoquiz.core.fields import LONGEST_ANSWER
from geoquiz.interchange.anki.reading.sides import Side, TooLong, behind_answer_line, is_empty, read_side
from geoquiz.interchange.anki.reading.texts import gapped, markdown, plain
from geoquiz.interchange.anki.reading.values import NoteType

# Note types of the add-on that drew masks before Anki did it by itself.
_OCCLUSIONS = ("image occlusion", "io card")
_MEDIA_ONLY = "it is nothing but media, which no bank holds"


class Skipped(Exception):
    """A note, or one of its cards, that becomes nothing; ``str()`` of it says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """A question out of a note: its content as a bank file has it, what was lost, and the part for each of Anki's cards."""

    content: dict[str, Any]
    lost: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    parts: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True)
class _Card:
    front: Side
    back: Side


class Maker:
    """Makes questions of the notes of one note type; its templates are read once."""

    def __init__(self, note_type: NoteType) -> None:
        self.note_type = note_type
        self._cards = tuple(_Card(read_side(template.front), read_side(template.back)) for template in note_type.templates)
        self._occlusion = note_type.is_occlusion or any(name in note_type.name.lower() for name in _OCCLUSIONS)

    @property
    def is_cloze(self) -> bool:
        """Whether a note makes one question, whatever the number of its cards."""
        return self.note_type.is_cloze

    def make(self, values: tuple[str, ...], ord_: int) -> Made:
        """Return the question of one card of a note; raise Skipped where it makes none."""
        if self._occlusion:
            raise Skipped("it is an image occlusion: its question is a picture, which no bank holds")
        if not values:
            raise Skipped("it is longer than any question may be")
        if all(is_empty(value) for value in values):
            raise Skipped("it is empty")
        fields = dict(zip(self.note_type.fields, values, strict=False))
        if self.is_cloze:
            return self._cloze(fields)
        if not 0 <= ord_ < len(self._cards):
            raise Skipped("its note type has no such card")
        card = self._cards[ord_]
        try:
            return _checked(self._typed(card, fields) if card.front.typed else self._card(card, fields))
        except TooLong as error:
            raise Skipped("it is longer than any question may be") from error

    def _card(self, card: _Card, fields: dict[str, str]) -> Made:
        front, lost = markdown(card.front.render(fields))
        if not front:
            raise Skipped(_MEDIA_ONLY + " on its front" if lost else "its front is empty")
        back, lost_back = markdown(self._back(card, fields))
        if not back:
            raise Skipped(_MEDIA_ONLY + " on its back" if lost_back else "its back is empty")
        hint, _ = markdown(fields.get(card.front.hint, ""))
        return Made({"type": "card", "front": front, "back": back, "hint": hint}, _together(lost, lost_back))

    def _back(self, card: _Card, fields: dict[str, str]) -> str:
        return behind_answer_line(card.back.render({**fields, "FrontSide": ""}, without=("type",)))

    def _typed(self, card: _Card, fields: dict[str, str]) -> Made:
        answer = plain(fields.get(card.front.typed, ""))
        if not answer:
            raise Skipped("there is nothing to type in it")
        stem, lost = markdown(card.front.render(fields))
        if not stem:
            raise Skipped(_MEDIA_ONLY + " on its front" if lost else "its front is empty")
        behind, lost_back = markdown(self._back(card, fields))
        if len(answer) > LONGEST_ANSWER:
            full = markdown(fields[card.front.typed])[0]
            return Made({"type": "card", "front": stem, "back": f"{full}\n\n{behind}".strip()}, _together(lost, lost_back),
                        ("typing the answer: it is longer than anybody types, so it is a card to turn",))
        hint, _ = markdown(fields.get(card.front.hint, ""))
        explanation = "" if behind == markdown(fields[card.front.typed])[0] else behind
        return Made({"type": "typed", "stem": stem, "answer": answer, "explanation": explanation, "hint": hint},
                    _together(lost, lost_back))

    def _cloze(self, fields: dict[str, str]) -> Made:
        card = self._cards[0] if self._cards else None
        name = (card.front.cloze or card.front.typed if card else "") or self.note_type.fields[0]
        html = fields.get(name, "")
        if len(html) > MAX_SCALAR:
            raise Skipped("it is longer than any question may be")
        found = gapped(html)
        if not found.parts:
            raise Skipped("it has no gap")
        lost = found.lost
        explanation = ""
        if card:
            try:
                explanation, lost_back = markdown(card.back.render({**fields, name: "", "FrontSide": ""}))
            except TooLong as error:
                raise Skipped("it is longer than any question may be") from error
            lost = _together(lost, lost_back)
        return _checked(Made({"type": "cloze", "text": found.text, "explanation": explanation}, lost,
                             tuple(dict.fromkeys(found.changes)), found.parts))


def _together(*lost: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lost for name in names))


def _checked(made: Made) -> Made:
    if any(isinstance(value, str) and len(value) > MAX_SCALAR // 4 and len(value.encode()) > MAX_SCALAR
           for value in made.content.values()):
        raise Skipped("it is longer than any question may be")
    return made
