"""The real Anki, without its window: what tests ask of it."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path

# All out of this one module: Anki's others import each other in a circle unless it comes first.
from anki.collection import Card, Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, Note

from geoquiz import resources
from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.interchange.anki import DeckBank, DeckNote, Learned, write_apkg

CREATED = 1_750_000_000
CLEAN = ("Database rebuilt and optimized.", True)


def shipped_banks() -> list[Bank]:
    """Return the banks under questions/."""
    return [parse_bank(path.read_bytes(), path.name) for path in sorted(resources.questions_folder().glob("*.yaml"))]


def map_bytes(name: str) -> bytes:
    """Return a map as the server has it."""
    return (resources.static_folder() / "maps" / name).read_bytes()


def package(*banks: Bank, modified: int = CREATED, changed: Mapping[str, int] | None = None,
            learned: Mapping[str, Mapping[str, Learned]] | None = None, maps: Callable[[str], bytes] = map_bytes) -> bytes:
    """Return banks as a package; ``changed`` and ``learned`` tell of single questions, by their id."""
    target = BytesIO()
    decks = [
        DeckBank(bank.id, bank.header(), CREATED, (
            DeckNote(question, (changed or {}).get(question.id, modified), (learned or {}).get(question.id, {}))
            for question in bank.questions))
        for bank in banks
    ]
    write_apkg(decks, target, media=maps)
    return target.getvalue()


def bring_in(collection: Collection, data: bytes, folder: Path, *, with_progress: bool = False) -> dict[str, int]:
    """Import a package and return how many notes were new, updated, the same (duplicate) or refused (conflicting)."""
    path = folder / "deck.apkg"
    path.write_bytes(data)
    options = ImportAnkiPackageOptions(with_scheduling=with_progress)
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log
    names = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "missing_deck", "empty_first_field")
    return {name: len(getattr(log, name)) for name in names if len(getattr(log, name))}


def note_of(collection: Collection, bank: str, question: str) -> Note:
    """Return the note of a question."""
    (note_id,) = collection.find_notes(f'"Id:{bank}/{question}"')
    return collection.get_note(note_id)


def cards_of(collection: Collection, bank: str, question: str) -> list[Card]:
    """Return the cards of a question by their number."""
    return sorted(note_of(collection, bank, question).cards(), key=lambda card: card.ord)


def all_cards(collection: Collection) -> Iterable[Card]:
    """Return every card there is."""
    return (collection.get_card(card_id) for card_id in collection.find_cards(""))


def deck_names(collection: Collection) -> set[str]:
    """Return the names of all decks."""
    return {deck.name for deck in collection.decks.all_names_and_ids()}


def front(card: Card) -> str:
    """Return the HTML of a card's front, without its style."""
    return card.question().partition("</style>")[2]


def back(card: Card) -> str:
    """Return the HTML of a card's back, without its style."""
    return card.answer().partition("</style>")[2]
