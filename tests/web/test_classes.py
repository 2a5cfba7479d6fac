"""Classes as their people walk through them: the teacher, two students, and those who have no business there."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import make_learner
from tests.web.conftest import Browser, be_logged_in

People = Callable[..., Browser]


@pytest.fixture
def people(app: Flask, session: Session, bank: str) -> People:
    """Return browsers of people by name, each with an account; a name beginning with "ms" is a teacher's."""

    def come(name: str, **settings: str) -> Browser:
        browser = Browser(app)
        role = "teacher" if name.startswith("ms") else "student"
        be_logged_in(browser, session, make_learner(session, name, role=role, **settings))
        return browser

    return come


def make_class(teacher: Browser, name: str = "7b Geography") -> str:
    """Make a class and return its path."""
    teacher.visit("/classes")
    teacher.submit("/classes", name=name)
    return teacher.path.removesuffix("/people")


def make_code(teacher: Browser, room: str, lasts: str = "30") -> str:
    """Make a code to join by and return it as the page shows it."""
    teacher.visit(f"{room}/people")
    teacher.submit(f"{room}/links", lasts=lasts)
    return teacher.page.one("p", class_="join-code-large").text


def join(student: Browser, code: str) -> None:
    """Join a class by its code, typed as somebody types."""
    student.visit("/classes")
    student.visit(f"/join?code={code.lower().replace('-', ' ')}")
    student.submit(student.path)


def number_of(teacher: Browser, room: str, name: str) -> str:
    """Return the path of a student's page in the gradebook, as the list of people links it."""
    teacher.visit(f"{room}/people")
    return next(link["href"] for link in teacher.page.all("a") if link.text == name)


def test_a_student_joins_by_a_code_and_is_in_the_class(people: People) -> None:
    teacher, ada = people("msoran"), people("ada")
    room = make_class(teacher)
    code = make_code(teacher, room)
    join(ada, code)
    assert ada.path == room
    assert ada.heading == "7b Geography"
    assert "You are in." in ada.text
    join(ada, code)
    assert "You are in this class already." in ada.text
    assert "ada" in teacher.visit(f"{room}/people").one("main").text


def test_a_code_is_typed_with_or_without_its_stroke_and_case(people: People) -> None:
    teacher, ada = people("msoran"), people("ada")
    code = make_code(teacher, make_class(teacher))
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.lower().replace('-', '')} "):
        ada.visit(f"/join?code={typed}")
        assert ada.heading == "Join 7b Geography"


@pytest.mark.parametrize(("typed", "status", "sentence"), [
    ("", 200, "Type the code that your teacher gave you."),
    ("aaaa-bbbb", 404, "This code leads to no class: it may be mistyped, or no longer hold. Ask your teacher for another one."),
])
def test_a_code_that_leads_nowhere_is_told_in_a_sentence(people: People, typed: str, status: int, sentence: str) -> None:
    ada = people("ada")
    ada.visit(f"/join?code={typed}", status)
    assert ada.mistakes == [sentence]


def test_a_revoked_code_leads_nowhere_and_whoever_is_in_stays(people: People) -> None:
    teacher, ada, bob = people("msoran"), people("ada"), people("bob")
    room = make_class(teacher)
    code = make_code(teacher, room)
    join(ada, code)
    stored = code.lower().replace("-", "")
    teacher.submit(f"{room}/links/{stored}/revoke")
    bob.visit(f"/join/{stored}", 404)
    assert ada.visit(room).one("h1").text == "7b Geography"
    assert teacher.client.get(f"{room}/links/{stored}").status_code == 404


def test_a_stranger_is_asked_to_register_and_comes_back_to_the_class(people: People, browser: Browser) -> None:
    code = make_code(teacher := people("msoran"), make_class(teacher)).lower().replace("-", "")
    browser.visit(f"/join/{code}")
    assert "no e-mail" in browser.text
    browser.visit(next(link["href"] for link in browser.page.one("main").all("a") if link.text == "Register"))
    browser.submit("/register", username="carol", password="correct horse battery")
    assert browser.path == f"/join/{code}"
    browser.submit(f"/join/{code}")
    assert "You are in." in browser.text


