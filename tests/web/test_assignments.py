"""Assignments and the gradebook, as a teacher sets them and students do them."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlsplit

from geoquiz.web.clock import utc_now
from tests.web.conftest import Browser
from tests.web.test_classes import People, join, make_class, make_code, number_of, people

__all__ = ["people"]  # A fixture; named, so that it is not taken for an import that nobody uses.

STUDY = {"title": "The corridor", "mode": "study", "bank": "all-kinds", "target": "90"}
QUIZ = {"title": "Test one", "mode": "quiz", "bank": "all-kinds", "count": "2", "attempts": "1", "feedback": "end"}


def assign(teacher: Browser, room: str, status: int = 200, days: int = 7, **fields: str) -> str:
    """Assign something that is due in so many days, and return its path."""
    teacher.visit(f"{room}/assign")
    day = (utc_now() + timedelta(days=days)).date().isoformat()
    teacher.submit(f"{room}/assign", status, **{"due_day": day, **fields})
    return teacher.path


def class_of_two(people: People) -> tuple[Browser, Browser, Browser, str]:
    """Return a teacher, two students of theirs, and the class."""
    teacher, ada, bob = people("msoran"), people("ada"), people("bob")
    room = make_class(teacher)
    code = make_code(teacher, room)
    join(ada, code)
    join(bob, code)
    return teacher, ada, bob, room


def test_an_assigned_bank_is_due_at_home_and_studied_from_there(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    path = assign(teacher, room, **STUDY, note="Bring an *atlas*.")
    assert "Assigned: it stands on the page of the class, and on every student’s home page." in teacher.text
    home = ada.visit("/")
    assert "The corridor" in home.one("main").text
    assert "0 of 12 met" in home.one("main").text
    ada.visit(path)
    assert "Study until you know 90 % of it" in ada.text
    assert ada.page.one("main").one("em").text == "atlas"
    ada.visit(f"{path}/study")
    assert ada.path == "/study/all-kinds"
    ada.submit("/study/all-kinds", give_up="")
    assert "1 of 12 met" in ada.visit("/").one("main").text
    assert "Due in your classes" not in teacher.visit("/").one("main").text


def test_the_page_of_the_class_says_how_much_each_assignment_asks(people: People) -> None:
    teacher, _, _, room = class_of_two(people)
    assign(teacher, room, **STUDY)
    assign(teacher, room, **QUIZ)
    teacher.visit(room)
    assert "Study · 12 to answer · due" in teacher.text
    assert "Quiz · 2 questions · due" in teacher.text


def test_the_ready_by_planner_opens_with_the_assignment(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    ada.visit(assign(teacher, room, **STUDY))
    ada.visit(next(link["href"] for link in ada.page.one("main").all("a") if link.text.startswith("Plan it: 90 % by")))
    assert ada.path == "/ready"
    assert "What it would take" in ada.text


def test_a_quiz_is_begun_handed_in_and_stands_in_the_gradebook(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    path = assign(teacher, room, **QUIZ, minutes="20")
    ada.visit(path)
    ada.submit(f"{path}/start")
    number = ada.path.split("/")[3]
    assert ada.path == f"/quiz/attempts/{number}/1"  # The first question, and not the page with the button that ends it all.
    ada.visit(f"/quiz/attempts/{number}")
    ada.submit(f"/quiz/attempts/{number}/hand-in")
    assert "0 %" in ada.visit(path).one("main").text
    assert "All attempts are used." in ada.text
    assert not [form for form in ada.page.all("form") if form["action"] == f"{path}/start"]
    rows = teacher.visit(f"{room}/gradebook").all("tr")
    assert ["0 %" in row.text for row in rows if row.text.startswith(("ada", "bob"))] == [True, True]
    assert [row.all("td")[0].text for row in rows if row.text.startswith(("ada", "bob"))] == ["0 %", "–"]


def test_a_second_attempt_at_a_quiz_of_one_is_refused(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    path = assign(teacher, room, **QUIZ)
    fields = ada.visit(path).one("form", action=f"{path}/start").fields()
    assert ada.client.post(f"{path}/start", data=fields).status_code == 303
    again = fields | {"key": "6f1c2f2e-0000-4000-8000-000000000000"}
    answer = ada.client.post(f"{path}/start", data=again)
    assert answer.status_code == 409
    assert "This quiz can be taken once, and you have begun that many attempts already." in answer.text
    assert ada.client.post(f"{path}/start", data=fields | {"key": "x"}).status_code == 422
    assert teacher.client.post(f"{path}/start", data=fields | {
        "csrf_token": teacher.visit(path).all("form")[0].fields()["csrf_token"]}).status_code == 404


def test_what_cannot_be_assigned_is_told_at_the_form(people: People) -> None:
    teacher, _, _, room = class_of_two(people)
    for fields, sentence in (
        ({**STUDY, "title": ""}, "Give the assignment a title."),
        ({"title": "Nothing"}, "Choose at least one bank."),
        ({**STUDY, "due_day": ""}, "Choose the day by which it is due."),
        ({**STUDY, "due_day": "2020-01-01"}, "The due time is over already: choose a later one."),
        ({**STUDY, "opens_day": "2999-01-01"}, "It opens after it is due: choose an earlier opening."),
        ({**STUDY, "tags": "history of art"}, "No question fits: these banks have none with such a tag."),
        ({**STUDY, "target": "50"}, "Target, in per cent is a whole number from 80 to 97, or empty."),
        ({**QUIZ, "minutes": "long"}, "Time limit, in minutes is a whole number from 1 to 1440, or empty."),
        ({**QUIZ, "late_day": "2020-01-01"}, "Late work would end before it is due: choose a later end, or leave it empty."),
    ):
        assign(teacher, room, 422, **fields)
        assert teacher.mistakes == [sentence]


def test_an_assignment_is_changed_narrowed_taken_back_and_set_again(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    path = assign(teacher, room, **STUDY)
    teacher.visit(f"{path}/change")
    teacher.submit(f"{path}/change", title="The whole corridor", bank="all-kinds")
    assert teacher.heading == "The whole corridor"
    teacher.visit(f"{path}/questions")
    first = teacher.page.all("input", name="question")[0]["value"]
    teacher.submit(f"{path}/questions", question=[first])
    assert "1 chosen question" in teacher.text
    assert "0 of 1 met" in ada.visit(path).one("main").text
    teacher.visit(path)
    teacher.submit(f"{path}/withdraw", withdrawn="yes")
    assert ada.client.get(path).status_code == 404
    assert "The whole corridor" not in ada.visit("/").one("main").text
    assert "Taken back" not in ada.visit(room).one("main").text
    assert "Taken back (1)" in teacher.visit(room).one("main").text
    teacher.visit(next(link["href"] for link in teacher.page.one("main").all("a") if link.text == "The whole corridor"))
    teacher.submit(f"{path}/withdraw", withdrawn="no")
    assert "Taken back" not in teacher.visit(room).one("main").text
    assert ada.visit(path).one("h1").text == "The whole corridor"


def test_the_gradebook_goes_out_as_csv_and_excel_without_formulas(people: People) -> None:
    teacher, _, _, room = class_of_two(people)
    assign(teacher, room, **{**STUDY, "title": "=cmd()"})
    path = number_of(teacher, room, "ada").replace("/students/", "/people/")
    teacher.visit(path)
    teacher.submit(path, display_name="@ada")
    answer = teacher.client.get(f"{room}/gradebook.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Student", "User name", "Falling behind"]
    assert "'=cmd(): score" in rows[0]
    assert [row[0] for row in rows[1:]] == ["'@ada", "bob"]
    answer = teacher.client.get(f"{room}/gradebook.xlsx")
    assert answer.data.startswith(b"PK")
    assert teacher.client.get(f"{room}/gradebook.pdf").status_code == 404


def test_the_gradebook_is_filtered_and_one_student_has_a_page(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    path = assign(teacher, room, **STUDY)
    ada.visit(f"{path}/study")
    ada.submit("/study/all-kinds", give_up="")
    assert "bob" not in teacher.visit(f"{room}/gradebook?name=AD").one("tbody").text
    assert "No student fits these choices." in teacher.visit(f"{room}/gradebook?behind=1").one("main").text
    assert "The corridor" not in teacher.visit(f"{room}/gradebook?which=quiz").one("table").text
    page = teacher.visit(number_of(teacher, room, "ada"))
    assert page.one("h1").text == "ada, 7b Geography"
    assert "1 of 12" in page.one("tbody").text


def test_the_calendar_tells_what_is_due_to_whoever_has_its_address(people: People, another_browser: Browser) -> None:
    teacher, ada, _, room = class_of_two(people)
    assign(teacher, room, **STUDY)
    ada.visit("/classes")
    ada.submit("/calendar", on="yes")
    address = urlsplit(ada.page.one("input", id="feed")["value"]).path
    answer = another_browser.client.get(address)
    assert answer.mimetype == "text/calendar"
    assert "SUMMARY:The corridor (7b Geography)" in answer.text
    assert another_browser.client.get(address).data == answer.data
    assert another_browser.client.get("/calendar/made-up.ics").status_code == 404
    ada.submit("/calendar", button="Change the address", on="yes")
    assert another_browser.client.get(address).status_code == 404
    new = urlsplit(ada.page.one("input", id="feed")["value"]).path
    ada.submit("/calendar", button="Turn it off", on="no")
    assert another_browser.client.get(new).status_code == 404


def test_a_list_makes_accounts_on_slips_once(people: People, another_browser: Browser) -> None:
    teacher, _, _, room = class_of_two(people)
    teacher.visit(f"{room}/roster")
    teacher.submit(f"{room}/roster", 422, text=" ")
    assert teacher.mistakes == ["There is nobody in this list: write one student a line, the user name first."]
    teacher.submit(f"{room}/roster", text="name;display name\ncarol;Carol Deng\n?;\nada;Ada\n")
    assert "Line 3: '?' cannot be a user name." in teacher.text
    assert "Line 4: 'ada' is in this class already, and is left as it is." in teacher.text
    look = teacher.path
    token = teacher.page.one("form", action=look).fields()
    teacher.submit(look)
    assert teacher.heading == "Slips for 7b Geography"
    slip = teacher.page.one("li", class_="slip")
    password = slip.one("dd", class_="join-code").text
    assert "Carol Deng" in slip.text
    again = teacher.client.post(look, data=token, follow_redirects=True)
    assert "This list is used up." in again.text
    assert password not in again.text
    another_browser.log_in("carol", password)
    assert another_browser.path != "/"
    assert "Carol Deng" in teacher.visit(f"{room}/people").one("tbody").text


def test_a_new_password_is_for_accounts_of_the_list_alone(people: People) -> None:
    teacher, _, _, room = class_of_two(people)
    teacher.visit(f"{room}/roster")
    teacher.submit(f"{room}/roster", text="carol")
    teacher.submit(teacher.path)
    path = number_of(teacher, room, "carol").replace("/students/", "/people/")
    teacher.visit(path)
    teacher.submit(f"{path}/password")
    assert teacher.page.one("li", class_="slip").one("dd", class_="join-code").text
    adas = number_of(teacher, room, "ada").replace("/students/", "/people/")
    token = teacher.visit(adas).all("form")[0].fields()["csrf_token"]
    assert not [form for form in teacher.page.all("form") if form["action"].endswith("/password")]
    assert teacher.client.post(f"{adas}/password", data={"csrf_token": token}).status_code == 404
