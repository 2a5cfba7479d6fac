"""A date to be ready for: what the planner reaches, and what it saves against one retention for all days.

Simulated learners (see `benchmarks.learners`) remember by weights of their own, skip 15 % of days and start with 200 new
cards. Each plan is made once, on the first day. For every scenario the table gives mean true recall on the day, and how
many reviews it took against the lowest constant retention that reaches the same recall for the same learners, with the
same luck and the same new cards a day. Scenarios that a limit makes impossible come last, with the day proposed instead.

Run: python -m benchmarks.exam [--learners 1000 | --quick] [--json FILE]. The full form takes about ten minutes on two cores.
"""

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

from benchmarks.learners import Learner, Studied, learn, review
from geoquiz.core.scheduling.formulas import Formulas, Standing
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, Settings
from geoquiz.core.scheduling.outlook import NO_LIMITS, Limits
from geoquiz.core.scheduling.planner import SKIPPED_DAYS, Plan, even_pace, last_day_for_new, plan

CARDS = 200
DAYS = (20, 45, 90)
TARGETS = (0.85, 0.90, 0.95)
ALLOWANCE = 0.02
RETENTIONS = (0.70, 0.74, 0.78, 0.80, 0.82, 0.84, 0.86, 0.88, 0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97)
IMPOSSIBLE = ((20, 0.90, Limits(new_a_day=8)), (20, 0.95, Limits(reviews_a_day=10)), (45, 0.90, Limits(new_a_day=3)))
BELIEF = Formulas(DEFAULT_WEIGHTS)
NextDay = Callable[[Studied, int, int], int]
"""Given a card, today, and its number, the day on which it is asked next."""


@dataclass(frozen=True, slots=True)
class Result:
    """Means over the learners: true recall of all cards on the day, reviews after a card's first day, and the busiest day."""

    recall: float
    reviews: float
    busiest: float


@dataclass(frozen=True, slots=True)
class Policy:
    """How the learners study: by a plan, or, without one, by one retention and an even pace of new cards."""

    days: int
    plan: Plan | None = None
    retention: float = 0.9
    limits: Limits = NO_LIMITS

    def next_day(self, learner: str) -> NextDay:
        """Return how this policy decides when a card of this learner comes again."""
        if self.plan is None:
            return lambda card, today, number: today + max(1, round(BELIEF.days_until(self.retention, card.believed.stability)))
        planned = self.plan.due_day
        return lambda card, today, number: planned(card.believed.stability, today, ordinary=self.days, today=today,
                                                   seed=f"{learner}|{number}")


def studied(policy: Policy, number: int) -> Result:
    """Let one learner study until the day."""
    name = f"{policy.days}|{number}"
    learner = Learner.drawn(name, cards=CARDS, days=policy.days, skipping=SKIPPED_DAYS)
    next_day, last_new = policy.next_day(name), policy.plan.last_new_day if policy.plan else last_day_for_new(0, policy.days)
    due: list[list[int]] = [[] for _ in range(policy.days)]
    cards: list[Studied] = []
    waiting: list[int] = []
    reviews = busiest = 0
    most_new, most_reviews = (CARDS if most is None else most for most in (policy.limits.new_a_day, policy.limits.reviews_a_day))
    for today in range(policy.days):
        waiting += due[today]
        if learner.skips[today]:
            continue
        pace = min(most_new, even_pace(CARDS - len(cards), last_new + 1 - today))
        new = range(len(cards), min(CARDS, len(cards) + pace))
        asked, waiting = waiting[:most_reviews], waiting[most_reviews:]
        cards += [learn(learner, BELIEF, card, today) for card in new]
        for card in asked:
            review(learner, BELIEF, cards[card], card, today)
        reviews, busiest = reviews + len(asked), max(busiest, len(asked))
        for card in (*asked, *new):
            again = next_day(cards[card], today, card)
            if again < policy.days:
                due[again].append(card)
    known = sum(learner.truth.recall(policy.days - card.last_day, card.true.stability) for card in cards)
    return Result(known / CARDS, reviews, busiest)


def simulate(pool: ProcessPoolExecutor, policy: Policy, learners: int) -> Result:
    """Let all learners study, on all cores."""
    found = list(pool.map(partial(studied, policy), range(learners), chunksize=10))
    return Result(fmean(r.recall for r in found), fmean(r.reviews for r in found), fmean(r.busiest for r in found))


