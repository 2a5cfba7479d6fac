"""What the learners of a class have answered to the questions of a bank: the rows that item analysis is worked out from.

Every statement names the learners by `ix_class_members_class` and reads their rows of these questions alone, whatever else the
server holds; the index that it goes by stands beside each.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.storage.db import Database
from geoquiz.storage.models import (
    Answer,
    Assignment,
    AssignmentBank,
    Bank,
    BankClassShare,
    Membership,
    Question,
    QuestionRevision,
    QuizAttempt,
    QuizQuestion,
    Tally,
)
from geoquiz.storage.queries.log import reviewed, undone
from geoquiz.storage.queries.visibility import visible_to

Rows = Select[*tuple[Any, ...]]


class StudiedBank(NamedTuple):
    """A bank that a class studies, with its questions that are not retired."""

    id: int
    key: str
    title: str
    questions: int


class FirstRow(NamedTuple):
    """The first answer of a learner to a part of a question, as it was given."""

    user_id: int
    question_id: int
    part: str
    revision_id: int
    score: float
    response: list[str]
    gave_up: bool
    asked_at: datetime
    answered_at: datetime


class Sitting(NamedTuple):
    """A question of a learner's first attempt at a quiz that was handed in, and what its answer was worth, None without one."""

    assignment_id: int
    user_id: int
    number: int
    question_id: int
    place: int
    score: float | None


class Gone(NamedTuple):
    """First answers by learners whose accounts are deleted: how many, and the sum of their scores."""

    answers: int = 0
    score: float = 0.0


def students_of(class_id: int) -> Rows:
    """Return the statement of the students of a class; by `ix_class_members_class`."""
    return select(Membership.user_id).where(Membership.class_id == class_id, Membership.role == "student")


def questions_in(bank_ids: Collection[int]) -> Rows:
    """Return the statement of the questions of banks; by `ix_questions_bank_position`."""
    return select(Question.id).where(Question.bank_id.in_(bank_ids))


def banks_of(session: Database, class_id: int, viewer: int, key: str | None = None) -> list[StudiedBank]:
    """Return the banks assigned to a class or shared with it, by title, or the one of ``key``; only what the viewer may see.

    By the keys of `assignment_banks` and `bank_class_shares`, and `ix_assignments_class_due`.
    """
    assigned = (select(AssignmentBank.bank_id).join(Assignment, Assignment.id == AssignmentBank.assignment_id)
                .where(Assignment.class_id == class_id))
    shared = select(BankClassShare.bank_id).where(BankClassShare.class_id == class_id)
    count = (select(func.count()).where(Question.bank_id == Bank.id, Question.retired_at.is_(None)).correlate(Bank)
             .scalar_subquery())
    statement = (select(Bank.id, Bank.key, Bank.title, count)
                 .where(or_(Bank.id.in_(assigned), Bank.id.in_(shared)), visible_to(viewer)).order_by(Bank.title, Bank.id))
    if key is not None:
        if "\0" in key:  # PostgreSQL takes no such text, and no bank has such a key.
            return []
        statement = statement.where(Bank.key == key)
    return [StudiedBank(*row) for row in session.execute(statement)]


def answered_statement(people: Rows, bank_ids: Collection[int]) -> Rows:
    """Return the statement of how many learners gave how many answers by bank; by `ix_answers_user_question`.

    Answers of a quiz that goes on, those changed in one and those undone are left out; by `ix_reviews_user_answer`.
    """
    return (select(Question.bank_id, func.count(Answer.user_id.distinct()), func.count())
            .join(Question, Question.id == Answer.question_id)
            .where(Answer.user_id.in_(people), Answer.question_id.in_(questions_in(bank_ids)),
                   reviewed(Answer.user_id, Answer.key), ~undone(Answer.user_id, Answer.key))
            .group_by(Question.bank_id))


