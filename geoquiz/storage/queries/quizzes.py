"""Quizzes: what one can ask, its attempts, and where each question of an attempt stands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.core.quiz import KINDS_ASKED, Candidate, Spec, is_over
from geoquiz.storage.db import Database
from geoquiz.storage.models import (
    Answer,
    Bank,
    BankRevision,
    Part,
    Question,
    QuestionRevision,
    QuizAttempt,
    QuizQuestion,
    StudySession,
)
from geoquiz.storage.queries.log import ANSWER, AnswerRow, answer_row
from geoquiz.storage.queries.practice import with_tag
from geoquiz.storage.queries.visibility import visible_to

# What both databases take as a number of a session.
_HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at a quiz; ``ends_at`` None means that it takes its time, ``handed_in_at`` None that it is still going on.

    ``possible`` counts its questions, each worth one point.
    """

    number: int
    title: str
    spec: Spec
    started_at: datetime
    extra_minutes: int
    ends_at: datetime | None
    hidden_keys: bool
    closes_at: datetime | None
    assignment_id: int | None
    handed_in_at: datetime | None
    points: float | None
    possible: int
    answered: int

    @property
    def tells_at_once(self) -> bool:
        """Whether each answer gets its verdict at once, and is locked then."""
        return self.spec.feedback == "each" and not self.hidden_keys

    @property
    def share(self) -> float:
        """The share of the points, 0..1."""
        return (self.points or 0.0) / self.possible if self.possible else 0.0

    def is_over(self, now: datetime) -> bool:
        """Tell whether the attempt takes no more answers, though nobody has handed it in yet."""
        return self.handed_in_at is None and is_over(self.ends_at, now)

    def shows_keys(self, now: datetime) -> bool:
        """Tell whether the right answers may be shown: it is handed in, and where keys are hidden, its window is closed."""
        return self.handed_in_at is not None and not (self.hidden_keys and self.closes_at is not None and now < self.closes_at)


@dataclass(frozen=True, slots=True)
class Place:
    """A question of an attempt in the revision that it asks, with the answer that counts, if there is one."""

    place: int
    question_id: int
    part: str
    revision_id: int
    bank_revision_id: int
    seed: str
    marked: bool
    question: CoreQuestion
    bank_key: str
    bank_title: str
    answer: AnswerRow | None


def pool(session: Database, user_id: int, spec: Spec) -> list[Candidate]:
    """Return the questions that a learner can be asked and that fit a quiz, with their permanent names."""
    statement = (
        select(Question.id, Bank.key, Question.local_id, Part.part).select_from(Question)
        .join(Part, Part.question_id == Question.id).join(Bank, Bank.id == Question.bank_id)
        .where(Question.retired_at.is_(None), visible_to(user_id), Question.kind.in_(KINDS_ASKED))
        .order_by(Question.id, Part.position)
    )
    if spec.banks:
        statement = statement.where(Bank.key.in_(spec.banks))
    if spec.kinds:
        statement = statement.where(Question.kind.in_(spec.kinds))
    tagged = {id_ for tag in spec.tags for id_, _ in with_tag(session, user_id, tag)}
    parts: dict[tuple[int, str], list[str]] = {}
    for id_, key, local_id, part in session.execute(statement):
        if (not spec.tags or id_ in tagged) and (not spec.questions or f"{key}/{local_id}" in spec.questions):
            parts.setdefault((id_, f"{key}/{local_id}"), []).append(part)
    return [Candidate(id_, name, tuple(names)) for (id_, name), names in parts.items()]


