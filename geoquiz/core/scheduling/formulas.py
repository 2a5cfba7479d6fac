"""FSRS-6 on plain numbers, for plans and forecasts that ask it a hundred thousand times.

Cards themselves are moved by the `fsrs` library (see `memory`); a test holds these formulas against it.
Stability is in days, difficulty 1..10, elapsed time in whole days. Source: FSRS-6, as in py-fsrs 6.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from geoquiz.core.scheduling.memory import Memory, Settings
from geoquiz.core.scheduling.rating import Rating

RIGHT_AT_FIRST_SIGHT = 0.4
"""The share of questions that are answered right before they were ever seen, where a plan has to suppose one."""

_STABILITY_MIN = 0.001


class Strength(NamedTuple):
    """What FSRS knows of a card."""

    stability: float
    difficulty: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one card stands, in the learner's days; all None for a card never asked."""

    stability: float | None = None
    difficulty: float | None = None
    last_day: int | None = None
    due_day: int | None = None


def standing(memory: Memory, settings: Settings) -> Standing:
    """Return where a card stands; its days are those of the learner."""
    if memory.stability is None or memory.difficulty is None or memory.last_review is None:
        return Standing()
    calendar = settings.calendar
    last = calendar.day(memory.last_review)
    return Standing(memory.stability, memory.difficulty, last, calendar.day(memory.due) if memory.due else last)


class Formulas:
    """The formulas under one set of 21 weights."""

    __slots__ = ("_again_d", "_easy_d", "_factor", "_gain", "_inverse", "_power", "_w")

    def __init__(self, weights: tuple[float, ...]) -> None:
        self._w = weights
        self._power = -weights[20]
        self._inverse = 1 / self._power
        self._factor = 0.9**self._inverse - 1
        self._gain = math.exp(weights[8])
        self._easy_d = weights[4] - math.exp(weights[5] * 3) + 1

    def recall(self, elapsed: float, stability: float) -> float:
        """Return the chance of recall, 0..1, so many days after the last review."""
        power: float = (1 + self._factor * elapsed / stability) ** self._power
        return power

    def days_until(self, retention: float, stability: float) -> float:
        """Return after how many days, not rounded, the chance of recall has fallen to ``retention``."""
        days: float = stability / self._factor * (retention**self._inverse - 1)
        return days

    def first(self, rating: Rating) -> Strength:
        """Return the strength of a card after its first answer."""
        w = self._w
        difficulty = w[4] - math.exp(w[5] * (rating - 1)) + 1
        return Strength(max(w[rating - 1], _STABILITY_MIN), min(max(difficulty, 1.0), 10.0))

    def again_today(self, strength: Strength, rating: Rating) -> Strength:
        """Return the strength after another answer on the same day."""
        w = self._w
        grown = math.exp(w[17] * (rating - 3 + w[18])) * strength.stability ** -w[19]
        if rating > Rating.AGAIN:
            grown = max(grown, 1.0)
        return Strength(max(strength.stability * grown, _STABILITY_MIN), self._difficulty(strength.difficulty, rating))

    def recalled(self, strength: Strength, chance: float) -> Strength:
        """Return the strength after Good, at a moment when the chance of recall was ``chance``."""
        w, (stability, difficulty) = self._w, strength
        grown = 1 + self._gain * (11 - difficulty) * stability ** -w[9] * math.expm1((1 - chance) * w[10])
        return Strength(max(stability * grown, _STABILITY_MIN), self._difficulty(difficulty, Rating.GOOD))

    def forgotten(self, strength: Strength, chance: float) -> Strength:
        """Return the strength after Again, at a moment when the chance of recall was ``chance``."""
        w, (stability, difficulty) = self._w, strength
        fallen = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * math.exp((1 - chance) * w[14])
        fallen = min(fallen, stability / math.exp(w[17] * w[18]))
        return Strength(max(fallen, _STABILITY_MIN), self._difficulty(difficulty, Rating.AGAIN))

    def stepped(self, strength: Strength, steps: int) -> Strength:
        """Return the strength after so many answers of Good on the same day."""
        for _ in range(steps):
            strength = self.again_today(strength, Rating.GOOD)
        return strength

    def relearned(self, strength: Strength, chance: float) -> Strength:
        """Return the strength after Again, as in `forgotten`, and Good later on the same day."""
        return self.again_today(self.forgotten(strength, chance), Rating.GOOD)

    def _difficulty(self, difficulty: float, rating: Rating) -> float:
        w = self._w
        moved = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
        return min(max(w[7] * self._easy_d + (1 - w[7]) * moved, 1.0), 10.0)


def blended(one: Strength, other: Strength, share: float) -> Strength:
    """Return the strength that stands for two, the other with its share; stabilities differ by factors, hence the power."""
    return Strength(one.stability ** (1 - share) * other.stability**share,
                    one.difficulty * (1 - share) + other.difficulty * share)


def after_first_day(settings: Settings) -> tuple[tuple[float, Strength], ...]:
    """Return (share, strength) of new cards when their first day is done: those right at first sight, and those wrong."""
    formulas, steps = Formulas(settings.weights), len(settings.learning_steps)
    right = formulas.stepped(formulas.first(Rating.GOOD), max(0, steps - 1))
    wrong = formulas.stepped(formulas.first(Rating.AGAIN), steps)
    return (RIGHT_AT_FIRST_SIGHT, right), (1 - RIGHT_AT_FIRST_SIGHT, wrong)
