from datetime import timedelta
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from argon2.low_level import Type
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz import passwords
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.services import accounts, results
from geoquiz.storage.models import Answer, LoginSession, SettingsVersion, User
from tests.factories import NOW, PASSWORD, answer_right, apply_bank, make_bank, make_learner, page
from tests.services.ledger import check


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_whoever_registers_can_log_in_and_is_a_student(session: Session) -> None:
    account = accounts.register(session, " Ada Lovelace ", PASSWORD, zone="Europe/London", now=NOW)
    assert (account.name, account.role, account.is_visitor) == ("Ada Lovelace", "student", False)
    login = accounts.log_in(session, "ada lovelace", PASSWORD, now=NOW)
    assert login is not None
    assert accounts.account_of(session, account.id, login.token, now=NOW) == account == login.account
    assert accounts.settings_of(session, account.id).memory.zone == "Europe/London"


def test_a_password_is_kept_as_argon2id_above_the_floor_of_owasp(session: Session) -> None:
    accounts.register(session, "Ada", PASSWORD, now=NOW)
    stored = session.scalars(select(User.password_hash)).one()
    assert stored is not None
    kept = extract_parameters(stored)
    assert kept.type is Type.ID
    assert kept.memory_cost >= 19 * 1024
    assert kept.time_cost >= 2
    assert kept.salt_len >= 16


def test_nobody_logs_in_with_what_does_not_belong_together(session: Session) -> None:
    accounts.register(session, "Ada", PASSWORD, now=NOW)
    for name, password in (("Ada", "wrong horse battery"), ("Ada", ""), ("Ada", PASSWORD + " "), ("Ada", PASSWORD * 60),
                           ("Eve", PASSWORD), ("", PASSWORD), ("nul\0", PASSWORD), ("a" * 5000, PASSWORD)):
        assert accounts.log_in(session, name, password, now=NOW) is None
    assert count(session, LoginSession) == 0


def test_nobody_logs_in_as_a_visitor_or_without_a_password(session: Session) -> None:
    accounts.start_visit(session, zone="UTC", now=NOW)
    make_learner(session, "keyless")
    for name in ("", "keyless"):
        for password in ("", PASSWORD):
            assert accounts.log_in(session, name, password, now=NOW) is None


class Watched(PasswordHasher):
    """The real hasher, which writes down the parameters of the hashes it checks passwords against."""

    def __init__(self, real: PasswordHasher) -> None:
        super().__init__(real.time_cost, real.memory_cost, real.parallelism, real.hash_len, real.salt_len)
        self.checked: list[Parameters] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  # The name is argon2's.
        self.checked.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


@pytest.mark.only_on("sqlite")
def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.register(session, "Ada", PASSWORD, now=NOW)
    make_learner(session, "keyless")
    watched = Watched(passwords.HASHER)
    monkeypatch.setattr(passwords, "HASHER", watched)
    for name in ("Ada", "nobody", "keyless"):
        assert accounts.log_in(session, name, "wrong horse battery", now=NOW) is None
    assert len(watched.checked) == 3
    assert len({str(parameters) for parameters in watched.checked}) == 1


@pytest.mark.parametrize(("name", "password", "fault"), [
    ("a", PASSWORD, "A user name has 2 to 64 characters."),
    ("Ada", "1234567", "A password has at least 8 characters; a few words in a row are easy to remember."),
    ("Ada", "x" * 1025, "A password has at most 1024 characters."),
])
def test_a_name_or_password_that_cannot_be_used_is_told_why(session: Session, name: str, password: str, fault: str) -> None:
    with pytest.raises(GeoquizError) as error:
        accounts.register(session, name, password, now=NOW)
    assert str(error.value) == fault
    assert count(session, User) == 0


def test_two_names_that_look_alike_are_one(session: Session) -> None:
    accounts.register(session, "Ada King", PASSWORD, now=NOW)
    with pytest.raises(Conflict) as error:
        accounts.register(session, "\N{CYRILLIC CAPITAL LETTER A}DA-KING", PASSWORD, now=NOW)
    assert str(error.value) == "The user name '\N{CYRILLIC CAPITAL LETTER A}DA-KING' is taken: choose another."
    assert accounts.register(session, "Ada Kinga", PASSWORD, now=NOW).name == "Ada Kinga"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("password", ["x1y2z3w4", "x" * 1024, "пароль на русском 🗝", " spaces "])
def test_a_password_of_8_to_1024_characters_is_taken_as_it_is(session: Session, password: str) -> None:
    accounts.register(session, "Ada", password, now=NOW)
    assert accounts.log_in(session, "Ada", password, now=NOW) is not None


