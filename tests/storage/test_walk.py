"""Every migration down and up again with rows in the tables: what both versions know of stays as it was."""

from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, select
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import corrections, health, ready
from geoquiz.storage import migrate
from geoquiz.storage.models import Upload
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, ask, make_bank, make_learner

FOLDER = resources.migrations_folder()
Rows = dict[str, list[dict[str, Any]]]


def revisions() -> list[str]:
    """Return all versions, the newest first."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()]


def fill(session: Session) -> None:
    """Leave a row in whatever learners fill: answers, undone and overridden ones, plans, uploads, settings."""
    apply_bank(session)
    apply_bank(session, make_bank(3))
    for name in ("Ada", "Борис"):
        learner = make_learner(session, name, zone="Asia/Kathmandu")
        for _ in range(3):
            answer_right(session, ask(session, learner.id), rating=Rating.GOOD)
        answer_wrong(session, ask(session, learner.id))
        corrections.undo(session, learner.id, now=NOW)
        ready.store(session, learner.id, ["bank"], NOW.date().replace(month=5), 90, now=NOW)
        session.add(Upload(user_id=learner.id, key=name, name="deck.apkg", data=b"\0\xff", created_at=NOW))
        session.commit()
    session.close()


def rows_of(engine: Engine) -> Rows:
    """Return every row of every table as the database has it."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {table.name: [dict(row._mapping) for row in
                             connection.execute(select(table).order_by(*(table.primary_key.columns or table.columns)))]
                for table in found.sorted_tables if table.name != "alembic_version"}


def columns_of(engine: Engine) -> dict[str, set[str]]:
    found = MetaData()
    found.reflect(engine)
    return {table.name: set(table.columns.keys()) for table in found.sorted_tables}


def kept(rows: Rows, columns: dict[str, set[str]]) -> Rows:
    """Return the rows as far as a version knows of them."""
    return {table: [{name: value for name, value in row.items() if name in columns[table]} for row in found]
            for table, found in rows.items() if table in columns}


def test_each_migration_goes_down_and_up_again_and_keeps_what_both_versions_know(
        database: TemporaryDatabase, session: Session) -> None:
    fill(session)
    versions = revisions()
    assert len(versions) >= 2
    for newer, older in zip(versions, [*versions[1:], "base"], strict=True):
        before = rows_of(database.engine)
        migrate.downgrade(database.engine, FOLDER, older)
        if older == "base":
            assert rows_of(database.engine) == {}
            break
        columns = columns_of(database.engine)
        assert rows_of(database.engine) == kept(before, columns), f"{newer} changes rows on its way down"
        migrate.upgrade(database.engine, FOLDER, newer)
        assert kept(rows_of(database.engine), columns) == kept(before, columns), f"{newer} changes rows on its way up"
        migrate.downgrade(database.engine, FOLDER, older)


def test_a_database_of_every_older_version_comes_up_sound_with_its_rows(database: TemporaryDatabase, session: Session) -> None:
    fill(session)
    learned = ("answers", "reviews", "cards")
    before = rows_of(database.engine)
    oldest = revisions()[-1]
    migrate.downgrade(database.engine, FOLDER, oldest)
    columns = {name: found for name, found in columns_of(database.engine).items() if name in learned}
    migrate.upgrade(database.engine, FOLDER)
    assert migrate.status(database.engine, FOLDER) == "current"
    assert kept(rows_of(database.engine), columns) == kept(before, columns)
    with Session(database.engine) as after:
        found = health.check(after, sample=None)
    assert (found.cards > 0, found.faults) == (True, ())
