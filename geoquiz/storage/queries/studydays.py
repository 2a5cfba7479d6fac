"""What a learner's days amount to: kept for days that are over, and worked out of the log wherever it says more.

Whoever writes the log need not know of this: rows that came in since, whatever their day, tell which kept days no longer hold.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import aliased

from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.learner import Tally, tally
from geoquiz.core.statistics.recalls import Recall
from geoquiz.storage.db import Database
from geoquiz.storage.models import Review, StudyDay, SummedLog
from geoquiz.storage.queries.recalls import recalls_of

# By the day's number and the kind of question.
Days = Mapping[tuple[int, str], Tally]
_FIRST = 0


def holds_before(session: Database, user_id: int) -> int:
    """Return the day before which all kept days hold; 0 where none is kept.

    A new row shakes the days from its own on, and one that voids another those from that one's on.
    """
    kept = session.execute(select(SummedLog.before_day, SummedLog.review_id).where(SummedLog.user_id == user_id)).one_or_none()
    if kept is None:
        return _FIRST
    before: int = kept.before_day
    voided = aliased(Review)
    new = session.execute(
        select(func.min(Review.local_day), func.min(voided.local_day))
        .outerjoin(voided, (voided.user_id == Review.user_id) & (voided.id == Review.voids))
        .where(Review.user_id == user_id, Review.id > kept.review_id)).one()
    return min(before, *(before if day is None else int(day) for day in new))


def kept(session: Database, user_id: int, before: int) -> dict[tuple[int, str], Tally]:
    """Return the days kept before one."""
    rows = session.execute(
        select(StudyDay.day, StudyDay.kind, StudyDay.answered, StudyDay.right, StudyDay.seconds, StudyDay.young_right,
               StudyDay.young, StudyDay.mature_right, StudyDay.mature)
        .where(StudyDay.user_id == user_id, StudyDay.day < before))
    return {(day, kind): Tally(answered, right, seconds, Share(young_right, young), Share(mature_right, mature))
            for day, kind, answered, right, seconds, young_right, young, mature_right, mature in rows}


def worked_out(session: Database, user_id: int, since: int = _FIRST) -> dict[tuple[int, str], Tally]:
    """Return the days from one on as the log has them."""
    found: dict[tuple[int, str], list[Recall]] = defaultdict(list)
    for card, recalls in recalls_of(session, user_id, since or None):
        for recall in recalls:
            if recall.day >= since:
                found[recall.day, card.kind].append(recall)
    return {key: tally(recalls) for key, recalls in found.items()}


def all_days(session: Database, user_id: int) -> dict[tuple[int, str], Tally]:
    """Return every day of a user, those that are kept and still hold from there, all others from the log."""
    since = holds_before(session, user_id)
    return kept(session, user_id, since) | worked_out(session, user_id, since)


def newest(session: Database, user_id: int) -> int:
    """Return the number of a user's last row in the log, 0 where there is none."""
    return session.execute(select(func.max(Review.id)).where(Review.user_id == user_id)).scalar_one() or 0


def keep(session: Database, user_id: int, days: Days, *, since: int, before: int, review_id: int) -> None:
    """Keep the days from ``since`` to before ``before``, as worked out of the rows up to ``review_id``; later ones are dropped."""
    session.execute(delete(StudyDay).where(StudyDay.user_id == user_id, StudyDay.day >= since))
    rows = [{"user_id": user_id, "day": day, "kind": kind, "answered": part.answered, "right": part.right, "seconds": part.seconds,
             "young": part.young.whole, "young_right": part.young.part, "mature": part.mature.whole,
             "mature_right": part.mature.part} for (day, kind), part in days.items() if since <= day < before]
    if rows:
        session.execute(insert(cast("Table", StudyDay.__table__)), rows)
    session.execute(delete(SummedLog).where(SummedLog.user_id == user_id))
    session.execute(insert(SummedLog).values(user_id=user_id, before_day=before, review_id=review_id))