def test_roles_are_given_and_changed_and_no_others_exist(session: Session) -> None:
    assert accounts.register(session, "Tea", PASSWORD, role="teacher", now=NOW).role == "teacher"
    assert accounts.change_role(session, "TEA", "admin", now=NOW).role == "admin"
    assert session.scalars(select(User.role)).one() == "admin"
    for role in ("visitor", "root"):
        sentence = f"There is no role '{role}': choose one of student, teacher, admin."
        with pytest.raises(GeoquizError) as error:
            accounts.register(session, "Eve", PASSWORD, role=role, now=NOW)
        assert str(error.value) == sentence
        with pytest.raises(GeoquizError) as error:
            accounts.change_role(session, "Tea", role, now=NOW)
        assert str(error.value) == sentence
    with pytest.raises(NotFound, match=r"^There is no user 'Eve': check the spelling\.$"):
        accounts.change_role(session, "Eve", "student", now=NOW)


def test_a_login_ends_when_it_is_logged_out_and_after_thirty_days(session: Session) -> None:
    account = accounts.register(session, "Ada", PASSWORD, now=NOW)
    here, there = accounts.start_session(session, account, now=NOW), accounts.start_session(session, account, now=NOW)
    accounts.log_out(session, account.id, here.token)
    assert accounts.account_of(session, account.id, here.token, now=NOW) is None
    for left, whose in ((timedelta(seconds=1), account), (timedelta(0), None)):
        assert accounts.account_of(session, account.id, there.token, now=NOW + timedelta(days=30) - left) == whose
    assert count(session, LoginSession) == 1


def test_the_token_of_a_login_is_good_for_its_own_user_alone_and_kept_as_a_digest(session: Session) -> None:
    ada, bob = make_learner(session), make_learner(session)
    login = accounts.start_session(session, ada, now=NOW)
    assert accounts.account_of(session, bob.id, login.token, now=NOW) is None
    assert accounts.account_of(session, ada.id, "", now=NOW) is None
    stored = session.scalars(select(LoginSession.token_hash)).one()
    assert login.token not in stored
    assert len(stored) == 64


def test_what_has_ended_is_cleaned_up_at_a_later_login_and_nothing_else(session: Session) -> None:
    apply_bank(session, make_bank(2))
    account = accounts.register(session, "Ada", PASSWORD, now=NOW)
    accounts.start_session(session, account, now=NOW)
    gone, stays = (accounts.start_visit(session, zone="UTC", now=NOW + timedelta(days=day)).account for day in (0, 20))
    for visitor in (gone, stays):
        answer_right(session, page(session, visitor.id, "q1"))
    accounts.log_in(session, "Ada", PASSWORD, now=NOW + timedelta(days=31))
    assert session.scalars(select(User.id).order_by(User.id)).all() == [account.id, stays.id]
    assert session.scalars(select(Answer.user_id)).all() == [stays.id]
    assert count(session, LoginSession) == 2


def test_a_visitor_who_registers_keeps_the_answers(session: Session) -> None:
    apply_bank(session, make_bank(3))
    visitor = accounts.start_visit(session, zone="UTC", now=NOW).account
    assert (visitor.is_visitor, visitor.name) == (True, None)
    answer_right(session, page(session, visitor.id, "q1"))
    before = results.overview(session, visitor.id, now=NOW)
    account = accounts.register(session, "Ada", PASSWORD, zone="Asia/Tokyo", visitor_id=visitor.id, now=NOW)
    assert (account.id, account.handle, account.role) == (visitor.id, visitor.handle, "student")
    assert results.overview(session, account.id, now=NOW) == before
    assert session.scalars(select(SettingsVersion.zone).order_by(SettingsVersion.number)).all() == ["UTC", "Asia/Tokyo"]
    assert accounts.log_in(session, "Ada", PASSWORD, now=NOW) is not None
    answer_right(session, page(session, account.id, "q2"))
    check(session, account.id)


def test_a_visitor_whose_name_is_taken_stays_a_visitor(session: Session) -> None:
    accounts.register(session, "Ada", PASSWORD, now=NOW)
    visitor = accounts.start_visit(session, zone="UTC", now=NOW).account
    with pytest.raises(Conflict):
        accounts.register(session, "Ada", PASSWORD, visitor_id=visitor.id, now=NOW)
    assert session.scalars(select(User.role).where(User.id == visitor.id)).one() == "visitor"


def test_somebody_elses_account_cannot_be_taken_over_by_registering(session: Session) -> None:
    ada = accounts.register(session, "Ada", PASSWORD, now=NOW)
    eve = accounts.register(session, "Eve", PASSWORD, visitor_id=ada.id, now=NOW)
    assert eve.id != ada.id
    nobody = accounts.register(session, "Bob", PASSWORD, visitor_id=999_999, now=NOW)
    assert nobody.name == "Bob"


def test_settings_are_versions_and_saving_them_unchanged_makes_none(session: Session) -> None:
    learner = make_learner(session)
    for retention in (0.9, 0.8, 0.8):
        accounts.change_settings(session, learner.id, zone="UTC", day_start=240, desired_retention=retention, new_per_day=20,
                                 now=NOW)
    assert session.scalars(select(SettingsVersion.desired_retention).order_by(SettingsVersion.number)).all() == [0.9, 0.8]
    assert accounts.settings_of(session, learner.id).number == 2
