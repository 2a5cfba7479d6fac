"""Random fields to every address: never a fault of ours, whoever asks and whatever they send.

The addresses come from the URL map and the names of fields from the pages themselves. A fault is an answer from 500 on or
an exception; both are told with what was sent.

Run: python -m tests.trials.fuzz_forms [--tries 10000] [--seed 1]
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import click
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.services import accounts
from geoquiz.storage import migrate
from geoquiz.storage.db import db, engine_for
from geoquiz.web.clock import utc_now
from tests.browsing import HtmlForm, _Forms
from tests.factories import apply_bank, make_bank, make_learner
from tests.trials import odd

ROLES = ("stranger", "visitor", "student", "teacher", "admin")
# What is known to lead somewhere, so that not every address ends at "there is no such page".
_KNOWN = {"bank": ("all-kinds", "bank"), "number": ("1", "2"), "question": ("1", "2", "8"), "part": ("main", "c1"),
          "name": ("yaml", "csv"), "filename": ("css/base.css",)}
_NAMES = (
    "csrf_token", "response", "response.x", "response.y", "rating", "key", "asked", "give_up", "show", "seen", "deck", "username",
    "password", "zone", "day", "target", "bank", "tag", "file", "text", "next", "more", "again", "page", "q", "name", "role",
)
_BREATHER = 100
# Whoever is gone finds out little; each comes anew often enough.
_LEAVE = "/logout"


@contextmanager
def application() -> Iterator[Flask]:
    """Give an application on a database with a little in it."""
    from geoquiz.web import create_app

    with tempfile.TemporaryDirectory(prefix="geoquiz-fuzz-") as folder:
        url = f"sqlite:///{folder}/fuzz.sqlite3"
        engine = engine_for(url)
        migrate.upgrade(engine, resources.migrations_folder())
        with Session(engine) as session:
            apply_bank(session)
            apply_bank(session, make_bank(3))
        app = create_app(Config(Path(folder), url, "a key for trials alone"))
        app.testing = True
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        engine.dispose()


class Fuzzer:
    """One who tries; ``faults`` tells what went wrong, ``statuses`` how often each answer came."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.app, self.draw = app, random.Random(seed)
        self.faults: list[str] = []
        self.statuses: Counter[int] = Counter()
        self._clients: dict[str, FlaskClient] = {}
        self._forms: dict[str, list[HtmlForm]] = {}
        self._rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and rule.rule != _LEAVE]
        self._number = 0

    def run(self, tries: int) -> None:
        """Try so often."""
        for number in range(tries):
            if number % _BREATHER == 0:  # Some have logged out, or deleted themselves.
                self._come_anew()
            self._try()

    def _come_anew(self) -> None:
        for role in ROLES:
            self._number += 1
            client = self._clients[role] = self.app.test_client()
            if role not in ("stranger", "visitor"):
                with self.app.app_context():
                    account = make_learner(db.session, f"{role} {self._number}", role=role)
                    login = accounts.start_session(db.session, account, now=utc_now())
                    db.session.remove()
                with client.session_transaction() as cookie:
                    cookie["_user_id"] = f"{account.id}.{login.token}"
            self._look_around(role)
            if role == "visitor":
                self._send(role, "POST", "/try/all-kinds", {"csrf_token": self._token(role)})
                self._look_around(role)

    def _look_around(self, role: str) -> None:
        self._forms[role] = []
        for path in ("/login", "/banks/all-kinds", "/settings", "/study/all-kinds"):
            with self._clients[role].get(path, follow_redirects=True) as response:
                self._learn(role, response.get_data(as_text=True))

    def _try(self) -> None:
        role = self.draw.choice(ROLES)
        if self.draw.random() < 0.4 and self._forms[role]:
            form = self.draw.choice(self._forms[role])
            fields: dict[str, Any] = dict(form.fields)
            names = [*form.texts, *form.choices, *(name for name, _ in form.buttons)]
            for name in self.draw.sample(names, self.draw.randrange(len(names) + 1)):
                choices = form.choices.get(name)
                fields[name] = self.draw.choice(choices) if choices and self.draw.random() < 0.5 else odd.text(self.draw)
            if self.draw.random() < 0.1 and fields:
                fields[self.draw.choice(list(fields))] = odd.text(self.draw)
            self._send(role, form.method.upper(), form.action or "/", fields)
            return
        rule = self.draw.choice(self._rules)
        method = self.draw.choice(sorted((rule.methods or {"GET"}) - {"OPTIONS", "HEAD"}) or ["GET"])
        fields = {name: odd.text(self.draw) for name in self.draw.sample(_NAMES, self.draw.randrange(6))}
        if method != "GET" and self.draw.random() < 0.95:
            fields["csrf_token"] = self._token(role)
        self._send(role, method, self._path(rule), fields)

    def _path(self, rule: Rule) -> str:
        found = rule.rule
        for name in rule.arguments:
            known = _KNOWN.get(name, ())
            value = self.draw.choice(known) if known and self.draw.random() < 0.7 else odd.text(self.draw)
            found = "".join(part if index % 2 == 0 else quote(value[:300]) for index, part in enumerate(_split(found, name)))
        return found

    def _send(self, role: str, method: str, path: str, fields: dict[str, Any]) -> None:
        sent: dict[str, Any] = {}
        if method == "GET":
            path = f"{path}{'&' if '?' in path else '?'}{urlencode(fields)[:4000]}" if fields else path
        elif "file" in fields or self.draw.random() < 0.05:
            content = odd.damaged(self.draw, b"Rome - Italy\nParis - France\n")
            texts = {name: value if isinstance(value, str) else value.decode("latin-1") for name, value in fields.items()}
            ending = self.draw.choice((".txt", ".apkg", ".xml", ".csv", ".yaml", ".gift", ".zip", ""))
            sent = {"data": {**texts, "file": (BytesIO(content), f"a{ending}")}, "content_type": "multipart/form-data"}
        else:
            sent = {"data": urlencode(fields).encode(), "content_type": "application/x-www-form-urlencoded"}
        try:
            with self._clients[role].open(path, method=method, **sent) as response:
                self.statuses[response.status_code] += 1
                if response.status_code >= 500:
                    self._note(role, method, path, fields, f"answered {response.status}")
                elif response.mimetype == "text/html" and response.status_code in (200, 422):
                    self._learn(role, response.get_data(as_text=True))
        except Exception as error:  # Whatever it is, it is a fault of ours.
            self._note(role, method, path, fields, f"raised {type(error).__name__}: {str(error)[:300]}")

    def _note(self, role: str, method: str, path: str, fields: dict[str, Any], what: str) -> None:
        shown = {name: value[:60] for name, value in fields.items() if name not in ("csrf_token", "asked")}
        self.faults.append(f"{role}: {method} {path[:200]} with {shown} {what}")

    def _learn(self, role: str, page: str) -> None:
        parser = _Forms()
        with suppress(AssertionError):
            parser.feed(page)
        # The newest pages count: their tokens are good.
        self._forms[role] = [*self._forms[role], *(form for form in parser.forms if form.action not in ("", _LEAVE))][-12:]

    def _token(self, role: str) -> str:
        return next((value for form in reversed(self._forms[role]) for name, value in form.fields if name == "csrf_token"), "")


def _split(rule: str, name: str) -> list[str]:
    """Return a rule in three: before an argument, the argument, and after it."""
    start = next(index for index in range(len(rule)) if rule[index] == "<"
                 and rule[index:].split(">", maxsplit=1)[0].endswith((f"<{name}", f":{name}")))
    end = rule.index(">", start) + 1
    return [rule[:start], rule[start:end], rule[end:]]


def run(tries: int, seed: int) -> Fuzzer:
    """Try so often on an application of its own, and return who tried."""
    with application() as app:
        fuzzer = Fuzzer(app, seed)
        fuzzer.run(tries)
    return fuzzer


def main() -> int:
    """Print what came of it; the exit code is 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started = time.monotonic()
    fuzzer = run(arguments.tries, arguments.seed)
    for fault in fuzzer.faults[:40]:
        click.echo(fault)
    click.echo(f"requests with random fields {sum(fuzzer.statuses.values()):>7}   faults {len(fuzzer.faults)}")
    click.echo("answers: " + ", ".join(f"{count} × {status}" for status, count in sorted(fuzzer.statuses.items())))
    click.echo(f"in {time.monotonic() - started:.0f} s, seed {arguments.seed}")
    return 1 if fuzzer.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
