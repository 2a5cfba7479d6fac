"""The answers of a learner that still count, each with what was predicted before it, read from the log card by card."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.learner import LONGEST, time_spent
from geoquiz.core.statistics.recalls import Recall, Row, recalls
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Bank, Question, Review, SettingsVersion
from geoquiz.storage.queries.log import time_taken, undone

# How many rows are in memory at a time, beside those of one card.
_AT_ONCE = 2_000


class CardName(NamedTuple):
    """A card by the names that are the same on every server, and the kind of its question."""

    bank: str
    question: str
    part: str
    kind: str


def recalls_of(session: Database, user_id: int, since: int | None = None) -> Iterator[tuple[CardName, list[Recall]]]:
    """Yield each card of a user with its answers that still count; with ``since`` only cards with a row on that day or later.

    Such a card is given with all its answers. Rows are read as they are asked for.
    """
    decays, calendars = _settings(session, user_id)
    day_of, names = _days(calendars), _names(session, user_id, since)
    rows = session.execute(_statement(user_id, since), execution_options={"yield_per": _AT_ONCE})
    for (question_id, part), group in groupby(rows, key=itemgetter(0, 1)):
        bank, question, kind = names[question_id]
        yield CardName(bank, question, part, kind), recalls(map(_row, group), decays, day_of)


def recalls_among(session: Database, people: Select[*tuple[Any, ...]], questions: Select[*tuple[Any, ...]]
                  ) -> Iterator[tuple[int, list[Recall]]]:
    """Yield each card that some users have of some questions, as (question, its answers that still count)."""
    versions: dict[int, tuple[dict[int, float], Callable[[int, datetime], int]]] = {}
    rows = session.execute(among_statement(people, questions), execution_options={"yield_per": _AT_ONCE})
    for (user_id, question_id, _), group in groupby(rows, key=itemgetter(0, 1, 2)):
        if user_id not in versions:
            decays, calendars = _settings(session, user_id)
            versions[user_id] = decays, _days(calendars)
        yield question_id, recalls((_row(row[1:]) for row in group), *versions[user_id])


def among_statement(people: Select[*tuple[Any, ...]], questions: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return the statement of the cards' rows, card by card; by `ix_reviews_user_card` and the key of `answers`."""
    return (_columns(Review.user_id).where(Review.user_id.in_(people), Review.question_id.in_(questions))
            .order_by(Review.user_id, Review.question_id, Review.part, Review.id))


def _columns(*first: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*first, Review.question_id, Review.part, Review.id, Review.cause, Review.rating, Review.moves_memory, Review.voids,
               Review.settings_number, Review.local_day, Review.state, Review.stability, Review.due, Review.imported,
               Answer.mode, Answer.asked_at, Answer.answered_at, Answer.confidence)
        .outerjoin(Answer, (Answer.user_id == Review.user_id) & (Answer.key == Review.answer_key))
    )


def _statement(user_id: int, since: int | None) -> Select[*tuple[Any, ...]]:
    statement = _columns().where(Review.user_id == user_id).order_by(Review.question_id, Review.part, Review.id)
    if since is None:
        return statement
    cards = (select(Review.question_id, Review.part).distinct()
             .where(Review.user_id == user_id, Review.local_day >= since).subquery())
    return statement.join(cards, (cards.c.question_id == Review.question_id) & (cards.c.part == Review.part))


def _row(row: Any) -> Row:
    (_, _, id_, cause, rating, moves, voids, settings, day, state, stability, due, imported, mode, asked_at, answered_at,
     confidence) = row
    took = min(time_taken(imported).total_seconds(), LONGEST) if asked_at is None else time_spent(asked_at, answered_at)
    return Row(id_, cause, rating, moves, voids, settings, day, state, stability, due, took, moves or mode in ("practice", "quiz"),
               confidence)


def _settings(session: Database, user_id: int) -> tuple[dict[int, float], dict[int, Calendar]]:
    """Return the last weight and the calendar of every settings version of a user."""
    rows = session.execute(select(SettingsVersion.number, SettingsVersion.weights, SettingsVersion.zone, SettingsVersion.day_start)
                           .where(SettingsVersion.user_id == user_id)).all()
    return {number: weights[20] for number, weights, *_ in rows}, {number: Calendar(zone, start) for number, _, zone, start in rows}


def _days(calendars: Mapping[int, Calendar]) -> Callable[[int, datetime], int]:
    """Return what gives the learner's day of an instant under a settings version."""
    @lru_cache(maxsize=4096)  # Most dates are the starts of days, and many cards share them.
    def day_of(settings: int, at: datetime) -> int:
        return calendars[settings].day(at)

    return day_of


def _names(session: Database, user_id: int, since: int | None) -> dict[int, tuple[str, str, str]]:
    met = select(Review.question_id).distinct().where(Review.user_id == user_id)
    if since is not None:
        met = met.where(Review.local_day >= since)
    return {id_: (bank, question, kind) for id_, bank, question, kind in session.execute(
        select(Question.id, Bank.key, Question.local_id, Question.kind).join(Bank, Bank.id == Question.bank_id)
        .where(Question.id.in_(met)))}


def right_by_confidence(session: Database, user_id: int) -> dict[int, Share]:
    """Return how many answers given with each word of confidence were right by their verdict; answers undone are left out."""
    right = func.count().filter(Answer.verdict.in_(("right", "almost")))
    rows = session.execute(
        select(Answer.confidence, right, func.count())
        .where(Answer.user_id == user_id, Answer.confidence.is_not(None), ~undone(Answer.user_id, Answer.key))
        .group_by(Answer.confidence))
    return {confidence: Share(known, count) for confidence, known, count in rows if confidence is not None}
