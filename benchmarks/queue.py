"""The next question and the counts beside it, with a thousand cards of one user up to a million: at most 1.5 times the time.

Three in ten of the cards are due, and every bank has ten thousand questions. The databases are made once by SQL into an ignored
folder, `.benchmarks/` (`make bench-data`). Timed is `study.next_question` over all banks and in one, on SQLite, in turn.

Run: python -m benchmarks.queue [--sizes 1000,10000,100000] [--rounds 15] [--only-data]
"""

import argparse
import json
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.core.banks.parse import parse_bank
from geoquiz.services import banks, study
from geoquiz.services.study import Ask
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from geoquiz.storage.queries import accounts

WANTED = 1.5
FOLDER = Path(".benchmarks")
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BANK = b"""
format: 1
id: large
title: A large bank
language: en
questions:
  - {id: q0, type: typed, stem: What is the number?, answer: Number}
"""
IN_A_BANK = 10_000

# Bank 1 with its one question is there; all others are copies of them, numbered on.
_BANKS = """
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :banks)
INSERT INTO banks (id, key, origin, visibility, title, revision_id, created_at)
SELECT i, 'large-' || i, origin, visibility, title, i, created_at FROM banks, n WHERE id = 1 AND :banks > 1
"""
_BANK_REVISIONS = """
INSERT INTO bank_revisions (id, bank_id, number, header, known_forms, digest, created_at)
SELECT banks.id, banks.id, 1, header, known_forms, digest, bank_revisions.created_at FROM bank_revisions, banks
WHERE bank_revisions.id = 1 AND banks.id > 1
"""
_QUESTIONS = """
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :cards)
INSERT INTO questions (id, bank_id, local_id, kind, position, revision_id)
SELECT i, 1 + (i - 1) / :in_a_bank, 'q' || i, kind, (i - 1) % :in_a_bank, i FROM questions, n WHERE id = 1
"""
_REVISIONS = """
INSERT INTO question_revisions (id, question_id, number, content, content_digest, exported_digest, modified, created_at)
SELECT questions.id, questions.id, 1, content, content_digest, exported_digest, modified, created_at
FROM question_revisions, questions WHERE question_revisions.id = 1 AND questions.id > 1
"""
_PARTS = "INSERT INTO parts (question_id, part, position) SELECT id, 'main', 0 FROM questions WHERE id > 1"
# 7,919 is prime: which cards are due, and since when, is spread over all banks.
_CARDS = """
INSERT INTO cards (user_id, question_id, part, bank_id, state, stability, difficulty, due, due_cause, last_review, reps, lapses,
                   first_day, suspended)
SELECT :user, id, 'main', bank_id, 2, 20.0, 5.0,
       datetime('2026-03-10 04:00:00', (CASE WHEN (id * 7919) % 10 < 3 THEN -1 - (id * 7919) % 30
                                             ELSE 1 + (id * 7919) % 60 END) || ' days') || '.000000',
       'interval', '2026-02-01 12:00:00.000000', 3, 0, 20000, 0 FROM questions
"""


def database(cards: int) -> Path:
    """Return the database with so many cards, made where it is not there yet."""
    path = FOLDER / f"queue-{cards}.sqlite3"
    if path.exists():
        return path
    FOLDER.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    engine = engine_for(f"sqlite:///{unfinished}")
    migrate.upgrade(engine, resources.migrations_folder())
    with Session(engine) as session:
        banks.apply(session, parse_bank(BANK, "large.yaml"), now=NOW)
        user = accounts.add_account(session, name="Mira", password_hash=None, role="student", zone="UTC", now=NOW)
        session.commit()
        _fill(session.connection(), cards, user)
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    engine.dispose()
    unfinished.rename(path)
    return path


def _fill(connection: Connection, cards: int, user: int) -> None:
    values = {"banks": -(-cards // IN_A_BANK), "cards": cards, "in_a_bank": IN_A_BANK, "user": user}
    for statement in (_BANKS, _BANK_REVISIONS, _QUESTIONS, _REVISIONS, _PARTS, _CARDS):
        wanted = {name: value for name, value in values.items() if f":{name}" in statement}
        connection.execute(text(statement), wanted)


def _seconds(session: Session, bank: str | None) -> float:
    before = time.perf_counter()
    found = study.next_question(session, 1, bank, now=NOW, key="0" * 36)
    took = time.perf_counter() - before
    session.rollback()
    if not isinstance(found, Ask) or (found.waiting < 100 and bank is None):
        raise SystemExit(f"Nothing to ask, or too little is due: {found}")
    return took


def main() -> None:
    """Print the table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only-data", action="store_true")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    sessions = {size: Session(engine_for(f"sqlite:///{database(size)}")) for size in sizes}
    if given.only_data:
        return
    found: dict[tuple[str, int], list[float]] = {}
    for round_ in range(given.rounds + 2):
        for size in sizes:
            for scope, bank in (("all banks", None), ("one bank", "large")):
                seconds = _seconds(sessions[size], bank)
                if round_ > 1:  # Pages of the file and statements warm up.
                    found.setdefault((scope, size), []).append(seconds)
    results = []
    for scope in ("all banks", "one bank"):
        for size in sizes:
            times = sorted(found[scope, size])
            ratio = statistics.median(times) / statistics.median(found[scope, sizes[0]])
            print(f"{scope:<10}{size:>10,} cards{1000 * statistics.median(times):>9.2f} ms   (of rounds: {1000 * times[0]:.2f} to "
                  f"{1000 * times[-1]:.2f}){ratio:>7.2f} × the smallest, wanted: at most {WANTED}")
            results.append({"scope": scope, "cards": size, "seconds": times, "ratio": ratio, "wanted": WANTED})
    print(json.dumps(results))


if __name__ == "__main__":
    main()
