"""From SQLite to PostgreSQL and back: every row comes over, equal."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.core.errors import GeoquizError
from geoquiz.services import corrections, health
from geoquiz.storage import copying, migrate
from geoquiz.storage.db import Model, engine_for
from geoquiz.storage.models import User
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, PASSWORD, answer_right, answer_wrong, apply_bank, ask, make_learner, page


@pytest.fixture
def other(database: TemporaryDatabase, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database of the other kind, with its tables made."""
    url = (request.getfixturevalue("empty_postgresql") if database.name == "sqlite"
           else f"sqlite:///{request.getfixturevalue('tmp_path') / 'other.sqlite3'}")
    engine = engine_for(url)
    migrate.upgrade(engine, resources.migrations_folder())
    yield engine
    engine.dispose()


def study(session: Session, name: str) -> int:
    """Let somebody study a little, take something back and suspend nothing; return who."""
    learner = make_learner(session, name, zone="Asia/Kathmandu", desired_retention=0.87)
    for day in range(3):
        now = NOW + timedelta(days=day, microseconds=day)
        answer_right(session, ask(session, learner.id, now=now), now=now)
        answer_wrong(session, ask(session, learner.id, now=now), now=now)
    corrections.undo(session, learner.id, now=NOW + timedelta(days=3))
    return learner.id


def test_everything_comes_over_and_counting_goes_on(database: TemporaryDatabase, session: Session, other: Engine) -> None:
    apply_bank(session)
    for name in ("Ada", "Борис 🦊"):
        study(session, name)
    session.close()
    copied = copying.copy(database.engine, other)
    assert {table.table for table in copied} == set(Model.metadata.tables)
    rows = {table.table: table.rows for table in copied}
    assert (rows["users"], rows["answers"], rows["questions"]) == (2, 12, 11)
    assert all(int(table.checksum, 16) for table in copied if table.rows)
    with Session(other) as there:
        assert health.check(there, sample=None) == health.Checked(cards=health.overview(there).sizes.cards, faults=())
        fresh = study(there, "Eve")
        assert there.scalar(select(func.count()).select_from(User).where(User.id == fresh)) == 1


def test_an_answer_goes_on_where_it_was(database: TemporaryDatabase, session: Session, other: Engine) -> None:
    apply_bank(session)
    learner = make_learner(session, password=PASSWORD)
    asked = page(session, learner.id, "strait")
    session.close()
    copying.copy(database.engine, other)
    with Session(other) as there:
        assert answer_right(there, asked) == answer_right(there, asked) == asked.asked.key


def test_a_database_that_holds_something_is_left_alone(database: TemporaryDatabase, session: Session, other: Engine) -> None:
    with Session(other) as there:
        make_learner(there)
    make_learner(session)
    session.close()
    with pytest.raises(GeoquizError, match=r"^The database to copy to holds something already \(in users\): name an empty one\.$"):
        copying.copy(database.engine, other)
    with Session(other) as there:
        assert there.scalar(select(func.count()).select_from(User)) == 1


def test_what_comes_over_differently_is_noticed_and_not_kept(database: TemporaryDatabase, session: Session, other: Engine) -> None:
    make_learner(session)
    session.close()
    with other.begin() as connection:  # A database that changes what it is given.
        if other.dialect.name == "sqlite":
            connection.execute(text("CREATE TRIGGER liar AFTER INSERT ON users BEGIN UPDATE users SET handle = 'x'; END"))
        else:
            connection.execute(text("CREATE FUNCTION lie() RETURNS trigger AS $$ BEGIN NEW.handle := 'x'; RETURN NEW; END $$ "
                                    "LANGUAGE plpgsql"))
            connection.execute(text("CREATE TRIGGER liar BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION lie()"))
    with pytest.raises(GeoquizError, match=r"^users came over differently \(1 rows with the checksum \w+, then 1 rows with \w+\): "
                                           r"nothing was written\.$"):
        copying.copy(database.engine, other)
    with Session(other) as there:
        assert there.scalar(select(func.count()).select_from(User)) == 0
