"""What admins do: look at users, give roles, disable accounts, and see how much room is left."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, admin, audit, logins, second_factor
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.admin import Person, Room
from geoquiz.storage.queries.audit import ACTIONS, Entry, Wanted

ROLES = ("student", "teacher", "admin")
PAGE = 50
actions = ACTIONS


@dataclass(frozen=True, slots=True)
class People:
    """One page of users, and whether there are more."""

    rows: Sequence[Person]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Entries:
    """One page of the audit log, and whether there are older rows."""

    rows: Sequence[Entry]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """How many users of each role there are, how much room the database takes, and how much is left on the disk of the data."""

    roles: dict[str, int]
    room: Room
    free: int


def overview(session: Database, data: Path) -> Overview:
    """Return what the first page of the admins shows; ``data`` is the server's folder."""
    return Overview(admin.counts_by_role(session), admin.room(session), shutil.disk_usage(data).free)


def people(session: Database, *, search: str = "", role: str = "", after: str = "") -> People:
    """Return a page of users by name: all, those with ``search`` in their name, of a role, after a name."""
    rows = admin.people(session, search=search, role=role, after=after, limit=PAGE + 1)
    return People(rows[:PAGE], len(rows) > PAGE)


@dataclass(frozen=True, slots=True)
class Detail:
    """One user, and in how many places they are logged in."""

    person: Person
    sessions: int


def person(session: Database, user_id: int, *, now: datetime) -> Detail:
    """Return one user; raise NotFound when there is none."""
    found = admin.person(session, user_id)
    if found is None:
        raise NotFound("There is no such user.")
    return Detail(found, admin.count_sessions(session, user_id, now))


def change_role(session: Database, actor: Account, user_id: int, role: str, *, now: datetime) -> None:
    """Give a user another role. Admins keep their own: so there is always one left (Conflict)."""
    if role not in ROLES:
        raise GeoquizError(f"There is no role {role!r}: choose one of {', '.join(ROLES)}.")
    target = _target(session, actor, user_id)
    accounts.set_role(session, user_id, role)
    audit.record(session, "role changed", f"{target.name}: {target.role} → {role}", now=now)
    session.commit()


def disable(session: Database, actor: Account, user_id: int, *, now: datetime) -> None:
    """Let nobody log in to an account any more, and end its sessions; its rows stay."""
    target = _target(session, actor, user_id)
    accounts.set_disabled(session, user_id, now)
    audit.record(session, "account disabled", target.name or "", now=now)
    session.commit()


def enable(session: Database, actor: Account, user_id: int, *, now: datetime) -> None:
    """Let the owner of a disabled account log in again."""
    target = _target(session, actor, user_id)
    accounts.set_disabled(session, user_id, None)
    audit.record(session, "account enabled", target.name or "", now=now)
    session.commit()


def remove_second_factors(session: Database, actor: Account, user_id: int, *, now: datetime) -> None:
    """Remove all second factors of somebody who has lost them; they log in with the password alone, and everywhere anew."""
    target = _target(session, actor, user_id)
    second_factor.remove_all(session, user_id)
    logins.end_all(session, user_id)
    audit.record(session, "second factor removed", f"{target.name}: all", now=now)
    session.commit()


def _target(session: Database, actor: Account, user_id: int) -> Account:
    """Begin to write, and return whom it is about; raise NotFound for nobody and Conflict for oneself."""
    begin_write(session)
    target = accounts.lock(session, user_id)
    if target is None or target.is_visitor:
        session.rollback()
        raise NotFound("There is no such user.")
    if target.id == actor.id:
        session.rollback()
        raise Conflict("This is your own account: let another admin do it.")
    return target


def entries(session: Database, wanted: Wanted, *, before: int | None = None) -> Entries:
    """Return a page of the audit log, the newest rows first, those before the row ``before`` where it is given."""
    rows = audit.entries(session, wanted, before=before, limit=PAGE + 1)
    return Entries(rows[:PAGE], len(rows) > PAGE)