def answered(session: Database, people: Rows, bank_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return (learners, answers) by bank."""
    return {row[0]: (row[1], row[2]) for row in session.execute(answered_statement(people, bank_ids))}


def attempts_statement(people: Rows, bank_id: int) -> Rows:
    """Return the statement of how many answers each question got; by the indexes of `answered_statement`."""
    return (select(Answer.question_id, func.count())
            .where(Answer.user_id.in_(people), Answer.question_id.in_(questions_in([bank_id])),
                   reviewed(Answer.user_id, Answer.key), ~undone(Answer.user_id, Answer.key))
            .group_by(Answer.question_id))


def attempts(session: Database, people: Rows, bank_id: int) -> dict[int, int]:
    """Return how many answers each question got, those taken back left out."""
    return {row[0]: row[1] for row in session.execute(attempts_statement(people, bank_id))}


def first_statement(people: Rows, bank_id: int) -> Rows:
    """Return the statement of the answers at first sight, the earliest first; by the indexes of `answered_statement`."""
    return (select(Answer.user_id, Answer.question_id, Answer.part, Answer.question_revision_id, Answer.score, Answer.response,
                   Answer.gave_up, Answer.asked_at, Answer.answered_at)
            .where(Answer.user_id.in_(people), Answer.question_id.in_(questions_in([bank_id])), Answer.first_sight,
                   reviewed(Answer.user_id, Answer.key), ~undone(Answer.user_id, Answer.key))
            .order_by(Answer.answered_at, Answer.received_at, Answer.user_id, Answer.key))


def firsts(session: Database, people: Rows, bank_id: int) -> list[FirstRow]:
    """Return the first answer of each learner to each part; two may be at first sight, where two quizzes went on at once."""
    found: dict[tuple[int, int, str], FirstRow] = {}
    for row in session.execute(first_statement(people, bank_id)):
        first = FirstRow(*row)
        found.setdefault((first.user_id, first.question_id, first.part), first)
    return list(found.values())


def questions_at(session: Database, revision_ids: Collection[int]) -> dict[int, CoreQuestion]:
    """Return questions as some of their revisions have them."""
    statement = select(QuestionRevision.id, QuestionRevision.content).where(QuestionRevision.id.in_(revision_ids))
    return {id_: load_question(json.loads(content)) for id_, content in session.execute(statement)} if revision_ids else {}


def sittings_statement(people: Rows, assignment_ids: Collection[int]) -> Rows:
    """Return the statement of what was asked and answered in quizzes handed in; by `ix_quiz_attempts_user_assignment` and keys."""
    mine = (QuizQuestion.user_id == QuizAttempt.user_id) & (QuizQuestion.number == QuizAttempt.number)
    counts = (Answer.user_id == QuizQuestion.user_id) & (Answer.key == QuizQuestion.answer_key)
    return (select(QuizAttempt.assignment_id, QuizAttempt.user_id, QuizAttempt.number, QuizQuestion.question_id,
                   QuizQuestion.place, Answer.score)
            .join(QuizQuestion, mine).outerjoin(Answer, counts)
            .where(QuizAttempt.user_id.in_(people), QuizAttempt.assignment_id.in_(assignment_ids),
                   QuizAttempt.handed_in_at.is_not(None))
            .order_by(QuizAttempt.assignment_id, QuizAttempt.user_id, QuizAttempt.number, QuizQuestion.place))


def sittings(session: Database, people: Rows, assignment_ids: Collection[int]) -> list[Sitting]:
    """Return the questions of each learner's first attempt at each quiz that was handed in."""
    if not assignment_ids:
        return []
    first: dict[tuple[int, int], int] = {}
    rows = [Sitting(*row) for row in session.execute(sittings_statement(people, assignment_ids))]
    return [row for row in rows if first.setdefault((row.assignment_id, row.user_id), row.number) == row.number]


def gone(session: Database, bank_id: int) -> dict[int, Gone]:
    """Return by question what learners of the whole server answered first whose accounts are deleted; by the key of `tallies`."""
    statement = (select(Tally.question_id, func.sum(Tally.first_answers), func.sum(Tally.first_score))
                 .where(Tally.question_id.in_(questions_in([bank_id]))).group_by(Tally.question_id))
    return {id_: Gone(int(answers), float(score)) for id_, answers, score in session.execute(statement) if answers}
