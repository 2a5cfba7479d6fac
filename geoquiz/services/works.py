"""Work that takes longer than a page may: begun by a page, done beside it, watched and cancelled from another page."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.stages import STORING, Cancelled
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, works
from geoquiz.storage.queries.works import MadeFile, WorkRow

# How long work and its file are kept, how much of a user's is, and how much of it may be under way.
KEPT = timedelta(days=1)
MOST_KEPT, MOST_RUNNING = 5, 3
# How often work tells how far it is; after so long a silence it has ended with its server. Storing is silent.
OFTEN = timedelta(seconds=0.5)
SILENCE, SILENCE_STORING = timedelta(minutes=1), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Begun:
    """A piece of work that is under way; not ``is_new`` where the same was asked for before."""

    key: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a piece of work: what its kind keeps of it, and a file where it makes one."""

    result: Mapping[str, Any]
    file: MadeFile | None = None


def begin(session: Database, user_id: int, kind: str, arguments: Mapping[str, Any], *, now: datetime) -> Begun:
    """Begin a piece of work, or return the one that is under way with the same arguments.

    Raises Conflict where a user has as much under way as one may have.
    """
    begin_write(session)
    try:
        if accounts.lock(session, user_id) is None:
            raise NotFound("This account is no longer here.")
        under_way = works.running(session, user_id, now)
        for row in under_way:
            if (row.kind, row.arguments, row.is_unwanted) == (kind, arguments, False):
                return Begun(row.key, is_new=False)
        if len(under_way) >= MOST_RUNNING:
            raise Conflict(f"{MOST_RUNNING} pieces of work are under way for you already: wait until one is done, or cancel one.")
        key = secrets.token_hex(16)
        works.drop_works(session, user_id, keep=MOST_KEPT - 1, before=now - KEPT)
        works.add_work(session, user_id, key, kind, arguments, now=now, heard_until=now + SILENCE)
        session.commit()
        return Begun(key, is_new=True)
    finally:
        session.rollback()


def show(session: Database, user_id: int, key: str, *, now: datetime) -> WorkRow:
    """Return a user's own work; raise NotFound when it is not theirs, or from before yesterday."""
    row = works.work_of(session, user_id, key, now - KEPT)
    if row is None:
        raise NotFound("There is no such work.")
    return row


def is_interrupted(row: WorkRow, *, now: datetime) -> bool:
    """Return whether a piece of work has ended without a word, as when its server was started anew."""
    return row.state == "running" and row.heard_until < now


def cancel(session: Database, user_id: int, key: str, *, now: datetime) -> None:
    """Ask a piece of work to end before it stores anything; what is storing or has ended stays as it is."""
    row = show(session, user_id, key, now=now)
    begin_write(session)
    if works.want_no_more(session, user_id, key) and is_interrupted(row, now=now):
        works.end(session, user_id, key, "cancelled", {})
    session.commit()


def again(session: Database, user_id: int, key: str, *, now: datetime) -> tuple[Begun, WorkRow]:
    """Begin a piece of work anew that was interrupted, cancelled or has failed; return it, and what it was before."""
    row = show(session, user_id, key, now=now)
    if row.state == "done" or (row.state == "running" and not is_interrupted(row, now=now)):
        return Begun(key, is_new=False), row
    begin_write(session)
    works.drop_work(session, user_id, key)  # Were it still running after all, it would end here.
    session.commit()
    return begin(session, user_id, row.kind, row.arguments, now=now), row


def file_of(session: Database, user_id: int, key: str, *, now: datetime) -> MadeFile:
    """Return the file that a user's own work has made; raise NotFound as `show` does, and where there is none."""
    found = works.file_of(session, user_id, key, now - KEPT)
    if found is None:
        raise NotFound("There is no such file.")
    return found


def end(session: Database, user_id: int, key: str, state: str, made: Made) -> None:
    """Store what came of a piece of work: done, failed (its result says why) or cancelled."""
    begin_write(session)
    works.end(session, user_id, key, state, made.result, made.file)
    session.commit()


class Telling:
    """Tells how far a piece of work is, from within it, on a connection of its own; a `core.stages.OnStage`.

    Raises Cancelled where the work is not wanted any more. Its own transaction writes in the stage "Storing" alone, during
    which nothing is told: on SQLite there is one writer at a time.
    """

    def __init__(self, engine: Engine, user_id: int, key: str, clock: Callable[[], datetime]) -> None:
        self._engine, self._user_id, self._key, self._clock = engine, user_id, key, clock
        self._stage = ""
        self._told: datetime | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Store the stage at once and the count every half a second."""
        now = self._clock()
        if self._told and stage == self._stage and (stage == STORING or now - self._told < OFTEN):
            return
        try:
            is_wanted = self._tell(stage, done, total, now)
        except OperationalError:
            if stage == STORING:  # It must be known that it can no longer be cancelled.
                raise
            return  # Somebody else writes for long; the next count is told again.
        if not is_wanted:
            raise Cancelled("This was cancelled; nothing of it is stored.")
        self._stage, self._told = stage, now

    def _tell(self, stage: str, done: int, total: int, now: datetime) -> bool:
        with Session(self._engine) as session:
            begin_write(session)
            until = now + (SILENCE_STORING if stage == STORING else SILENCE)
            is_wanted = works.tell(session, self._user_id, self._key, stage, done, total, until)
            session.commit()
        return is_wanted
