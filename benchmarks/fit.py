"""Fitting weights to 10,000 reviews: what it costs against fsrs-rs-python alone, and what it is worth.

"Alone" groups the log by card, hands the library its items and takes its weights, all reviews fitted. Ours sets the last fifth
aside, fits the rest, and judges both sets of weights by what was set aside. Both start from the same log, take turns, and
the table shows the medians. The learners are simulated (see `benchmarks.learners`), each with weights of their own.

Run: python -m benchmarks.fit [--reviews 10000] [--rounds 9]
"""

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import count

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview

from benchmarks.learners import Learner, Studied, learn, review
from geoquiz.core.scheduling.fitting import Recall, fit
from geoquiz.core.scheduling.formulas import Formulas
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, Settings
from geoquiz.core.scheduling.rating import Rating

TARGET = 1.3
NEW_A_DAY = 12
BELIEF = Formulas(DEFAULT_WEIGHTS)


def log_of(name: str, reviews: int) -> list[Recall]:
    """Return the log of a learner who meets new cards every day and is asked at retention 0.9."""
    cards = reviews // 3
    learner = Learner.drawn(name, cards=cards, days=4000, skipping=0.15)
    found: list[Recall] = []
    due: dict[int, list[int]] = {}
    studied: dict[int, Studied] = {}
    for today in count():
        waiting = due.pop(today, [])
        if learner.skips[today]:
            due.setdefault(today + 1, []).extend(waiting)
            continue
        for number in waiting:
            right = review(learner, BELIEF, studied[number], number, today)
            ratings = [Rating.GOOD] if right else [Rating.AGAIN, Rating.GOOD]
            found += [Recall(number, today, rating) for rating in ratings]
        new = range(len(studied), min(cards, len(studied) + NEW_A_DAY))
        for number in new:
            studied[number] = learn(learner, BELIEF, number, today)
            wrong = [Recall(number, today, Rating.AGAIN)] * (studied[number].answers > 2)
            found += [*wrong, Recall(number, today, Rating.GOOD), Recall(number, today, Rating.GOOD)]
        for number in (*waiting, *new):
            wait = max(1, round(BELIEF.days_until(0.9, studied[number].believed.stability)))
            due.setdefault(today + wait, []).append(number)
        if len(found) >= reviews:
            return found[:reviews]
    raise AssertionError("Days never end.")


def alone(log: Sequence[Recall]) -> object:
    """Fit all of the log with the library and nothing else."""
    histories: dict[object, list[FSRSReview]] = {}
    last: dict[object, int] = {}
    items = []
    for recall in log:
        history = histories.setdefault(recall.card, [])
        days = recall.day - last.get(recall.card, recall.day)
        last[recall.card] = recall.day
        history.append(FSRSReview(recall.rating, days))
        if days > 0:
            items.append((recall.day, FSRSItem(history)))
    items.sort(key=lambda item: item[0])
    return FSRS(DEFAULT_PARAMETERS).compute_parameters([item for _, item in items])


def medians(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each job, all of them taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            gc.collect()
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Print what fitting costs, then what it brought to five learners."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--reviews", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    logs = [log_of(f"fit|{number}", options.reviews) for number in range(5)]
    taken = medians({"fsrs-rs-python alone": lambda: alone(logs[0]), "geoquiz": lambda: fit(logs[0], Settings())}, options.rounds)
    ratio = taken["geoquiz"] / taken["fsrs-rs-python alone"]
    print(f"{options.reviews:,} reviews; medians of {options.rounds} rounds; target: at most {TARGET:g} times\n")
    for name, seconds in taken.items():
        print(f"{name:<22}{seconds:>8.3f} s")
    print(f"{'ratio':<22}{ratio:>8.2f}{'' if ratio <= TARGET else '  missed'}\n")
    print(f"{'learner':>7} {'unseen':>7} {'log loss':>9} {'fitted':>7} {'RMSE':>7} {'fitted':>7}  adopted")
    for number, log in enumerate(logs):
        found = fit(log, Settings())
        assert found.before is not None
        assert found.after is not None
        print(f"{number:>7} {found.unseen:>7} {found.before.log_loss:>9.4f} {found.after.log_loss:>7.4f} "
              f"{found.before.rmse_bins:>7.4f} {found.after.rmse_bins:>7.4f}  {'yes' if found.adopted else 'no'}")
    print("\n" + json.dumps({"reviews": options.reviews, "seconds": taken, "ratio": round(ratio, 3), "target": TARGET}))


if __name__ == "__main__":
    main()
