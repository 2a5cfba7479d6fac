"""Long work has a page of its own: how far it is, cancelling, what came of it, and starting again."""

import time
from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from geoquiz.core.banks.parse import parse_bank
from geoquiz.services import imports
from geoquiz.services import works as services
from geoquiz.services.works import Made
from geoquiz.storage.models import Card, Work
from geoquiz.web import works
from geoquiz.web.clock import utc_now
from tests.core.scheduling.test_fitting import FORGETFUL
from tests.factories import apply_bank, make_bank, make_learner
from tests.long_logs import be_long_at_it
from tests.services.test_imports import deck
from tests.web.conftest import Browser, be_logged_in

TITLE = "Taking in your deck"


@pytest.fixture
def held() -> Iterator[None]:
    """Keep work waiting for its turn; it goes on when the test gives the turn back, at the latest when it ends."""
    with works.TURN:
        yield


def large() -> bytes:
    """Return a package that counts as large, though it is read in a moment; each of its notes was reviewed twice."""
    return deck([(f"term {number}", "meaning") for number in range(30)], ballast=imports.LARGE)


def send(browser: Browser, data: bytes) -> None:
    """Upload a package, up to the look at it."""
    browser.visit("/banks/import")
    browser.submit("/banks/import", file=FileStorage(BytesIO(data), "terms.apkg"))


def take(browser: Browser, status: int = HTTPStatus.OK) -> str:
    """Press "Study it as my own deck", and return the address of the work."""
    path = browser.path
    form = next(form for form in browser.page.all("form") if form["action"] == path and form.get("method") == "post")
    response = browser.client.post(path, data=form.fields())
    assert response.status_code == HTTPStatus.SEE_OTHER
    browser.visit(response.headers["Location"], status)
    return response.headers["Location"]


