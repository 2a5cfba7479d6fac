"""The page of progress for a learner with 1,000 reviews and for one with 100,000: at most three times the time.

Both have the same banks: 5,000 questions. The histories are made up (`geoquiz.core.simulation`), today among them, so that the
page has something to read from the log. The first visit works out all days and keeps them; the others are timed.

Run: python -m benchmarks.progress [--reviews 100000] [--rounds 9]
"""

import argparse
import json
import re
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geoquiz import passwords, resources
from geoquiz.config import Config
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.simulation import Habits
from geoquiz.services import banks, demo
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from geoquiz.web.app import create_app

TARGET = 3.0
QUESTIONS = 5_000
PASSWORD = "correct horse battery"
A_DAY = 130  # What the diligent one answers on a day, on average.


def bank() -> bytes:
    """Return a large bank of typed questions."""
    lines = ["format: 1", "id: large", "title: A large bank", "language: en", "as_of: 2024", "tags: [large]", "questions:"]
    lines += [f"  - {{id: q{number}, type: typed, stem: What is {number}?, answer: Number {number}}}"
              for number in range(QUESTIONS)]
    return "\n".join(lines).encode()


def make_learners(url: str, reviews: int, now: datetime) -> list[demo.Made]:
    """Make a learner who has answered little and one who has answered much."""
    engine = engine_for(url)
    migrate.upgrade(engine, resources.migrations_folder())
    with Session(engine) as session:
        banks.apply(session, parse_bank(bank(), "large.yaml"), now=now - timedelta(days=1000))
        subjects, hashed, made = demo.subjects_of(session), passwords.hashed(PASSWORD), []
        for name, new, days in (("little", 8, 30), ("much", 40, reviews // A_DAY)):
            draw = Random(name)
            habits = replace(Habits.drawn(draw), days_off=0.0, new_a_day=new)
            made.append(demo.make_learner(session, name, hashed, subjects, habits, draw, days=days, zone="UTC",
                                          now=now + timedelta(days=1)))
    engine.dispose()
    return made


def logged_in(client: FlaskClient, name: str) -> FlaskClient:
    """Log a learner in."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token is not None
    answer = client.post("/login", data={"csrf_token": token[1], "username": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


def seconds(client: FlaskClient) -> float:
    """Return how long the page takes."""
    started = time.perf_counter()
    answer = client.get("/progress")
    taken = time.perf_counter() - started
    assert answer.status_code == 200
    assert "What you retain" in answer.text
    return taken


def main() -> None:
    """Print the table, and the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reviews", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = Config.from_environ({"GEOQUIZ_DATA": folder})
        Path(folder).mkdir(exist_ok=True)
        made = make_learners(f"sqlite:///{Path(folder) / 'geoquiz.sqlite3'}", arguments.reviews, datetime.now(UTC))
        app = create_app(config)
        clients = [logged_in(app.test_client(), one.name) for one in made]
        first = [seconds(client) for client in clients]
        rounds = [[seconds(client) for client in clients] for _ in range(arguments.rounds)]
    later = [statistics.median(column) for column in zip(*rounds, strict=True)]
    ratio = statistics.median(much / little for little, much in rounds)
    print(f"{'learner':<10}{'reviews':>10}{'first visit ms':>16}{'later ms':>10}")
    for one, cold, warm in zip(made, first, later, strict=True):
        print(f"{one.name:<10}{one.answers:>10,}{cold * 1000:>16.0f}{warm * 1000:>10.0f}")
    print(f"ratio {ratio:.2f}, at most {TARGET:g}")
    print(json.dumps({"reviews": [one.answers for one in made], "first_ms": [round(s * 1000) for s in first],
                      "later_ms": [round(s * 1000) for s in later], "ratio": round(ratio, 2)}))


if __name__ == "__main__":
    main()