def proposed(days: int, target: float, limits: Limits = NO_LIMITS) -> Plan:
    """Return the plan for a learner with nothing but new cards."""
    return plan([Standing()] * CARDS, Settings(), today=0, day=days, target=target, limits=limits)


def compare(pool: ProcessPoolExecutor, days: int, learners: int) -> list[dict[str, float | None]]:
    """Return a row for each target with that many days left."""
    plans = [proposed(days, target) for target in TARGETS]
    reached = [simulate(pool, Policy(days, found), learners) for found in plans]
    constant: dict[float, Result] = {}
    for retention in RETENTIONS:
        constant[retention] = simulate(pool, Policy(days, retention=retention), learners)
        if constant[retention].recall >= max(result.recall for result in reached):
            break
    rows: list[dict[str, float | None]] = []
    for target, found, result in zip(TARGETS, plans, reached, strict=True):
        lowest = next((retention for retention, other in constant.items() if other.recall >= result.recall), None)
        other = constant[lowest] if lowest is not None else None
        rows.append({"days": days, "target": target, "new_a_day": found.new_a_day, "predicted": round(found.recall, 4),
                     **{name: round(value, 4) for name, value in asdict(result).items()},
                     "predicted_reviews": round(sum(found.reviews)),
                     "constant": lowest, "constant_reviews": round(other.reviews, 1) if other else None,
                     "ratio": round(result.reviews / other.reviews, 3) if other else None})
    return rows


def table(rows: list[dict[str, float | None]]) -> str:
    """Return the comparison as text; a missed target and a lost comparison are said in the line."""
    lines = [f"{'days':>4} {'target':>6} {'new/day':>7} {'predicted':>9} {'recall':>7} {'wanted':>7} {'reviews':>8} {'busiest':>8} "
             f"{'constant':>9} {'reviews':>8} {'ratio':>6}"]
    for row in rows:
        days, target, recall, ratio = row["days"], row["target"], row["recall"], row["ratio"]
        assert target is not None
        assert recall is not None
        wanted = target - ALLOWANCE
        verdict = ("" if recall >= wanted else "  missed") + ("" if ratio is None or ratio <= 1 else "  lost")
        against = " none reaches it"
        if ratio is not None:
            against = f"{row['constant']:>9.2f} {row['constant_reviews']:>8.0f} {ratio:>6.2f}"
        lines.append(f"{days:>4} {target:>6.2f} {row['new_a_day']:>7} {row['predicted']:>9.3f} {recall:>7.3f} {wanted:>7.2f} "
                     f"{row['reviews']:>8.0f} {row['busiest']:>8.0f} {against}{verdict}")
    return "\n".join(lines)


def impossible(pool: ProcessPoolExecutor, learners: int) -> list[str]:
    """Return a line on each scenario that a limit makes impossible, and on the day that is proposed instead."""
    lines = []
    for days, target, limits in IMPOSSIBLE:
        found = proposed(days, target, limits)
        limit = ", ".join(f"at most {value} {name.replace('_a_day', '')} a day" for name, value in asdict(limits).items() if value)
        now = simulate(pool, Policy(days, found, limits=limits), learners)
        line = (f"{days} days, {target:.2f}, {limit}: {'holds' if found.holds else 'does not hold'}; "
                f"best predicted {found.recall:.2f}, simulated {now.recall:.2f}")
        if found.possible_day is not None:
            later = proposed(found.possible_day, target, limits)
            then = simulate(pool, Policy(found.possible_day, later, limits=limits), learners)
            line += f"; in {found.possible_day} days: predicted {later.recall:.2f}, simulated {then.recall:.2f}"
        lines.append(line)
    return lines


def main() -> None:
    """Print the table, and the impossible scenarios below it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--quick", action="store_true", help="forty learners instead of a thousand")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    learners, started = 40 if options.quick else options.learners, time.monotonic()
    with ProcessPoolExecutor() as pool:
        rows = [row for days in DAYS for row in compare(pool, days, learners)]
        others = impossible(pool, learners)
    print(f"{learners:,} learners, {CARDS} cards, {SKIPPED_DAYS:.0%} of days skipped; {time.monotonic() - started:.0f} s\n")
    print(table(rows) + "\n\n" + "\n".join(others))
    if options.json:
        options.json.write_text(json.dumps({"learners": learners, "rows": rows, "impossible": others}, indent=1) + "\n")


if __name__ == "__main__":
    main()
