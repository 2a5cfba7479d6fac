"""A session on the configured database, for commands."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.config import database_url
from geoquiz.core.errors import GeoquizError
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from geoquiz.storage.queries import audit


@contextmanager
def open_engine(url: str) -> Iterator[Engine]:
    """Give an engine for a database; raise GeoquizError, in one sentence, for what the database refuses."""
    engine = engine_for(url)
    try:
        yield engine
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
        raise GeoquizError(f"The database did not do it ({reason}): nothing was changed.") from error
    finally:
        engine.dispose()


@contextmanager
def open_session() -> Iterator[Session]:
    """Give a session on the configured database; raise GeoquizError when it is not of this version."""
    url = database_url(os.environ)
    refuse_missing(url)
    with open_engine(url) as engine:
        check_version(migrate.status(engine, resources.migrations_folder()))
        with Session(engine) as session:
            audit.set_origin(session, audit.Origin(actor="command line"))
            yield session


def check_version(status: migrate.Status) -> None:
    """Raise GeoquizError unless the database is just what this version of geoquiz works with."""
    match status:
        case "empty" | "behind":
            raise GeoquizError("The database is not up to date: run `geoquiz db upgrade` first.")
        case "newer":
            raise GeoquizError("The database was made by a newer version of geoquiz: install that version, or restore a backup.")


def refuse_missing(url: str) -> None:
    """Raise GeoquizError for a SQLite file that is not there; opening it would make an empty one."""
    path = url.removeprefix("sqlite:///")
    if url.startswith("sqlite") and not os.path.exists(path):  # noqa: PTH110  # The URL holds a text, not a Path.
        raise GeoquizError(f"There is no database at {path}: run `geoquiz db upgrade` to make one.")
