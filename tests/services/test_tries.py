"""Guessing passwords: slowed down for whoever guesses, and not for whoever is guessed at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz import passwords
from geoquiz.core.errors import TooManyTries
from geoquiz.core.tries import ACCOUNT, ADDRESS, PAIR
from geoquiz.services import accounts
from geoquiz.storage.models import Tries
from geoquiz.storage.queries.audit import Origin, set_origin
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, PASSWORD, make_learner
from tests.services.test_races import race

WRONG = "wrong horse battery"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost nothing: here it is about how often, and not about how long."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()


@contextmanager
def fails(wait: float) -> Iterator[None]:
    with pytest.raises(TooManyTries) as error:
        yield
    assert error.value.seconds == wait


def guess(session: Session, name: str, *, address: str = "192.0.2.1", device: str = "", password: str = WRONG,
          now: datetime = NOW) -> Any:
    set_origin(session, Origin(address=address, device=device))
    return accounts.log_in(session, name, password, now=now)


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_after_five_wrong_passwords_one_waits_whether_the_name_is_known_or_not(session: Session, name: str) -> None:
    accounts.register(session, "ada", PASSWORD, now=NOW)
    for _ in range(PAIR.free + 1):
        assert guess(session, name) is None
    with fails(2):
        guess(session, name)
    assert guess(session, name, now=NOW + timedelta(seconds=2)) is None
    with fails(4):
        guess(session, name, now=NOW + timedelta(seconds=2))
    if name == "ada":
        with fails(4):  # The right one waits too, or waiting would tell which it is.
            guess(session, name, password=PASSWORD, now=NOW + timedelta(seconds=2))


def test_whoever_logs_in_starts_afresh(session: Session) -> None:
    accounts.register(session, "ada", PASSWORD, now=NOW)
    for _ in range(PAIR.free):
        guess(session, "ada")
    assert guess(session, "ada", password=PASSWORD) is not None
    for _ in range(PAIR.free):
        assert guess(session, "ada") is None


def test_others_cannot_keep_the_owner_out_of_an_account(session: Session) -> None:
    accounts.register(session, "ada", PASSWORD, now=NOW)
    assert guess(session, "ada", address="198.51.100.7", device="the browser at home", password=PASSWORD) is not None
    for number in range(ACCOUNT.free + 3):  # From everywhere, until the account itself has a brake on.
        try:
            guess(session, "ada", address=f"192.0.2.{number}")
        except TooManyTries:
            break
    else:
        pytest.fail("The account was never slowed down.")
    # From the same address as a guesser even, with the browser that is known.
    assert guess(session, "ada", address="192.0.2.1", device="the browser at home", password=PASSWORD) is not None
    with pytest.raises(TooManyTries):
        guess(session, "ada", address="203.0.113.5", device="another browser", password=PASSWORD)
    # For the others it is a brake and no lock.
    assert guess(session, "ada", address="203.0.113.5", password=PASSWORD, now=NOW + ACCOUNT.longest) is not None


def test_a_known_browser_has_its_own_measure_and_fills_it(session: Session) -> None:
    accounts.register(session, "ada", PASSWORD, now=NOW)
    guess(session, "ada", device="stolen", password=PASSWORD)
    for _ in range(PAIR.free + 1):
        guess(session, "ada", device="stolen")
    with fails(2):
        guess(session, "ada", device="stolen", password=PASSWORD)


def test_one_address_that_tries_many_names_is_slowed_down_and_others_are_not(session: Session) -> None:
    for number in range(ADDRESS.free + 1):
        guess(session, f"name {number}")
    with pytest.raises(TooManyTries):
        guess(session, "yet another")
    assert guess(session, "yet another", address="198.51.100.7") is None


@pytest.mark.only_on("sqlite")
def test_one_network_of_version_six_is_one_address(session: Session) -> None:
    for number in range(PAIR.free + 1):
        guess(session, "ada", address=f"2001:db8:1:2:{number:x}::1")
    with fails(2):
        guess(session, "ada", address="2001:db8:1:2:ffff::1")
    assert guess(session, "ada", address="2001:db8:1:3::1") is None


def test_of_twenty_guesses_at_once_no_more_are_made_than_of_twenty_in_a_row(database: TemporaryDatabase, session: Session) -> None:
    accounts.register(session, "ada", PASSWORD, now=NOW)
    session.rollback()

    def one(s: Session) -> str:
        try:
            guess(s, "ada")
        except TooManyTries:
            return "refused"
        return "tried"

    outcomes = race(database, [one] * 20)
    assert outcomes.count("tried") == PAIR.free + 1


def test_what_is_typed_as_a_name_is_not_kept_and_old_measures_go(session: Session) -> None:
    ada = make_learner(session, "ada")
    guess(session, "my secret, typed into the wrong field")
    keys = session.scalars(select(Tries.key)).all()
    assert len(keys) == 3
    assert not [key for key in keys if "secret" in key]
    session.rollback()
    accounts.start_session(session, ada, now=NOW + timedelta(days=8))
    assert session.scalar(select(func.count()).select_from(Tries)) == 0


def test_a_clock_that_is_ahead_for_a_moment_locks_nobody_out_for_long(session: Session) -> None:
    for _ in range(PAIR.free + 1):
        guess(session, "ada", now=NOW)
    assert guess(session, "ada", now=NOW + PAIR.longest) is None
