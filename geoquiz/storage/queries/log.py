"""The log: answers as given, and the rows that move cards; both are only ever appended to."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select
from sqlalchemy.orm import aliased

from geoquiz.core.scheduling.memory import LogRow
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Review


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as it was given, in what, and what it was worth."""

    key: str
    mode: str
    session_number: int | None
    bank_id: int
    question_id: int
    question_revision_id: int
    bank_revision_id: int
    part: str
    seed: str
    shown: tuple[str, ...]
    response: tuple[str, ...]
    gave_up: bool
    rating: int | None
    score: float
    verdict: str
    first_sight: bool
    asked_at: datetime
    answered_at: datetime
    received_at: datetime


ANSWER = tuple(getattr(Answer, field.name) for field in fields(AnswerRow))


def answer_row(row: Row[*tuple[Any, ...]]) -> AnswerRow:
    """Return the typed row of a statement that begins with the columns `ANSWER`."""
    values = dict(zip((field.name for field in fields(AnswerRow)), row, strict=False))
    return AnswerRow(**values | {"shown": tuple(values["shown"]), "response": tuple(values["response"])})


def add_answer(session: Database, user_id: int, answer: AnswerRow) -> None:
    """Insert an answer."""
    values = {field.name: getattr(answer, field.name) for field in fields(AnswerRow)}
    session.execute(insert(Answer).values(user_id=user_id, **values | {"shown": list(answer.shown),
                                                                       "response": list(answer.response)}))


def answer_of(session: Database, user_id: int, key: str) -> AnswerRow | None:
    """Return one answer of a user."""
    if "\0" in key:  # PostgreSQL takes no such text, and no answer has such a key.
        return None
    row = session.execute(select(*ANSWER).where(Answer.user_id == user_id, Answer.key == key)).one_or_none()
    return answer_row(row) if row else None


def count_answers(session: Database, user_id: int) -> int:
    """Return how many answers a user has given, undone ones included."""
    return session.execute(select(func.count()).select_from(Answer).where(Answer.user_id == user_id)).scalar_one()


_CORRECTION = aliased(Review)


def undone(user_id: Any, key: Any) -> ColumnElement[bool]:
    """Return the condition that an answer has been taken back."""
    return _corrected(user_id, key, "undo")


def overridden(user_id: Any, key: Any) -> ColumnElement[bool]:
    """Return the condition that the verdict of an answer was corrected to right."""
    return _corrected(user_id, key, "override")


def _corrected(user_id: Any, key: Any, cause: str) -> ColumnElement[bool]:
    return select(_CORRECTION.id).where(_CORRECTION.user_id == user_id, _CORRECTION.answer_key == key,
                                        _CORRECTION.cause == cause).exists()


def has_met(session: Database, user_id: int, question_id: int, part: str) -> bool:
    """Tell whether a user has answered a part before, undone answers left out."""
    statement = select(Answer.key).where(Answer.user_id == user_id, Answer.question_id == question_id, Answer.part == part,
                                         ~undone(Answer.user_id, Answer.key))
    return session.execute(statement.limit(1)).scalar_one_or_none() is not None


_LOG_ROW = (Review.id, Review.part, Review.cause, Review.answered_at, Review.received_at, Review.settings_number, Review.rating,
            Review.moves_memory, Review.voids)


def _log_row(row: Row[*tuple[Any, ...]]) -> LogRow:
    id_, part, cause, answered_at, received_at, settings, rating, moves, voids = row[:len(_LOG_ROW)]
    return LogRow(id_, part, cause, answered_at, received_at, settings, Rating(rating) if rating else None, moves, voids)


@dataclass(frozen=True, slots=True)
class LiveReview:
    """The row that counts for an answer: its review, or the override that took its place."""

    row: LogRow
    question_id: int
    session_number: int | None

    @property
    def is_override(self) -> bool:
        """Whether the learner corrected the verdict."""
        return self.row.cause == "override"


def live_review(session: Database, user_id: int, key: str) -> LiveReview | None:
    """Return the row that counts for an answer; None where there is none or it was taken back."""
    row = session.execute(
        select(*_LOG_ROW, Review.question_id, Answer.session_number)
        .join(Answer, (Answer.user_id == Review.user_id) & (Answer.key == Review.answer_key))
        .where(Review.user_id == user_id, Review.answer_key == key, Review.cause.in_(("review", "override")),
               ~undone(Review.user_id, Review.answer_key))
        .order_by(Review.id.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    *_, question_id, session_number = row
    return LiveReview(_log_row(row), question_id, session_number)


def newest_answer(session: Database, user_id: int) -> str | None:
    """Return the key of the answer that came in last and was not taken back."""
    statement = (select(Review.answer_key).where(Review.user_id == user_id, Review.cause == "review",
                                                 ~undone(Review.user_id, Review.answer_key))
                 .order_by(Review.id.desc()).limit(1))
    return session.execute(statement).scalar_one_or_none()


def log_of(session: Database, user_id: int, question_id: int, part: str) -> list[LogRow]:
    """Return the whole log of one card."""
    statement = select(*_LOG_ROW).where(Review.user_id == user_id, Review.question_id == question_id, Review.part == part)
    return [_log_row(row) for row in session.execute(statement)]
