"""A learner's figures: what was met, known at first sight and falls due, by bank, and what was done in a day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Bank, Card, Part, Question, Review
from geoquiz.storage.queries.cards import askable, asked_from
from geoquiz.storage.queries.log import ANSWERING, live_rating, reviewed, undone, voided
from geoquiz.storage.queries.visibility import visible_to
from geoquiz.storage.queries.withheld import questions


@dataclass(frozen=True, slots=True)
class BankProgress:
    """What a learner has done in one bank; figures count parts, and only those that can still be asked."""

    bank_id: int
    seen: int = 0
    right_at_first_sight: int = 0
    due_now: int = 0
    next_due: datetime | None = None


def by_bank(session: Database, user_id: int, *, day: int, tomorrow: datetime, now: datetime) -> dict[int, BankProgress]:
    """Return a learner's figures by bank; answers undone are left out, and corrected ones are right."""
    due = asked_from(user_id, day, tomorrow)
    cards = askable(select(Card.bank_id, func.min(due), func.count().filter(due <= now)).select_from(Card), None)
    dues = {bank_id: (first, count) for bank_id, first, count in session.execute(
        cards.where(Card.user_id == user_id, Card.state != State.NEW, Card.question_id.not_in(questions(session, user_id, now)))
        .group_by(Card.bank_id))}
    right = live_rating(Answer.user_id, Answer.key) > Rating.AGAIN
    # Of several answers to a part one was right at first sight or none: a quiz that is handed in late has its own first sight.
    first = (
        select(Answer.bank_id, Answer.question_id, Answer.part, func.max(case((right, 1), else_=0)).label("right"))
        .join(Question, Question.id == Answer.question_id)
        .join(Part, (Part.question_id == Answer.question_id) & (Part.part == Answer.part)).join(Bank, Bank.id == Answer.bank_id)
        .where(Answer.user_id == user_id, Answer.first_sight, Question.retired_at.is_(None), visible_to(user_id),
               reviewed(Answer.user_id, Answer.key), ~undone(Answer.user_id, Answer.key))
        .group_by(Answer.bank_id, Answer.question_id, Answer.part)
    ).subquery()
    firsts = session.execute(select(first.c.bank_id, func.count(), func.sum(first.c.right)).group_by(first.c.bank_id))
    figures = {}
    for bank_id, seen, known in firsts:
        next_due, count = dues.get(bank_id, (None, 0))
        figures[bank_id] = BankProgress(bank_id, seen, known, count, next_due)
    return figures


def answered_on(session: Database, user_id: int, day: int) -> tuple[int, int]:
    """Return how many answers a learner gave on a day of theirs, and how many of them were right.

    Practice and quizzes count; the answer of a second tab to what was answered already does not.
    """
    statement = (
        select(func.count(), func.count().filter(Review.rating > Rating.AGAIN)).select_from(Review)
        .join(Answer, (Answer.user_id == Review.user_id) & (Answer.key == Review.answer_key))
        .where(Review.user_id == user_id, Review.local_day == day, Review.cause.in_(ANSWERING),
               ~voided(Review.user_id, Review.id), Review.moves_memory | (Answer.mode != "study"))
    )
    answered, known = session.execute(statement).one()
    return answered, known
