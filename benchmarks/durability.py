"""What synchronous=FULL costs an answer on SQLite, against NORMAL.

With FULL, every commit waits until the disk has it; with NORMAL in WAL mode a power cut may take the last answers back (the
file stays sound). Answers are stored in turn under both settings, by the very service that the server uses, in two databases
on the same disk; medians and 95th percentiles over all answers, of the whole answer and of its COMMIT alone.

Run: python -m benchmarks.durability [--answers 400] [--folder /var/tmp]
"""

import argparse
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from tests.factories import answer_right, apply_bank, make_bank, make_learner, page

QUESTIONS = 50


def _database(folder: Path, setting: str) -> tuple[Engine, int]:
    """Return a database in which commits are as ``setting`` says, and a learner in it."""
    engine = engine_for(f"sqlite:///{folder}/{setting}.sqlite3")
    event.listen(engine, "connect", lambda connection, _record: connection.execute(f"PRAGMA synchronous={setting}"))
    migrate.upgrade(engine, resources.migrations_folder())
    with Session(engine) as session:
        apply_bank(session, make_bank(QUESTIONS))
        return engine, make_learner(session).id


def _answer(engine: Engine, user_id: int, number: int) -> tuple[float, float]:
    """Store an answer and return how many milliseconds that took, and its COMMIT."""
    now, began = datetime.now(UTC), []
    with Session(engine) as session:
        asked = page(session, user_id, f"q{number % QUESTIONS + 1}", at=now)
        session.rollback()
        event.listen(session, "before_commit", lambda _session: began.append(time.perf_counter()))
        started = time.perf_counter()
        answer_right(session, asked, now=now)
        ended = time.perf_counter()
        return 1000 * (ended - started), 1000 * (ended - began[-1])


def main() -> None:
    """Print the table, and the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=400)
    parser.add_argument("--folder", default=None, help="Where to make the databases; choose the disk that is meant.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="geoquiz-durability-", dir=given.folder) as folder:
        databases = {setting: _database(Path(folder), setting) for setting in ("FULL", "NORMAL")}
        times: dict[str, list[tuple[float, float]]] = {setting: [] for setting in databases}
        for number in range(given.answers):
            for setting, (engine, user_id) in databases.items():
                times[setting].append(_answer(engine, user_id, number))
        for engine, _ in databases.values():
            engine.dispose()
    figures = {}
    for setting, found in times.items():
        for what, values in zip(("answer", "commit"), zip(*found, strict=True), strict=True):
            median, high = statistics.median(values), statistics.quantiles(values, n=20)[-1]
            figures[f"{what}_{setting}"] = {"median_ms": round(median, 2), "p95_ms": round(high, 2)}
            print(f"synchronous={setting:<8}{what:<8}{median:>8.2f} ms at the median {high:>8.2f} ms at 95 %")
    print(f"FULL costs {figures['commit_FULL']['median_ms'] - figures['commit_NORMAL']['median_ms']:.2f} ms a commit at the median")
    print(json.dumps({"answers": given.answers, **figures}))


if __name__ == "__main__":
    main()
