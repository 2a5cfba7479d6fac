from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from geoquiz.storage.models import LoginSession, User
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries import accounts
from tests.factories import NOW, make_learner


def test_a_prepared_statement_is_built_once_for_each_set_of_values_that_are_none(session: Session) -> None:
    built = []

    @prepared
    def named(id_: int, role: str | None) -> Select[*tuple[Any, ...]]:
        built.append(role is None)
        statement = select(User.id, User.role).where(User.id == id_)
        return statement if role is None else statement.where(User.role == role)

    learner = make_learner(session)
    for _ in range(3):
        assert named(session, learner.id, None).one().role == learner.role
        assert named(session, learner.id, role="nobody").one_or_none() is None
        assert named(session, id_=learner.id, role=learner.role).scalar_one() == learner.id

    assert built == [True, False]


def test_the_values_of_one_call_do_not_stay_for_the_next(session: Session) -> None:
    first, second = make_learner(session), make_learner(session)

    found = [accounts.by_id(session, user.id) for user in (first, second, first)]

    assert [account and account.id for account in found] == [first.id, second.id, first.id]


def test_a_prepared_statement_belongs_to_the_transaction_of_its_session(session: Session) -> None:
    learner = make_learner(session)
    session.commit()
    accounts.add_session(session, learner.id, "digest", now=NOW, expires_at=NOW + timedelta(days=1))
    inside = accounts.by_session(session, learner.id, "digest", NOW)

    session.rollback()

    assert inside is not None
    assert accounts.by_session(session, learner.id, "digest", NOW) is None
    assert session.execute(select(LoginSession)).first() is None
