"""The audit log: what was done, by whom, from where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select

from geoquiz.storage.db import Database
from geoquiz.storage.models import AuditRow

# What is logged, by the words that stand in the log.
ACTIONS = (
    "logged in", "log-in failed", "session ended", "registered", "account made", "password changed",
    "reset link made", "password reset", "second factor added", "second factor removed", "recovery code used", "role changed",
    "account disabled", "account enabled", "account deleted", "data exported", "deck exported", "bank applied",
    "gradebook exported", "report resolved",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who does what this session of the database does, and from where.

    ``agent`` is what the browser calls itself, ``device`` the token by which it is known from an earlier log-in.
    """

    actor_id: int | None = None
    actor: str = ""
    address: str = ""
    agent: str = ""
    device: str = ""


def set_origin(session: Database, origin: Origin) -> None:
    """Say who is at work in this session of the database; `record` writes it into each row."""
    session.info["origin"] = origin


def origin_of(session: Database) -> Origin:
    """Return who is at work; nobody known where it was not said."""
    found = session.info.get("origin")
    return found if isinstance(found, Origin) else Origin()


def record(session: Database, action: str, subject: str = "", *, now: datetime, actor: tuple[int, str] | None = None) -> None:
    """Append a row; ``action`` is one of ACTIONS, ``subject`` the user name, bank key or file that it was done to.

    ``actor`` (id and name) is for the moment of logging in, when `origin_of` knows nobody yet.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is not among the actions that are logged.")
    origin = origin_of(session)
    actor_id, name = actor or (origin.actor_id, origin.actor)
    session.execute(insert(AuditRow).values(at=now, action=action, actor_id=actor_id, actor=name[:64],
                                            subject=_readable(subject)[:200], address=origin.address[:45]))


def _readable(text: str) -> str:
    # What strangers typed as a user name is stored too: no control characters, and none that turn the line around.
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log."""

    id: int
    at: datetime
    action: str
    actor: str
    subject: str
    address: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are wanted; an empty text wants all. ``who`` is a name as actor or subject."""

    action: str = ""
    who: str = ""
    address: str = ""


def entries(session: Database, wanted: Wanted, *, before: int | None, limit: int) -> Sequence[Entry]:
    """Return the newest rows that are wanted, those older than the row ``before`` where it is given."""
    statement = select(AuditRow.id, AuditRow.at, AuditRow.action, AuditRow.actor, AuditRow.subject, AuditRow.address)
    conditions = _conditions(wanted)
    if before is not None:
        conditions.append(AuditRow.id < before)
    # The primary key: rows are numbered in the order they were written.
    rows = session.execute(statement.where(*conditions).order_by(AuditRow.id.desc()).limit(limit))
    return [Entry(*row) for row in rows]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.action:
        conditions.append(AuditRow.action == wanted.action)
    if wanted.who:
        who = wanted.who.lower()
        conditions.append((func.lower(AuditRow.actor) == who) | (func.lower(AuditRow.subject) == who))
    if wanted.address:
        conditions.append(AuditRow.address == wanted.address)
    return conditions


def prune(session: Database, before: datetime) -> None:
    """Delete rows older than ``before``; the database itself refuses to delete what is not at least 30 days old."""
    session.execute(delete(AuditRow).where(AuditRow.at < before))
