"""A class of 200 students who answer with time to think, on two workers: no error, and p99 at most ten times one student's median.

First one student alone answers without a pause; then all of them at once, each pausing some seconds (drawn from seeds) before
each answer and as long before going on. Timed is each answer: the POST and the page of its verdict, which every student reads.
On PostgreSQL the server of the tests is used, which does not wait for the disk (fsync=off).

Run: python -m benchmarks.classroom [--students 200] [--seconds 60] [--think 20] [--database sqlite|postgresql|both]
"""

import argparse
import json
import random
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from benchmarks.serving import BANK, Client, bank, hidden, process
from geoquiz import passwords, resources
from geoquiz.services import banks
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from geoquiz.storage.queries import accounts
from tests.postgresql import running_server

PORT = 8764
QUESTIONS = 500
WANTED = 10.0


@contextmanager
def database(kind: str, folder: str) -> Iterator[str]:
    """Give the address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/geoquiz.sqlite3"
        return
    with running_server() as server:
        with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("CREATE DATABASE classroom"))
        yield server.set(database="classroom").render_as_string(hide_password=False)


def students(url: str, count: int, secret: str) -> list[Client]:
    """Fill the database with a bank and with so many students who are logged in already, and return their browsers."""
    engine, now = engine_for(url), datetime.now(UTC)
    migrate.upgrade(engine, resources.migrations_folder())
    app = Flask(__name__)
    app.secret_key = secret
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None  # There is a key.
    clients = []
    with Session(engine) as session:
        banks.apply(session, bank(QUESTIONS), now=now)
        for number in range(count):
            user = accounts.add_account(session, name=f"Student {number}", password_hash=None, role="student", zone="UTC", now=now)
            old = accounts.settings_of(session, user)
            accounts.add_settings(session, user, old.number + 1, old.memory, now=now, new_per_day=QUESTIONS)
            token = secrets.token_hex(16)
            accounts.add_session(session, user, passwords.digest(token), now=now, expires_at=now + timedelta(days=1))
            client = Client(PORT)
            client.cookies["geoquiz"] = str(signer.dumps({"_user_id": f"{user}.{token}", "_permanent": True}))
            clients.append(client)
        session.commit()
    engine.dispose()
    return clients


def answer_once(client: Client, pause: float = 0.0) -> float:
    """Ask for a question, think, answer it and read the verdict; return the seconds of the answer with its verdict."""
    client.connection.close()  # After a pause the server has let go of it.
    page = client.page(f"/study/{BANK}?more=1")
    time.sleep(pause)
    number = page.partition("is number ")[2].partition(" ")[0]
    form = [(name, hidden(page, name)) for name in ("csrf_token", "asked", "key")] + [("response", f"Place {number}")]
    client.connection.close()
    before = time.perf_counter()
    status, verdict, shown = client.send(f"/study/{BANK}", form)
    if status != 303:
        raise SystemExit(f"The answer was answered {status}: {shown[:300]}")
    client.page(verdict)
    return time.perf_counter() - before


def together(clients: list[Client], seconds: float, think: float) -> tuple[list[float], list[str]]:
    """Let all students answer until the time is over; return the seconds of each answer, and what went wrong."""
    until, times, errors = time.perf_counter() + seconds, list[float](), list[str]()

    def study(client: Client, draw: random.Random) -> None:
        time.sleep(draw.uniform(0, think))  # Nobody begins at the same moment.
        while time.perf_counter() < until:
            try:
                times.append(answer_once(client, draw.uniform(0.25, 0.75) * think))
            except (OSError, SystemExit) as error:
                errors.append(str(error))
            time.sleep(draw.uniform(0.25, 0.75) * think)

    threads = [threading.Thread(target=study, args=(client, random.Random(number))) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, errors


def measure(kind: str, given: argparse.Namespace) -> dict[str, object]:
    """Print the line of one database and return it."""
    secret = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder, database(kind, folder) as url:
        clients = students(url, given.students + 1, secret)
        environment = {"GEOQUIZ_DATA": folder, "GEOQUIZ_DATABASE_URL": url, "GEOQUIZ_PORT": str(PORT), "GEOQUIZ_WORKERS": "2",
                       "GEOQUIZ_SECRET_KEY": secret}
        with process([sys.executable, "-m", "geoquiz", "run"], PORT, environment):
            alone = statistics.median([answer_once(clients[0]) for _ in range(40)][10:])
            times, errors = together(clients[1:], given.seconds, given.think)
    times.sort()
    if not times:
        raise SystemExit(f"Nobody could answer: {errors[:3]}")
    middle, slow = statistics.median(times), times[int(0.99 * len(times))]
    print(f"{kind:<11}{len(times):>6} answers, {len(errors)} errors{'' if not errors else ': ' + errors[0][:200]}; one alone "
          f"{1000 * alone:.0f} ms, the class {1000 * middle:.0f} ms, p99 {1000 * slow:.0f} ms: {slow / alone:.1f} ×, "
          f"wanted: at most {WANTED:.0f}")
    return {"database": kind, "answers": len(times), "errors": len(errors), "alone": alone, "median": middle, "p99": slow,
            "ratio": slow / alone, "wanted": WANTED}


def main() -> None:
    """Print the table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=20)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    print(json.dumps([measure(kind, given) for kind in kinds]))


if __name__ == "__main__":
    main()
