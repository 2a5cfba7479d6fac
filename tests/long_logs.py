"""Learners who have studied for months: long logs, and many cards in review, written at once."""

from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from geoquiz.core.question import MAIN
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, State
from geoquiz.storage.models import Card, Question, Review
from tests.core.scheduling.test_fitting import log_of
from tests.factories import NOW, apply_bank, make_bank


def _questions(session: Session, count: int) -> list[tuple[int, int]]:
    apply_bank(session, make_bank(count, id_="long"))
    rows = session.execute(select(Question.id, Question.bank_id).order_by(Question.id.desc()).limit(count))
    return [(id_, bank_id) for id_, bank_id in rows]


def be_long_at_it(session: Session, user_id: int, weights: tuple[float, ...] = DEFAULT_WEIGHTS, *, cards: int = 200) -> int:
    """Write seven reviews of each of many cards, as one who truly remembers by these weights gives them; return how many."""
    questions = [id_ for id_, _ in _questions(session, cards)]
    start, log = NOW - timedelta(days=2000), log_of(weights, cards)
    rows = [{"user_id": user_id, "id": number, "question_id": questions[int(str(recall.card))], "part": MAIN, "cause": "review",
             "rating": recall.rating, "moves_memory": True, "settings_number": 1, "answered_at": start + timedelta(days=recall.day),
             "received_at": start + timedelta(days=recall.day), "local_day": 0, "state": int(State.REVIEW), "due_cause": "interval"}
            for number, recall in enumerate(log, 1)]
    session.execute(insert(Review), rows)
    session.commit()
    return len(rows)


def have_cards(session: Session, user_id: int, count: int, *, now: datetime = NOW) -> None:
    """Write cards of all ages in review, some of them overdue."""
    last = [now - timedelta(days=number % 50, minutes=number) for number in range(count)]
    session.execute(insert(Card), [
        {"user_id": user_id, "question_id": id_, "part": MAIN, "bank_id": bank_id, "state": int(State.REVIEW),
         "stability": 1.0 + number % 90, "difficulty": 1.0 + number % 9, "last_review": last[number],
         "due": last[number] + timedelta(days=1 + number % 70), "due_cause": "interval", "reps": 5, "lapses": 0,
         "suspended": False}
        for number, (id_, bank_id) in enumerate(_questions(session, count))])
    session.commit()
