"""Which review comes first when there are more than a day allows: by due date, or by recall, lowest or highest first.

Forty simulated learners (see `benchmarks.learners`) spend 500 reviews each after a break, 20,000 reviews an order. They have met
600 cards in 60 days, stay away for three weeks and come back to at most 20 reviews a day. Two cases: no new cards, so
that the backlog shrinks; and four new ones a day, so that it hardly does. Orders go by what the scheduler believes;
what counts is what the learner truly remembers. Same learners, same luck.

Run: python -m benchmarks.order [--learners 40]
"""

import argparse
import copy
import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from statistics import fmean

from benchmarks.learners import Learner, Studied, learn, review
from geoquiz.core.scheduling.formulas import Formulas
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS

BEFORE, BREAK, AFTER = 60, 21, 25
NEW_BEFORE, REVIEWS_A_DAY = 10, 20
CARDS = BEFORE * NEW_BEFORE
CASES = {"a break": 0, "a break, then 4 new a day": 4}
BELIEF = Formulas(DEFAULT_WEIGHTS)


@dataclass(slots=True)
class Waiting:
    """A card with the day on which it fell due."""

    card: Studied
    number: int
    due: int

    def chance(self, today: int) -> float:
        """Return the predicted chance of recall."""
        return BELIEF.recall(today - self.card.last_day, self.card.believed.stability)


ORDERS: dict[str, Callable[[Waiting, int], float]] = {
    "due date": lambda waiting, today: waiting.due,
    "lowest recall first": lambda waiting, today: waiting.chance(today),
    "highest recall first": lambda waiting, today: -waiting.chance(today),
}


@dataclass(frozen=True, slots=True)
class Result:
    """Of one learner, or the mean of many: true recall of all cards met, at the end and as a mean over the days after the break;
    cards truly known at the end; share of reviews recalled; cards still overdue at the end."""

    at_the_end: float
    over_the_days: float
    known: float
    recalled: float
    overdue: float


def returned(number: int, new: int) -> tuple[Learner, list[Waiting]]:
    """Return a learner who comes back from the break, with the cards met before it."""
    learner = Learner.drawn(f"order|{number}", cards=CARDS + AFTER * new, days=BEFORE, skipping=0.15)
    cards: list[Waiting] = []
    for today in range(BEFORE):
        if learner.skips[today]:
            continue
        for waiting in cards:
            if waiting.due <= today:
                _ask(learner, waiting, today)
        for fresh in range(len(cards), min(CARDS, len(cards) + round(NEW_BEFORE / 0.85))):
            cards.append(_met(learner, fresh, today))
    return learner, cards


def _ask(learner: Learner, waiting: Waiting, today: int) -> bool:
    right = review(learner, BELIEF, waiting.card, waiting.number, today)
    waiting.due = today + max(1, round(BELIEF.days_until(0.9, waiting.card.believed.stability)))
    return right


def _met(learner: Learner, number: int, today: int) -> Waiting:
    card = learn(learner, BELIEF, number, today)
    return Waiting(card, number, today + max(1, round(BELIEF.days_until(0.9, card.believed.stability))))


def after_break(learner: Learner, cards: list[Waiting], order: Callable[[Waiting, int], float], new: int) -> Result:
    """Let the learner study in an order for the days after the break."""
    recalls, days = [], []
    for today in range(BEFORE + BREAK, BEFORE + BREAK + AFTER):
        due = sorted((order(waiting, today), waiting.number) for waiting in cards if waiting.due <= today)
        recalls += [_ask(learner, cards[number], today) for _, number in due[:REVIEWS_A_DAY]]
        cards += [_met(learner, len(cards) + fresh, today) for fresh in range(new)]
        days.append(_true_recall(learner, cards, today + 1))
    end = BEFORE + BREAK + AFTER
    return Result(days[-1], fmean(days), days[-1] * len(cards), fmean(recalls), sum(waiting.due <= end for waiting in cards))


def _true_recall(learner: Learner, cards: list[Waiting], day: int) -> float:
    return fmean(learner.truth.recall(day - waiting.card.last_day, waiting.card.true.stability) for waiting in cards)


def compared(new: int, number: int) -> dict[str, Result]:
    """Return what each order brings to one learner."""
    learner, cards = returned(number, new)
    return {name: after_break(learner, copy.deepcopy(cards), order, new) for name, order in ORDERS.items()}


def main() -> None:
    """Print a table for each case."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--learners", type=int, default=40)
    options = parser.parse_args()
    figures: dict[str, dict[str, dict[str, float]]] = {}
    with ProcessPoolExecutor() as pool:
        for case, new in CASES.items():
            found = list(pool.map(partial(compared, new), range(options.learners)))
            print(f"{case}: {options.learners * AFTER * REVIEWS_A_DAY:,} reviews an order\n")
            print(f"{'order':<22} {'recall at end':>13} {'over the days':>13} {'known at end':>12} {'recalled':>9} {'overdue':>8}")
            figures[case] = {}
            for name in ORDERS:
                mean = {field: fmean(asdict(result[name])[field] for result in found) for field in Result.__slots__}
                figures[case][name] = {field: round(value, 4) for field, value in mean.items()}
                print(f"{name:<22} {mean['at_the_end']:>13.3f} {mean['over_the_days']:>13.3f} {mean['known']:>12.0f} "
                      f"{mean['recalled']:>9.3f} {mean['overdue']:>8.0f}")
            print()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
