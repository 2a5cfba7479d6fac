"""Practice by its pages: chosen, asked, summed up, and no date moved."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.storage.models import Answer, Card
from tests.web.conftest import Browser


def begin(browser: Browser, about: str) -> None:
    """Press a button of the practice page."""
    token = browser.page.all("input", name="csrf_token")[0]["value"]
    answer = browser.client.post("/practice", data={"about": about, "csrf_token": token})
    assert answer.status_code == 303
    browser.visit(answer.location)


def give_up(browser: Browser) -> None:
    browser.submit("/study", give_up="1", button="Check ↵")


def test_a_practice_from_choosing_to_its_summary_and_its_misses(student: Browser, session: Session) -> None:
    student.visit("/practice")
    begin(student, "kind:typed")
    assert student.path == "/practice/1"
    assert student.heading == "Question 1 of 1"
    assert "Practice" in student.text
    assert "no date moves" in student.text
    give_up(student)
    assert "Practice: the date of this card stays what it was." in student.text
    student.visit(student.page.one("a", aria_keyshortcuts="Enter")["href"])
    assert student.heading == "0 of 1 right"
    student.submit("/practice", about="session:1")
    assert student.path == "/practice/2"
    session.rollback()
    assert session.scalars(select(Answer.mode)).all() == ["practice"]
    assert session.scalars(select(Card.reps)).all() == []


def test_an_undone_practice_answer_is_asked_again_there(student: Browser) -> None:
    student.visit("/practice")
    begin(student, "kind:typed")
    give_up(student)
    student.submit("/study/undo")
    assert student.path == "/practice/1"
    assert "taken back" in student.text


def test_misses_can_be_practised_from_the_page_and_from_the_bank(student: Browser) -> None:
    student.visit("/practice")
    assert "Nothing was missed in the last seven days" in student.text
    begin(student, "kind:typed")
    give_up(student)
    student.visit("/practice")
    assert "1 missed in the last seven days" in student.text
    begin(student, "misses")
    assert student.heading == "Question 1 of 1"
    student.visit("/banks/all-kinds")
    student.submit("/practice", about="bank:all-kinds")
    assert student.heading == "Question 1 of 11"


def test_a_practice_with_nothing_in_it_says_so(student: Browser) -> None:
    student.visit("/practice")
    begin(student, "misses")
    assert student.path == "/practice"
    assert "There is nothing to practise here: what you missed this week holds no questions at the moment." in student.text


def test_a_practice_that_is_not_there_is_not_found(student: Browser, another_browser: Browser) -> None:
    student.visit("/practice")
    token = student.page.all("input", name="csrf_token")[0]["value"]
    for about in ("bank:nothing", "kind:riddle", "session:9", "everything", ""):
        assert student.client.post("/practice", data={"about": about, "csrf_token": token}).status_code == 404
    assert student.client.get("/practice/7").status_code == 404
