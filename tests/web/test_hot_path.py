"""What happens at every answer stays with one learner: each statement names the user, or reads tables that all shards have."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from geoquiz.storage.db import Model, db
from tests.web.conftest import Browser

# The tables that are spread by the learner, each with the column that says whose a row is.
SPREAD = {"users": "id"} | {name: "user_id" for name, table in Model.metadata.tables.items()
                            if next(iter(table.primary_key.columns)).name == "user_id"}
_NAMED = re.compile(r"(?:FROM|JOIN|INTO|UPDATE|,)\s+(\w+)(?:\s+AS\s+(\w+))?")


@contextmanager
def recorded(app: Flask) -> Iterator[list[str]]:
    """Give the list of the statements that the app sends meanwhile."""
    statements: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(" ".join(statement.split()))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", record)
    yield statements
    event.remove(engine, "before_cursor_execute", record)


def strays(statement: str) -> list[str]:
    """Return the spread tables in a statement of which it does not say whose rows it means."""
    found = []
    inserted = re.match(r"INSERT INTO (\w+) \(([^)]*)\)", statement)
    if inserted:
        column = SPREAD.get(inserted[1])
        found += [inserted[1]] if column and column not in inserted[2].split(", ") else []
        statement = statement[inserted.end():]
    for table, alias in _NAMED.findall(statement):
        column = SPREAD.get(table)
        if column is None:
            continue
        name = rf"{alias or table}\.{column}"
        if not re.search(rf"\b{name} = |= {name}\b|\b{name} IN \(", statement):
            found.append(alias or table)
    return found


@pytest.mark.every_database
def test_asking_answering_and_the_verdict_stay_with_one_learner(app: Flask, student: Browser, session: Session) -> None:
    student.visit("/study/all-kinds")
    with recorded(app) as statements:
        student.visit("/study/all-kinds")
        asked = len(statements)
        student.submit("/study/all-kinds", button="I don’t know", give_up="1")
    sent = [statement for statement in statements if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))]
    assert len(sent) >= 10
    assert {statement: strays(statement) for statement in sent if strays(statement)} == {}
    # Figures of docs/scaling.md rest on these: more statements an answer are to be told there too.
    assert asked <= 25, asked
    assert len(statements) - asked <= 75, len(statements) - asked


@pytest.mark.parametrize(("statement", "found"), [
    ("SELECT cards.part FROM cards WHERE cards.user_id = ?", []),
    ("SELECT cards.part FROM cards WHERE cards.question_id = ?", ["cards"]),
    ("SELECT banks.key FROM banks", []),
    ("SELECT users.name FROM users WHERE users.name = ?", ["users"]),
    ("SELECT users.name FROM users WHERE users.id = ?", []),
    ("INSERT INTO answers (user_id, key) VALUES (?, ?)", []),
    ("INSERT INTO answers (key) VALUES (?)", ["answers"]),
    ("SELECT 1 FROM answers JOIN reviews AS r ON r.user_id = answers.user_id WHERE answers.user_id = ?", []),
    ("SELECT 1 FROM answers, reviews AS r WHERE answers.user_id = ?", ["r"]),
])
def test_a_statement_that_strays_is_noticed(statement: str, found: list[str]) -> None:
    assert strays(statement) == found
