"""What the figures of a question give reason to look at, in words; and what they cannot say yet."""

from typing import Literal, NamedTuple

from geoquiz.core.statistics.calibration import ENOUGH as ENOUGH_PREDICTIONS
from geoquiz.core.statistics.intervals import newcombe
from geoquiz.core.statistics.items import Chosen, Facility
from geoquiz.core.statistics.itemtable import ENOUGH_LEARNERS, ItemFigures

ENOUGH_ANSWERS = 10
"""So many first answers before a question is called easy or hard."""

ENOUGH_CHOICES = 30
"""So many first answers before an option is called unused."""

ENOUGH_REVIEWS = 20
"""So many reviews of cards in review before lapses are called many."""

EASY, HARD = 0.95, 0.2
GOOD, AGAINST = 0.3, 0.1
UNUSED = 0.05
FORGOTTEN, LAPSES = -0.1, 0.2

Code = Literal["key", "against", "blind", "easy", "hard", "weak", "unused", "forgotten", "lapses"]


class Flag(NamedTuple):
    """One reason to look at a question; ``is_grave`` where its key may be wrong."""

    code: Code
    words: str

    @property
    def is_grave(self) -> bool:
        """Whether the key may be wrong."""
        return self.code in ("key", "against", "blind")


def flags(item: ItemFigures) -> tuple[Flag, ...]:
    """Return the reasons to look at a question, the gravest first; docs/item-analysis.md states every rule."""
    found = [*_of_key(item), *_of_difficulty(item)]
    if not {flag.code for flag in found} & {"easy", "hard", "key", "against"}:
        found += _weak(item)
    if not any(flag.code == "easy" for flag in found):
        found += _unused(item)
    return (*found, *_of_memory(item))


def _distractors(item: ItemFigures) -> list[Chosen]:
    """Return the wrong options as they stand today."""
    return [one for one in item.chosen if one.option in item.options.texts and one.option not in item.options.keys]


def _of_key(item: ItemFigures) -> list[Flag]:
    found = [Flag("key", f"“{one.option}” is chosen more often by strong learners than by weak ones: check the key.")
             for one in _distractors(item) if _drawn_to(one)]
    if item.discrimination is not None and item.discrimination.value < 0 and item.discrimination.interval.high < AGAINST:
        found.append(Flag("against", "Strong learners do worse here than weak ones: check the key and the wording."))
    if _told(item) and item.facility and item.chance and item.facility.interval.high < item.chance:
        found.append(Flag("blind", "It is answered rightly less often than by choosing blindly: check the key, and whether the "
                                   "stem misleads."))
    return found


def _drawn_to(one: Chosen) -> bool:
    """Tell whether surely more of the upper third than of the lower one chose a wrong option."""
    return bool(one.upper.whole and one.lower.whole) and newcombe(one.upper, one.lower).low > 0


def _told(item: ItemFigures) -> Facility | None:
    return item.facility if item.facility and item.facility.answers >= ENOUGH_ANSWERS else None


def _of_difficulty(item: ItemFigures) -> list[Flag]:
    told = _told(item)
    if told and told.mean >= EASY:
        return [Flag("easy", "Nearly everybody is right at first sight: either it is known already, or it gives itself away.")]
    if told and told.mean <= HARD:
        return [Flag("hard", "Hardly anybody is right at first sight: fine for something to be learned; in a quiz, look at the "
                             "wording.")]
    return []


def _weak(item: ItemFigures) -> list[Flag]:
    if item.discrimination is not None and item.discrimination.interval.high < GOOD:
        return [Flag("weak", "No discrimination: strong learners are right here hardly more often than weak ones.")]
    return []


def _unused(item: ItemFigures) -> list[Flag]:
    unused = [f"“{one.option}”" for one in _distractors(item)
              if one.all.whole >= ENOUGH_CHOICES and one.all.part < UNUSED * one.all.whole]
    if not unused:
        return []
    return [Flag("unused", f"Hardly ever chosen: {', '.join(unused)}. A wrong option that tempts nobody helps to guess.")]


def _of_memory(item: ItemFigures) -> list[Flag]:
    found = []
    if item.difference is not None and item.predictions >= ENOUGH_PREDICTIONS and item.difference <= FORGOTTEN:
        found.append(Flag("forgotten", "It is forgotten more often than predicted: something about it is hard to keep apart or "
                                       "to remember."))
    if item.lapses.whole >= ENOUGH_REVIEWS and item.lapses.part >= LAPSES * item.lapses.whole:
        found.append(Flag("lapses", "Known once and forgotten again by many: ask for less at a time, or give it an explanation "
                                    "that helps to remember."))
    return found


def missing(item: ItemFigures) -> tuple[str, ...]:
    """Return what the figures of a question cannot say yet, and from how many on they will."""
    found = []
    if item.learners < ENOUGH_ANSWERS:
        found.append(f"Whether it is easy or hard is told from {ENOUGH_ANSWERS} first answers on; there are {item.learners}.")
    if item.compared < ENOUGH_LEARNERS:
        found.append(f"Discrimination and thirds are told from {ENOUGH_LEARNERS} learners on who have met some other questions of "
                     f"the bank too; there are {item.compared}.")
    if item.options.texts and item.learners < ENOUGH_CHOICES:
        found.append(f"Whether an option is unused is told from {ENOUGH_CHOICES} first answers on; there are {item.learners}.")
    if item.predictions < ENOUGH_PREDICTIONS:
        found.append(f"Measured minus predicted recall says something from {ENOUGH_PREDICTIONS} reviews on a later day on; there "
                     f"are {item.predictions}.")
    if item.lapses.whole < ENOUGH_REVIEWS:
        found.append(f"Lapses are told from {ENOUGH_REVIEWS} reviews of cards in review on; there are {item.lapses.whole}.")
    return tuple(found)
