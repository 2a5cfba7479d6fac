"""A database that is full, read-only, locked or damaged: a clear page, a line for the log, and nothing claimed that is not so."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, make_url, select
from sqlalchemy.orm import Session

from geoquiz.storage.db import db
from geoquiz.storage.models import Answer
from tests.conftest import TemporaryDatabase
from tests.factories import apply_bank, make_bank
from tests.web.conftest import Browser

Pragma = Callable[[str], None]


@pytest.fixture
def pragma(app: Flask) -> Pragma:
    """Give every connection of the server a limit; another call takes its place."""
    said: list[str] = []

    def prepare(connection: Any, *_args: object) -> None:
        if said:
            connection.execute(f"PRAGMA {said[-1]}")

    def say(text: str) -> None:
        said.append(text)
        with app.app_context():
            db.engine.dispose()

    with app.app_context():
        event.listen(db.engine, "connect", prepare)
    return say


def _answers(session: Session) -> int:
    session.rollback()
    return session.scalars(select(func.count()).select_from(Answer)).one()


def _give_up(student: Browser, form: Any, status: int) -> None:
    answer = student.client.post(form["action"], data={**form.fields(), "give_up": "1"}, follow_redirects=True)
    student._arrive(answer, status)


def _pages(database: TemporaryDatabase) -> int:
    connection = sqlite3.connect(make_url(database.url).database or "")
    try:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize(("ill", "well", "page", "remedy"), [
    ("max_page_count={pages}", "max_page_count=1000000",
     "What you sent last is not stored; all that was taken before is. Go back and send it again later, and tell whoever runs this "
     "server that its disk is full or fails.",
     "The database did not do it: database or disk is full. Make room on the disk of the database (or replace it); nothing else is "
     "to be done, no restart either."),
    ("query_only=ON", "query_only=OFF",
     "What you sent last is not stored; all that was taken before is. Go back and send it again later, and tell whoever runs this "
     "server that its database can only be read.",
     "The database did not do it: attempt to write a readonly database. Let the server's user write the database file and its "
     "folder, or mount its disk for writing."),
], ids=["a full disk", "a read-only database"])
def test_what_cannot_be_stored_is_told_and_taken_once_it_can(
        database: TemporaryDatabase, session: Session, student: Browser, pragma: Pragma, caplog: pytest.LogCaptureFixture,
        ill: str, well: str, page: str, remedy: str) -> None:
    apply_bank(session, make_bank(20))
    form = student.visit("/study/bank").one("form", action="/study/bank")
    filled = sqlite3.connect(make_url(database.url).database or "")
    filled.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filled.close()
    pragma(ill.format(pages=_pages(database)))
    # A row may still find room in a page; sooner or later there is none.
    while student.client.post(form["action"], data={**form.fields(), "give_up": "1"}).status_code == 303:
        form = student.visit("/study/bank").one("form", action="/study/bank")
    stored = _answers(session)
    _give_up(student, form, 503)
    assert student.heading == "The server cannot store anything now"
    assert page in student.text
    assert remedy in caplog.text
    assert "Traceback" not in caplog.text
    assert _answers(session) == stored
    pragma(well)
    _give_up(student, form, 200)
    _give_up(student, form, 200)
    assert _answers(session) == stored + 1


def test_a_database_that_others_hold_is_busy(database: TemporaryDatabase, session: Session, student: Browser, pragma: Pragma,
                                             caplog: pytest.LogCaptureFixture) -> None:
    form = student.visit("/study/all-kinds").one("form", action="/study/all-kinds")
    session.rollback()
    pragma("busy_timeout=50")
    holder = sqlite3.connect(make_url(database.url).database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    _give_up(student, form, 503)
    assert student.heading == "The server is busy"
    assert "Nothing is lost: go back and send it once more in a moment." in student.text
    assert "The database did not do it: database is locked. Others hold it for too long, or it is away." in caplog.text
    holder.execute("ROLLBACK")
    holder.close()
    _give_up(student, form, 200)
    assert _answers(session) == 1


def test_a_damaged_database_is_told_as_such(app: Flask, database: TemporaryDatabase, session: Session, student: Browser,
                                            caplog: pytest.LogCaptureFixture) -> None:
    session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    session.close()
    database.engine.dispose()
    with app.app_context():
        db.engine.dispose()
    damage(Path(make_url(database.url).database or ""))
    student.visit("/banks/all-kinds", 503)
    assert student.heading == "The database of this server is damaged"
    assert "Nothing was changed. Tell whoever runs this server: its database has to be repaired from a backup." in student.text
    assert "Stop the server, keep the damaged file, restore the newest backup: `geoquiz db restore FILE --force`." in caplog.text


def damage(path: Path) -> None:
    """Overwrite every page but the first and the schema's with noise."""
    data = bytearray(path.read_bytes())
    start = 12 * 4096
    data[start:] = bytes((number * 37 + 11) % 251 for number in range(len(data) - start))
    path.write_bytes(data)


def test_a_statement_that_is_wrong_stays_a_fault_of_ours(app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    app.testing = False

    @app.get("/twice")
    def twice() -> str:
        for _ in range(2):
            db.session.execute(db.text("INSERT INTO banks (id, key, origin, visibility, title, created_at) "
                                       "VALUES (1, 'k', 'o', 'v', 't', '2026-01-01')"))
        return ""

    browser.visit("/twice", 500)
    assert browser.heading == "Something went wrong on our side"
    assert "UNIQUE constraint failed" in caplog.text
