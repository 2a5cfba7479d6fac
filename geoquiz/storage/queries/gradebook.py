"""How the members of a class stand to what is assigned to them.

Every statement names the users and reads their rows alone, whatever else the server holds: cards by their primary key
(user, question, part), answers by `ix_answers_user_question`, attempts by `ix_quiz_attempts_user_assignment` and their
questions by the primary key. The log of reviews is asked for undone answers only, by `ix_reviews_user_answer`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, extract, func, select

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.scheduling.formulas import Formulas
from geoquiz.core.scheduling.memory import State
from geoquiz.storage.db import Database
from geoquiz.storage.models import (
    Answer,
    AssignmentBank,
    Card,
    Question,
    QuizAttempt,
    QuizQuestion,
    SettingsVersion,
    StudySession,
    User,
)
from geoquiz.storage.queries.assignments import Assigned, Parts, parts_of
from geoquiz.storage.queries.log import undone

Rows = Select[*tuple[Any, ...]]
# Whoever leaves a page open has not worked all the while.
LONGEST_ANSWER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt at an assigned quiz; ``score`` (0..1) is what counts, late policy included, None until it is handed in."""

    number: int
    started_at: datetime
    handed_in_at: datetime | None
    share: float | None
    score: float | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One student and one assignment.

    ``parts`` are asked there, ``met`` of them were answered, and ``known`` of them are predicted to be known now.
    ``answers`` were given in study, practice and quizzes with ``points`` in all; ``tries`` at the quiz, the newest first.
    """

    is_quiz: bool
    parts: int
    met: int = 0
    known: float = 0.0
    answers: int = 0
    points: float = 0.0
    seconds: float = 0.0
    last_seen: datetime | None = None
    tries: tuple[Try, ...] = ()

    @property
    def coverage(self) -> float:
        """The share of its parts that were ever answered, 0..1."""
        return self.met / self.parts if self.parts else 0.0

    @property
    def recall(self) -> float:
        """The share of its parts that is predicted to be known now, 0..1; what was never answered counts as unknown."""
        return self.known / self.parts if self.parts else 0.0

    @property
    def is_handed_in(self) -> bool:
        """Whether an attempt at the quiz was handed in."""
        return any(one.handed_in_at for one in self.tries)

    @property
    def score(self) -> float | None:
        """Of a quiz the best attempt, of study the mean score of all answers, 0..1; None where there is nothing yet."""
        if self.is_quiz:
            return max((one.score for one in self.tries if one.score is not None), default=None)
        return self.points / self.answers if self.answers else None

    @property
    def done(self) -> float:
        """How much of it is done, 0..1: of a quiz all or nothing."""
        return float(self.is_handed_in) if self.is_quiz else self.coverage


Cells = Mapping[tuple[int, int], Cell]


@dataclass(slots=True)
class _Met:
    """What is summed up for one user and question."""

    chances: dict[str, float] = field(default_factory=dict)
    answers: int = 0
    points: float = 0.0
    seconds: float = 0.0
    last: datetime | None = None


def cells(session: Database, assigned: Sequence[Assigned], user_ids: Collection[int], *, now: datetime
          ) -> dict[tuple[int, int], Cell]:
    """Return where each of these users stands to each of these assignments, by (user, assignment)."""
    if not assigned or not user_ids:
        return {}
    parts = parts_of(session, assigned)
    met: dict[tuple[int, int], _Met] = {}
    _add_cards(session, assigned, user_ids, now, met)
    _add_answers(session, assigned, user_ids, met)
    tries = _tries(session, [one for one in assigned if one.mode == "quiz"], user_ids)
    return {(user_id, one.id): _cell(one, parts[one.id], user_id, met, tries.get((user_id, one.id), ()))
            for one in assigned for user_id in user_ids}


def _cell(one: Assigned, parts: Parts, user_id: int, met: Mapping[tuple[int, int], _Met], tries: tuple[Try, ...]) -> Cell:
    seen, known, answers, points, seconds, last = 0, 0.0, 0, 0.0, 0.0, None
    wanted: dict[int, list[str]] = {}
    for question_id, part in parts:
        wanted.setdefault(question_id, []).append(part)
    for question_id, names in wanted.items():
        found = met.get((user_id, question_id))
        if found is None:
            continue
        chances = [found.chances[name] for name in names if name in found.chances]
        seen, known = seen + len(chances), known + sum(chances)
        answers, points, seconds = answers + found.answers, points + found.points, seconds + found.seconds
        last = max((at for at in (last, found.last) if at), default=None)
    return Cell(one.mode == "quiz", len(parts), seen, known, answers, points, seconds, last, tries)


def _questions(assigned: Sequence[Assigned]) -> Rows:
    """Return the statement of all questions in the banks of some assignments."""
    banks = select(AssignmentBank.bank_id).where(AssignmentBank.assignment_id.in_([one.id for one in assigned]))
    return select(Question.id).where(Question.bank_id.in_(banks))


def cards_statement(assigned: Sequence[Assigned], user_ids: Collection[int]) -> Rows:
    """Return the statement of the cards with memory; by their primary key."""
    return select(Card.user_id, Card.question_id, Card.part, Card.stability, Card.last_review).where(
        Card.user_id.in_(user_ids), Card.question_id.in_(_questions(assigned)), Card.state != State.NEW)


def answers_statement(assigned: Sequence[Assigned], user_ids: Collection[int]) -> Rows:
    """Return the statement of what was answered, by user and question; by `ix_answers_user_question`."""
    return select(Answer.user_id, Answer.question_id, func.count(), func.sum(Answer.score), func.sum(_seconds()),
                  func.max(Answer.answered_at)).where(
        Answer.user_id.in_(user_ids), Answer.question_id.in_(_questions(assigned)), ~undone(Answer.user_id, Answer.key),
    ).group_by(Answer.user_id, Answer.question_id)


def _seconds() -> ColumnElement[float]:
    took = extract("epoch", Answer.answered_at) - extract("epoch", Answer.asked_at)
    most = LONGEST_ANSWER.total_seconds()
    return case((took > most, most), (took < 0, 0), else_=took)


def _add_cards(session: Database, assigned: Sequence[Assigned], user_ids: Collection[int], now: datetime,
               met: dict[tuple[int, int], _Met]) -> None:
    memories = _memories(session, user_ids)
    for user_id, question_id, part, stability, last in session.execute(cards_statement(assigned, user_ids)):
        formulas, calendar, today = memories[user_id][0], memories[user_id][1], memories[user_id][1].day(now)
        chance = formulas.recall(max(0, today - calendar.day(last)), stability) if stability and last else 0.0
        met.setdefault((user_id, question_id), _Met()).chances[part] = chance


def _memories(session: Database, user_ids: Collection[int]) -> dict[int, tuple[Formulas, Calendar]]:
    statement = (select(User.id, SettingsVersion.weights, SettingsVersion.zone, SettingsVersion.day_start)
                 .join(SettingsVersion, (SettingsVersion.user_id == User.id) & (SettingsVersion.number == User.settings_number))
                 .where(User.id.in_(user_ids)))
    return {id_: (Formulas(tuple(weights)), Calendar(zone, start)) for id_, weights, zone, start in session.execute(statement)}


def _add_answers(session: Database, assigned: Sequence[Assigned], user_ids: Collection[int],
                 met: dict[tuple[int, int], _Met]) -> None:
    for user_id, question_id, count, points, seconds, last in session.execute(answers_statement(assigned, user_ids)):
        found = met.setdefault((user_id, question_id), _Met())
        found.answers, found.points, found.seconds, found.last = count, float(points), float(seconds), last


def attempts_statement(assignment_ids: Collection[int], user_ids: Collection[int]) -> Rows:
    """Return the statement of the attempts at assigned quizzes; by `ix_quiz_attempts_user_assignment`."""
    mine = (QuizQuestion.user_id == QuizAttempt.user_id) & (QuizQuestion.number == QuizAttempt.number)
    possible = select(func.count()).select_from(QuizQuestion).where(mine).correlate(QuizAttempt).scalar_subquery()
    return (
        select(QuizAttempt.user_id, QuizAttempt.assignment_id, QuizAttempt.number, StudySession.started_at,
               QuizAttempt.handed_in_at, QuizAttempt.points, possible)
        .join(StudySession, (StudySession.user_id == QuizAttempt.user_id) & (StudySession.number == QuizAttempt.number))
        .where(QuizAttempt.user_id.in_(user_ids), QuizAttempt.assignment_id.in_(assignment_ids))
        .order_by(QuizAttempt.user_id, QuizAttempt.number.desc())
    )


def _tries(session: Database, quizzes: Iterable[Assigned], user_ids: Collection[int]) -> dict[tuple[int, int], tuple[Try, ...]]:
    by_id = {one.id: one for one in quizzes}
    found: dict[tuple[int, int], tuple[Try, ...]] = {}
    if by_id:
        for row in session.execute(attempts_statement(by_id.keys(), user_ids)):
            place = row[0], row[1]
            found[place] = (*found.get(place, ()), _try(by_id[row[1]], row))
    return found


def _try(one: Assigned, row: Row[*tuple[Any, ...]]) -> Try:
    _, _, number, started_at, handed_in_at, points, possible = row
    share = points / possible if points is not None and possible else None
    late = handed_in_at is not None and handed_in_at > one.due_at
    score = one.window.score(share, handed_in_at) if share is not None and handed_in_at is not None else None
    return Try(number, started_at, handed_in_at, share, score, late)


def unsettled(session: Database, user_ids: Collection[int], assignment_ids: Collection[int], now: datetime) -> list[int]:
    """Return the users among these whose attempts at these quizzes are over, and were never handed in."""
    statement = select(QuizAttempt.user_id).distinct().where(
        QuizAttempt.user_id.in_(user_ids), QuizAttempt.assignment_id.in_(assignment_ids), QuizAttempt.handed_in_at.is_(None),
        QuizAttempt.ends_at < now)
    return list(session.scalars(statement))


def newest_statement(user_ids: Collection[int]) -> Rows:
    """Return the statement of when users last answered anything; one look each at the end of `ix_answers_user_received`."""
    newest = select(func.max(Answer.received_at)).where(Answer.user_id == User.id).correlate(User).scalar_subquery()
    return select(User.id, newest).where(User.id.in_(user_ids))


def last_seen(session: Database, user_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each of these users last answered anything."""
    return {id_: at for id_, at in session.execute(newest_statement(user_ids)) if at is not None}
