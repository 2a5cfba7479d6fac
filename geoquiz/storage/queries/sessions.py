"""Sessions of study and practice: some questions in a row, with a summary at the end."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Bank, QuestionRevision, Review, StudySession
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries.log import ANSWER, ANSWERING, AnswerRow, answer_row, live_rating, voided

# What both databases take as a number of a session.
_HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session; ``bank_id`` None means all banks together, ``done`` counts the answers that count in it.

    ``mode`` is "study", "practice" or "quiz"; practice is ``about`` something, and goes through ``cards``.
    """

    number: int
    bank_id: int | None
    target: int
    day: int
    mode: str
    about: str
    cards: tuple[tuple[int, str], ...]
    done: int


def add_session(session: Database, user_id: int, number: int, bank_id: int | None, target: int, day: int, now: datetime, *,
                mode: str = "study", about: str = "", cards: Sequence[tuple[int, str]] = ()) -> None:
    """Insert a session."""
    session.execute(insert(StudySession).values(user_id=user_id, number=number, bank_id=bank_id, target=target, day=day,
                                                started_at=now, mode=mode, about=about, cards=[list(card) for card in cards]))


def session_of(session: Database, user_id: int, number: int) -> SessionRow | None:
    """Return one session of a user."""
    if number > _HIGHEST:
        return None
    return _row(_session(session, user_id, number).one_or_none())


@prepared
def _session(user_id: int, number: int) -> Select[*tuple[Any, ...]]:
    return _sessions(user_id).where(StudySession.number == number)


def _sessions(user_id: int) -> Select[*tuple[Any, ...]]:
    done = (select(func.count()).select_from(Answer)
            .where(Answer.user_id == user_id, Answer.session_number == StudySession.number, _counts())
            .correlate(StudySession).scalar_subquery())
    return (select(StudySession.number, StudySession.bank_id, StudySession.target, StudySession.day, StudySession.mode,
                   StudySession.about, StudySession.cards, done)
            .where(StudySession.user_id == user_id))


def _row(row: Row[*tuple[Any, ...]] | None) -> SessionRow | None:
    if row is None:
        return None
    values: list[Any] = [*row]
    return SessionRow(*[*values[:6], tuple((id_, part) for id_, part in values[6] or ()), values[7]])


def _counts() -> ColumnElement[bool]:
    """Return the condition that an `Answer` counts in its session: not taken back, nor that of a second tab."""
    return select(Review.id).where(
        Review.user_id == Answer.user_id, Review.answer_key == Answer.key, Review.cause.in_(ANSWERING),
        Review.moves_memory | (Answer.mode != "study"), ~voided(Review.user_id, Review.id),
    ).correlate(Answer).exists()


def latest_of_day(session: Database, user_id: int, bank_id: int | None, day: int) -> SessionRow | None:
    """Return the newest session of a learner's day in one bank, or in all banks together."""
    return _row(_latest(session, user_id, bank_id, day).one_or_none())


@prepared
def _latest(user_id: int, bank_id: int | None, day: int) -> Select[*tuple[Any, ...]]:
    return (_sessions(user_id)
            .where(StudySession.day == day, StudySession.bank_id.is_not_distinct_from(bank_id), StudySession.mode == "study")
            .order_by(StudySession.number.desc()).limit(1))


def latest_number(session: Database, user_id: int) -> int:
    """Return the number of a user's newest session, 0 when there is none."""
    return _latest_number(session, user_id).scalar_one() or 0


@prepared
def _latest_number(user_id: int) -> Select[*tuple[Any, ...]]:
    return select(func.max(StudySession.number)).where(StudySession.user_id == user_id)


def given_in(session: Database, user_id: int, number: int) -> dict[tuple[int, str], bool]:
    """Return the cards answered in a session, in the order of their first answers, and whether the last one was right."""
    return {(id_, part): rating > Rating.AGAIN for id_, part, rating in _given(session, user_id, number)}


@prepared
def _given(user_id: int, number: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Answer.question_id, Answer.part, live_rating(Answer.user_id, Answer.key))
        .where(Answer.user_id == user_id, Answer.session_number == number, _counts())
        .order_by(Answer.received_at, Answer.key)
    )


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """An answer of a session with what its line in the summary shows; ``rating`` is what memory was told."""

    answer: AnswerRow
    question: CoreQuestion
    bank_key: str
    rating: Rating

    @property
    def verdict(self) -> str:
        """The verdict with the learner's own word on it."""
        was_right = self.answer.verdict in ("right", "almost")
        if was_right == (self.rating > Rating.AGAIN):
            return self.answer.verdict
        return "wrong" if was_right else "right"

    @property
    def is_missed(self) -> bool:
        """Whether it was not right."""
        return self.verdict in ("wrong", "partly")


def answers_in(session: Database, user_id: int, number: int) -> list[SessionAnswer]:
    """Return the answers that count in a session, in the order they were given."""
    statement = (
        select(*ANSWER, QuestionRevision.content, Bank.key, live_rating(Answer.user_id, Answer.key))
        .join(QuestionRevision, QuestionRevision.id == Answer.question_revision_id).join(Bank, Bank.id == Answer.bank_id)
        .where(Answer.user_id == user_id, Answer.session_number == number, _counts())
        .order_by(Answer.answered_at, Answer.received_at, Answer.key)
    )
    found = []
    for row in session.execute(statement):
        content, bank_key, rating = row[len(ANSWER):]
        found.append(SessionAnswer(answer_row(row), load_question(json.loads(content)), bank_key, Rating(rating)))
    return found
