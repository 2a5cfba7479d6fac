"""Cards that come from another program with memory and log: many rows with few statements."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, func, insert, select

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.scheduling.memory import LogRow, Memory
from geoquiz.storage.db import Database
from geoquiz.storage.models import Card, Question, Review
from geoquiz.storage.queries.log import brought_along

_REVIEWS, _CARDS = (cast("Table", model.__table__) for model in (Review, Card))
# (question id, part)
CardKey = tuple[int, str]


def with_log(session: Database, user_id: int, bank_id: int) -> set[CardKey]:
    """Return the cards of a user in a bank to which something has happened here."""
    statement = (select(Review.question_id, Review.part).distinct().join(Question, Question.id == Review.question_id)
                 .where(Review.user_id == user_id, Question.bank_id == bank_id))
    return {(question_id, part) for question_id, part in session.execute(statement)}


def next_review_id(session: Database, user_id: int) -> int:
    """Return the number of a user's next row in the log; the learner must be locked."""
    return (session.execute(select(func.max(Review.id)).where(Review.user_id == user_id)).scalar_one() or 0) + 1


def review_values(user_id: int, question_id: int, number: int, row: LogRow, after: Memory, calendar: Calendar,
                  took: timedelta | None) -> dict[str, Any]:
    """Return an imported row with the memory after it, ready to be inserted under its ``number``."""
    imported = brought_along(row.arrived) if row.arrived else {"took": round((took or timedelta(0)).total_seconds() * 1000)}
    return {
        "user_id": user_id, "question_id": question_id, "id": number, "part": row.part, "cause": row.cause,
        "rating": int(row.rating) if row.rating else None, "moves_memory": row.moves_memory, "settings_number": row.settings,
        "answered_at": row.answered_at, "received_at": row.received_at, "local_day": calendar.day(row.answered_at),
        "state": int(after.state), "step": after.step, "stability": after.stability, "difficulty": after.difficulty,
        "due": after.due, "due_cause": after.due_cause, "imported": imported,
    }


def card_values(user_id: int, bank_id: int, question_id: int, part: str, memory: Memory) -> dict[str, Any]:
    """Return a card with its memory, ready to be inserted."""
    return {"user_id": user_id, "bank_id": bank_id, "question_id": question_id, "part": part, **asdict(memory),
            "state": int(memory.state)}


def add(session: Database, reviews: Iterable[dict[str, Any]], cards: Iterable[dict[str, Any]]) -> None:
    """Insert rows of the log and cards."""
    for table, rows in ((_REVIEWS, list(reviews)), (_CARDS, list(cards))):
        if rows:
            session.execute(insert(table), rows)
