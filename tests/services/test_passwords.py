from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz import passwords as secrets
from geoquiz.core.errors import GeoquizError, TooManyTries
from geoquiz.services import accounts, logins, passwords, reset
from geoquiz.storage.models import KnownDevice, LoginSession, ResetLink
from geoquiz.storage.queries.audit import Origin, set_origin
from tests.factories import NOW, PASSWORD, make_learner

NEW = "another horse battery"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost nothing; the real ones have their own test."""
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_a_new_password_ends_every_other_session_and_voids_links_and_devices(session: Session) -> None:
    ada, bob = (accounts.register(session, name, PASSWORD, now=NOW) for name in ("ada", "bob"))
    set_origin(session, Origin(device="elsewhere"))
    accounts.start_session(session, ada, now=NOW)
    accounts.start_session(session, bob, now=NOW)
    set_origin(session, Origin(device="here"))
    here = accounts.start_session(session, ada, now=NOW)
    reset.for_name(session, "ada", now=NOW)
    passwords.change(session, ada.id, NEW, token=here.token, now=NOW)
    assert accounts.account_of(session, ada.id, here.token, now=NOW) is not None
    assert session.scalar(select(func.count()).select_from(LoginSession).where(LoginSession.user_id == ada.id)) == 1
    assert session.scalar(select(func.count()).select_from(LoginSession).where(LoginSession.user_id == bob.id)) == 1
    assert session.scalar(select(func.count()).select_from(ResetLink)) == 0
    assert session.scalar(select(func.count()).select_from(KnownDevice).where(KnownDevice.user_id == ada.id)) == 1
    assert accounts.log_in(session, "ada", PASSWORD, now=NOW) is None
    assert accounts.log_in(session, "ada", NEW, now=NOW) is not None


@pytest.mark.parametrize(("password", "sentence"), [
    (PASSWORD, "This is the password that you have already: choose another."),
    ("short", "A password has at least 8 characters; a few words in a row are easy to remember."),
    ("password1", "This password is among the first that anybody would try: choose another, such as a few words in a row."),
])
def test_a_password_that_cannot_be_the_new_one_changes_nothing(session: Session, password: str, sentence: str) -> None:
    ada = accounts.register(session, "ada", PASSWORD, now=NOW)
    with pytest.raises(GeoquizError) as error:
        passwords.change(session, ada.id, password, token="", now=NOW)
    assert str(error.value) == sentence
    assert passwords.confirm(session, ada.id, PASSWORD, now=NOW)


def test_whoever_finds_a_browser_open_does_not_find_out_the_password_there(session: Session) -> None:
    ada = accounts.register(session, "ada", PASSWORD, now=NOW)
    for _ in range(6):
        assert not passwords.confirm(session, ada.id, "a guess", now=NOW)
    with pytest.raises(TooManyTries):
        passwords.confirm(session, ada.id, PASSWORD, now=NOW)
    assert passwords.confirm(session, ada.id, PASSWORD, now=NOW + timedelta(seconds=2))


def test_nobody_confirms_a_password_that_is_not_there(session: Session) -> None:
    assert not passwords.confirm(session, make_learner(session).id, "", now=NOW)


def test_an_account_with_a_temporary_password_is_free_once_another_is_chosen(session: Session) -> None:
    account, password = accounts.make_with_temporary_password(session, "Ada", now=NOW, zone="Europe/Berlin")
    login = accounts.log_in(session, "ada", password, now=NOW)
    assert isinstance(login, accounts.Login)
    assert login.account.must_change_password
    passwords.change(session, account.id, NEW, token=login.token, now=NOW)
    after = accounts.account_of(session, account.id, login.token, now=NOW)
    assert after is not None
    assert not after.must_change_password


def test_sessions_are_listed_with_the_own_one_first_and_ended_one_by_one_or_all(session: Session) -> None:
    ada, bob = make_learner(session, "ada"), make_learner(session, "bob")
    set_origin(session, Origin(address="192.0.2.1", agent="Firefox/130"))
    here = accounts.start_session(session, ada, now=NOW)
    set_origin(session, Origin(address="192.0.2.2", agent="x" * 500))
    accounts.start_session(session, ada, now=NOW + timedelta(hours=1))
    other = accounts.start_session(session, bob, now=NOW)
    found = logins.own(session, ada.id, here.token, now=NOW + timedelta(hours=2))
    assert [(one.is_here, one.place.address) for one in found] == [(True, "192.0.2.1"), (False, "192.0.2.2")]
    with pytest.raises(GeoquizError, match=r"^There is no such session any more\.$"):
        logins.end(session, bob.id, found[1].place.key, now=NOW)
    logins.end(session, ada.id, found[1].place.key, now=NOW)
    assert len(logins.own(session, ada.id, here.token, now=NOW)) == 1
    logins.end_everywhere(session, ada.id, now=NOW)
    assert accounts.account_of(session, ada.id, here.token, now=NOW) is None
    assert accounts.account_of(session, bob.id, other.token, now=NOW) is not None
