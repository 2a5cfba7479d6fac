"""Rounds played: personal bests; every statement filters by the user."""

from datetime import datetime

from sqlalchemy import func, insert, select

from geoquiz.storage.db import Database
from geoquiz.storage.models import Round


def bests(session: Database, user_id: int, bank_id: int) -> dict[str, tuple[int, int]]:
    """Return by game how often a user played it with a bank, and their best score: the lowest of matches, else the highest.

    Index: ix_rounds_user_bank.
    """
    rows = session.execute(
        select(Round.game, func.count(), func.min(Round.score), func.max(Round.score))
        .where(Round.user_id == user_id, Round.bank_id == bank_id).group_by(Round.game))
    return {game: (count, lowest if game == "match" else highest) for game, count, lowest, highest in rows}


def of_key(session: Database, user_id: int, key: str) -> tuple[str, int, int] | None:
    """Return game, score and mistakes of one round of a user."""
    row = session.execute(select(Round.game, Round.score, Round.mistakes)
                          .where(Round.user_id == user_id, Round.key == key)).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def add(session: Database, user_id: int, key: str, bank_id: int, game: str, score: int, mistakes: int, now: datetime) -> None:
    """Insert a round."""
    session.execute(insert(Round).values(user_id=user_id, key=key, bank_id=bank_id, game=game, score=score, mistakes=mistakes,
                                         finished_at=now))
