"""The secrets in the addresses of calendars; by the primary key."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from geoquiz.storage.db import Database
from geoquiz.storage.models import CalendarFeed


def secret_of(session: Database, user_id: int) -> str | None:
    """Return the secret of a user's calendar; None where they have none."""
    return session.execute(select(CalendarFeed.secret).where(CalendarFeed.user_id == user_id)).scalar_one_or_none()


def add(session: Database, user_id: int, secret: str, now: datetime) -> None:
    """Insert the secret of a user's calendar."""
    session.execute(insert(CalendarFeed).values(user_id=user_id, secret=secret, created_at=now))


def drop(session: Database, user_id: int) -> None:
    """Delete a user's calendar."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))
