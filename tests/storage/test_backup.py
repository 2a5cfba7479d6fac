"""The restore drill: back up, go on, lose everything, restore; what was there stays beside it. On both databases."""

import os
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, inspect, make_url, select, text
from sqlalchemy.orm import Session

from geoquiz.core.errors import GeoquizError
from geoquiz.services import health
from geoquiz.storage import backup
from geoquiz.storage.models import Answer
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, answer_right, apply_bank, ask, make_learner
from tests.postgresql import programs_of_the_wheel


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put PostgreSQL's own programs of the server's version first on the path."""
    monkeypatch.setenv("PATH", f"{programs_of_the_wheel()}{os.pathsep}{os.environ['PATH']}")


def answers_in(engine: Engine) -> int:
    with Session(engine) as session:
        assert health.check(session, sample=None).faults == ()
        return session.scalars(select(func.count()).select_from(Answer)).one()


def test_a_restored_backup_is_what_was_there_then_and_what_was_there_since_is_kept(
        database: TemporaryDatabase, session: Session, tmp_path: Path) -> None:
    apply_bank(session)
    learner = make_learner(session)
    for _ in range(3):
        answer_right(session, ask(session, learner.id))
    target = tmp_path / backup.name_of(database.url, NOW)
    backup.make(database.url, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    for _ in range(2):
        answer_right(session, ask(session, learner.id))
    session.close()
    database.engine.dispose()

    kept = backup.restore(database.url, target, NOW)
    assert answers_in(database.engine) == 3
    database.engine.dispose()
    if database.name == "sqlite":
        assert kept == f"{make_url(database.url).database}.before-restore-2026-03-10T12-00-00Z"
        connection = sqlite3.connect(kept)
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (5,)
        connection.close()
    else:
        assert kept == "the schema before_restore_2026_03_10t12_00_00z"
        with database.engine.connect() as reader:
            assert reader.scalar(text("SELECT count(*) FROM before_restore_2026_03_10t12_00_00z.answers")) == 5
    with Session(database.engine) as after:  # And study goes on.
        answer_right(after, ask(after, learner.id))


def test_a_restore_into_nothing_keeps_nothing(database: TemporaryDatabase, session: Session, tmp_path: Path,
                                              request: pytest.FixtureRequest) -> None:
    apply_bank(session)
    answer_right(session, ask(session, make_learner(session).id))
    session.close()
    target = tmp_path / "a backup"
    backup.make(database.url, target)
    nothing = (f"sqlite:///{tmp_path / 'another folder' / 'new.sqlite3'}" if database.name == "sqlite"
               else request.getfixturevalue("empty_postgresql"))
    assert backup.is_empty(nothing)
    assert backup.restore(nothing, target, NOW) is None
    assert not backup.is_empty(nothing)


def test_a_database_in_use_is_not_replaced(database: TemporaryDatabase, session: Session, tmp_path: Path) -> None:
    make_learner(session)
    target = tmp_path / "a backup"
    backup.make(database.url, target)
    session.execute(select(Answer))
    what = make_url(database.url).database or ""
    with pytest.raises(GeoquizError, match=r"is in use: stop the server first, then restore\.$") as raised:
        backup.restore(database.url, target, NOW)
    assert what in str(raised.value)
    session.rollback()
    assert inspect(database.engine).has_table("answers")


def test_what_is_no_backup_changes_nothing(database: TemporaryDatabase, session: Session, tmp_path: Path) -> None:
    make_learner(session)
    session.close()
    database.engine.dispose()
    for name, content in (("noise", b"no database at all" * 500), ("empty", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(GeoquizError, match=r"cannot be copied|is no database of geoquiz|pg_restore did not do it"):
            backup.restore(database.url, tmp_path / name, NOW)
    assert inspect(database.engine).has_table("answers")


@pytest.mark.only_on("postgresql")
def test_a_backup_that_breaks_off_leaves_the_old_schema_in_its_place(
        database: TemporaryDatabase, session: Session, tmp_path: Path) -> None:
    make_learner(session)
    session.close()
    database.engine.dispose()
    target = tmp_path / "a backup"
    backup.make(database.url, target)
    data = target.read_bytes()
    target.write_bytes(data[:-len(data) // 4])
    with pytest.raises(GeoquizError, match=r"^pg_restore did not do it"):
        backup.restore(database.url, target, NOW)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM users")) == 1
        assert inspect(connection).get_schema_names() == ["information_schema", "public"]


@pytest.mark.only_on("postgresql")
def test_without_postgresqls_programs_it_is_told_what_to_install(
        database: TemporaryDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GeoquizError, match=r"^pg_dump is not installed: install PostgreSQL's client programs \(on Debian: "
                                           r"postgresql-client\)\.$"):
        backup.make(database.url, tmp_path / "a backup")
    assert list(tmp_path.glob("*backup*")) == []


@pytest.mark.only_on("sqlite")
def test_a_damaged_database_makes_no_backup_and_can_be_replaced_by_one(
        database: TemporaryDatabase, session: Session, tmp_path: Path) -> None:
    apply_bank(session)
    path, target = Path(make_url(database.url).database or ""), tmp_path / "a backup"
    backup.make(database.url, target)
    session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    session.close()
    database.engine.dispose()
    data = bytearray(path.read_bytes())
    data[20 * 4096:] = b"\x5a" * (len(data) - 20 * 4096)
    path.write_bytes(data)
    with pytest.raises(GeoquizError, match=r"is damaged|cannot be copied"):
        backup.make(database.url, tmp_path / "another")
    assert not (tmp_path / "another").exists()
    with Session(database.engine) as damaged:
        assert health.check(damaged).faults != ()
    database.engine.dispose()
    kept = backup.restore(database.url, target, NOW)
    assert kept is not None
    assert Path(kept).read_bytes() == bytes(data)
    assert answers_in(database.engine) == 0


def test_old_backups_go_and_nothing_else_does(tmp_path: Path) -> None:
    names = [backup.name_of("sqlite:///x", NOW + timedelta(days=day)) for day in range(5)]
    for name in (*names, "geoquiz-mine.sqlite3", "before-upgrade-2026-03-10T12-00-00Z.sqlite3", "notes.txt"):
        (tmp_path / name).write_text("")
    assert backup.remove_old(tmp_path, 2) == [tmp_path / name for name in names[2::-1]]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*names[3:], "geoquiz-mine.sqlite3", "before-upgrade-2026-03-10T12-00-00Z.sqlite3", "notes.txt"])


@pytest.mark.only_on("sqlite")
def test_a_place_that_cannot_be_written_is_named(database: TemporaryDatabase, tmp_path: Path) -> None:
    with pytest.raises(GeoquizError, match=r"nowhere/backup cannot be written \(No such file or directory\): choose another "
                                           r"place\.$"):
        backup.make(database.url, tmp_path / "nowhere" / "backup")
    with pytest.raises(GeoquizError, match=r"^There is no database at .*/gone\.$"):
        backup.make(f"sqlite:///{tmp_path / 'gone'}", tmp_path / "backup")
