"""A package of Anki's as a bank: notes become questions, cards and log become what arrives with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from geoquiz.core.scheduling.arriving import Arriving
from geoquiz.core.stages import OnStage, counted, unheard
from geoquiz.interchange.anki.reading import own
from geoquiz.interchange.anki.reading.archive import unpacked
from geoquiz.interchange.anki.reading.becoming import Made, Maker, Skipped
from geoquiz.interchange.anki.reading.binding import Draft, bind, stable_id
from geoquiz.interchange.anki.reading.collection import Collection, opened
from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.anki.reading.own import OwnMaker, is_own
from geoquiz.interchange.anki.reading.plan import AnkiImport, Plan, PlanDeck, PlanRow
from geoquiz.interchange.anki.reading.progress import arriving, first_day
from geoquiz.interchange.anki.reading.values import Contents, Note, NoteCard
from geoquiz.interchange.report import Reading

_NO_CARD = "it has no card"


def read_package(file: BinaryIO, reading: Reading, *, deck: str = "", with_progress: bool = True, on_stage: OnStage = unheard
                 ) -> AnkiImport:
    """Return the bank in an .apkg or .colpkg; with ``deck``, that deck and those below it alone.

    Raises ImportFault when the file is none that Anki wrote, goes beyond a limit, or holds nothing for a bank.
    """
    with unpacked(file) as package, opened(package.collection) as collection:
        sorted_out = _SortedOut(collection.contents(), deck, on_stage)
        progress = sorted_out.progress(collection, on_stage) if with_progress else {}
    plan = Plan(tuple(sorted_out.rows()), tuple(sorted_out.decks()), package.media, len(progress),
                sum(len(card.log) for card in progress.values()), sum(card.suspended for card in progress.values()))
    return bind(sorted_out.drafts, plan, reading, progress)


def bank_of(contents: Contents, reading: Reading, *, deck: str = "") -> AnkiImport:
    """Return the bank of notes without media and progress; raise ImportFault as `read_package` does."""
    sorted_out = _SortedOut(contents, deck)
    return bind(sorted_out.drafts, Plan(tuple(sorted_out.rows()), tuple(sorted_out.decks())), reading, {})


def _of_deck(contents: Contents, name: str) -> Contents:
    """Return the notes that have a card in the deck or in one below it."""
    wanted = {id_ for id_, found in contents.decks.items() if found == name or found.startswith(f"{name}::")}
    if not wanted:
        known = sorted(set(contents.decks.values()))
        raise ImportFault(f"There is no deck {name!r} in the file: it has {', '.join(known[:20])}"
                          + (f" and {len(known) - 20} more." if len(known) > 20 else "."))
    cards = {note_id: kept for note_id, found in contents.cards.items()
             if (kept := tuple(card for card in found if card.deck_id in wanted))}
    return Contents(contents.created, contents.offset, contents.note_types, contents.decks,
                    tuple(note for note in contents.notes if note.id in cards), cards)


@dataclass(slots=True)
class _Row:
    notes: int = 0
    becomes: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)


class _SortedOut:
    """Notes on their way to questions, counted by note type and by deck."""

    def __init__(self, whole: Contents, deck: str, on_stage: OnStage = unheard) -> None:
        contents = self._contents = _of_deck(whole, deck) if deck else whole
        self._makers = {id_: OwnMaker(found) if is_own(found) else Maker(found) for id_, found in contents.note_types.items()}
        self._rows: dict[str, _Row] = {}
        self._decks: dict[int, list[int]] = {}
        self._ids: dict[str, int] = {}
        self._first = first_day(contents)
        self.drafts: list[Draft] = []
        for note in counted(contents.notes, "Reading notes", len(contents.notes), on_stage):
            self._take(note)

    def _take(self, note: Note) -> None:
        """Make what a note makes."""
        cards = self._contents.cards.get(note.id, ())
        maker = self._makers.get(note.type_id)
        row = self._rows.setdefault(maker.note_type.name if maker else "a note type that is missing", _Row())
        row.notes += 1
        counts = self._decks.setdefault(cards[0].deck_id, [0, 0]) if cards else None
        if counts:
            counts[0] += 1
        if maker is None or not cards:
            _add(row.skipped, _NO_CARD if maker else "its note type is not in the file")
            return
        for card in cards[:1] if maker.is_cloze else cards:
            try:
                made = maker.make(note.fields, card.ord)
            except Skipped as error:
                _add(row.skipped, str(error))
                continue
            _add(row.becomes, made.content["type"])
            if counts:
                counts[1] += 1
            self._draft(note, maker, made, cards if maker.is_cloze else (card,))

    def _draft(self, note: Note, maker: Maker | OwnMaker, made: Made, cards: Sequence[NoteCard]) -> None:
        origin = own.origin(maker.note_type, note) if isinstance(maker, OwnMaker) else None
        id_ = self._free(origin.id if origin else stable_id(note.guid, 0 if maker.is_cloze else cards[0].ord))
        tags = own.tags_of(note, origin.bank) if origin else note.tags
        parts = {card.id: (card, made.parts[card.ord] if made.parts and card.ord in made.parts else "main")
                 for card in cards if made.parts is None or card.ord in made.parts}
        self.drafts.append(Draft(id_, made, tags, self._contents.decks.get(cards[0].deck_id, ""), parts, origin))

    def _free(self, id_: str) -> str:
        """Return the id, with a number behind it where another note has it: no package of good will holds such two."""
        count = self._ids[id_] = self._ids.get(id_, 0) + 1
        return id_ if count == 1 else self._free(f"{id_[:56].rstrip('-')}-{count}")

    def rows(self) -> Iterable[PlanRow]:
        """Yield the plan by note type, those with most notes first."""
        for name, row in sorted(self._rows.items(), key=lambda pair: (-pair[1].notes, pair[0])):
            yield PlanRow(name, row.notes, _counted(row.becomes), _counted(row.skipped))

    def decks(self) -> Iterable[PlanDeck]:
        """Yield the decks that hold notes, by name."""
        named = [PlanDeck(self._contents.decks.get(id_, "a deck that is missing"), *counts) for id_, counts in self._decks.items()]
        yield from sorted(named, key=lambda deck: deck.name)

    def progress(self, collection: Collection, on_stage: OnStage = unheard) -> dict[tuple[str, str], Arriving]:
        """Return what was learned with the cards of the questions made, by question and part."""
        cards = {card_id: (draft.id, part, card) for draft in self.drafts for card_id, (card, part) in draft.cards.items()}
        logs = collection.log(cards.keys())
        found: dict[tuple[str, str], Arriving] = {}
        for card_id, (id_, part, card) in counted(cards.items(), "Reading the review log", len(cards), on_stage):
            arrived = arriving(card, logs.get(card_id, ()), self._first)
            if arrived is not None:
                found.setdefault((id_, part), arrived)
        return found


def _add(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _counted(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