def wait(browser: Browser, path: str) -> None:
    """Wait until a piece of work is over, and go on to what came of it."""
    deadline = time.monotonic() + 60
    while not browser.client.get(path, headers={"Accept": "application/json"}).json["over"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    browser.visit(path)


@pytest.mark.every_database
def test_a_large_import_goes_on_beside_the_page_and_leads_to_the_deck(student: Browser, session: Session) -> None:
    send(student, large())
    works.TURN.acquire()
    path = take(student)
    assert student.heading == TITLE
    assert student.page.one("progress").get("value") == ""
    (refresh,) = student.page.one("noscript").all("meta")
    assert (refresh["http-equiv"], refresh["content"]) == ("refresh", "2")
    assert student.page.one("strong", role="status").text in ("Beginning", "Waiting for other work on this server")
    works.TURN.release()
    wait(student, path)
    assert student.path.startswith("/banks/")
    assert "The deck is yours: 30 questions, seen by you alone. 30 cards came with what you remember" in student.page.text
    assert session.scalar(select(func.count()).select_from(Card)) == 30
    student.visit(path)
    assert student.path.startswith("/banks/"), "a page that is opened again leads to the same"


def test_how_far_it_is_stands_on_the_page_in_words_and_numbers(student: Browser, session: Session, held: None) -> None:
    send(student, large())
    path = take(student)
    session.execute(update(Work).values(stage="Reading notes", done=1200, total=4000))
    session.commit()
    student.visit(path)
    assert "Reading notes 1,200 of 4,000" in student.text
    bar = student.page.one("progress")
    assert (bar["value"], bar["max"], bar["aria-labelledby"]) == ("1200", "4000", "stage")
    told = student.client.get(path, headers={"Accept": "application/json"}).json
    assert told == {"over": False, "stage": "Reading notes", "count": "1,200 of 4,000", "done": 1200, "total": 4000,
                    "cancellable": True, "stopping": False}
    session.execute(update(Work).values(stage="Storing", done=0, total=0))
    session.commit()
    student.visit(path)
    assert "hidden" not in student.page.one("p", data_late="").attributes
    assert not student.page.one("main").all("form"), "what is storing has no button to cancel it"
    student.client.post(f"{path}/cancel", data={"csrf_token": student.page.all("input", name="csrf_token")[0]["value"]})
    assert student.client.get(path, headers={"Accept": "application/json"}).json["stopping"] is False
    session.execute(update(Work).values(state="cancelled"))
    session.commit()


def test_what_is_cancelled_stores_nothing_and_can_be_started_again(student: Browser, session: Session) -> None:
    send(student, large())
    works.TURN.acquire()
    path = take(student)
    student.submit(f"{path}/cancel")
    assert student.page.one("strong", role="status").text == "Stopping"
    works.TURN.release()
    wait(student, path)
    assert student.heading == f"{TITLE}: cancelled"
    assert "Nothing of it is stored." in student.text
    assert session.scalar(select(func.count()).select_from(Card)) == 0
    student.submit(f"{path}/again")
    wait(student, student.path if student.path.startswith("/work/") else "/")
    assert "The deck is yours: 30 questions" in student.page.text


def test_the_same_sent_twice_leads_to_the_same_page(student: Browser, session: Session, held: None) -> None:
    send(student, large())
    look = student.path
    first = take(student)
    student.visit(look)
    assert take(student) == first
    assert session.scalar(select(func.count()).select_from(Work)) == 1
    student.submit(f"{first}/cancel")


def test_work_that_fails_says_why_and_leads_back(student: Browser, session: Session, held: None) -> None:
    send(student, large())
    look = student.path
    path = take(student)
    session.execute(update(Work).values(arguments={"key": look.rpartition("/")[2], "deck": "Lakes"}))
    session.commit()
    student.submit(f"{path}/cancel")
    works.TURN.release()
    try:
        wait(student, path)
        student.submit(f"{path}/again")
        (again,) = session.scalars(select(Work.key))
        wait(student, f"/work/{again}")
    finally:
        works.TURN.acquire()
    assert student.heading == f"{TITLE}: this did not work"
    assert student.page.one("p", role="alert").text.startswith("There is no deck 'Lakes' in the file: it has ")
    assert f"{look}?deck=Lakes" in [link["href"] for link in student.page.all("a")]


def test_a_file_that_has_gone_meanwhile_is_told_in_words(student: Browser, session: Session, held: None) -> None:
    send(student, large())
    path = take(student)
    imports.keep(session, 1, BytesIO(b"a\tb"), "a.txt", now=utc_now())
    for _ in range(3):
        imports.keep(session, 1, BytesIO(b"a\tb"), "a.txt", now=utc_now())
    works.TURN.release()
    try:
        wait(student, path)
    finally:
        works.TURN.acquire()
    assert student.page.one("p", role="alert").text == "There is no such file."


def test_work_whose_server_has_gone_says_so_and_begins_again(student: Browser, session: Session, held: None) -> None:
    send(student, large())
    path = take(student)
    student.submit(f"{path}/cancel")
    works.TURN.release()
    try:
        wait(student, path)
        session.execute(update(Work).values(state="running", is_unwanted=False, heard_until=utc_now()))
        session.commit()
        student.visit(path)
        assert student.heading == f"{TITLE}: interrupted"
        assert "The server was started anew in the middle of it." in student.text
        student.submit(f"{path}/again")
        (key,) = session.scalars(select(Work.key))
        assert key not in path
        wait(student, f"/work/{key}")
    finally:
        works.TURN.acquire()
    assert "The deck is yours: 30 questions" in student.page.text


def test_another_users_work_is_not_there(student: Browser, another_browser: Browser, session: Session, held: None) -> None:
    send(student, large())
    path = take(student)
    be_logged_in(another_browser, session, make_learner(session, "bob"))
    another_browser.visit("/settings")
    token = another_browser.page.all("input", name="csrf_token")[0]["value"]
    for address in (path, f"{path}/file"):
        another_browser.visit(address, HTTPStatus.NOT_FOUND)
    for act in ("cancel", "again"):
        assert another_browser.client.post(f"{path}/{act}", data={"csrf_token": token}).status_code == HTTPStatus.NOT_FOUND
    student.submit(f"{path}/cancel")


def test_a_large_deck_is_downloaded_from_its_page(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(2001, id_="many"))
    student.visit("/export?bank=many")
    student.submit("/export/anki", banks="many")
    path = student.path
    wait(student, path)
    assert student.heading == "Writing your deck: done"
    link = next(a["href"] for a in student.page.all("a") if a.text == "Download the file")
    assert "geoquiz-many.apkg is here until tomorrow, for you alone." in student.text
    response = student.client.get(link)
    assert response.headers["Content-Disposition"] == "attachment; filename=geoquiz-many.apkg"
    assert "collection.anki21" in ZipFile(BytesIO(response.data)).namelist()
    assert "/export?bank=many" in [a["href"] for a in student.page.all("a")]


def test_a_large_bank_file_is_downloaded_from_its_page(student: Browser) -> None:
    send(student, large())
    link = next(a["href"] for a in student.page.all("a", class_="button") if a["href"].endswith("bank.yaml"))
    student.visit(link)
    path = student.path
    wait(student, path)
    assert student.heading == "Writing the bank file: done"
    assert len(parse_bank(student.client.get(f"{path}/file").data, "b.yaml").questions) == 30


def test_a_long_log_is_fitted_and_written_beside_the_page(student: Browser, session: Session) -> None:
    be_long_at_it(session, 1, FORGETFUL, cards=300)
    student.visit("/settings")
    student.submit("/settings/fit")
    if student.path.startswith("/work/"):  # It may be done by now.
        wait(student, student.path)
    assert student.path == "/settings"
    assert "The new weights predict your later reviews better." in student.text
    student.visit("/settings/data")
    path = student.path
    wait(student, path)
    assert student.heading == "Writing all your data: done"
    archive = ZipFile(BytesIO(student.client.get(f"{path}/file").data))
    assert len(archive.read("reviews.jsonl").splitlines()) == 2100


def test_strangers_have_no_work(browser: Browser, visitor: Browser) -> None:
    for who in (browser, visitor):
        who.visit("/work/6f1c")
        assert who.path == "/login"


def test_a_fault_of_the_server_is_told_and_logged(student: Browser, session: Session, monkeypatch: pytest.MonkeyPatch,
                                                  caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> Made:
        raise RuntimeError("a fault of ours")

    monkeypatch.setitem(works.KINDS, "broken", works.Kind("Breaking", broken, lambda _: "/"))
    begun = services.begin(session, 1, "broken", {}, now=utc_now())
    with student.client.application.test_request_context():
        works._run_beside(begun.key, 1, "broken", {})
    wait(student, f"/work/{begun.key}")
    assert student.page.one("p", role="alert").text == (
        "Something went wrong on the server, and it is in its log. Nothing of it is stored; try once more.")
    assert "Work 'broken' of user 1 broke off." in caplog.text
