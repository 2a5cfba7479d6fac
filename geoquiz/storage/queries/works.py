"""Work that takes longer than a page may."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from geoquiz.core.stages import STORING
from geoquiz.storage.db import Database
from geoquiz.storage.models import Review, Work


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A piece of work without its file; ``state`` is running, done, failed or cancelled."""

    key: str
    kind: str
    arguments: Mapping[str, Any]
    state: str
    stage: str
    done: int
    total: int
    is_unwanted: bool
    heard_until: datetime
    result: Mapping[str, Any]
    file_name: str


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that a piece of work has made."""

    name: str
    media_type: str
    data: bytes


_ROW = (Work.key, Work.kind, Work.arguments, Work.state, Work.stage, Work.done, Work.total, Work.is_unwanted, Work.heard_until,
        Work.result, Work.file_name)


def add_work(session: Database, user_id: int, key: str, kind: str, arguments: Mapping[str, Any], *, now: datetime,
             heard_until: datetime) -> None:
    """Insert a piece of work that begins now."""
    session.execute(insert(Work).values(
        user_id=user_id, key=key, kind=kind, arguments=dict(arguments), state="running", stage="Beginning", done=0, total=0,
        is_unwanted=False, heard_until=heard_until, created_at=now, result={}, file_name="", media_type=""))


def work_of(session: Database, user_id: int, key: str, since: datetime) -> WorkRow | None:
    """Return a user's own work that began after ``since``."""
    row = session.execute(select(*_ROW).where(Work.user_id == user_id, Work.key == key, Work.created_at >= since)).one_or_none()
    return WorkRow(*row) if row else None


def running(session: Database, user_id: int, now: datetime) -> list[WorkRow]:
    """Return what a user has under way, the oldest first; what has ended with its server is left out."""
    rows = session.execute(select(*_ROW).where(Work.user_id == user_id, Work.state == "running", Work.heard_until >= now)
                           .order_by(Work.created_at, Work.key))
    return [WorkRow(*row) for row in rows]


def tell(session: Database, user_id: int, key: str, stage: str, done: int, total: int, heard_until: datetime) -> bool:
    """Store how far a piece of work is; return False where it is not wanted any more."""
    found = session.execute(update(Work).where(Work.user_id == user_id, Work.key == key, Work.state == "running", ~Work.is_unwanted)
                            .values(stage=stage, done=done, total=total, heard_until=heard_until).returning(Work.key))
    return found.one_or_none() is not None


def want_no_more(session: Database, user_id: int, key: str) -> bool:
    """Ask a piece of work to end; return False where it is storing already, or has ended."""
    is_open = (Work.state == "running", Work.stage != STORING)
    found = session.execute(update(Work).where(Work.user_id == user_id, Work.key == key, *is_open)
                            .values(is_unwanted=True).returning(Work.key))
    return found.one_or_none() is not None


def end(session: Database, user_id: int, key: str, state: str, result: Mapping[str, Any], file: MadeFile | None = None) -> None:
    """Store what came of a piece of work."""
    made = {"file_name": file.name, "media_type": file.media_type, "file": file.data} if file else {}
    session.execute(update(Work).where(Work.user_id == user_id, Work.key == key, Work.state == "running")
                    .values(state=state, result=dict(result), **made))


def file_of(session: Database, user_id: int, key: str, since: datetime) -> MadeFile | None:
    """Return the file that a user's own work has made."""
    row = session.execute(select(Work.file_name, Work.media_type, Work.file)
                          .where(Work.user_id == user_id, Work.key == key, Work.created_at >= since, Work.file.is_not(None))
                          ).one_or_none()
    return MadeFile(row[0], row[1], row[2] or b"") if row else None


def drop_work(session: Database, user_id: int, key: str) -> None:
    """Delete a piece of work; if it still runs somewhere, it ends when it next tells how far it is."""
    session.execute(delete(Work).where(Work.user_id == user_id, Work.key == key))


def drop_works(session: Database, user_id: int, *, keep: int, before: datetime) -> None:
    """Delete everybody's work from ``before``, and what this user has behind them beyond the newest ``keep``."""
    session.execute(delete(Work).where(Work.created_at < before))
    older = session.scalars(select(Work.key).where(Work.user_id == user_id, Work.state != "running")
                            .order_by(Work.created_at.desc(), Work.key).offset(keep)).all()
    if older:
        session.execute(delete(Work).where(Work.user_id == user_id, Work.key.in_(older)))


def count_log(session: Database, user_id: int) -> int:
    """Return how many rows the log of a user has: what reading all of it takes time by."""
    return session.scalars(select(func.count()).select_from(Review).where(Review.user_id == user_id)).one()
