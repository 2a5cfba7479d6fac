"""The pages of admins, as an admin and as anybody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.services import accounts
from geoquiz.storage.models import AuditRow, User
from geoquiz.web.clock import utc_now
from tests.factories import make_learner
from tests.web.conftest import Browser, be_logged_in

PAGES = ("/admin", "/admin/users", "/admin/users/1", "/admin/audit")
POSTS = ("/admin/users/1/role", "/admin/users/1/disable", "/admin/users/1/enable", "/admin/users/1/second-factors")


@pytest.fixture
def root(browser: Browser, session: Session, bank: str) -> Browser:
    """The browser of an admin; ada, a student, is there too."""
    be_logged_in(browser, session, make_learner(session, "root", role="admin"))
    make_learner(session, "ada")
    return browser


def id_of(session: Session, name: str) -> int:
    session.rollback()
    return session.scalars(select(User.id).where(User.name == name)).one()


@pytest.mark.parametrize("role", ["stranger", "visitor", "student", "teacher"])
def test_for_everybody_but_admins_there_are_no_such_pages(as_role: Callable[[str], Browser], role: str) -> None:
    browser = as_role(role)
    for path in PAGES:
        browser.visit(path, 404)
        assert browser.heading == "There is no such page"
    browser.visit("/banks")
    tokens = browser.page.all("input", name="csrf_token") or browser.visit("/login").all("input", name="csrf_token")
    for path in (*POSTS, *(("/users/1/reset-link",) if role in ("student", "teacher") else ())):
        answer = browser.client.post(path, data={"csrf_token": tokens[0]["value"], "role": "admin"})
        assert answer.status_code == 404, path
    assert "Administration" not in browser.response.text


def test_an_admin_sees_people_settings_and_room(root: Browser) -> None:
    root.visit("/admin")
    assert "Open: anybody may make an account." in root.text
    assert "banks: 1, answers: 0" in root.text
    assert root.page.one("nav") is not None
    assert [a["href"] for a in root.page.one("header").all("a") if a.text == "Administration"] == ["/admin"]


def test_an_admin_finds_somebody_gives_a_role_disables_and_enables(root: Browser, session: Session) -> None:
    root.visit("/admin/users?search=AD")
    row = root.page.one("tbody").one("tr")
    assert row.one("a").text == "ada"
    path = row.one("a")["href"]
    root.visit(path)
    root.submit(f"{path}/role", role="teacher")
    assert "The role is changed." in root.text
    root.submit(f"{path}/disable")
    assert "The account is disabled, and logged out everywhere." in root.text
    assert "disabled since" in root.text
    root.submit(f"{path}/enable")
    assert "The account can be used again." in root.text
    root.visit("/admin/audit?who=ada")
    assert [tuple(cell.text for cell in row.all("td")[1:4]) for row in root.page.one("tbody").all("tr")] == [
        ("root", "account enabled", "ada"), ("root", "account disabled", "ada")]
    assert "There is no such row." in root.visit("/admin/audit?action=password+reset").one("main").text


def test_a_reset_link_is_shown_whole_and_works(root: Browser, another_browser: Browser, session: Session) -> None:
    path = f"/admin/users/{id_of(session, 'ada')}"
    root.visit(path)
    root.submit(f"/users/{id_of(session, 'ada')}/reset-link")
    address = root.page.one("code").text
    assert address.startswith("http://localhost/reset/")
    another_browser.visit(address.removeprefix("http://localhost"))
    assert another_browser.heading == "Choose a new password"


def test_an_admins_own_page_offers_nothing_and_does_nothing(root: Browser, session: Session) -> None:
    own = f"/admin/users/{id_of(session, 'root')}"
    root.visit(own)
    assert "This is your own account: another admin can change its role or disable it." in root.text
    token = root.page.all("input", name="csrf_token")[0]["value"]
    for action in ("role", "disable"):
        answer = root.client.post(f"{own}/{action}", data={"csrf_token": token, "role": "student"})
        assert answer.status_code == 409
        assert "This is your own account: let another admin do it." in answer.text


def test_the_log_pages_back(root: Browser, session: Session) -> None:
    ada = accounts.account_with(session, id_of(session, "ada"))
    assert ada is not None
    for _ in range(51):
        accounts.start_session(session, ada, now=utc_now())
    root.visit("/admin/audit?action=logged+in&who=ada")
    assert len(root.page.one("tbody").all("tr")) == 50
    older = next(a for a in root.page.all("a") if a.text == "Older rows")
    root.visit(older["href"])
    assert len(root.page.one("tbody").all("tr")) == 1
    assert "Newest rows" in root.text
    assert session.scalars(select(AuditRow.id)).all()


@pytest.mark.parametrize("query", ["before=-1", "before=99999999999999999999", "before=x", "who=%25", "action=made-up",
                                   "address=%00x"])
def test_what_is_typed_into_the_address_breaks_nothing(root: Browser, query: str) -> None:
    assert root.client.get(f"/admin/audit?{query}").status_code in (200, 400)


def test_a_user_that_is_not_there_is_not_there(root: Browser) -> None:
    for number in (999_999, 10**30):
        root.visit(f"/admin/users/{number}", 404)
