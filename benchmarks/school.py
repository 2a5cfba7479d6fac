"""The pages of a teacher at a large school and at one a hundredth the size: at most four times the time.

Both are made up as by `geoquiz demo --school`. The small one has a hundredth of the answers and of the banks (or what
``--smaller`` says), and one class of at least twenty. The pages are those of the first class; each is asked for once before it
is timed, and the median is told.

Run: python -m benchmarks.school [--students 200] [--classes 6] [--reviews 200000] [--banks 20] [--smaller 100] [--full]
"""

import argparse
import json
import re
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.core import madeup
from geoquiz.core.banks.parse import parse_bank
from geoquiz.services import banks, demo
from geoquiz.services.demo import School, Taught
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from geoquiz.web.app import create_app

TARGET = 4.0
PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a school holds, how long making it took, and the median seconds of its pages."""

    answers: int
    students: int
    making: float
    pages: dict[str, float]


def make(url: str, size: School, bank_count: int, now: datetime) -> list[Taught]:
    """Make a school in a new database."""
    engine = engine_for(url)
    migrate.upgrade(engine, resources.migrations_folder())
    with Session(engine) as session:
        for number in range(bank_count):
            banks.apply(session, parse_bank(madeup.bank_file(number), "a"), now=now - timedelta(days=1000))
        made = demo.make_school(session, size, [madeup.key_of(number) for number in range(bank_count)], seed=1, password=PASSWORD,
                                now=now)
    engine.dispose()
    return made


def logged_in(client: FlaskClient, name: str) -> FlaskClient:
    """Log a teacher in."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token is not None
    answer = client.post("/login", data={"csrf_token": token[1], "username": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


def seconds(client: FlaskClient, path: str, rounds: int) -> float:
    """Return the median time of a page."""
    taken = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        answer = client.get(path)
        taken.append(time.perf_counter() - started)
        assert answer.status_code == 200, path
    return statistics.median(taken[1:])


def measure(size: School, bank_count: int, rounds: int, now: datetime) -> Measured:
    """Make a school in a folder of its own and time the pages of its first class."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config.from_environ({"GEOQUIZ_DATA": folder})
        started = time.perf_counter()
        made = make(config.database_url, size, bank_count, now)
        making = time.perf_counter() - started
        room = made[0]
        app = create_app(config)
        client = logged_in(app.test_client(), room.teacher)
        paths = {"class page": f"/classes/{room.key}", "gradebook": f"/classes/{room.key}/gradebook",
                 "people": f"/classes/{room.key}/people", "banks of items": f"/classes/{room.key}/items",
                 "item analysis": f"/classes/{room.key}/items/{madeup.key_of(0)}"}
        pages = {name: seconds(client, path, rounds) for name, path in paths.items()}
    return Measured(sum(one.answers for one in made), len(room.students), making, pages)


def main() -> None:
    """Print the table, and the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--classes", type=int, default=6)
    parser.add_argument("--reviews", type=int, default=200_000)
    parser.add_argument("--banks", type=int, default=20)
    parser.add_argument("--smaller", type=int, default=100, help="so many times smaller is the small school")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--full", action="store_true", help="2,000 students, 60 classes, 100 banks and 2,000,000 reviews")
    given = parser.parse_args()
    size, bank_count = School(given.classes, given.students, given.reviews), given.banks
    if given.full:
        size, bank_count = School(60, 2_000, 2_000_000), 100
    now = datetime.now(UTC)
    smaller = School(1, max(20, size.students // given.smaller), max(1, size.reviews // given.smaller))
    small = measure(smaller, max(2, bank_count // given.smaller), given.rounds, now)
    large = measure(size, bank_count, given.rounds, now)
    for name, one in (("small", small), ("large", large)):
        print(f"{name}: {one.answers:,} answers, {one.students} students in the class, made in {one.making:.0f} s")
    ratios = {name: large.pages[name] / small.pages[name] for name in large.pages}
    print(f"\n{'page':<16}{'small':>9}{'large':>9}{'ratio':>8}   at most {TARGET:g}")
    for name, ratio in ratios.items():
        print(f"{name:<16}{1000 * small.pages[name]:>6.0f} ms{1000 * large.pages[name]:>6.0f} ms{ratio:>8.2f}")
    print(json.dumps({"answers": [small.answers, large.answers],
                      "ratios": {name: round(ratio, 2) for name, ratio in ratios.items()}}))


if __name__ == "__main__":
    main()
