"""A learner's figures: what a day held, what was retained, and how much is known now."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.recalls import MATURE, Recall

LONGEST = 60.0
"""So many seconds of one answer count at the most, as in Anki: longer ones were an interruption."""

WINDOWS = (7, 30, 365)
_NOTHING = Share(0, 0)
Key = TypeVar("Key", bound=Hashable)


class Tally(NamedTuple):
    """The answers of a day, or of many: how many, how long they took (seconds), and what was retained."""

    answered: int = 0
    right: int = 0
    seconds: float = 0.0
    young: Share = _NOTHING
    mature: Share = _NOTHING

    def __add__(self, other: object) -> "Tally":
        """Return both together."""
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(self.answered + other.answered, self.right + other.right, self.seconds + other.seconds,
                     self.young + other.young, self.mature + other.mature)

    @property
    def retained(self) -> Share:
        """Retention, young and mature together."""
        return self.young + self.mature

    @property
    def shown_right(self) -> Share:
        """How many of the answers were right."""
        return Share(self.right, self.answered)


def time_spent(asked_at: datetime, answered_at: datetime) -> float:
    """Return the seconds that an answer took: from the showing of its page, 60 at the most.

    Source: Anki manual, deck options, "Maximum answer seconds" (60).
    """
    return min(max(0.0, (answered_at - asked_at) / timedelta(seconds=1)), LONGEST)


def tally(recalls: Iterable[Recall]) -> Tally:
    """Return what the answers amount to.

    Retention is the share of reviews of cards in review that were not rated Again, apart for young cards and for mature ones,
    whose interval was 21 days or more. Source: Anki manual, statistics, "True retention".
    """
    answered = right = young = young_right = mature = mature_right = 0
    seconds = 0.0
    for recall in recalls:
        if recall.counts:
            answered += 1
            right += recall.right
            seconds += recall.took
        if recall.interval is None:
            continue
        if recall.interval >= MATURE:
            mature += 1
            mature_right += recall.right
        else:
            young += 1
            young_right += recall.right
    return Tally(answered, right, seconds, Share(young_right, young), Share(mature_right, mature))


def total(tallies: Iterable[Tally]) -> Tally:
    """Return all of them together."""
    return sum(tallies, Tally())


def by_day(days: Iterable[tuple[int, Tally]]) -> dict[int, Tally]:
    """Return one tally for each day that has one."""
    found: dict[int, Tally] = defaultdict(Tally)
    for day, part in days:
        found[day] += part
    return dict(found)


def within(days: Iterable[tuple[int, Tally]], today: int, window: int) -> Tally:
    """Return what the last so many days amount to, today among them."""
    return total(part for day, part in days if today - window < day <= today)


class Known(NamedTuple):
    """How many parts there are, how many of them were met, and how many of those are known now."""

    parts: int = 0
    met: int = 0
    known: int = 0

    @property
    def at_risk(self) -> int:
        """How many were met but would now be forgotten more often than one time in ten."""
        return self.met - self.known

    @property
    def never_seen(self) -> int:
        """How many were never asked."""
        return self.parts - self.met


def is_known(stability: float, last_review: datetime, today: int, start: Callable[[int], datetime]) -> bool:
    """Tell whether the predicted recall is 90 % or more today: until so many days after the last review as the stability says.

    R(S, S) = 0.9 by the definition of stability, whatever the weights. Source: FSRS-6. ``start`` gives the first instant of
    a day of the learner.
    """
    # Beyond a hundred years a day's number would leave the calendar.
    return last_review >= start(today - int(min(stability, 36_500)))


def known_by(groups: Iterable[tuple[Key, int]], met: Iterable[tuple[Key, bool]]) -> dict[Key, Known]:
    """Return what is known by group: from how many parts each has, and for each met part its group and whether it is known."""
    found: dict[Key, Known] = defaultdict(Known)
    for key, parts in groups:
        found[key] = found[key]._replace(parts=found[key].parts + parts)
    for key, known in met:
        parts, seen, right = found[key]
        found[key] = Known(parts, seen + 1, right + known)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Sureness:
    """The answers given with one word of confidence, and how many of them were right."""

    confidence: int
    right: Share


CONFIDENCES = {3: "Sure", 2: "Think so", 1: "Guess"}


def misjudged(sure: Share, guessed: Share) -> tuple[Share, Share]:
    """Return (over-confidence, under-confidence): the wrong among the sure answers, and the right among the guesses.

    Source: Gardner-Medwin, Confidence assessment in the teaching of basic science (1995), for the three words.
    """
    return Share(sure.whole - sure.part, sure.whole), guessed
