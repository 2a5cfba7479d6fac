"""What an import would make of a file, told before anything is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from geoquiz.core.banks.model import Bank
from geoquiz.core.scheduling.arriving import Arriving
from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.report import Loss


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A note type: how many of its notes there are, how many questions of which kind they make, and why others do not."""

    note_type: str
    notes: int
    becomes: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PlanDeck:
    """A deck with its notes and the questions that they make; decks below it are counted by themselves."""

    name: str
    notes: int
    questions: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole file: its rows by note type, its decks, its media, and what was learned with the cards chosen."""

    rows: tuple[PlanRow, ...]
    decks: tuple[PlanDeck, ...]
    media: int = 0
    reviewed: int = 0
    reviews: int = 0
    suspended: int = 0

    @property
    def notes(self) -> int:
        """How many notes were looked at."""
        return sum(row.notes for row in self.rows)

    @property
    def skipped(self) -> tuple[tuple[str, int], ...]:
        """Why notes or cards of them become nothing, each reason with its count, the most frequent first."""
        counts: dict[str, int] = {}
        for row in self.rows:
            for reason, count in row.skipped:
                counts[reason] = counts.get(reason, 0) + count
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


class TooManyQuestions(ImportFault):
    """A file makes more questions than a bank may hold; ``decks`` are those to choose from."""

    def __init__(self, message: str, decks: tuple[PlanDeck, ...]) -> None:
        super().__init__(message)
        self.decks = decks


@dataclass(frozen=True, slots=True)
class AnkiImport:
    """A file of Anki's as a bank, with the plan that led to it; ``progress`` is by question id and part."""

    bank: Bank
    plan: Plan
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
    progress: Mapping[tuple[str, str], Arriving] = field(default_factory=dict)
