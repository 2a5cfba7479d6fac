"""Where the log and the cards meet: a row is appended, and its card becomes what its log amounts to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select

from geoquiz.core.scheduling.memory import Cause, LogRow, Memory, Settings, fold, fuzz_seed, replay, step
from geoquiz.core.scheduling.planner import Plan
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.scheduling.ready import due_after_review
from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, Question, Review, User
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries import accounts, ready
from geoquiz.storage.queries.cards import memory_of, store_memory
from geoquiz.storage.queries.log import log_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to append to the log of one card of a learner; ``settings`` is the version that it is computed under."""

    user_id: int
    question_id: int
    part: str
    cause: Cause
    answered_at: datetime
    received_at: datetime
    settings: int
    answer_key: str | None = None
    rating: Rating | None = None
    moves_memory: bool = True
    voids: int | None = None
    chosen_due: datetime | None = None


def append(session: Database, entry: Entry) -> Memory:
    """Append a row to a card's log, store what the log amounts to then, and return it.

    The learner must be locked. Memory is stored only when it has changed.
    """
    place = _place(session, entry.user_id, entry.question_id).one()
    seed = fuzz_seed(place.handle, place.key, place.local_id, entry.part)
    versions = accounts.all_settings_of(session, entry.user_id, place.key)
    last_id = _last_id(session, entry.user_id).scalar_one()
    last_at = newest_at(session, entry.user_id, entry.question_id, entry.part)
    row = LogRow((last_id or 0) + 1, entry.part, entry.cause, entry.answered_at, entry.received_at, entry.settings, entry.rating,
                 entry.moves_memory, entry.voids, chosen_due=entry.chosen_due)
    before = memory_of(session, entry.user_id, entry.question_id, entry.part)
    is_step = row.voids is None and (last_at is None or row.answered_at > last_at)
    after = _after(session, entry, row, before, versions, seed, is_step=is_step)
    plan = ready.plan_in(session, entry.user_id, place.bank_id) if row.rating is not None and row.moves_memory else None
    if plan is not None and (due := _due_by_plan(session, entry, row, before, versions, seed, plan, is_step=is_step)) is not None:
        row = replace(row, chosen_due=due)
        after = _after(session, entry, row, before, versions, seed, is_step=is_step)
    session.connection().execute(_APPEND, {
        "user_id": entry.user_id, "question_id": entry.question_id, "id": row.id, "part": row.part, "cause": row.cause,
        "answer_key": entry.answer_key, "voids": row.voids, "rating": int(row.rating) if row.rating else None,
        "moves_memory": row.moves_memory, "settings_number": row.settings, "answered_at": row.answered_at,
        "received_at": row.received_at, "local_day": versions[row.settings].calendar.day(row.answered_at),
        "state": int(after.state), "step": after.step, "stability": after.stability, "difficulty": after.difficulty,
        "due": after.due, "due_cause": after.due_cause, "chosen_due": row.chosen_due,
    })
    if after != before:
        store_memory(session, entry.user_id, entry.question_id, entry.part, after)
    return after


_APPEND = insert(Review)


@prepared
def _last_id(user_id: int) -> Select[*tuple[Any, ...]]:
    return select(func.max(Review.id)).where(Review.user_id == user_id)


def _due_by_plan(session: Database, entry: Entry, row: LogRow, before: Memory, versions: Mapping[int, Settings], seed: str,
                 plan: Plan, *, is_step: bool) -> datetime | None:
    """Return when a learner's plan has a card asked again that was answered; None where it lets it be."""
    if is_step:
        after = step(before, row, versions[row.settings], seed)
    else:
        rows = [*log_of(session, entry.user_id, entry.question_id, entry.part), row]
        after = next(after for other, _, after in replay(rows, versions, seed) if other.id == row.id)
    return due_after_review(after, plan, versions[row.settings], seed)


def newest_at(session: Database, user_id: int, question_id: int, part: str) -> datetime | None:
    """Return the time of the row that comes last in a card's log."""
    at: datetime | None = _newest_at(session, user_id, question_id, part).scalar_one()
    return at


@prepared
def _newest_at(user_id: int, question_id: int, part: str) -> Select[*tuple[Any, ...]]:
    return select(func.max(Review.answered_at)).where(Review.user_id == user_id, Review.question_id == question_id,
                                                      Review.part == part)


def bank_key_of(session: Database, question_id: int) -> str:
    """Return the key of the bank that a question stands in."""
    key: str = _bank_key(session, question_id).scalar_one()
    return key


@prepared
def _bank_key(question_id: int) -> Select[*tuple[Any, ...]]:
    return select(Bank.key).join(Question, Question.bank_id == Bank.id).where(Question.id == question_id)


def seed_of(session: Database, user_id: int, question_id: int, part: str) -> str:
    """Return what the fuzz of a card's intervals depends on."""
    place = _place(session, user_id, question_id).one()
    return fuzz_seed(place.handle, place.key, place.local_id, part)


@prepared
def _place(user_id: int, question_id: int) -> Select[*tuple[Any, ...]]:
    handle = select(User.handle).where(User.id == user_id).scalar_subquery().label("handle")
    return (select(handle, Bank.key, Question.local_id, Question.bank_id).join(Bank, Bank.id == Question.bank_id)
            .where(Question.id == question_id))


def _after(session: Database, entry: Entry, row: LogRow, before: Memory, versions: Mapping[int, Settings], seed: str, *,
           is_step: bool) -> Memory:
    """Return the memory after a row: one more step where it comes last in time, else the whole log again."""
    if is_step:
        return step(before, row, versions[row.settings], seed)
    return fold([*log_of(session, entry.user_id, entry.question_id, entry.part), row], versions, seed)

