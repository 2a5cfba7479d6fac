"""Learners to simulate: what they really remember follows weights of their own, which the scheduler does not know.

Everything is drawn from seeds: the same learner meets the same luck under every policy. Measures nothing by itself.
"""

import math
import random
from dataclasses import dataclass, field

from geoquiz.core.scheduling.formulas import Formulas, Strength
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS
from geoquiz.core.scheduling.rating import Rating

RIGHT_AT_FIRST_SIGHT = 0.4
RIGHT_ON_THE_SAME_DAY = 0.92
LUCK = 48  # Draws kept for each card; they repeat after so many answers.
# By how much the weights of people differ, as the spread of a factor around 1: first stabilities most, as in published fits.
SPREAD = (0.5, 0.5, 0.5, 0.5, *[0.15] * 16, 0.25)
LOW = (*[0.01] * 4, 1.0, 0.1, 0.1, 0.001, 0.5, 0.0, 0.1, 0.1, 0.001, 0.01, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1)
HIGH = (*[100.0] * 4, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5, 5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8)


@dataclass(slots=True)
class Learner:
    """One learner: true memory, the days they skip, and their luck with each card."""

    truth: Formulas
    skips: list[bool]
    luck: list[list[float]] = field(repr=False)

    @classmethod
    def drawn(cls, name: str, *, cards: int, days: int, skipping: float) -> "Learner":
        """Return the learner of that name: the same name is the same learner."""
        draw = random.Random(name)
        weights = tuple(min(max(weight * math.exp(draw.gauss(0, spread)), low), high)
                        for weight, spread, low, high in zip(DEFAULT_WEIGHTS, SPREAD, LOW, HIGH, strict=True))
        skips = [draw.random() < skipping for _ in range(days)]
        return cls(Formulas(weights), skips, [[draw.random() for _ in range(LUCK)] for _ in range(cards)])


@dataclass(slots=True)
class Studied:
    """A card as the learner remembers it and as the scheduler believes; both see the same answers."""

    true: Strength
    believed: Strength
    last_day: int
    answers: int


def learn(learner: Learner, belief: Formulas, number: int, day: int) -> Studied:
    """Return a card after its first day: two learning steps, repeated from the start after a wrong answer."""
    luck = learner.luck[number]
    rating = Rating.GOOD if luck[0] < RIGHT_AT_FIRST_SIGHT else Rating.AGAIN
    card = Studied(learner.truth.first(rating), belief.first(rating), day, 1)
    _steps(learner, belief, card, luck, 2 if rating == Rating.AGAIN else 1)
    return card


def review(learner: Learner, belief: Formulas, card: Studied, number: int, day: int) -> bool:
    """Ask a card on a later day, and after a wrong answer once more; return whether it was recalled."""
    luck, elapsed = learner.luck[number], day - card.last_day
    true_chance = learner.truth.recall(elapsed, card.true.stability)
    believed_chance = belief.recall(elapsed, card.believed.stability)
    right = luck[card.answers % LUCK] < true_chance
    card.answers += 1
    card.last_day = day
    if right:
        card.true = learner.truth.recalled(card.true, true_chance)
        card.believed = belief.recalled(card.believed, believed_chance)
    else:
        card.true = learner.truth.forgotten(card.true, true_chance)
        card.believed = belief.forgotten(card.believed, believed_chance)
        _steps(learner, belief, card, luck, 1)
    return right


def _steps(learner: Learner, belief: Formulas, card: Studied, luck: list[float], needed: int) -> None:
    """Ask until the steps of the day are done; at most ten times."""
    done = 0
    for _ in range(10):
        rating = Rating.GOOD if luck[card.answers % LUCK] < RIGHT_ON_THE_SAME_DAY else Rating.AGAIN
        card.answers += 1
        card.true = learner.truth.again_today(card.true, rating)
        card.believed = belief.again_today(card.believed, rating)
        done = done + 1 if rating == Rating.GOOD else 0
        if done >= needed:
            return