def test_the_links_in_the_head_of_an_invitation_lead_back_to_it(people: People, browser: Browser) -> None:
    code = make_code(teacher := people("msoran"), make_class(teacher)).lower().replace("-", "")
    browser.visit(f"/join/{code}")
    head = [link["href"] for link in browser.page.one("header").all("a") if link.text in ("Log in", "Register")]
    assert head == [f"/login?next=/join/{code}", f"/register?next=/join/{code}"]
    browser.visit("/login")
    assert "/register" in [link["href"] for link in browser.page.one("header").all("a")]


def test_the_picture_of_a_code_is_drawn_for_teachers_alone(people: People) -> None:
    teacher, ada = people("msoran"), people("ada")
    room = make_class(teacher)
    code = make_code(teacher, room)
    join(ada, code)
    path = f"{room}/links/{code.lower().replace('-', '')}/qr.svg"
    picture = teacher.client.get(path)
    assert picture.mimetype == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert "style=" not in picture.text
    assert ada.client.get(path).status_code == 404


def test_students_make_no_classes(people: People) -> None:
    ada = people("ada")
    assert "Make a class" not in ada.visit("/classes").one("main").text
    token = ada.page.one("form", action="/calendar").fields()["csrf_token"]
    assert ada.client.post("/classes", data={"csrf_token": token, "name": "mine"}).status_code == 404


@pytest.mark.parametrize(("name", "sentence"), [
    ("  ", "Give the class a name, such as 7b Geography 2026."),
    ("x" * 101, "The name of a class has at most 100 characters."),
])
def test_a_class_without_a_usable_name_is_refused_and_the_name_stays_typed(people: People, name: str, sentence: str) -> None:
    teacher = people("msoran")
    teacher.visit("/classes")
    teacher.submit("/classes", 422, name=name)
    assert teacher.mistakes == [sentence]
    assert teacher.page.one("input", id="name")["value"] == name


def test_announcements_are_read_by_members_as_plain_markdown(people: People) -> None:
    teacher, ada = people("msoran"), people("ada")
    room = make_class(teacher)
    join(ada, make_code(teacher, room))
    teacher.visit(room)
    teacher.submit(f"{room}/announcements", 422, text="  ")
    assert teacher.mistakes == ["Write something to announce."]
    teacher.submit(f"{room}/announcements", text="**Monday** we revise.\n<script>alert(1)</script>")
    page = ada.visit(room)
    assert page.one("article").one("strong").text == "Monday"
    assert "<script>alert(1)</script>" in page.one("article").text
    assert "msoran" in page.one("article").text
    assert not page.one("article").all("form")
    teacher.visit(room)
    teacher.submit(next(form["action"] for form in teacher.page.one("article").all("form")))
    assert "None so far." in ada.visit(room).one("main").text


def test_leaving_and_being_removed_take_the_class_away_and_nothing_else(people: People, bank: str) -> None:
    teacher, ada, bob = people("msoran"), people("ada"), people("bob")
    room = make_class(teacher)
    code = make_code(teacher, room)
    join(ada, code)
    join(bob, code)
    ada.visit(f"/study/{bank}")
    ada.submit(f"/study/{bank}", give_up="")
    ada.visit(room)
    ada.submit(f"{room}/leave")
    assert "You have left 7b Geography. Whatever you have learned stays yours." in ada.text
    assert ada.client.get(room).status_code == 404
    assert "1" in ada.visit("/progress").one("main").text
    path = number_of(teacher, room, "bob").replace("/students/", "/people/")
    teacher.visit(path)
    teacher.submit(f"{path}/remove")
    assert "bob is no longer in the class. Account and progress stay theirs; a code brings them back." in teacher.text
    assert bob.client.get(room).status_code == 404
    join(bob, code)
    assert bob.path == room


def test_an_archived_class_is_read_and_not_changed(people: People) -> None:
    teacher, ada, bob = people("msoran"), people("ada"), people("bob")
    room = make_class(teacher)
    code = make_code(teacher, room)
    join(ada, code)
    teacher.visit(f"{room}/settings")
    teacher.submit(f"{room}/archive", archived="yes")
    assert "This class is archived" in teacher.text
    assert "This class is archived" in ada.visit(room).one("main").text
    bob.visit(f"/join/{code}", 404)
    token = teacher.visit(f"{room}/settings").one("form", action=f"{room}/archive").fields()["csrf_token"]
    answer = teacher.client.post(f"{room}/announcements", data={"csrf_token": token, "text": "hello"})
    assert answer.status_code == 422
    assert "This class is archived: take it up again before you change it." in answer.text
    teacher.visit(f"{room}/settings")
    teacher.submit(f"{room}/archive", archived="no")
    bob.visit(f"/join/{code}")
    assert bob.heading == "Join 7b Geography"


