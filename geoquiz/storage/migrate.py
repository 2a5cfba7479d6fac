"""Bringing a database to this version of geoquiz, and telling where it stands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from geoquiz.core.errors import GeoquizError

Status = Literal["empty", "behind", "current", "newer"]
# Any number, the same in every process.
_LOCK_OF_MIGRATIONS = 7_201_945


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def status(engine: Engine, folder: Path) -> Status:
    """Return how the database stands to the migrations in ``folder``: "newer" when it knows one they do not."""
    script = ScriptDirectory.from_config(_config(folder))
    with engine.connect() as connection:
        applied = MigrationContext.configure(connection).get_current_revision()
    if applied is None:
        return "empty"
    if applied == script.get_current_head():
        return "current"
    known = {revision.revision for revision in script.walk_revisions()}
    return "behind" if applied in known else "newer"


def upgrade(engine: Engine, folder: Path, target: str = "head") -> None:
    """Run the migrations up to ``target``, in one transaction.

    Raises GeoquizError for a database that a newer version has written: this one cannot know what is in it.
    """
    if status(engine, folder) == "newer":
        raise GeoquizError("The database was written by a newer version of geoquiz: start that version, or restore a backup "
                           "from before the upgrade.")
    _run(engine, folder, lambda config: command.upgrade(config, target))


def downgrade(engine: Engine, folder: Path, target: str) -> None:
    """Run the migrations back to ``target`` ("base" empties the database), in one transaction."""
    _run(engine, folder, lambda config: command.downgrade(config, target))


def write_migration(engine: Engine, folder: Path, message: str, number: str) -> None:
    """Write a new migration file from the difference between models and database, for an author to read."""
    _run(engine, folder, lambda config: command.revision(config, message, autogenerate=True, rev_id=number))


def _run(engine: Engine, folder: Path, action: Callable[[Config], object]) -> None:
    config = _config(folder)
    with engine.connect().execution_options(geoquiz_writer=True) as connection, _rebuilding(connection), connection.begin():
        if engine.dialect.name == "postgresql":
            # Of two servers that start together, one migrates and the other finds it done.
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK_OF_MIGRATIONS)))
        config.attributes["connection"] = connection
        action(config)
        if engine.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise GeoquizError(f"The migration would leave a row of {broken[0]} that names a missing one of {broken[2]}: "
                               "nothing has been changed.")


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """Let migrations rebuild tables on SQLite, where dropping the old one would take along the rows that name its rows."""
    driver: Any = connection.connection.dbapi_connection if connection.dialect.name == "sqlite" else None
    if driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
