import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.core.errors import GeoquizError
from geoquiz.storage import migrate
from geoquiz.storage.db import Model, engine_for
from geoquiz.storage.models import Answer, Card, Review, User
from tests.conftest import TemporaryDatabase
from tests.factories import answer_right, apply_bank, ask, make_learner

FOLDER = resources.migrations_folder()
NEXT = '''
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
def upgrade():
    {upgrade}
def downgrade():
    pass
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database in which nothing is."""
    path = tmp_path / "a folder" / "empty.sqlite3"
    path.parent.mkdir()
    engine = engine_for(f"sqlite:///{path}" if request.param == "sqlite" else request.getfixturevalue("empty_postgresql"))
    yield engine
    engine.dispose()


def with_next(tmp_path: Path, upgrade: str = "pass") -> Path:
    """Return a folder of migrations with one more."""
    folder = tmp_path / "100 % migrations"
    shutil.copytree(FOLDER, folder)
    head = max(path.name[:4] for path in (FOLDER / "versions").glob("*.py"))
    (folder / "versions" / "9999_next.py").write_text(NEXT.format(upgrade=upgrade, head=head))
    return folder


def study_a_little(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    answer_right(session, ask(session, learner.id))


def test_models_and_migrations_agree(database: TemporaryDatabase) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Model.metadata) == []
        constraints = inspect(connection).get_foreign_keys("reviews")
    assert {constraint["name"] for constraint in constraints} >= {"fk_reviews_user_id_answer_key", "fk_reviews_user_id"}


def test_going_down_and_up_again_leaves_an_empty_database(database: TemporaryDatabase, session: Session) -> None:
    study_a_little(session)
    session.close()
    migrate.downgrade(database.engine, FOLDER, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    assert migrate.status(database.engine, FOLDER) == "empty"
    migrate.upgrade(database.engine, FOLDER)
    study_a_little(session)
    assert session.scalar(select(func.count()).select_from(Review)) == 1


def test_upgrading_twice_keeps_what_is_there(database: TemporaryDatabase, session: Session) -> None:
    study_a_little(session)
    session.close()
    migrate.upgrade(database.engine, FOLDER)
    assert session.scalar(select(func.count()).select_from(Answer)) == 1


def test_the_status_is_told_from_empty_to_newer(empty: Engine, tmp_path: Path) -> None:
    newer = with_next(tmp_path)
    assert migrate.status(empty, FOLDER) == "empty"
    migrate.upgrade(empty, FOLDER)
    assert migrate.status(empty, FOLDER) == "current"
    assert migrate.status(empty, newer) == "behind"
    migrate.upgrade(empty, newer)
    assert migrate.status(empty, newer) == "current"
    assert migrate.status(empty, FOLDER) == "newer"


def test_a_database_of_a_newer_version_is_left_alone(empty: Engine, tmp_path: Path) -> None:
    migrate.upgrade(empty, with_next(tmp_path))
    with pytest.raises(GeoquizError, match=r"^The database was written by a newer version of geoquiz: start that version, or "
                                           r"restore a backup from before the upgrade\.$"):
        migrate.upgrade(empty, FOLDER)


def test_two_servers_that_start_together_migrate_once(empty: Engine) -> None:
    other = engine_for(empty.url.render_as_string(hide_password=False))
    with ThreadPoolExecutor() as pool:
        for _ in pool.map(lambda engine: migrate.upgrade(engine, FOLDER), [empty, other]):
            pass
    assert migrate.status(other, FOLDER) == "current"
    other.dispose()


def test_rebuilding_a_table_takes_no_other_rows_along(database: TemporaryDatabase, session: Session, tmp_path: Path) -> None:
    study_a_little(session)
    session.close()
    migrate.upgrade(database.engine, with_next(tmp_path, "with op.batch_alter_table('users', recreate='always' if "
                                               "op.get_bind().dialect.name == 'sqlite' else 'never') as batch: "
                                               "batch.alter_column('handle', new_column_name='grip')"))
    for model in (Answer, Review, Card):
        assert session.scalar(select(func.count()).select_from(model)) == 1
    session.close()
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(grip) FROM users")) == 1
        if database.name == "sqlite":
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.only_on("sqlite")
def test_a_migration_that_breaks_links_changes_nothing(database: TemporaryDatabase, session: Session, tmp_path: Path) -> None:
    study_a_little(session)
    session.close()
    with pytest.raises(GeoquizError, match=r"^The migration would leave a row of \w+ that names a missing one of users: nothing "
                                           r"has been changed\.$"):
        migrate.upgrade(database.engine, with_next(tmp_path, "op.execute('DELETE FROM users')"))
    assert migrate.status(database.engine, FOLDER) == "current"
    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_a_new_migration_is_written_from_the_models(empty: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder)
    shutil.rmtree(folder / "versions")
    (folder / "versions").mkdir()
    migrate.write_migration(empty, folder, "Lay everything again", "0001")
    assert "Generating" in capsys.readouterr().out
    migrate.upgrade(empty, folder)
    assert set(inspect(empty).get_table_names()) == {"alembic_version", *Model.metadata.tables}