def revisions_of(session: Database, question_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return the current revisions of these questions and of their banks."""
    statement = (select(Question.id, Question.revision_id, Bank.revision_id).join(Bank, Bank.id == Question.bank_id)
                 .where(Question.id.in_(question_ids)))
    return {id_: (revision or 0, bank_revision or 0) for id_, revision, bank_revision in session.execute(statement)}


def add_attempt(session: Database, user_id: int, number: int, key: str, spec: Spec, **facts: Any) -> None:
    """Insert an attempt; its session must be there."""
    session.execute(insert(QuizAttempt).values(user_id=user_id, number=number, key=key, spec=spec.stored(), **facts))


def add_questions(session: Database, user_id: int, number: int, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the questions of an attempt, which are given in their order."""
    session.execute(insert(QuizQuestion), [{"user_id": user_id, "number": number, "place": place, "marked": False, **row}
                                           for place, row in enumerate(rows, 1)])


def _attempts(user_id: int) -> Select[*tuple[Any, ...]]:
    mine = (QuizQuestion.user_id == QuizAttempt.user_id) & (QuizQuestion.number == QuizAttempt.number)
    possible, answered = (select(func.count(column)).where(mine).correlate(QuizAttempt).scalar_subquery()
                          for column in (QuizQuestion.place, QuizQuestion.answer_key))
    return (
        select(QuizAttempt.number, StudySession.about, QuizAttempt.spec, StudySession.started_at, QuizAttempt.extra_minutes,
               QuizAttempt.ends_at, QuizAttempt.hidden_keys, QuizAttempt.closes_at, QuizAttempt.assignment_id,
               QuizAttempt.handed_in_at, QuizAttempt.points, possible, answered)
        .join(StudySession, (StudySession.user_id == QuizAttempt.user_id) & (StudySession.number == QuizAttempt.number))
        .where(QuizAttempt.user_id == user_id)
    )


def _attempt(row: Row[*tuple[Any, ...]]) -> Attempt:
    number, title, spec, *others = row
    return Attempt(number, title, Spec.of(spec), *others)


def attempt_of(session: Database, user_id: int, number: int) -> Attempt | None:
    """Return one attempt of a user."""
    if number > _HIGHEST:
        return None
    row = session.execute(_attempts(user_id).where(QuizAttempt.number == number)).one_or_none()
    return _attempt(row) if row else None


def attempts_of(session: Database, user_id: int) -> list[Attempt]:
    """Return all attempts of a user, the newest first."""
    return [_attempt(row) for row in session.execute(_attempts(user_id).order_by(QuizAttempt.number.desc()))]


def attempt_begun_by(session: Database, user_id: int, key: str) -> int | None:
    """Return the number of the attempt that a form began; None where it has begun none."""
    return session.execute(select(QuizAttempt.number).where(QuizAttempt.user_id == user_id, QuizAttempt.key == key)
                           ).scalar_one_or_none()


def attempts_at(session: Database, user_id: int, assignment_id: int) -> int:
    """Return how many attempts a user has begun at an assigned quiz."""
    return session.execute(select(func.count()).select_from(QuizAttempt).where(
        QuizAttempt.user_id == user_id, QuizAttempt.assignment_id == assignment_id)).scalar_one()


def ending(session: Database, user_id: int, now: datetime) -> list[int]:
    """Return the numbers of a user's attempts whose time may be up and that nobody has handed in."""
    return list(session.scalars(select(QuizAttempt.number).where(
        QuizAttempt.user_id == user_id, QuizAttempt.handed_in_at.is_(None), QuizAttempt.ends_at < now)
        .order_by(QuizAttempt.number)))


def question_ids(session: Database, user_id: int, number: int) -> list[int]:
    """Return the ids of the questions of an attempt."""
    return list(session.scalars(select(QuizQuestion.question_id).where(QuizQuestion.user_id == user_id,
                                                                       QuizQuestion.number == number)))


def has_place(session: Database, user_id: int, number: int, place: int) -> bool:
    """Tell whether an attempt has a question at a place."""
    statement = select(QuizQuestion.place).where(QuizQuestion.user_id == user_id, QuizQuestion.number == number,
                                                 QuizQuestion.place == min(place, _HIGHEST))
    return session.execute(statement).scalar_one_or_none() is not None


def places_of(session: Database, user_id: int, number: int, card: tuple[int, str] | None = None) -> list[Place]:
    """Return the questions of an attempt in their order, or the one that asks this question and part."""
    statement = (
        select(*ANSWER, Answer.user_id, QuizQuestion.place, QuizQuestion.question_id, QuizQuestion.part,
               QuizQuestion.question_revision_id, QuizQuestion.bank_revision_id, QuizQuestion.seed, QuizQuestion.marked,
               QuestionRevision.content, Bank.key, Bank.title)
        .select_from(QuizQuestion).join(QuestionRevision, QuestionRevision.id == QuizQuestion.question_revision_id)
        .join(BankRevision, BankRevision.id == QuizQuestion.bank_revision_id).join(Bank, Bank.id == BankRevision.bank_id)
        .outerjoin(Answer, (Answer.user_id == QuizQuestion.user_id) & (Answer.key == QuizQuestion.answer_key))
        .where(QuizQuestion.user_id == user_id, QuizQuestion.number == number).order_by(QuizQuestion.place)
    )
    if card is not None:
        statement = statement.where(QuizQuestion.question_id == card[0], QuizQuestion.part == card[1])
    found = []
    for row in session.execute(statement):
        values: list[Any] = list(row[len(ANSWER):])
        answerer, *facts, content, bank_key, bank_title = values
        found.append(Place(*[*facts, load_question(json.loads(content)), bank_key, bank_title,
                             answer_row(row) if answerer is not None else None]))
    return found


def count_answer(session: Database, user_id: int, number: int, place: int, key: str) -> None:
    """Let an answer be the one that counts at its place."""
    _set(session, user_id, number, place, answer_key=key)


def mark(session: Database, user_id: int, number: int, place: int, *, marked: bool) -> None:
    """Keep whether a learner wants to come back to a place."""
    _set(session, user_id, number, place, marked=marked)


def _set(session: Database, user_id: int, number: int, place: int, **values: Any) -> None:
    session.execute(update(QuizQuestion).where(QuizQuestion.user_id == user_id, QuizQuestion.number == number,
                                               QuizQuestion.place == place).values(**values))


def change_attempt(session: Database, user_id: int, number: int, **values: Any) -> None:
    """Store new values of an attempt: when it ends, or that it is handed in and what it was worth."""
    session.execute(update(QuizAttempt).where(QuizAttempt.user_id == user_id, QuizAttempt.number == number).values(**values))
