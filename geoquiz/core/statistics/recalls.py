"""From a card's log to what it says of recall: each review that counts, with what was predicted before it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.rating import Rating

MATURE = 21
"""A card is mature from an interval of so many days on, as in Anki."""

_RATED = ("review", "override", "import")


class Row(NamedTuple):
    """One row of a card's log with the memory after it, as it was stored then; ``took`` is in seconds."""

    id: int
    cause: str
    rating: int | None
    moves_memory: bool
    voids: int | None
    settings: int
    day: int
    state: int
    stability: float | None
    due: datetime | None
    took: float
    counts: bool
    confidence: int | None = None


class Recall(NamedTuple):
    """One answer that still counts.

    ``predicted`` is the chance of recall, 0..1, that the memory in force gave on that day; None where there was none, or on
    the day of the review before. ``interval`` is that of the card in review before it, None for a card that was being learned.
    ``moved`` tells whether it moved memory, ``counts`` whether it is one of the day's answers. ``reviews`` and ``lapses`` are
    those on later days than the one before them, this review's own not counted.
    """

    day: int
    rating: int
    took: float
    moved: bool
    counts: bool
    predicted: float | None
    interval: int | None
    elapsed: int
    reviews: int
    lapses: int
    confidence: int | None

    @property
    def right(self) -> bool:
        """Whether it was known: anything but Again."""
        return self.rating > Rating.AGAIN


class _Course:
    """What is known of a card while its log is read in the order in which its rows came in."""

    def __init__(self, decays: Mapping[int, float], day_of: Callable[[int, datetime], int]) -> None:
        self.live: dict[int, Recall] = {}
        self._decays, self._day_of = decays, day_of
        self._restarts: list[int] = []
        self._state, self._stability, self._due = int(State.NEW), None, None
        self._settings = 0
        self._last_day: int | None = None
        self._reviews = self._lapses = 0

    _state: int
    _stability: float | None
    _due: datetime | None

    def take(self, row: Row) -> None:
        """Read one row more."""
        replaced = None
        if row.voids is not None:
            replaced = self.live.pop(row.voids, None)
            self._restarts = [id_ for id_ in self._restarts if id_ != row.voids]
            self._count_again()
        if row.rating is not None and row.cause in _RATED:
            recall = replaced._replace(rating=row.rating) if replaced else self._recall(row, row.rating)
            self.live[row.id] = recall
            if recall.moved:
                self._count(recall)
        elif row.cause == "reset":
            self._restarts.append(row.id)
            self._count_again()
        elif row.cause == "key change" and self._last_day is not None:
            self._last_day = max(self._last_day, row.day)
        self._state, self._stability, self._due, self._settings = row.state, row.stability, row.due, row.settings

    def _recall(self, row: Row, rating: int) -> Recall:
        elapsed = max(0, row.day - self._last_day) if self._last_day is not None else 0
        predicted = interval = None
        if row.moves_memory and elapsed and self._stability is not None:
            predicted = chance(elapsed, self._stability, self._decays[row.settings])
        if row.moves_memory and self._state == State.REVIEW and self._due is not None and self._last_day is not None:
            interval = self._day_of(self._settings, self._due) - self._last_day
        return Recall(row.day, rating, row.took, row.moves_memory, row.counts, predicted, interval, elapsed, self._reviews,
                      self._lapses, row.confidence)

    def _count(self, recall: Recall) -> None:
        self._last_day = recall.day if self._last_day is None else max(self._last_day, recall.day)
        if recall.elapsed:
            self._reviews += 1
            self._lapses += not recall.right

    def _count_again(self) -> None:
        """Count the reviews that are left, since the card was last made new."""
        since = max(self._restarts, default=0)
        self._last_day, self._reviews, self._lapses = None, 0, 0
        for id_, recall in self.live.items():
            if id_ > since and recall.moved:
                self._count(recall)


def recalls(rows: Iterable[Row], decays: Mapping[int, float], day_of: Callable[[int, datetime], int]) -> list[Recall]:
    """Return the answers of one card that still count, from all of its rows in the order of their ids.

    A prediction is the one that was in force when the row came in: from the memory stored with the row before, and the days
    since the last review. Rows voided are left out; an override stands in the place of its review, with its prediction.
    ``decays`` are the last FSRS weights by settings version, and ``day_of`` gives the learner's day of an instant under one.
    """
    course = _Course(decays, day_of)
    for row in rows:
        course.take(row)
    return list(course.live.values())


def chance(elapsed: int, stability: float, decay: float) -> float:
    """Return the chance of recall so many days after the last review.

    R(t, S) = (1 + f·t/S)^-decay with f = 0.9^(-1/decay) - 1. Source: FSRS-6, forgetting curve.
    """
    return float((1 + (0.9 ** (-1 / decay) - 1) * elapsed / stability) ** -decay)
