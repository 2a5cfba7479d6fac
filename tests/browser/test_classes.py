"""A class from its making to the gradebook, in real windows: one of the teacher's and one for each of two students."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from geoquiz.services import accounts
from geoquiz.storage.db import db
from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings

Visit = Callable[..., Learner]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _teacher(visit: Visit, **settings: object) -> Learner:
    """Open the window of somebody who may make classes."""
    teacher = visit(**settings)
    teacher.register()
    with teacher.site.app.app_context():
        accounts.change_role(db.session, teacher.name, "teacher", now=datetime.now(UTC))
        db.session.remove()
    return teacher


def _make_class(teacher: Learner, name: str) -> tuple[str, str]:
    """Make a class and a code, and return the path of the class and the link to join by."""
    page = teacher.page
    page.goto("/classes")
    page.get_by_label("Name").fill(name)
    _press(page, "Make the class")
    room = re.sub("/people$", "", page.url)
    _press(page, "Make a code")
    return room, page.locator("main strong.address").inner_text()


def _assign(teacher: Learner, room: str) -> None:
    page = teacher.page
    page.goto(room)
    page.get_by_role("link", name="Assign something").click()
    page.get_by_label("Title").fill("Know all kinds")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Due on").fill((datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    _press(page, "Assign")


def test_a_class_studies_what_its_teacher_assigns_and_the_gradebook_tells(visit: Visit, tmp_path: Path) -> None:
    teacher = _teacher(visit, viewport={"width": 1366, "height": 768})
    room, link = _make_class(teacher, "7b")
    _assign(teacher, room)
    students = [visit(viewport={"width": 360, "height": 740}),
                visit(viewport={"width": 1366, "height": 768}, java_script_enabled=False)]
    for student in students:
        page = student.page
        student.register()
        page.goto(link)
        _press(page, "Join the class")
        page.goto("/")
        page.get_by_role("link", name="Know all kinds").click()
        page.get_by_role("link", name="Study a new question").click()
        page.wait_for_url("**/study/all-kinds?again=*")
        student.ask("a-single")
        page.get_by_role("button", name="I don’t know").click()
        student.verdict()
        page.goto("/")
        expect(page.locator("main")).to_contain_text(re.compile(r"1 of \d+ met"))
    page = teacher.page
    page.goto(f"{room}/gradebook")
    for student in students:
        expect(page.get_by_role("row", name=re.compile(student.name))).to_contain_text(re.compile("[0-9]+ %, [0-9]+ % met"))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    path = tmp_path / "gradebook.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert sorted(row["Student"] for row in rows) == sorted(student.name for student in students)
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_every_page_of_a_class_is_clean_and_fits_a_small_phone(visit: Visit) -> None:
    teacher = _teacher(visit, viewport={"width": 320, "height": 640})
    room, link = _make_class(teacher, "8a Geography and the history of trade")
    _look(teacher, teacher.page.url)
    student = visit(viewport={"width": 320, "height": 640})
    student.register()
    _look(student, link)
    _press(student.page, "Join the class")
    _assign(teacher, room)
    assignment = teacher.page.url
    for address in (room, f"{room}/people", f"{room}/settings", f"{room}/assign", f"{room}/gradebook", assignment,
                    f"{assignment}/change", f"{assignment}/questions", f"{room}/roster",
                    f"{assignment}/print?versions=3", f"{room}/board"):
        _look(teacher, address)
    _press(teacher.page, "Turn the board on")
    _look(teacher, f"{room}/board")
    for address in (room, assignment, "/", f"{room}/board"):
        _look(student, address)
    _press(student.page, "Join the board")
    _look(student, f"{room}/board")
    page = teacher.page
    page.goto(f"{room}/gradebook")
    page.get_by_role("rowheader").get_by_role("link").click()
    _look(teacher, page.url)
    page.get_by_role("link", name="Extra time, name, password, removal").click()
    _look(teacher, page.url)
    page.goto(f"{room}/roster")
    page.get_by_label("Or paste the list").fill(f"new of {teacher.name}, Somebody New\n?\n")
    _press(page, "Look at it first")
    _look(teacher, page.url)
    _press(page, "Make 1 account")
    assert findings(teacher) == []
    expect(page.locator(".slip")).to_have_count(1)


def _look(who: Learner, address: str) -> None:
    who.page.goto(address)
    assert findings(who) == [], address
    width = who.page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 320, f"{address} is {width} px wide"
