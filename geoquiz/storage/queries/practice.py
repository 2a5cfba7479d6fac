"""What can be practised: cards by bank, tag and kind, those missed of late, and those that are hard."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, select

from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, BankRevision, Card, Part, Question, QuestionRevision, Review
from geoquiz.storage.queries.log import ANSWERING, voided
from geoquiz.storage.queries.visibility import visible_to

CardKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to choose from: the tags and kinds of all questions that can be asked, by name."""

    tags: tuple[str, ...]
    kinds: tuple[str, ...]


def _askable(user_id: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (select(*columns).select_from(Question).join(Part, Part.question_id == Question.id)
            .join(Bank, Bank.id == Question.bank_id).where(Question.retired_at.is_(None), visible_to(user_id))
            .order_by(Question.bank_id, Question.position, Question.id, Part.position))


def shelf(session: Database, user_id: int) -> Shelf:
    """Return the tags and kinds of the questions that a learner can be asked."""
    tags = {tag for _, _, names in _tagged(session, user_id) for tag in names}
    kinds = session.execute(_askable(user_id, Question.kind).distinct().order_by(None)).scalars()
    return Shelf(tuple(sorted(tags)), tuple(sorted(kinds)))


def in_bank(session: Database, user_id: int, bank_id: int) -> list[CardKey]:
    """Return all parts of a bank."""
    return _keys(session, _askable(user_id, Question.id, Part.part).where(Question.bank_id == bank_id))


def of_kind(session: Database, user_id: int, kind: str) -> list[CardKey]:
    """Return all parts of the questions of a kind."""
    return _keys(session, _askable(user_id, Question.id, Part.part).where(Question.kind == kind))


def with_tag(session: Database, user_id: int, tag: str) -> list[CardKey]:
    """Return all parts of the questions that have a tag, by themselves or from their bank."""
    return [(id_, part) for id_, part, tags in _tagged(session, user_id) if tag in tags]


def _tagged(session: Database, user_id: int) -> list[tuple[int, str, frozenset[str]]]:
    # The texts alone are read, not built into questions, and only those with tags: there may be ten thousand.
    own = case((QuestionRevision.content.contains('"tags"'), QuestionRevision.content), else_="{}")
    statement = (_askable(user_id, Question.id, Part.part, own, BankRevision.id)
                 .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
                 .join(BankRevision, BankRevision.id == Bank.revision_id))
    headers = {id_: frozenset(header.get("tags", ())) for id_, header in session.execute(
        select(BankRevision.id, BankRevision.header).join(Bank, Bank.revision_id == BankRevision.id))}
    return [(id_, part, headers[bank].union(json.loads(content).get("tags", ())))
            for id_, part, content, bank in session.execute(statement)]


def missed_since(session: Database, user_id: int, day: int) -> list[CardKey]:
    """Return the parts that a learner missed on a day of theirs or later, in study or practice."""
    statement = (
        _askable(user_id, Question.id, Part.part)
        .join(Review, (Review.question_id == Part.question_id) & (Review.part == Part.part))
        .where(Review.user_id == user_id, Review.local_day >= day, Review.cause.in_(ANSWERING), Review.rating == Rating.AGAIN,
               ~voided(Review.user_id, Review.id))
    )
    return list(dict.fromkeys(_keys(session, statement)))


def known(session: Database, user_id: int) -> list[tuple[CardKey, float, datetime]]:
    """Return all parts that a learner has met, with their stability and when they were last reviewed."""
    statement = (
        _askable(user_id, Question.id, Part.part, Card.stability, Card.last_review)
        .join(Card, (Card.question_id == Part.question_id) & (Card.part == Part.part))
        .where(Card.user_id == user_id, Card.state != State.NEW, ~Card.suspended, Card.stability.is_not(None),
               Card.last_review.is_not(None))
    )
    return [((id_, part), stability, last) for id_, part, stability, last in session.execute(statement)]


def unavailable(session: Database, user_id: int, cards: Sequence[CardKey]) -> set[CardKey]:
    """Return which of these parts cannot be asked any more: retired, gone from their question, or their bank withdrawn."""
    there = set(_keys(session, _askable(user_id, Question.id, Part.part).where(Question.id.in_([id_ for id_, _ in cards]))))
    return set(cards) - there


def _keys(session: Database, statement: Select[*tuple[Any, ...]]) -> list[CardKey]:
    return [(id_, part) for id_, part in session.execute(statement)]
