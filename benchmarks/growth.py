"""Bytes and statements that an answer takes on PostgreSQL: what docs/scaling.md works with.

Learners answer through the services, day after day, and the sizes of the tables are taken before and after, indexes included.

Run: python -m benchmarks.growth [--learners 20] [--answers 2000]
"""

import argparse
import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.services import study
from geoquiz.services.study import Ask
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from tests.factories import answer_right, apply_bank, make_bank, make_learner
from tests.postgresql import running_server

TABLES = ("answers", "reviews", "cards", "study_sessions")
START = datetime(2026, 3, 10, 8, tzinfo=UTC)


def _database(server: URL) -> Engine:
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CREATE DATABASE growth"))
    engine = engine_for(server.set(database="growth").render_as_string(hide_password=False))
    migrate.upgrade(engine, resources.migrations_folder())
    return engine


def _sizes(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {table: connection.execute(text(f"SELECT pg_total_relation_size('{table}')")).scalar_one() for table in TABLES}


def _rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES}


def main() -> None:
    """Print the table, and the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=20)
    parser.add_argument("--answers", type=int, default=2000)
    given = parser.parse_args()
    counts = {"next question": 0, "answer": 0}
    with running_server() as server:
        engine = _database(server)
        sent = [0]

        def count(*_args: object) -> None:
            sent[0] += 1

        event.listen(engine, "before_cursor_execute", count)
        with Session(engine) as session:
            apply_bank(session, make_bank(100))
            learners = [make_learner(session, new_per_day=9999, reviews_per_day=9999).id for _ in range(given.learners)]
            before, now, answers = _sizes(engine), START, 0
            while answers < given.answers:
                for learner in learners:
                    sent[0] = 0
                    found = study.next_question(session, learner, None, now=now, key=f"{answers:036}", fresh=True)
                    counts["next question"] += sent[0]
                    if not isinstance(found, Ask):
                        continue
                    sent[0] = 0
                    answer_right(session, found, now=now)
                    counts["answer"] += sent[0] - 1  # One is the test's own, to know the right answer.
                    answers += 1
                now += timedelta(hours=2)
        sizes, rows = _sizes(engine), _rows(engine)
        engine.dispose()
    each = {table: (sizes[table] - before[table]) / max(1, rows[table]) for table in TABLES}
    for table in TABLES:
        print(f"{table:<16}{rows[table]:>8} rows{each[table]:>8.0f} bytes each, indexes included")
    for what, number in counts.items():
        print(f"{what:<16}{number / answers:>8.1f} statements")
    print(json.dumps({"answers": answers, "bytes": {table: round(value) for table, value in each.items()},
                      "statements": {what: round(number / answers, 1) for what, number in counts.items()}}))


if __name__ == "__main__":
    main()
