"""Which questions are withheld from a learner: those of a quiz with hidden keys, while it is open to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from geoquiz.core.quiz import GRACE
from geoquiz.storage.db import Database
from geoquiz.storage.models import Assignment, Classroom, Membership, QuizAttempt, QuizQuestion
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries import assignments


def questions(session: Database, user_id: int | None, now: datetime) -> frozenset[int]:
    """Return the ids of the questions whose keys a user must not see now; of a stranger (None) nothing is known.

    Study, practice, packs, exports and print leave them out. An assigned quiz withholds all that it may ask from its students
    while it is open; an attempt withholds its questions until it is handed in or over, and beyond that until its window
    closes, since others may still be at it.
    """
    if user_id is None:
        return frozenset()
    if not _has_secrets(session, user_id).scalar_one():
        return frozenset()
    return _in_attempts(session, user_id, now) | _in_assignments(session, user_id, now)


@prepared
def _has_secrets(user_id: int) -> Select[*tuple[Any, ...]]:
    """Ask whether a user has ever been given a quiz with hidden keys: most have not, and are asked no more."""
    attempts = select(QuizAttempt.number).where(QuizAttempt.user_id == user_id, QuizAttempt.hidden_keys).exists()
    quizzes = (select(Assignment.id).join(Classroom, Classroom.id == Assignment.class_id)
               .join(Membership, Membership.class_id == Classroom.id)
               .where(Membership.user_id == user_id, Membership.role == "student", Classroom.archived_at.is_(None),
                      Assignment.withdrawn_at.is_(None), Assignment.mode == "quiz", Assignment.hidden_keys).exists())
    return select(attempts | quizzes)


def _in_attempts(session: Database, user_id: int, now: datetime) -> frozenset[int]:
    going_on = QuizAttempt.handed_in_at.is_(None) & (QuizAttempt.ends_at.is_(None) | (QuizAttempt.ends_at > now - GRACE))
    return frozenset(session.scalars(
        select(QuizQuestion.question_id)
        .join(QuizAttempt, (QuizAttempt.user_id == QuizQuestion.user_id) & (QuizAttempt.number == QuizQuestion.number))
        .where(QuizAttempt.user_id == user_id, QuizAttempt.hidden_keys, going_on | (QuizAttempt.closes_at > now))))


def _in_assignments(session: Database, user_id: int, now: datetime) -> frozenset[int]:
    secret = [one for one, _, _ in assignments.of_student(session, user_id)
              if one.mode == "quiz" and one.hidden_keys and one.window.phase(now) in ("open", "late")]
    if not secret:
        return frozenset()
    return frozenset(question for parts in assignments.parts_of(session, secret).values() for question, _ in parts)
