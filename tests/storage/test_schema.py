import pytest
from sqlalchemy import UniqueConstraint, delete, func, select
from sqlalchemy.orm import Session

from geoquiz.services import accounts
from geoquiz.storage.db import Model
from geoquiz.storage.models import Answer, Card, LoginSession, Review, SettingsVersion, StudySession, User
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, ask, make_learner

TABLES = Model.metadata.tables
OF_A_USER = sorted(name for name, table in TABLES.items() if "user_id" in table.c)


def test_the_tables_of_a_user_are_all_there() -> None:
    assert {"answers", "cards", "reviews", "sessions", "settings_versions", "study_sessions"} <= set(OF_A_USER)


@pytest.mark.parametrize("name", OF_A_USER)
def test_keys_begin_with_the_user(name: str) -> None:
    table = TABLES[name]
    unique = [list(key.columns) for key in table.constraints if isinstance(key, UniqueConstraint)]
    unique += [list(index.columns) for index in table.indexes if index.unique]
    for columns in (list(table.primary_key.columns), *unique):
        assert columns[0].name == "user_id"
        assert len(columns) > 1


@pytest.mark.parametrize("name", OF_A_USER)
def test_no_foreign_key_joins_the_rows_of_two_users(name: str) -> None:
    for key in TABLES[name].foreign_key_constraints:
        if "user_id" in key.referred_table.c:
            pairs = {element.parent.name: element.column.name for element in key.elements}
            assert pairs["user_id"] == "user_id"
        elif key.referred_table.name == "users":
            assert key.column_keys == ["user_id"]


def test_nothing_of_a_bank_hangs_on_the_rows_of_users() -> None:
    for name, table in TABLES.items():
        if name not in (*OF_A_USER, "banks"):
            assert all("user" not in key.referred_table.name for key in table.foreign_key_constraints)


def test_deleting_a_user_takes_their_rows_along_and_nobody_elses(session: Session) -> None:
    apply_bank(session)
    ada, bob = make_learner(session), make_learner(session)
    for learner in (ada, bob):
        answer_right(session, ask(session, learner.id))
        answer_wrong(session, ask(session, learner.id))
        accounts.start_session(session, learner, now=NOW)
    session.execute(delete(User).where(User.id == ada.id))
    session.commit()
    for model in (Answer, Card, LoginSession, Review, SettingsVersion, StudySession):
        assert session.scalar(select(func.count()).select_from(model).where(model.user_id == ada.id)) == 0
        assert session.scalar(select(func.count()).select_from(model).where(model.user_id == bob.id)) >= 1
