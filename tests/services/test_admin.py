from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.services import accounts, admin, second_factor
from geoquiz.storage.models import AuditRow
from geoquiz.storage.queries.audit import Origin, Wanted, set_origin
from tests.factories import NOW, PASSWORD, apply_bank, make_learner
from tests.services.test_second_factor import with_app


def test_users_are_found_by_a_part_of_the_name_by_role_and_page_by_page(session: Session) -> None:
    names = [f"st{a}{b}" for a in "abcdefgh" for b in "abcdefg"][:admin.PAGE + 2]
    for name in names:
        make_learner(session, name)
    make_learner(session, "tea", role="teacher")
    accounts.start_visit(session, zone="UTC", now=NOW)
    first = admin.people(session)
    assert (len(first.rows), first.has_more) == (admin.PAGE, True)
    second = admin.people(session, after=first.rows[-1].name or "")
    assert ([person.name for person in second.rows], second.has_more) == ([*names[-2:], "tea"], False)
    assert [person.name for person in admin.people(session, search="T-HB").rows] == ["sthb"]
    assert [person.name for person in admin.people(session, role="teacher").rows] == ["tea"]
    assert admin.people(session, search="%").rows == admin.people(session).rows
    assert admin.people(session, search="nobody").rows == []


def test_a_disabled_account_is_logged_out_and_stays_out_until_it_is_enabled(session: Session) -> None:
    root, ada = make_learner(session, "root", role="admin"), accounts.register(session, "ada", PASSWORD, now=NOW)
    login = accounts.start_session(session, ada, now=NOW)
    admin.disable(session, root, ada.id, now=NOW)
    assert accounts.account_of(session, ada.id, login.token, now=NOW) is None
    assert accounts.log_in(session, "ada", "wrong horse battery", now=NOW) is None
    with pytest.raises(GeoquizError, match=r"^This account is disabled: ask your teacher, or whoever runs the server\.$"):
        accounts.log_in(session, "ada", PASSWORD, now=NOW)
    admin.enable(session, root, ada.id, now=NOW)
    assert accounts.log_in(session, "ada", PASSWORD, now=NOW) is not None


def test_roles_are_given_and_what_is_done_stands_in_the_log_with_who_and_from_where(session: Session) -> None:
    root, ada = make_learner(session, "root", role="admin"), make_learner(session, "ada")
    with_app(session, ada)
    set_origin(session, Origin(root.id, "root", "192.0.2.1"))
    admin.change_role(session, root, ada.id, "teacher", now=NOW)
    admin.remove_second_factors(session, root, ada.id, now=NOW)
    assert second_factor.status(session, ada.id).factors == []
    found = admin.entries(session, Wanted(who="root")).rows
    assert [(row.action, row.subject, row.address, row.at) for row in found] == [
        ("second factor removed", "ada: all", "192.0.2.1", NOW), ("role changed", "ada: student → teacher", "192.0.2.1", NOW)]
    with pytest.raises(GeoquizError, match=r"^There is no role 'boss': choose one of student, teacher, admin\.$"):
        admin.change_role(session, root, ada.id, "boss", now=NOW)


def test_nobody_does_it_to_themselves_or_to_visitors(session: Session) -> None:
    root, visitor = make_learner(session, "root", role="admin"), accounts.start_visit(session, zone="UTC", now=NOW).account
    for do in (admin.disable, admin.enable, admin.remove_second_factors):
        with pytest.raises(Conflict, match=r"^This is your own account: let another admin do it\.$"):
            do(session, root, root.id, now=NOW)
        for user_id in (visitor.id, 999_999):
            with pytest.raises(NotFound, match=r"^There is no such user\.$"):
                do(session, root, user_id, now=NOW)
    with pytest.raises(NotFound):
        admin.person(session, visitor.id, now=NOW)
    assert session.scalars(select(AuditRow.action)).all() == []


def test_the_log_is_filtered_and_paged_newest_first(session: Session) -> None:
    ada = make_learner(session, "ada")
    for number in range(admin.PAGE + 1):
        set_origin(session, Origin(address=f"192.0.2.{number % 2}"))
        accounts.start_session(session, ada, now=NOW)
    page = admin.entries(session, Wanted())
    assert (len(page.rows), page.has_more) == (admin.PAGE, True)
    rest = admin.entries(session, Wanted(), before=page.rows[-1].id)
    assert (len(rest.rows), rest.has_more) == (1, False)
    assert len(admin.entries(session, Wanted(action="logged in", who="ADA", address="192.0.2.1")).rows) == admin.PAGE // 2
    assert admin.entries(session, Wanted(action="role changed")).rows == []


def test_the_overview_counts_people_and_room(session: Session, tmp_path: Path) -> None:
    apply_bank(session)
    make_learner(session, "root", role="admin")
    make_learner(session, "ada")
    found = admin.overview(session, tmp_path)
    assert found.roles == {"admin": 1, "student": 1}
    assert (found.room.banks, found.room.answers, found.room.uploads) == (1, 0, 0)
    assert found.room.database > 100_000
    assert found.free > 0
