"""Study sessions: some questions in a row, with a summary at the end."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Bank, QuestionRevision, StudySession
from geoquiz.storage.queries.log import ANSWER, AnswerRow, answer_row, overridden, undone

# What both databases take as a number of a session.
_HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A study session; ``bank_id`` None means all banks together, ``done`` counts its answers without undone ones."""

    number: int
    bank_id: int | None
    target: int
    day: int
    done: int


def add_session(session: Database, user_id: int, number: int, bank_id: int | None, target: int, day: int, now: datetime) -> None:
    """Insert a study session."""
    session.execute(insert(StudySession).values(user_id=user_id, number=number, bank_id=bank_id, target=target, day=day,
                                                started_at=now))


def session_of(session: Database, user_id: int, number: int) -> SessionRow | None:
    """Return one study session of a user."""
    if number > _HIGHEST:
        return None
    done = (select(func.count()).where(Answer.user_id == user_id, Answer.session_number == number,
                                       ~undone(Answer.user_id, Answer.key)).scalar_subquery())
    row = session.execute(
        select(StudySession.number, StudySession.bank_id, StudySession.target, StudySession.day, done)
        .where(StudySession.user_id == user_id, StudySession.number == number)
    ).one_or_none()
    return SessionRow(*row) if row else None


def latest_of_day(session: Database, user_id: int, bank_id: int | None, day: int) -> SessionRow | None:
    """Return the newest session of a learner's day in one bank, or in all banks together."""
    number = session.execute(
        select(func.max(StudySession.number))
        .where(StudySession.user_id == user_id, StudySession.day == day, StudySession.bank_id.is_not_distinct_from(bank_id))
    ).scalar_one()
    return session_of(session, user_id, number) if number is not None else None


def latest_number(session: Database, user_id: int) -> int:
    """Return the number of a user's newest session, 0 when there is none."""
    statement = select(func.max(StudySession.number)).where(StudySession.user_id == user_id)
    return session.execute(statement).scalar_one() or 0


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """An answer of a session with what its line in the summary shows."""

    answer: AnswerRow
    question: CoreQuestion
    bank_key: str
    overridden: bool


def answers_in(session: Database, user_id: int, number: int) -> list[SessionAnswer]:
    """Return the answers of a study session in the order they were given; undone ones are left out."""
    statement = (
        select(*ANSWER, QuestionRevision.content, Bank.key, overridden(Answer.user_id, Answer.key))
        .join(QuestionRevision, QuestionRevision.id == Answer.question_revision_id).join(Bank, Bank.id == Answer.bank_id)
        .where(Answer.user_id == user_id, Answer.session_number == number, ~undone(Answer.user_id, Answer.key))
        .order_by(Answer.answered_at, Answer.received_at, Answer.key)
    )
    found = []
    for row in session.execute(statement):
        content, bank_key, corrected = row[len(ANSWER):]
        found.append(SessionAnswer(answer_row(row), load_question(json.loads(content)), bank_key, corrected))
    return found
