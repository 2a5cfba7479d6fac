"""A made-up learner who studies like a person: true memory that the scheduler does not know, habits, days off and luck.

All chance comes from the ``draw`` that is handed in: the same draws are the same history.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from geoquiz.core.scheduling.formulas import Formulas, Strength
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, Memory, Settings, State, review
from geoquiz.core.scheduling.rating import Rating

MOST_A_DAY = 150
_LEARNED = 0.92  # The chance to know again what was shown a few minutes ago.
_MOST_TRIES = 6  # So often a card comes on one day at the most.
_FRESH = timedelta(minutes=30)  # Whatever comes again sooner is waited for.
# The spread of people's weights around 1: first stabilities most, as in published fits.
_SPREAD = (0.5, 0.5, 0.5, 0.5, *[0.15] * 16, 0.25)
_LOW = (*[0.01] * 4, 1.0, 0.1, 0.1, 0.001, 0.5, 0.0, 0.1, 0.1, 0.001, 0.01, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1)
_HIGH = (*[100.0] * 4, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5, 5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8)


class Draw(Protocol):
    """Where chance comes from: `random.Random`, for one."""

    def random(self) -> float:
        """Return a number from 0 to below 1."""

    def gauss(self, mu: float, sigma: float) -> float:
        """Return a number from a normal distribution."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody studies: true memory, share of days off, new questions a day, hour, seconds a question, prior knowledge."""

    truth: Formulas
    days_off: float
    new_a_day: int
    hour: float
    pace: float
    knows: float

    @classmethod
    def drawn(cls, draw: Draw) -> "Habits":
        """Return somebody's habits."""
        weights = tuple(min(max(weight * math.exp(draw.gauss(0, spread)), low), high)
                        for weight, spread, low, high in zip(DEFAULT_WEIGHTS, _SPREAD, _LOW, _HIGH, strict=True))
        return cls(Formulas(weights), 0.05 + 0.4 * draw.random(), 2 + int(8 * draw.random()), 7 + 14 * draw.random(),
                   8 * math.exp(draw.gauss(0, 0.3)), 0.2 + 0.3 * draw.random())


@dataclass(frozen=True, slots=True)
class Subject:
    """A card to learn: the question it belongs to, what the fuzz of its dates depends on, and how often guessing hits."""

    question: int
    seed: str
    guessing: float = 0.0


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: to which subject, when, after how many seconds, whether it was right, how sure they were, and memory after it.

    ``confidence`` is 3, 2 or 1.
    """

    subject: int
    day: int
    at: datetime
    took: float
    right: bool
    confidence: int
    after: Memory


@dataclass(slots=True)
class _Card:
    memory: Memory = field(default_factory=Memory)
    true: Strength | None = None
    last_day: int = 0


class _Student:
    def __init__(self, habits: Habits, subjects: Sequence[Subject], settings: Settings, draw: Draw) -> None:
        self.habits, self.subjects, self.settings, self.draw = habits, subjects, settings, draw
        self.cards = [_Card() for _ in subjects]
        self.met = 0

    def day(self, day: int) -> Iterator[Given]:
        """Yield the answers of one day: what is due, then new questions; parts of one question never come on one day."""
        calendar = self.settings.calendar
        at = calendar.start(day) + timedelta(hours=self.habits.hour - 4 + self.draw.random())
        end = calendar.start(day + 1)
        waiting: list[tuple[datetime, int, int]] = []
        for index in self._chosen(end):
            while waiting and waiting[0][0] <= at:
                given = self._answer(waiting[0][1], day, at, waiting, tries=heapq.heappop(waiting)[2])
                at = given.at
                yield given
            given = self._answer(index, day, at, waiting)
            at = given.at
            yield given
        while waiting:
            due, index, tries = heapq.heappop(waiting)
            given = self._answer(index, day, max(at, due), waiting, tries=tries)
            at = given.at
            yield given

    def _chosen(self, end: datetime) -> list[int]:
        due = sorted((card.memory.due, index) for index, card in enumerate(self.cards[:self.met])
                     if card.memory.due is not None and card.memory.due < end)
        new = range(self.met, min(self.met + self.habits.new_a_day, len(self.cards))) if len(due) < MOST_A_DAY // 2 else range(0)
        chosen: list[int] = []
        questions: set[int] = set()
        for index in [*(index for _, index in due[:MOST_A_DAY]), *new]:
            if self.subjects[index].question not in questions:
                questions.add(self.subjects[index].question)
                chosen.append(index)
                if index >= self.met:
                    self.met = index + 1
            elif index >= self.met:
                break  # New questions keep their order.
        return chosen

    def _answer(self, index: int, day: int, at: datetime, waiting: list[tuple[datetime, int, int]], tries: int = 0) -> Given:
        card, subject = self.cards[index], self.subjects[index]
        took = min(self.habits.pace * math.exp(self.draw.gauss(0, 0.5)), 90.0)
        at += timedelta(seconds=took + 2)
        knows = self.draw.random() < self._chance(card, day)
        right = knows or self.draw.random() < subject.guessing
        rating = Rating.GOOD if right else Rating.AGAIN
        self._learn(card, rating, day)
        card.memory = review(card.memory, rating, at=at, settings=self.settings, seed=subject.seed)
        again = card.memory.due
        if card.memory.state != State.REVIEW and again is not None and again - at < _FRESH and tries < _MOST_TRIES:
            heapq.heappush(waiting, (again, index, tries + 1))
        return Given(index, day, at, took, right, self._confidence(knows), card.memory)

    def _confidence(self, knows: bool) -> int:
        """Return how sure they say they are: mostly so of what they know, and now and then of what they do not."""
        sure, thinks = (0.65, 0.95) if knows else (0.1, 0.5)
        luck = self.draw.random()
        if luck < sure:
            return 3
        return 2 if luck < thinks else 1

    def _chance(self, card: _Card, day: int) -> float:
        if card.true is None:
            return self.habits.knows
        if card.last_day == day:
            return _LEARNED
        return self.habits.truth.recall(day - card.last_day, card.true.stability)

    def _learn(self, card: _Card, rating: Rating, day: int) -> None:
        truth = self.habits.truth
        if card.true is None:
            card.true = truth.first(rating)
        elif card.last_day == day:
            card.true = truth.again_today(card.true, rating)
        else:
            chance = truth.recall(day - card.last_day, card.true.stability)
            card.true = truth.recalled(card.true, chance) if rating > Rating.AGAIN else truth.forgotten(card.true, chance)
        card.last_day = day


def studied(habits: Habits, subjects: Sequence[Subject], settings: Settings, *, first_day: int, days: int, draw: Draw
            ) -> Iterator[Given]:
    """Yield the answers that somebody gives on so many days of theirs, in order; new cards come in the order of ``subjects``."""
    student = _Student(habits, subjects, settings, draw)
    for day in range(first_day, first_day + days):
        if draw.random() >= habits.days_off:
            yield from student.day(day)
