"""Where a user is logged in, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geoquiz import passwords
from geoquiz.core.errors import NotFound
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import audit, logins
from geoquiz.storage.queries.logins import Place


@dataclass(frozen=True, slots=True)
class Session:
    """A login session of a user; ``is_here`` for the one that asks."""

    place: Place
    is_here: bool


def own(session: Database, user_id: int, token: str, *, now: datetime) -> Sequence[Session]:
    """Return where a user is logged in, the session that asks first."""
    here = passwords.digest(token)
    found = [Session(place, place.key == here) for place in logins.places_of(session, user_id, now)]
    return sorted(found, key=lambda one: not one.is_here)


def end(session: Database, user_id: int, key: str, *, now: datetime) -> None:
    """End one session of a user; raise NotFound when it is none of theirs, or over."""
    begin_write(session)
    if not logins.end(session, user_id, key):
        session.rollback()
        raise NotFound("There is no such session any more.")
    audit.record(session, "session ended", audit.origin_of(session).actor, now=now)
    session.commit()


def end_everywhere(session: Database, user_id: int, *, now: datetime) -> None:
    """End all sessions of a user, the one that asks too, and forget the browsers they were in."""
    begin_write(session)
    logins.end_all(session, user_id)
    logins.forget_devices(session, user_id)
    audit.record(session, "session ended", f"{audit.origin_of(session).actor}: everywhere", now=now)
    session.commit()