def test_co_teachers_teach_and_the_owner_alone_decides_who(people: People) -> None:
    owner, other, ada = people("msoran"), people("msother"), people("ada")
    room = make_class(owner)
    owner.submit(f"{room}/teachers", 422, name="ada")
    assert owner.mistakes == ["There is no teacher 'ada' on this server: check the spelling of the user name."]
    owner.submit(f"{room}/teachers", name="MS Other")
    assert "msother teaches this class with you." in owner.text
    assert other.visit(f"{room}/gradebook").one("h1").text == "Gradebook of 7b Geography"
    other.visit(f"{room}/people")
    assert not [form for form in other.page.all("form") if form["action"] == f"{room}/teachers"]
    token = other.page.one("form", action=f"{room}/links").fields()["csrf_token"]
    for action in ("teachers", "archive"):
        answer = other.client.post(f"{room}/{action}", data={"csrf_token": token, "name": "ada", "archived": "yes"})
        assert answer.status_code == 404
    owner.visit(room)
    token = owner.page.one("form", action=f"{room}/announcements").fields()["csrf_token"]
    answer = owner.client.post(f"{room}/leave", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "The owner cannot leave a class: archive it, or hand it over to a co-teacher first." in answer.text
    owner.visit(f"{room}/people")
    owner.submit(next(form["action"] for form in owner.page.all("form") if form["action"].endswith("/own")))
    assert "The class is msother’s now, and you teach it with them." in owner.text
    owner.visit(room)
    owner.submit(f"{room}/leave")
    assert ada.client.get(room).status_code == 404


def test_extra_time_is_a_number_and_stays_with_the_student(people: People) -> None:
    teacher, ada = people("msoran"), people("ada")
    room = make_class(teacher)
    join(ada, make_code(teacher, room))
    path = number_of(teacher, room, "ada").replace("/students/", "/people/")
    teacher.visit(path)
    teacher.submit(path, 422, extra="much")
    assert teacher.mistakes == ["Extra time is a whole number from 0 to 300 per cent."]
    teacher.submit(path, extra="25 %", display_name="Ada L.")
    assert teacher.page.one("input", id="extra")["value"] == "25"
    assert teacher.heading == "Ada L. in 7b Geography"


OF_TEACHERS = ("/people", "/gradebook", "/settings", "/assign", "/roster", "/gradebook.csv", "/gradebook.xlsx")


def test_a_class_answers_strangers_like_one_that_is_not_there(people: People) -> None:
    teacher, stranger, other = people("msoran"), people("eve"), people("msother")
    room = make_class(teacher)
    for place in ("", *OF_TEACHERS):
        assert teacher.client.get(room + place).status_code == 200, place
        for who in (stranger, other):
            answer = who.client.get(room + place)
            assert answer.status_code == 404, place
            assert "7b Geography" not in answer.text


def test_students_see_nothing_of_what_teachers_see(people: People) -> None:
    teacher, ada, bob = people("msoran"), people("ada"), people("bob")
    room = make_class(teacher)
    code = make_code(teacher, room)
    join(ada, code)
    join(bob, code)
    bobs = number_of(teacher, room, "bob")
    for path in (*(room + place for place in OF_TEACHERS), bobs, bobs.replace("/students/", "/people/")):
        answer = ada.client.get(path)
        assert answer.status_code == 404, path
        assert "bob" not in answer.text
    ada.visit(room)
    assert "bob" not in ada.text


def test_a_teacher_makes_a_reset_link_for_a_student_of_the_class(people: People) -> None:
    teacher, ada = people("msoran"), people("ada")
    room = make_class(teacher)
    join(ada, make_code(teacher, room))
    path = number_of(teacher, room, "ada").replace("/students/", "/people/")
    teacher.visit(path)
    teacher.submit(f"/users/{path.rsplit('/', 1)[-1]}/reset-link")
    assert "/reset/" in teacher.text
