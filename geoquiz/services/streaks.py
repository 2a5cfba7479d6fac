"""The streak: on how many days a learner has kept at it, rest days allowed."""

from datetime import datetime

from geoquiz.core.statistics.streak import streak
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts
from geoquiz.storage.queries.streaks import days_in_a_row


def streak_of(session: Database, user_id: int, *, now: datetime) -> int:
    """Return the length of a learner's streak in days of study, 0 when there is none."""
    today = accounts.settings_of(session, user_id).memory.calendar.day(now)
    return streak(days_in_a_row(session, user_id, today), today)
