from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.errors import GeoquizError, NotFound, TooManyTries
from geoquiz.services import accounts, reset, second_factor
from geoquiz.storage.models import RecoveryCode
from geoquiz.storage.queries.accounts import Account
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, PASSWORD, make_learner
from tests.services.test_races import race

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LATER = NOW + timedelta(minutes=5)


def code(at: datetime = LATER, *, steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).generate_otp(int(at.timestamp()) // 30 + steps)


def with_app(session: Session, account: Account) -> list[str]:
    codes = second_factor.add_app(session, account.id, SECRET, code(NOW), now=NOW)
    assert codes is not None
    return codes


def test_with_a_second_factor_the_password_leads_half_the_way(session: Session) -> None:
    ada = accounts.register(session, "ada", PASSWORD, now=NOW)
    with_app(session, ada)
    assert accounts.log_in(session, "ada", PASSWORD, now=NOW) == accounts.Halfway(ada)
    assert accounts.log_in(session, "ada", "wrong horse battery", now=NOW) is None


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_good_for_half_a_minute_around_now_and_once(session: Session, steps: int) -> None:
    ada = make_learner(session, "ada")
    with_app(session, ada)
    shown = code(steps=steps)
    assert second_factor.passes(session, ada, f"{shown[:3]} {shown[3:]}", now=LATER)
    assert not second_factor.passes(session, ada, shown, now=LATER)


def test_a_code_of_another_time_or_of_nobody_does_not_pass(session: Session) -> None:
    ada, bob = make_learner(session, "ada"), make_learner(session, "bob")
    with_app(session, ada)
    # The code that set up the app is used already.
    for wrong in (code(steps=2), code(steps=-2), "", "１２３４５６"):
        assert not second_factor.passes(session, ada, wrong, now=LATER)
    assert not second_factor.passes(session, bob, code(), now=LATER)


def test_codes_are_tried_five_times_in_a_row_and_then_slowly(session: Session) -> None:
    ada = make_learner(session, "ada")
    with_app(session, ada)
    for _ in range(6):
        assert not second_factor.passes(session, ada, "000000", now=LATER)
    with pytest.raises(TooManyTries, match=r"^There were too many tries in a row: wait 2 seconds, then try again\.$"):
        second_factor.passes(session, ada, code(), now=LATER)


def test_one_code_sent_twenty_times_at_once_passes_once(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session, "ada")
    with_app(session, ada)

    def one(s: Session) -> bool:
        try:
            return second_factor.passes(s, ada, code(), now=LATER)
        except TooManyTries:
            return False

    assert sum(race(database, [one] * 20)) == 1


def test_a_recovery_code_passes_once_however_it_is_typed_and_for_its_owner_alone(session: Session) -> None:
    ada, bob = make_learner(session, "ada"), make_learner(session, "bob")
    codes = with_app(session, ada)
    assert len(set(codes)) == 10
    assert not second_factor.passes(session, bob, codes[0], now=LATER)
    assert second_factor.passes(session, ada, f" {codes[0].upper().replace('-', ' ')}", now=LATER)
    assert not second_factor.passes(session, ada, codes[0], now=LATER)
    assert second_factor.status(session, ada.id).codes_left == 9


def test_new_recovery_codes_void_the_old_ones_and_stand_for_something(session: Session) -> None:
    ada = make_learner(session, "ada")
    with pytest.raises(NotFound, match=r"^There is no second factor that codes could stand for\.$"):
        second_factor.new_codes(session, ada.id, now=NOW)
    old = with_app(session, ada)
    new = second_factor.new_codes(session, ada.id, now=NOW)
    assert not set(old) & set(new)
    assert not second_factor.passes(session, ada, old[0], now=LATER)
    assert second_factor.passes(session, ada, new[0], now=LATER)


def test_an_app_is_kept_only_when_it_shows_the_right_code(session: Session) -> None:
    ada = make_learner(session, "ada")
    with pytest.raises(GeoquizError) as error:
        second_factor.add_app(session, ada.id, SECRET, "000000", now=NOW)
    assert str(error.value) == "This is not the code that the app shows now: type the six digits anew, before they change."
    assert second_factor.status(session, ada.id).factors == []


def test_what_is_removed_is_gone_with_its_codes_and_nobody_elses(session: Session) -> None:
    ada, bob = make_learner(session, "ada"), make_learner(session, "bob")
    with_app(session, ada)
    with_app(session, bob)
    with pytest.raises(NotFound, match=r"^There is no such second factor any more\.$"):
        second_factor.remove(session, ada.id, "another key", now=NOW)
    second_factor.remove(session, ada.id, "totp", now=NOW)
    assert second_factor.status(session, ada.id).factors == []
    assert second_factor.status(session, bob.id).app is not None
    assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 10
    reset.for_name(session, "bob", now=NOW)
    assert second_factor.status(session, bob.id).app is not None
    reset.for_name(session, "bob", now=NOW, drop_second_factors=True)
    assert second_factor.status(session, bob.id).app is None


@pytest.mark.parametrize(("role", "missing"), [("student", False), ("teacher", True), ("admin", True)])
def test_teachers_and_admins_are_those_who_may_have_to_have_one(session: Session, role: str, missing: bool) -> None:
    account = make_learner(session, "ada", role=role)
    assert second_factor.is_missing(session, account) is missing
    with_app(session, account)
    assert second_factor.is_missing(session, account) is False
