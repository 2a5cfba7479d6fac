"""What every test can ask for: a migrated database of its own on SQLite and PostgreSQL, and the app on it."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.storage import migrate
from geoquiz.storage.db import db, engine_for
from tests.postgresql import running_server

# A machine that is busy with other things does not make a test wrong.
hypothesis.settings.register_profile("geoquiz", deadline=None, max_examples=60)
hypothesis.settings.load_profile("geoquiz")
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class TemporaryDatabase:
    """A migrated, empty database for one test; ``name`` is "sqlite" or "postgresql"."""

    name: str
    url: str
    engine: Engine


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "every_database: run a test of the whole app on PostgreSQL too, not on SQLite alone")
    config.addinivalue_line("markers", "only_on(name): run a test on one database, since it is about nothing else")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests of the database on both engines; tests of the whole app on SQLite, unless they are marked."""
    if "database" not in metafunc.fixturenames:
        return
    only, every = (metafunc.definition.get_closest_marker(name) for name in ("only_on", "every_database"))
    if only is not None:
        names = list(only.args)
    elif "app" in metafunc.fixturenames and every is None:
        names = ["sqlite"]
    else:
        names = ["sqlite", "postgresql"]
    metafunc.parametrize("database", names, indirect=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite template") / "template.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """The address of a PostgreSQL server, with a migrated database "template" on it to copy."""
    with running_server() as url:
        _administer(url, "CREATE DATABASE template")
        _migrate(url.set(database="template").render_as_string(hide_password=False))
        yield url


def _migrate(url: str) -> None:
    engine = engine_for(url)
    migrate.upgrade(engine, resources.migrations_folder())
    engine.dispose()


def _administer(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[TemporaryDatabase]:
    """A migrated database, one after the other on SQLite and PostgreSQL."""
    with copied_database(request.param, request) as database:
        yield database


@contextmanager
def copied_database(kind: str, request: pytest.FixtureRequest) -> Iterator[TemporaryDatabase]:
    """Give a migrated, empty database of a kind, which goes away afterwards."""
    name = f"test_{next(_NUMBERS)}"
    if kind == "sqlite":
        path = request.getfixturevalue("tmp_path") / f"{name}.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield from _open("sqlite", f"sqlite:///{path}")
        return
    server = request.getfixturevalue("postgresql_server")
    _administer(server, f"CREATE DATABASE {name} TEMPLATE template")
    yield from _open("postgresql", server.set(database=name).render_as_string(hide_password=False))
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgresql(postgresql_server: URL) -> Iterator[str]:
    """The address of a PostgreSQL database in which nothing is."""
    name = f"test_{next(_NUMBERS)}"
    _administer(postgresql_server, f"CREATE DATABASE {name}")
    yield postgresql_server.set(database=name).render_as_string(hide_password=False)
    _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def _open(name: str, url: str) -> Iterator[TemporaryDatabase]:
    engine = engine_for(url)
    yield TemporaryDatabase(name, url, engine)
    engine.dispose()


@pytest.fixture
def session(database: TemporaryDatabase) -> Iterator[Session]:
    """A session on the database, rolled back where a test leaves something open."""
    with Session(database.engine) as session:
        yield session


@pytest.fixture
def config(database: TemporaryDatabase, tmp_path: Path) -> Config:
    """The settings of a server on the database."""
    return Config(data=tmp_path, database_url=database.url, secret_key="a key for tests alone")


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application on the database."""
    from geoquiz.web import create_app  # Most tests need no web, and importing it takes its time.

    app = create_app(config)
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()
