"""Anki's deck packages (.apkg): banks as decks, questions as notes, and with them a learner's memory and log."""

from geoquiz.interchange.anki.package import DeckBank, DeckNote, write_apkg
from geoquiz.interchange.anki.scheduling import Learned, Logged

__all__ = ["DeckBank", "DeckNote", "Learned", "Logged", "write_apkg"]
