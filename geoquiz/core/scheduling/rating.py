"""From an outcome to a rating: wrong is Again, right is Good; the machine gives no other."""

from enum import IntEnum

from geoquiz.core.question import Outcome


class Rating(IntEnum):
    """How well a card was recalled, numbered as in FSRS and Anki."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


def rate(outcome: Outcome) -> Rating:
    """Return Good for a right outcome and Again for any other: a partial score counts as wrong for memory."""
    return Rating.GOOD if outcome.is_right else Rating.AGAIN
