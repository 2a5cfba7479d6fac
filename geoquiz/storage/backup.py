"""Copies of a whole database, made while it is in use, and put back in its place."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import URL, Engine, func, inspect, text
from sqlalchemy.engine import make_url

from geoquiz.core.errors import GeoquizError
from geoquiz.storage.db import engine_for

SUFFIXES = {"sqlite": ".sqlite3", "postgresql": ".dump"}
_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_SIDE_FILES = ("-wal", "-shm", "-journal")


def name_of(url: str, now: datetime, prefix: str = "geoquiz") -> str:
    """Return the file name of a backup that is made now; names sort by their time."""
    return f"{prefix}-{now.astimezone(UTC).strftime(_STAMP)}{SUFFIXES[_kind(url)]}"


def make(url: str, target: Path) -> None:
    """Write a copy of a database as it stands at one moment, while others read and write it.

    The file appears whole or not at all, for its owner alone: it holds everybody's answers and the digests of passwords.
    Raises GeoquizError where the copy cannot be made, or is not sound.
    """
    with _appearing(target) as part:
        if _kind(url) == "sqlite":
            _copy_sqlite(database_file(url), part)
        else:
            _run("pg_dump", make_url(url), "--format=custom", "--no-owner", "--no-privileges",
                 "--exclude-schema=before_restore_*", f"--file={part}")


def made_in(folder: Path, prefix: str = "geoquiz") -> list[Path]:
    """Return the backups in a folder that begin with a prefix, the newest first."""
    return sorted((path for suffix in SUFFIXES.values() for path in folder.glob(f"{prefix}-????-??-??T??-??-??Z{suffix}")),
                  key=lambda path: path.stem[len(prefix):], reverse=True)


def remove_old(folder: Path, keep: int, prefix: str = "geoquiz") -> list[Path]:
    """Delete all but the newest backups of a folder, and return which; nothing else in it is touched."""
    old = made_in(folder, prefix)[keep:]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def is_empty(url: str) -> bool:
    """Tell whether there is nothing in a database that a restore would put aside."""
    if _kind(url) == "sqlite":
        path = database_file(url)
        return not path.exists() or path.stat().st_size == 0
    engine = engine_for(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def restore(url: str, source: Path, now: datetime) -> str | None:
    """Put a backup in the place of a database, and return where what was there is kept now; None where nothing was.

    Raises GeoquizError where the file is no sound backup, or somebody uses the database; then nothing has changed.
    """
    stamp = now.astimezone(UTC).strftime(_STAMP)
    if _kind(url) == "sqlite":
        return _restore_sqlite(database_file(url), source, stamp)
    return _restore_postgresql(url, source, "before_restore_" + stamp.lower().replace("-", "_"))


def database_file(url: str) -> Path:
    """Return the file of a SQLite database."""
    return Path(make_url(url).database or "")


def _kind(url: str) -> str:
    return make_url(url).get_backend_name()


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """Give the name of a file to write, which takes its place on the disk when all went well."""
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
            part = Path(file.name)
    except OSError as error:
        raise GeoquizError(f"{target} cannot be written ({error.strerror}): choose another place.") from error
    try:
        yield part
        _force_to_disk(part)
        part.replace(target)
        _force_to_disk(target.parent)
    except OSError as error:
        raise GeoquizError(f"{target} cannot be written ({error.strerror}): make room, or choose another place.") from error
    finally:
        for name in ("", *_SIDE_FILES):
            Path(f"{part}{name}").unlink(missing_ok=True)


def _force_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite file with SQLite's own backup, and read the copy through."""
    if not source.is_file():
        raise GeoquizError(f"There is no database at {source}.")
    try:
        origin = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        copy = sqlite3.connect(target)
        try:
            origin.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # One file, without a log beside it.
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
            is_ours = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
        finally:
            copy.close()
            origin.close()
    except sqlite3.Error as error:
        raise GeoquizError(f"{source} cannot be copied ({error}): nothing was changed.") from error
    if found != "ok":
        raise GeoquizError(f"{source} is damaged ({found.splitlines()[-1]}): restore an earlier backup with `geoquiz db restore`.")
    if not is_ours:
        raise GeoquizError(f"{source} is no database of geoquiz: nothing was changed.")


def _restore_sqlite(path: Path, source: Path, stamp: str) -> str | None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = None
    with _appearing(path) as part:
        _copy_sqlite(source, part)
        if path.exists():
            _close_for_good(path)
            kept = path.with_name(f"{path.name}.before-restore-{stamp}")
            for name in ("", *_SIDE_FILES):
                if Path(f"{path}{name}").exists():
                    Path(f"{path}{name}").rename(f"{kept}{name}")
    return str(kept) if kept else None


def _close_for_good(path: Path) -> None:
    """Bring everything of a database into its one file; raise GeoquizError while somebody else has it open.

    Whoever has it open would go on writing answers into the file that is put aside.
    """
    connection = sqlite3.connect(path, timeout=1)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise GeoquizError(f"{path} is in use: stop the server first, then restore.") from error
    except sqlite3.DatabaseError:
        pass  # It is damaged, perhaps the very reason for this; it is kept as it is, with what lies beside it.
    finally:
        connection.close()


def _restore_postgresql(url: str, source: Path, aside: str) -> str | None:
    """Restore into a new schema "public"; the old one gets another name, and its own back where it cannot be done."""
    _run("pg_restore", make_url(url), "--list", str(source), connects=False)
    engine = engine_for(url)
    try:
        _refuse_others(engine)
        empty = not inspect(engine).get_table_names()
        with engine.begin() as connection:
            connection.execute(text(f'ALTER SCHEMA public RENAME TO "{aside}"'))
            connection.execute(text("CREATE SCHEMA public"))
        try:
            _run("pg_restore", make_url(url), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
                 str(source))
        except GeoquizError:
            with engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text(f'ALTER SCHEMA "{aside}" RENAME TO public'))
            raise
        if empty:
            with engine.begin() as connection:
                connection.execute(text(f'DROP SCHEMA "{aside}" CASCADE'))
        return None if empty else f"the schema {aside}"
    finally:
        engine.dispose()


def _refuse_others(engine: Engine) -> None:
    with engine.connect() as connection:
        others = connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"))
        name = connection.scalar(func.current_database().select())
    if others:
        raise GeoquizError(f"The database {name} is in use: stop the server first, then restore.")


def _run(program: str, url: URL, *arguments: str, connects: bool = True) -> None:
    """Run one of PostgreSQL's own programs; raise GeoquizError with its own sentence where it fails."""
    path = shutil.which(program)
    if path is None:
        raise GeoquizError(f"{program} is not installed: install PostgreSQL's client programs (on Debian: postgresql-client).")
    # The password goes by the environment, since everybody can read the list of processes.
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    named = [f"--dbname={address}"] if connects else []
    done = subprocess.run([path, *named, *arguments], env=environment, capture_output=True, text=True,  # noqa: S603  # No shell, and a fixed program.
                          check=False)
    if done.returncode:
        told = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise GeoquizError(f"{program} did not do it ({told[0].removeprefix(f'{program}: ').removeprefix('error: ')}).")
