"""Who may go where: every route tried by every role with real requests, beside the table in docs/routes.md."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from geoquiz.core.quiz import Spec
from geoquiz.services import accounts, assignments, classes, flags, imports, practice, quiz
from geoquiz.services.assignments import Wanted
from geoquiz.storage.db import db
from geoquiz.storage.models import Membership, Question
from geoquiz.web.clock import utc_now
from tests.factories import answer_wrong, apply_bank, ask, make_bank, make_learner, typed

TABLE = Path(__file__).parents[2] / "docs" / "routes.md"
ROLES = ("stranger", "visitor", "student", "member", "teacher", "co-teacher", "owner", "admin")
HEAD = """# Every route, and who comes through

Made by `make routes` with real requests, and compared by a test: a route that is not here fails it. The world they are
made in: a public bank; a class with its owner, a co-teacher and a member; a bank of the owner's own; an assignment to study;
an answer, a report, a practice and a quiz of the member's. A student, a teacher and an admin have nothing to do with it.

"yes" is any answer but the others, also one that finds the form empty; "log in" sends there, or asks for it; "–" answers as
if nothing were there; "no" says that it is not allowed.

| route | {roles} |
|---|{lines}|
"""


class World:
    """The database with something of everybody's in it, kept beside so that each request meets it anew."""

    def __init__(self, app: Flask, session: Session, path: Path) -> None:
        self.app, self.path, self.kept = app, path, path.with_suffix(".kept")
        now = utc_now()
        apply_bank(session)
        people = {name: make_learner(session, name, role=role) for name, role in (
            ("student", "student"), ("member", "student"), ("teacher", "teacher"), ("co-teacher", "teacher"), ("owner", "teacher"),
            ("admin", "admin"))}
        room = classes.create(session, people["owner"], "7b", now=now)
        code = classes.add_link(session, room, people["owner"].id, 30, now=now)
        for name in ("member", "co-teacher"):
            classes.join(session, people[name], code, now=now)
        session.query(Membership).filter_by(user_id=people["co-teacher"].id).update({"role": "teacher"})
        session.commit()
        own = imports.take_deck(session, people["owner"].id, make_bank([typed("capital")], id_="own"), {}, now=now).key
        assignment = assignments.assign(session, room, people["owner"].id, Wanted(
            title="Know it", mode="study", banks=("all-kinds",), due_at=now + timedelta(days=9)), now=now)
        member = people["member"].id
        key = answer_wrong(session, ask(session, member, now=now), now=now)
        flags.report(session, member, flags.subject_of_answer(session, member, key, now=now), "unclear", "", now=now)
        practice.begin(session, member, "bank", "all-kinds", now=now)
        attempt = quiz.start(session, member, Spec(banks=("all-kinds",), count=3), key="quiz", now=now)
        self.values: dict[str, object] = {
            "bank": "all-kinds", "room": room, "code": code, "assignment": assignment, "user": member, "key": key, "number": 1,
            "place": 1, "question": session.query(Question.id).filter_by(local_id="capital").first()[0], "part": "main",
            "local_id": "capital", "name": "yaml", "form": "csv", "action": "disable", "state": "made-up", "upload": "made-up",
            "token": "made-up", "digest": "0" * 64,
        }
        self.attempt, self.own = attempt, own
        self.cookies = {name: self._cookie(session, account) for name, account in people.items()}
        self.cookies["stranger"] = ""
        self.cookies["visitor"] = self._visitor()
        session.close()
        with Closed(app):
            shutil.copyfile(path, self.kept)

    def _cookie(self, session: Session, account: object) -> str:
        login = accounts.start_session(session, account, now=utc_now())  # type: ignore[arg-type]
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"{account.id}.{login.token}"  # type: ignore[attr-defined]
        return _of(client)

    def _visitor(self) -> str:
        client = self.app.test_client()
        client.post("/try/all-kinds")
        return _of(client)

    def answer(self, role: str, method: str, path: str) -> str:
        """Return how a role is answered, in the word of the table."""
        client = self.app.test_client()
        if self.cookies[role]:
            client.set_cookie("geoquiz", self.cookies[role])
        with client.open(path, method=method) as response:
            status, to = response.status_code, response.headers.get("Location", "")
        if method != "GET":
            with Closed(self.app):
                shutil.copyfile(self.kept, self.path)
        assert status < 500, f"{method} {path} as {role}"
        if status == 401 or (status in (302, 303) and to.startswith("/login")):
            return "log in"
        return {403: "no", 404: "–"}.get(status, "yes")


class Closed:
    """The database file without anybody's connection to it."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __enter__(self) -> None:
        with self.app.app_context():
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()

    def __exit__(self, *_: object) -> None:
        for suffix in ("-wal", "-shm"):
            Path(f"{db_path(self.app)}{suffix}").unlink(missing_ok=True)


def db_path(app: Flask) -> str:
    return str(app.config["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///")


def _of(client: FlaskClient) -> str:
    cookie = client.get_cookie("geoquiz")
    return cookie.value if cookie else ""


def rows(world: World) -> Iterator[str]:
    """Yield the lines of the table."""
    adapter = world.app.url_map.bind("localhost")
    for rule in sorted(world.app.url_map.iter_rules(), key=str):
        if rule.endpoint == "static":
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for name, values in _worlds(world, rule):
                path = adapter.build(rule.endpoint, {key: values[key] for key in rule.arguments}, method)
                said = [world.answer(role, method, path) for role in ROLES]
                yield f"| `{method} {re.sub('<(?:int:|path:)?', '<', name)}` | {' | '.join(said)} |"


def _worlds(world: World, rule: Rule) -> list[tuple[str, dict[str, object]]]:
    """Return the rule with what it is tried with; a bank is tried public and as the owner's own."""
    name, values = str(rule), world.values
    if name.startswith("/quiz/attempts"):
        values = {**values, "number": world.attempt}
    if name == "/practice/<int:number>":
        values = {**values, "number": 2}
    found = [(name, values)]
    if "<bank>" in name and not name.startswith("/classes"):
        found.append((name.replace("<bank>", "<own bank>"), {**values, "bank": world.own}))
    return found


@pytest.fixture
def world(app: Flask, session: Session) -> World:
    app.config["WTF_CSRF_ENABLED"] = False  # What a form without a token is answered is another test's matter.
    return World(app, session, Path(db_path(app)))


@pytest.mark.only_on("sqlite")
def test_every_route_answers_every_role_as_the_table_says(world: World) -> None:
    head = HEAD.format(roles=" | ".join(ROLES), lines="---|" * (len(ROLES) - 1) + "---")
    found = [*head.splitlines(), *rows(world)]
    if os.environ.get("GEOQUIZ_WRITE_ROUTES"):
        TABLE.write_text("\n".join(found) + "\n")
    assert TABLE.read_text().splitlines() == found
