from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz import passwords as secrets
from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.services import accounts, reset
from geoquiz.storage.db import begin_write
from geoquiz.storage.models import AuditRow, Classroom, Membership, ResetLink
from geoquiz.storage.queries.accounts import Account
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, PASSWORD, make_learner
from tests.services.test_races import race

NEW = "another horse battery"
GONE = r"^This link is used up or has run out\.$"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost nothing; the real ones have their own test."""
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_a_link_sets_a_password_once_and_ends_every_session(session: Session) -> None:
    ada = accounts.register(session, "ada", PASSWORD, now=NOW)
    login = accounts.start_session(session, ada, now=NOW)
    link = reset.for_name(session, "ADA", now=NOW)
    assert link.path == f"/reset/{ada.id}/{link.token}"
    assert link.token not in session.scalars(select(ResetLink.token_hash)).one()
    assert reset.whose(session, ada.id, link.token, now=NOW) == "ada"
    reset.use(session, ada.id, link.token, NEW, now=NOW)
    assert accounts.account_of(session, ada.id, login.token, now=NOW) is None
    assert accounts.log_in(session, "ada", NEW, now=NOW) is not None
    with pytest.raises(NotFound, match=GONE):
        reset.use(session, ada.id, link.token, PASSWORD, now=NOW)
    assert {"reset link made", "password reset"} <= set(session.scalars(select(AuditRow.action)))


def test_a_link_runs_out_after_a_day_and_a_newer_one_takes_its_place(session: Session) -> None:
    ada, bob = make_learner(session, "ada"), make_learner(session, "bob")
    old, new = (reset.for_name(session, "ada", now=NOW) for _ in range(2))
    for user_id, token, now in ((ada.id, old.token, NOW), (bob.id, new.token, NOW), (ada.id, "", NOW), (999_999, new.token, NOW),
                                (ada.id, new.token, NOW + timedelta(days=1))):
        with pytest.raises(NotFound, match=GONE):
            reset.whose(session, user_id, token, now=now)
    assert reset.whose(session, ada.id, new.token, now=NOW + timedelta(hours=23)) == "ada"


def test_a_password_that_cannot_be_used_leaves_the_link_as_it_is(session: Session) -> None:
    ada = make_learner(session, "ada")
    link = reset.for_name(session, "ada", now=NOW)
    with pytest.raises(GeoquizError, match=r"^A password has at least 8 characters"):
        reset.use(session, ada.id, link.token, "short", now=NOW)
    reset.use(session, ada.id, link.token, NEW, now=NOW)


def test_a_link_used_twenty_times_at_once_is_used_once(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session, "ada")
    link = reset.for_name(session, "ada", now=NOW)

    def one(s: Session, number: int) -> bool:
        try:
            reset.use(s, ada.id, link.token, f"{NEW} {number}", now=NOW)
        except NotFound:
            return False
        return True

    assert sum(race(database, [lambda s, n=n: one(s, n) for n in range(20)])) == 1


def join(session: Session, *people: tuple[Account, str], archived: bool = False) -> None:
    """Put people into a new class with their roles there."""
    begin_write(session)
    key = secrets.new_token()[:16]
    session.add(Classroom(key=key, name="A class", created_at=NOW, archived_at=NOW if archived else None))
    session.flush()
    number = session.scalars(select(Classroom.id).where(Classroom.key == key)).one()
    for account, role in people:
        session.add(Membership(user_id=account.id, class_id=number, role=role, joined_at=NOW))
    session.commit()


def test_teachers_help_students_of_their_classes_alone_and_admins_everybody(session: Session) -> None:
    admin, teacher, colleague = (make_learner(session, role=role) for role in ("admin", "teacher", "teacher"))
    mine, other, former = (make_learner(session) for _ in range(3))
    visitor = accounts.start_visit(session, zone="UTC", now=NOW).account
    with pytest.raises(NotFound, match=r"^There is no such user\.$"):
        reset.by(session, teacher, mine.id, now=NOW)
    join(session, (teacher, "owner"), (mine, "student"), (colleague, "teacher"), (admin, "student"))
    join(session, (colleague, "owner"), (other, "student"), (teacher, "student"))
    join(session, (teacher, "owner"), (former, "student"), archived=True)
    may = {(who.id, whom.id) for who in (admin, teacher, colleague, mine)
           for whom in (admin, teacher, colleague, mine, other, former, visitor) if allowed(session, who, whom)}
    everybody = {admin.id, teacher.id, colleague.id, mine.id, other.id, former.id}
    by_teachers = {(teacher.id, mine.id), (colleague.id, mine.id), (colleague.id, other.id)}
    assert may == by_teachers | {(admin.id, id_) for id_ in everybody}


def allowed(session: Session, who: Account, whom: Account) -> bool:
    try:
        reset.by(session, who, whom.id, now=NOW)
    except NotFound:
        return False
    return True
