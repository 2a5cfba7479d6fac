"""Folding a card's log: what it costs a row, and whether the fold of random histories is the memory that was kept.

Each history mixes reviews in time and late, undo, reset and changed settings. The kept memory takes one step a row where the row
comes last, and folds the whole log where it does not, as the server does; at the end both must be equal bit for bit. The floor is
the `fsrs` library reviewing one card as often.

Run: python -m benchmarks.replay [--histories 2000] [--rounds 5]
"""

import argparse
import json
import random
import statistics
import time
from datetime import UTC, datetime, timedelta

import fsrs

from geoquiz.core.scheduling.memory import LogRow, Memory, Settings, fold, step
from geoquiz.core.scheduling.rating import Rating

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
VERSIONS = {1: Settings(), 2: Settings(desired_retention=0.85), 3: Settings(zone="Asia/Tokyo", day_start=0)}
SEED = "f00d|bank|q1|main"


def history(number: int, length: int = 24) -> list[LogRow]:
    """Return a random log of one card, in the order in which its rows were received."""
    draw = random.Random(number)
    rows: list[LogRow] = []
    at, version = START, 1
    for id_ in range(1, length + 1):
        at += timedelta(minutes=draw.choice((1, 12, 60, 24 * 60, 5 * 24 * 60, 40 * 24 * 60)))
        version = draw.choice((version, version, version, 1, 2, 3))
        late = timedelta(days=draw.choice((0, 0, 0, 0, 3)))
        live = [row for row in rows if row.cause == "review" and row.id not in {r.voids for r in rows}]
        kind = draw.random()
        if kind < 0.12 and live:
            rows.append(LogRow(id_, "main", "undo", at, at, version, voids=live[-1].id))
        elif kind < 0.16:
            rows.append(LogRow(id_, "main", "reset", at, at, version))
        else:
            rating = Rating(draw.choices((1, 2, 3, 4), (2, 1, 6, 1))[0])
            rows.append(LogRow(id_, "main", "review", at - late, at, version, rating))
    return rows


def kept(rows: list[LogRow]) -> Memory:
    """Return the memory as a server keeps it that sees the rows one after the other."""
    memory = Memory()
    for index, row in enumerate(rows):
        latest = max((earlier.answered_at for earlier in rows[:index]), default=START)
        if row.voids is None and row.answered_at >= latest:
            memory = step(memory, row, VERSIONS[row.settings], SEED)
        else:
            memory = fold(rows[:index + 1], VERSIONS, SEED)
    return memory


def library_alone(reviews: int) -> float:
    """Return the seconds that the library takes for so many reviews of one card."""
    scheduler, card, at = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card(card_id=1), START
    started = time.perf_counter()
    for _ in range(reviews):
        at += timedelta(days=3)
        card, _log = scheduler.review_card(card, fsrs.Rating.Good, at)
    return time.perf_counter() - started


def main() -> None:
    """Print the table, and the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    logs = [history(number) for number in range(arguments.histories)]
    rows = sum(len(log) for log in logs)
    unequal = sum(kept(log) != fold(log, VERSIONS, SEED) for log in logs)
    undone = sum(row.cause == "undo" for log in logs for row in log)
    ours, floor = [], []
    for _ in range(arguments.rounds):
        started = time.perf_counter()
        for log in logs:
            fold(log, VERSIONS, SEED)
        ours.append(time.perf_counter() - started)
        floor.append(library_alone(rows))
    ratio = statistics.median(o / f for o, f in zip(ours, floor, strict=True))
    print(f"{'histories':>10} {'rows':>8} {'undone':>7} {'unequal':>8} {'fold µs/row':>12} {'fsrs µs/review':>15} {'ratio':>6}")
    print(f"{len(logs):>10,} {rows:>8,} {undone:>7,} {unequal:>8} {statistics.median(ours) / rows * 1e6:>12.1f} "
          f"{statistics.median(floor) / rows * 1e6:>15.1f} {ratio:>6.2f}")
    print(json.dumps({"histories": len(logs), "rows": rows, "undone": undone, "unequal": unequal, "ratio": round(ratio, 3)}))


if __name__ == "__main__":
    main()
