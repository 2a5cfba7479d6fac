"""Where the log and the cards meet: a row is appended, and its card becomes what its log amounts to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from geoquiz.core.scheduling.memory import Cause, LogRow, Memory, Settings, fold, fuzz_seed, step
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database
from geoquiz.storage.models import Review
from geoquiz.storage.queries import accounts
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


def append(session: Database, entry: Entry) -> Memory:
    """Append a row to a card's log, store what the log amounts to then, and return it.

    The learner must be locked. Memory is stored only when it has changed.
    """
    versions = accounts.all_settings_of(session, entry.user_id)
    newest = (select(func.max(Review.answered_at))
              .where(Review.user_id == entry.user_id, Review.question_id == entry.question_id, Review.part == entry.part))
    last_id, last_at = session.execute(
        select(func.max(Review.id), newest.scalar_subquery()).where(Review.user_id == entry.user_id)).one()
    row = LogRow((last_id or 0) + 1, entry.part, entry.cause, entry.answered_at, entry.received_at, entry.settings, entry.rating,
                 entry.moves_memory, entry.voids)
    before = memory_of(session, entry.user_id, entry.question_id, entry.part)
    after = _after(session, entry, row, before, versions, comes_last=last_at is None or row.answered_at > last_at)
    session.execute(insert(Review).values(
        user_id=entry.user_id, question_id=entry.question_id, id=row.id, part=row.part, cause=row.cause,
        answer_key=entry.answer_key, voids=row.voids, rating=int(row.rating) if row.rating else None,
        moves_memory=row.moves_memory, settings_number=row.settings, answered_at=row.answered_at, received_at=row.received_at,
        local_day=versions[row.settings].calendar.day(row.answered_at), state=int(after.state), step=after.step,
        stability=after.stability, difficulty=after.difficulty, due=after.due, due_cause=after.due_cause,
    ))
    if after != before:
        store_memory(session, entry.user_id, entry.question_id, entry.part, after)
    return after


def _after(session: Database, entry: Entry, row: LogRow, before: Memory, versions: Mapping[int, Settings], *, comes_last: bool
           ) -> Memory:
    """Return the memory after a row: one more step where it comes last in time, else the whole log again."""
    seed = fuzz_seed(entry.user_id, entry.question_id, entry.part)
    if comes_last and row.voids is None:
        return step(before, row, versions[row.settings], seed)
    return fold([*log_of(session, entry.user_id, entry.question_id, entry.part), row], versions, seed)

