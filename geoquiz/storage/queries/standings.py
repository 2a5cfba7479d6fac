"""Where all of a learner's cards stand, for forecasts; every statement filters by the user."""

from datetime import datetime

from sqlalchemy import false, func, select

from geoquiz.core.scheduling.formulas import Standing
from geoquiz.core.scheduling.memory import Settings, State
from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, Card, Part, Question
from geoquiz.storage.queries.cards import askable, asked_from
from geoquiz.storage.queries.visibility import visible_to


def standings(session: Database, user_id: int, settings: Settings, *, now: datetime) -> list[Standing]:
    """Return where each card with memory stands that can be asked; a card that waits for tomorrow is due then."""
    calendar = settings.calendar
    today = calendar.day(now)
    due = asked_from(user_id, today, calendar.start(today + 1))
    statement = askable(select(Card.stability, Card.difficulty, Card.last_review, due).select_from(Card), None).where(
        Card.user_id == user_id, Card.state != State.NEW)
    days: dict[datetime | None, int | None] = {None: None}  # Many cards are due at one instant: the start of a day.

    def day(at: datetime | None) -> int | None:
        if at is not None and at not in days:
            days[at] = calendar.day(at)
        return days[at]

    return [Standing(stability, difficulty, day(last), day(due)) for stability, difficulty, last, due in session.execute(statement)]


def count_new(session: Database, user_id: int) -> int:
    """Return how many parts a user can still meet: never asked, or reset."""
    statement = (
        select(func.count()).select_from(Part).join(Question, Question.id == Part.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .outerjoin(Card, (Card.user_id == user_id) & (Card.question_id == Part.question_id) & (Card.part == Part.part))
        .where(Question.retired_at.is_(None), visible_to(user_id), func.coalesce(Card.state, 0) == State.NEW,
               ~func.coalesce(Card.suspended, false()))
    )
    return session.execute(statement).scalar_one()
