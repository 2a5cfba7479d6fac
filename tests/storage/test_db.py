import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from geoquiz.storage.db import begin_write, named_again
from geoquiz.storage.models import Answer, User
from geoquiz.storage.queries import accounts
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, make_learner


@pytest.mark.parametrize("at", [
    datetime(2026, 3, 10, 12, 0, 0, 1, tzinfo=UTC), datetime(2026, 3, 10, 12, 0, 0, 999_999, tzinfo=UTC),
    datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))), datetime(1, 1, 2, tzinfo=UTC),
])
def test_an_instant_comes_back_equal_and_in_utc(session: Session, at: datetime) -> None:
    make_learner(session, now=at)
    found = session.execute(select(User.created_at)).scalar_one()
    assert found == at
    assert found.utcoffset() == timedelta(0)
    assert session.execute(select(User.id).where(User.created_at == at)).scalar_one()


def test_a_naive_time_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match=r"datetime\.datetime\(2026, 3, 10, 0, 0\) is a naive time: instants are aware\."):
        session.execute(select(User).where(User.created_at == datetime(2026, 3, 10)))  # noqa: DTZ001  # The fault tested.


@pytest.mark.only_on("sqlite")
def test_a_sqlite_connection_is_durable_and_checks_its_links(session: Session) -> None:
    pragmas = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    assert {name: session.scalar(text(f"PRAGMA {name}")) for name in pragmas} == pragmas


@pytest.mark.only_on("sqlite")
def test_a_writer_takes_the_lock_at_once_and_readers_go_on(database: TemporaryDatabase, session: Session) -> None:
    make_learner(session)
    begin_write(session)
    impatient = create_engine(database.url)
    with Session(database.engine) as reader, impatient.connect() as other:
        assert reader.scalar(select(User.id)) is not None
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        other.rollback()
        with pytest.raises(OperationalError, match="database is locked"):
            other.exec_driver_sql("BEGIN IMMEDIATE")
    impatient.dispose()


def test_a_writer_sees_what_others_committed_meanwhile(database: TemporaryDatabase, session: Session) -> None:
    learner = make_learner(session)
    assert accounts.settings_of(session, learner.id).new_per_day == 20
    with Session(database.engine) as other:
        begin_write(other)
        accounts.add_settings(other, learner.id, 2, accounts.settings_of(other, learner.id).memory, new_per_day=7, now=NOW)
        other.commit()
    begin_write(session)
    assert accounts.settings_of(session, learner.id).new_per_day == 7


THREADS = 8


@pytest.fixture
def restless() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("restless")
def test_threads_that_use_a_second_name_first_at_one_moment_build_the_same_statement() -> None:
    def built(again: type[Answer], gate: Barrier) -> str:
        gate.wait()
        return str(select(again.key).where(again.user_id == 1, again.mode == "study").order_by(again.received_at))

    with ThreadPoolExecutor(THREADS) as threads:
        for _ in range(250):
            again, gate = named_again(Answer), Barrier(THREADS)
            found = set(threads.map(built, [again] * THREADS, [gate] * THREADS))
            assert len(found) == 1
            assert "FROM answers AS answers_1 " in found.pop()
