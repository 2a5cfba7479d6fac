"""The measures of tries, shared by all workers and hosts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from geoquiz.core.tries import Limit, Measure, after_try
from geoquiz.storage.db import Database
from geoquiz.storage.models import Tries

# No measure is so full that it would not have drained by then.
_FORGOTTEN = timedelta(days=7)


def count_try(session: Database, limits: Mapping[str, Limit], now: datetime) -> timedelta:
    """Count one try in each of these measures and return no wait; or, where one says to wait, how long, and count nothing.

    The rows stay locked until the transaction ends, so of many tries at once each is counted.
    """
    _make(session, sorted(limits), now)
    rows = session.execute(select(Tries.key, Tries.level, Tries.last_at, Tries.waits_until)
                           .where(Tries.key.in_(limits)).order_by(Tries.key).with_for_update()).all()
    wait = max((row.waits_until - now for row in rows), default=timedelta(0))
    if wait > timedelta(0):
        return wait
    for row in rows:
        new = after_try(Measure(row.level, row.last_at, row.waits_until), limits[row.key], now)
        session.execute(update(Tries).where(Tries.key == row.key)
                        .values(level=new.level, last_at=new.at, waits_until=new.waits_until))
    return timedelta(0)


def _make(session: Database, keys: Sequence[str], now: datetime) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    for key in keys:  # One after the other in a fixed order, so that no two transactions wait for each other.
        session.execute(dialect.insert(Tries).values(key=key, level=0.0, last_at=now, waits_until=now)
                        .on_conflict_do_nothing(index_elements=["key"]))


def take_back(session: Database, keys: Sequence[str], now: datetime) -> None:
    """Count one try less in these measures, and wait for nothing: it was right."""
    for key in sorted(keys):
        session.execute(update(Tries).where(Tries.key == key).values(level=Tries.level - 1, waits_until=now))


def forget(session: Database, keys: Sequence[str]) -> None:
    """Empty these measures."""
    session.execute(delete(Tries).where(Tries.key.in_(keys)))


def clean_up(session: Database, now: datetime) -> None:
    """Delete measures that are empty by now."""
    session.execute(delete(Tries).where(Tries.last_at < now - _FORGOTTEN))
