"""A user's calendar of what is due, at a secret address that can be changed and taken away."""

import secrets
from datetime import datetime

from geoquiz.core.errors import NotFound
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import assignments, feeds
from geoquiz.storage.queries.assignments import Assigned


def secret_of(session: Database, user_id: int) -> str | None:
    """Return the secret in the address of a user's calendar; None where they have none."""
    return feeds.secret_of(session, user_id)


def renew(session: Database, user_id: int, *, on: bool, now: datetime) -> None:
    """Give a user's calendar a new address, or none; the one before leads nowhere from now on."""
    begin_write(session)
    feeds.drop(session, user_id)
    if on:
        feeds.add(session, user_id, secrets.token_hex(16), now)
    session.commit()


def due(session: Database, user_id: int, secret: str) -> tuple[tuple[Assigned, str, str], ...]:
    """Return what is due to the owner of a calendar, with key and name of its class; raise NotFound for a wrong secret."""
    known = feeds.secret_of(session, user_id)
    if known is None or not secrets.compare_digest(known.encode(), secret.encode()):
        raise NotFound("There is no such calendar.")
    return tuple(assignments.of_student(session, user_id))
