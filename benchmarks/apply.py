"""How long applying a bank of 10,000 questions takes, against writing the same rows with the driver's executemany.

Run: python -m benchmarks.apply [--questions 10000] [--rounds 5] [--url postgresql+psycopg://…]

The measurements are taken in turn, round by round, each on an empty database, so that a slow minute of
the machine meets them all; the table shows medians, and the last line is JSON:

- floor: all rows of the bank (banks, revisions, questions, parts) by executemany, in one transaction
- first: the bank is applied for the first time; at most 4 × floor is wanted
- same: the same bank once more, which changes nothing
- one per cent: every hundredth question is reworded; at most 0.3 × first is wanted

Without --url it is a SQLite file, and seconds are of CPU time, so that a busy machine favours nobody. With it they
are of the clock, since the server works too, and everything in that database is deleted.
"""

import argparse
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, select
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.core.banks.model import Bank
from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question
from geoquiz.services import banks
from geoquiz.storage import migrate
from geoquiz.storage.db import Model, begin_write, engine_for

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TABLES = [Model.metadata.tables[name] for name in ("banks", "bank_revisions", "questions", "parts", "question_revisions")]
Rows = dict[Table, list[tuple[Any, ...]]]


def question(number: int, edition: str = "") -> Question:
    """Return one of four kinds with texts of usual length."""
    common = {"id": f"q{number}", "stem": f"Which place is number {number} of the list in the article?{edition}",
              "explanation": f"The article names it in the paragraph on the places numbered {number // 10} and more.",
              "source": {"paragraph": str(number % 40 + 1)}}
    kinds: list[dict[str, object]] = [
        {"type": "single", "options": [f"Place {number}{letter}" for letter in "abcd"], "answer": f"Place {number}a"},
        {"type": "typed", "answer": f"Place {number}", "accept": [f"The place {number}"]},
        {"type": "numeric", "answer": str(number), "unit": "km", "tolerance": "2%"},
        {"type": "cloze", "text": f"The {{{{c1::place {number}}}}} lies on the {{{{c2::river {number}}}}}."},
    ]
    return load_question({**common, **kinds[number % len(kinds)]})


def bank(count: int, edition: str = "") -> Bank:
    """Return a bank of so many questions; ``edition`` rewords every hundredth."""
    questions = tuple(question(number, edition if number % 100 == 0 else "") for number in range(count))
    return Bank.model_construct(**dict(Bank.model_validate({"format": 1, "id": "big", "title": "Big"})) | {"questions": questions})


def emptied(engine: Engine) -> None:
    """Leave a migrated database with nothing in it."""
    folder = resources.migrations_folder()
    if migrate.status(engine, folder) != "empty":
        migrate.downgrade(engine, folder, "base")
    migrate.upgrade(engine, folder)


def timed(engine: Engine, action: Callable[[], object]) -> float:
    """Return how many seconds an action takes."""
    clock = time.process_time if engine.dialect.name == "sqlite" else time.perf_counter
    gc.collect()
    begun = clock()
    action()
    return clock() - begun


def applied(engine: Engine, new: Bank) -> None:
    """Apply a bank as the server does."""
    with Session(engine) as session:
        banks.apply(session, new, now=NOW)


def stored(engine: Engine) -> Rows:
    """Return all rows of banks as the driver takes them."""
    with engine.connect() as connection:
        return {table: [tuple(row) for row in connection.exec_driver_sql(str(select(table)))] for table in TABLES}


def written(engine: Engine, statements: dict[Table, str], rows: Rows) -> None:
    """Write rows with the driver alone, in one transaction."""
    with Session(engine) as session:
        begin_write(session)
        cursor = session.connection().connection.cursor()
        for table in TABLES:
            cursor.executemany(statements[table], rows[table])
        session.commit()


def plain_statements(engine: Engine) -> dict[Table, str]:
    """Return the INSERT of each table with the driver's own placeholders."""
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    return {table: f"INSERT INTO {table.name} ({', '.join(table.c.keys())}) VALUES ({', '.join([mark] * len(table.c))})"
            for table in TABLES}


def measure(engine: Engine, count: int, rounds: int) -> dict[str, float]:
    """Return the medians of all four."""
    first, second = bank(count), bank(count, " Read it again.")
    emptied(engine)
    applied(engine, first)
    rows, statements = driver_rows(engine), plain_statements(engine)
    times: dict[str, list[float]] = {"floor": [], "first": [], "same": [], "one per cent": []}
    for _ in range(rounds):
        emptied(engine)
        times["floor"].append(timed(engine, lambda: written(engine, statements, rows)))
        emptied(engine)
        first.__dict__.pop("context", None)  # What a bank knows of itself is worked out once; here it counts each time.
        times["first"].append(timed(engine, lambda: applied(engine, first)))
        times["same"].append(timed(engine, lambda: applied(engine, first)))
        second.__dict__.pop("context", None)
        times["one per cent"].append(timed(engine, lambda: applied(engine, second)))
    return {name: statistics.median(values) for name, values in times.items()}


def driver_rows(engine: Engine) -> Rows:
    """Return all rows of banks as the driver takes them: JSON as text."""
    found = stored(engine)
    return {table: [tuple(json.dumps(value) if isinstance(value, dict | list) else value for value in row) for row in rows]
            for table, rows in found.items()}


def main() -> None:
    """Print the table and the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--url")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = engine_for(options.url or f"sqlite:///{Path(folder) / 'apply.sqlite3'}")
        medians = measure(engine, options.questions, options.rounds)
        engine.dispose()
    for name, seconds in medians.items():
        print(f"{name:<14}{seconds:8.3f} s")
    print(json.dumps({
        "database": engine.dialect.name, "questions": options.questions, "rounds": options.rounds,
        "seconds": {name: round(seconds, 4) for name, seconds in medians.items()},
        "first_to_floor": round(medians["first"] / medians["floor"], 2),
        "one_per_cent_to_first": round(medians["one per cent"] / medians["first"], 2),
    }))


if __name__ == "__main__":
    main()
