"""What admins see: users, and how much room everything takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from geoquiz.core.names import name_key
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Authenticator, Bank, LoginSession, Upload, User


@dataclass(frozen=True, slots=True)
class Person:
    """A user as admins see them; nothing of what they know."""

    id: int
    name: str | None
    role: str
    created_at: datetime
    disabled_at: datetime | None
    must_change_password: bool
    has_second_factor: bool


_SECOND = select(Authenticator.key).where(Authenticator.user_id == User.id).exists()
_PERSON = (User.id, User.name, User.role, User.created_at, User.disabled_at, User.must_change_password, _SECOND)


def people(session: Database, *, search: str, role: str, after: str, limit: int) -> Sequence[Person]:
    """Return users in the order of their names, those after the name ``after``; ``search`` is a part of the name."""
    conditions = [User.role != "visitor", User.name_key.is_not(None)]
    if search:
        # Keys hold letters and digits alone, so nothing in them means something to LIKE.
        conditions.append(User.name_key.contains(name_key(search)))
    if role:
        conditions.append(User.role == role)
    if after:
        conditions.append(User.name_key > name_key(after))
    rows = session.execute(select(*_PERSON).where(*conditions).order_by(User.name_key).limit(limit))
    return [Person(*row) for row in rows]


def person(session: Database, user_id: int) -> Person | None:
    """Return one user who is no visitor."""
    row = session.execute(select(*_PERSON).where(User.id == user_id, User.role != "visitor")).one_or_none()
    return Person(*row) if row else None


def count_sessions(session: Database, user_id: int, now: datetime) -> int:
    """Return in how many places a user is logged in."""
    return session.execute(select(func.count()).select_from(LoginSession)
                           .where(LoginSession.user_id == user_id, LoginSession.expires_at > now)).scalar_one()


def counts_by_role(session: Database) -> dict[str, int]:
    """Return how many users there are of each role."""
    counts = session.execute(select(User.role, func.count().label("number")).group_by(User.role))
    return {row.role: row.number for row in counts}


@dataclass(frozen=True, slots=True)
class Room:
    """How much there is, and how many bytes the database takes and the uploads in it."""

    banks: int
    answers: int
    database: int
    uploads: int


def room(session: Database) -> Room:
    """Return how much room everything takes."""
    size = ("SELECT pg_database_size(current_database())" if session.get_bind().dialect.name == "postgresql"
            else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    return Room(
        banks=session.execute(select(func.count()).select_from(Bank)).scalar_one(),
        answers=session.execute(select(func.count()).select_from(Answer)).scalar_one(),
        database=session.execute(text(size)).scalar_one(),
        uploads=session.execute(select(func.coalesce(func.sum(func.length(Upload.data)), 0))).scalar_one(),
    )
