"""The days on which a learner studied, as far back as a streak can reach."""

from typing import Any

from sqlalchemy import ScalarSelect, literal, select

from geoquiz.core.statistics.streak import RESTS_A_WEEK
from geoquiz.storage.db import Database
from geoquiz.storage.models import Review
from geoquiz.storage.queries.log import ANSWERING, voided


def days_in_a_row(session: Database, user_id: int, today: int) -> list[int]:
    """Return the learner's days with an answer that still counts, latest first, up to the first gap that ends any streak.

    Each day is one step in the index, however many answers it holds.
    """
    latest = _day_before(user_id, literal(today + 1), literal(today - RESTS_A_WEEK - 1))
    days = select(latest.label("day")).cte("days", recursive=True)
    earlier = _day_before(user_id, days.c.day, days.c.day - RESTS_A_WEEK - 1)
    days = days.union_all(select(earlier).where(days.c.day.is_not(None)))
    return list(session.execute(select(days.c.day).where(days.c.day.is_not(None)).order_by(days.c.day.desc())).scalars())


def _day_before(user_id: int, day: Any, first: Any) -> ScalarSelect[int]:
    """Return the latest day of study before ``day`` and not before ``first``, NULL where there is none."""
    return (select(Review.local_day)
            .where(Review.user_id == user_id, Review.local_day < day, Review.local_day >= first, Review.cause.in_(ANSWERING),
                   ~voided(Review.user_id, Review.id))
            .order_by(Review.local_day.desc()).limit(1).scalar_subquery())
