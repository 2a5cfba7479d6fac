"""A geoquiz server of one worker with a learner logged in, and a bare Flask beside it: what `answer` and `next` compare."""

import http.client
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.core.banks.model import Bank
from geoquiz.core.kinds import load_question
from geoquiz.services import banks
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for

BANK = "places"
FLOOR = '''
import sqlite3, sys
from flask import Flask, request

def create(path, page):
    app = Flask(__name__)
    body = open(page, "rb").read()

    def connect():
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    import threading
    own = threading.local()

    @app.get("/")
    def page_():
        return body

    @app.post("/")
    def answer():
        if not hasattr(own, "connection"):
            own.connection = connect()
        one = own.connection
        one.execute("BEGIN IMMEDIATE")
        card = request.form["card"]
        reps, = one.execute("SELECT reps FROM cards WHERE id = ?", (card,)).fetchone()
        one.execute("UPDATE cards SET reps = ? WHERE id = ?", (reps + 1, card))
        one.execute("INSERT INTO reviews (card, response) VALUES (?, ?)", (card, request.form["response"]))
        one.execute("COMMIT")
        return body
    return app
'''


def bank(count: int) -> Bank:
    """Return a bank of typed questions; the right answer to number n is "Place n"."""
    questions = tuple(load_question({"id": f"q{number}", "type": "typed", "answer": f"Place {number}",
                                     "stem": f"Which place is number {number} of the list in the article?",
                                     "explanation": f"The article names it among the places around number {number // 10}."})
                      for number in range(count))
    return Bank(format=1, id=BANK, title="Places", language="en", questions=questions)


@dataclass
class Client:
    """One keep-alive connection with the cookies that it was given."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def send(self, path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
        """Return status, address to go to and text of an answer."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(form)
        self.connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.getheader("Location", ""), text

    def page(self, path: str) -> str:
        """Return the text of a page, and fail on anything else."""
        status, _, text = self.send(path)
        if status != 200:
            raise SystemExit(f"{path} answered {status}.")
        return text


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    if found is None:
        raise SystemExit(f"The page has no field {name!r}.")
    return found[1]


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing answers on port {port}.")


@contextmanager
def process(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    """Run a server until it is no longer needed; it answers at the port when this begins."""
    server = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def geoquiz(count: int, port: int = 8761) -> Iterator[Client]:
    """Start a server of one worker with a bank of ``count`` questions, and give a learner who may meet all of them today."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/geoquiz.sqlite3"
        engine = engine_for(url)
        migrate.upgrade(engine, resources.migrations_folder())
        with Session(engine) as session:
            banks.apply(session, bank(count), now=datetime.now(UTC))
        engine.dispose()
        environment = {"GEOQUIZ_DATA": folder, "GEOQUIZ_PORT": str(port), "GEOQUIZ_WORKERS": "1"}
        with process([sys.executable, "-m", "geoquiz", "run"], port, environment):
            yield _learner(port, url, count)


def _learner(port: int, url: str, count: int) -> Client:
    client = Client(port)
    form = {"csrf_token": hidden(client.page("/register"), "csrf_token"), "username": "Mira", "password": secrets.token_hex(8),
            "zone": "UTC"}
    status, _, text = client.send("/register", list(form.items()))
    if status not in (302, 303):
        raise SystemExit(f"Registering answered {status}: {text[:500]}")
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE settings_versions SET new_per_day = {count}")
    engine.dispose()
    return client


@contextmanager
def bare_flask(page: str, port: int = 8762) -> Iterator[Client]:
    """Start a bare Flask of one worker: GET gives ``page``, POST does one transaction of select, update and insert first."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "floor_app.py").write_text(FLOOR)
        Path(folder, "page.html").write_text(page)
        database = f"{folder}/floor.sqlite3"
        code = (f"import sqlite3; c = sqlite3.connect({database!r});"
                "c.execute('CREATE TABLE cards (id INTEGER PRIMARY KEY, reps INTEGER)');"
                "c.execute('CREATE TABLE reviews (id INTEGER PRIMARY KEY, card INTEGER, response TEXT)');"
                "c.executemany('INSERT INTO cards VALUES (?, 0)', [(i,) for i in range(1000)]); c.commit()")
        subprocess.run([sys.executable, "-c", code], check=True)
        command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4", "--no-control-socket",
                   "--log-level", "warning", "--chdir", folder, "--bind", f"127.0.0.1:{port}",
                   f"floor_app:create({database!r}, '{folder}/page.html')"]
        with process(command, port, {}):
            yield Client(port)


def table(name: str, ours: list[float], floor: list[float], wanted: float) -> dict[str, object]:
    """Print the rates of both side by side, and return them for the line of JSON."""
    def rate(seconds: list[float]) -> tuple[float, float, float]:
        rates = sorted(1 / one for one in seconds)
        return statistics.median(rates), rates[len(rates) // 10], rates[-len(rates) // 10]

    for who, seconds in (("geoquiz", ours), ("floor", floor)):
        middle, low, high = rate(seconds)
        print(f"{name:<8}{who:<10}{middle:>8.0f}/s   (of rounds: {low:.0f} to {high:.0f})")
    ratio = statistics.median(floor) / statistics.median(ours)
    print(f"{name:<8}{'ratio':<10}{ratio:>8.2f}     wanted: at least {wanted}")
    return {"name": name, "ours": ours, "floor": floor, "ratio": ratio, "wanted": wanted}
