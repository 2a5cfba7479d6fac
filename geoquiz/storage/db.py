"""The database handle, its column types, and how transactions begin on SQLite and PostgreSQL."""

import sqlite3
import time
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Integer, MetaData, create_engine, event, inspect
from sqlalchemy.orm import DeclarativeBase, Session, aliased, scoped_session
from sqlalchemy.types import TypeDecorator

# How many seconds a writer waits for another.
_PATIENCE = 10
Database = Session | scoped_session[Any]
Named = TypeVar("Named", bound=DeclarativeBase)


class Model(DeclarativeBase):
    """The base of all models. Constraints have names, so that a later migration can change them on any database."""

    metadata = MetaData(naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    })


db = SQLAlchemy(model_class=Model)

# SQLite counts up only in a column of the exact type INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


def named_again(model: type[Named]) -> type[Named]:
    """Return a model under a second name that several threads may use, for other rows of its table in the same statement.

    Of a plain `aliased` SQLAlchemy works out the columns at its first use, a piece at a time: two threads that were the first at
    one moment built statements with the table itself beside it, joined to nothing. Here they are worked out at once.
    """
    again = aliased(model)
    rows = inspect(again).selectable
    for column in inspect(model).local_table.c:
        rows.corresponding_column(column)
    return again


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime with microseconds; both databases give back equal values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} is a naive time: instants are aware.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def prepare_engine(engine: Engine) -> Engine:
    """Set up an engine's connections: on SQLite the pragmas, and transactions that begin as asked."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: on Python 3.11 it would begin them too late.
    connection.isolation_level = None
    for pragma in (f"busy_timeout={_PATIENCE * 1000}", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    _keep_journal(connection)


def _keep_journal(connection: Any) -> None:
    """Switch a file to write-ahead logging, once in its life; while others use it too, this has to be tried again."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:  # SQLite does not wait here as it does for other locks.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Any) -> None:
    writer = connection.get_execution_options().get("geoquiz_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def begin_write(session: Database) -> None:
    """Start a writing transaction: on SQLite it takes the write lock at once, so it never has to be tried again.

    Whatever the session had read so far is read anew: a snapshot cannot become a writer.
    """
    session.rollback()
    session.connection(execution_options={"geoquiz_writer": True})


def begin_read(session: Database) -> None:
    """Start a transaction for many reads that must agree with each other: nothing changes under it while others write."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":  # On SQLite every reader has a snapshot.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def engine_for(url: str) -> Engine:
    """Return an engine for commands that need no web application."""
    return prepare_engine(create_engine(url))
