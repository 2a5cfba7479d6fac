"""What fitting a learner's weights needs: the logs of all cards, and the weights used until now."""

from collections import defaultdict
from datetime import datetime
from typing import cast

from sqlalchemy import select

from geoquiz.core.scheduling.memory import Cause, LogRow
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database
from geoquiz.storage.models import Review, SettingsVersion


def logs(session: Database, user_id: int) -> dict[tuple[int, str], list[LogRow]]:
    """Return the log of each card of a user, without what imported rows brought along."""
    statement = select(Review.question_id, Review.id, Review.part, Review.cause, Review.answered_at, Review.received_at,
                       Review.settings_number, Review.rating, Review.moves_memory, Review.voids).where(Review.user_id == user_id)
    found: dict[tuple[int, str], list[LogRow]] = defaultdict(list)
    for question_id, id_, part, cause, answered_at, received_at, settings, rating, moves, voids in session.execute(statement):
        found[question_id, part].append(LogRow(id_, part, cast("Cause", cause), answered_at, received_at, settings,
                                               Rating(rating) if rating else None, moves, voids))
    return found


def weights_used(session: Database, user_id: int) -> list[tuple[tuple[float, ...], datetime]]:
    """Return the weights of every settings version of a user with the time it was made, the first version first."""
    statement = (select(SettingsVersion.weights, SettingsVersion.created_at).where(SettingsVersion.user_id == user_id)
                 .order_by(SettingsVersion.number))
    return [(tuple(weights), at) for weights, at in session.execute(statement)]
