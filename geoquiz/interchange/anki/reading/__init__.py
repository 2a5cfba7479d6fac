"""Reading what Anki exports: packages of every generation as a bank, with the plan that leads to it and what was learned."""

from geoquiz.interchange.anki.reading.archive import without_media
from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.anki.reading.package import read_package
from geoquiz.interchange.anki.reading.plan import AnkiImport, Plan, PlanDeck, PlanRow, TooManyQuestions

__all__ = ["AnkiImport", "ImportFault", "Plan", "PlanDeck", "PlanRow", "TooManyQuestions", "read_package", "without_media"]
