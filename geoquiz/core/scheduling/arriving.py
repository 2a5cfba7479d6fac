"""Cards that arrive from another program: what it knew of them, and the memory that makes here."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from geoquiz.core.scheduling.memory import LogRow, Memory, Settings, State, step
from geoquiz.core.scheduling.rating import Rating

_LEAST_STABILITY, _MOST_STABILITY = 0.001, 36_500.0
# The recall that SM-2's intervals aim at; FSRS's own conversion takes the same.
_RETENTION_OF_SM2 = 0.9
_EASE = 2.5


@dataclass(frozen=True, slots=True)
class PastReview:
    """One review of another program: when, for how long, how it was rated, and whether it moved the card there."""

    at: datetime
    rating: Rating
    took: timedelta
    moved: bool = True


@dataclass(frozen=True, slots=True)
class Arriving:
    """A card of another program that has been reviewed there.

    It is due on a day (numbered by `date.toordinal`) or, in learning, at an instant. ``stability`` and ``difficulty``
    are FSRS's, None where the program did not know them; then ``interval`` (days) and ``ease`` (SM-2's, such as 2.5)
    stand for them. ``steps_left`` counts learning steps.
    """

    state: State
    due_day: int | None = None
    due_at: datetime | None = None
    stability: float | None = None
    difficulty: float | None = None
    last_review: datetime | None = None
    reps: int = 0
    lapses: int = 0
    interval: int = 0
    ease: float | None = None
    steps_left: int = 0
    suspended: bool = False
    log: tuple[PastReview, ...] = ()

    @property
    def in_order(self) -> list[PastReview]:
        """The reviews in order of time."""
        return sorted(self.log, key=lambda past: past.at)


def log_of(card: Arriving, part: str, *, settings: Settings, number: int, seed: str, now: datetime
           ) -> list[tuple[LogRow, Memory]]:
    """Return the rows with which an arriving card begins its log here, each with the memory after it.

    Its past reviews come first, under their own times, and last, now, a row with the memory that it came with.
    ``number`` is that of the settings, and ids count up from 1.
    """
    rows: list[tuple[LogRow, Memory]] = []
    memory = Memory()
    for past in card.in_order:
        row = LogRow(len(rows) + 1, part, "import", min(past.at, now), now, number, past.rating, past.moved)
        memory = step(memory, row, settings, seed)
        rows.append((row, memory))
    memory = _arrived(card, memory, settings, now)
    rows.append((LogRow(len(rows) + 1, part, "import", now, now, number, arrived=memory), memory))
    return rows


def _arrived(card: Arriving, learned: Memory, settings: Settings, now: datetime) -> Memory:
    """Return the memory of a card.

    ``learned`` is what its log alone amounts to here: stability and difficulty come from it where the other program
    did not say them, and from interval and ease where there is no log either.
    """
    stability, difficulty = _strength(card, learned, settings)
    last_review = min(card.last_review or learned.last_review or now, now)
    return replace(
        learned, state=card.state, step=_step(card, settings), stability=stability, difficulty=difficulty,
        due=_due(card, settings, now), due_cause="import", last_review=last_review,
        reps=max(card.reps, learned.reps, 1), lapses=max(card.lapses, learned.lapses),
        first_day=settings.calendar.day(last_review) if learned.first_day is None else learned.first_day,
        suspended=card.suspended,
    )


def _due(card: Arriving, settings: Settings, now: datetime) -> datetime:
    if card.due_day is not None:
        return settings.calendar.start(card.due_day)
    return card.due_at or now


def _step(card: Arriving, settings: Settings) -> int | None:
    if card.state == State.REVIEW:
        return None
    steps = settings.learning_steps if card.state == State.LEARNING else settings.relearning_steps
    return min(max(0, len(steps) - card.steps_left), max(0, len(steps) - 1))


def _strength(card: Arriving, learned: Memory, settings: Settings) -> tuple[float, float]:
    if card.stability is not None and card.difficulty is not None:
        return _within(card.stability), min(max(card.difficulty, 1.0), 10.0)
    if learned.stability is not None and learned.difficulty is not None:
        return learned.stability, learned.difficulty
    stability = _within(float(max(card.interval, 1)))
    return stability, _difficulty_of(card.ease, stability, settings.weights)


def _within(stability: float) -> float:
    return min(max(stability, _LEAST_STABILITY), _MOST_STABILITY)


def _difficulty_of(ease: float | None, stability: float, weights: tuple[float, ...]) -> float:
    """Return the difficulty under which FSRS would have lengthened the interval just as ``ease`` did.

    Source: FSRS, "memory state from SM-2": D = 11 - (ease - 1) / (e^w8 · S^-w9 · (e^(w10 · (1 - R)) - 1)).
    """
    growth: float = math.exp(weights[8]) * stability ** -weights[9] * math.expm1((1 - _RETENTION_OF_SM2) * weights[10])
    return min(max(11 - ((ease or _EASE) - 1) / growth, 1.0), 10.0)
