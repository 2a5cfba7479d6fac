"""Item analysis as a teacher walks through it, and those who have no business there."""

import csv
import io
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Form
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.items import Chosen
from geoquiz.services import assignments, classes, quiz, study, tasks
from geoquiz.services.assignments import Wanted
from geoquiz.services.quiz import Given
from geoquiz.storage.queries.accounts import Account
from geoquiz.web.items import SORTS, option_name, signed
from geoquiz.web.thirdschart import Choice, thirds_chart
from tests.factories import NOW, apply_bank, bank_of_all_kinds, make_bank, make_learner, page
from tests.web.conftest import Browser, be_logged_in

BANK = make_bank([
    load_question({"id": "sum", "type": "single", "stem": "=1+1 is what?", "options": ["=2", "three"], "answer": "=2"}),
    load_question({"id": "city", "type": "typed", "stem": "Which city?", "answer": "Baku"}),
    load_question({"id": "seas", "type": "cloze", "text": "{{c1::Caspian}} and {{c2::Black}}."}),
], title="Sums and seas")


class Room:
    """A class with ms Oran, ada and bob in it, to which a bank of three questions is assigned."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session = app, session
        apply_bank(session, BANK)
        self.teacher = make_learner(session, "msoran", role="teacher")
        self.key = classes.create(session, self.teacher, "7b", now=NOW)
        code = classes.add_link(session, self.key, self.teacher.id, 30, now=NOW)
        self.ada, self.bob = make_learner(session, "ada"), make_learner(session, "bob")
        for student in (self.ada, self.bob):
            classes.join(session, student, code, now=NOW)
        self.items = f"/classes/{self.key}/items"

    def assign(self, bank: str = "bank", **wanted: Any) -> str:
        """Assign a bank, to be studied or as is said, and return the key of the assignment."""
        fields = {"title": "Know it", "mode": "study", "banks": (bank,), "due_at": NOW + timedelta(days=9), **wanted}
        return assignments.assign(self.session, self.key, self.teacher.id, Wanted(**fields), now=NOW)

    def answer(self, student: Account, question: str, text: str, part: str = "main") -> None:
        """Answer a question after five seconds."""
        asked = page(self.session, student.id, question, part, at=NOW - timedelta(seconds=5))
        study.answer(self.session, asked.asked, Form((text,)), gave_up=False, rating=Rating.GOOD, now=NOW)

    def browser(self, account: Account) -> Browser:
        """Return the browser of somebody."""
        browser = Browser(self.app)
        be_logged_in(browser, self.session, account)
        return browser

    def visit(self, path: str = "") -> Browser:
        """Return the teacher's browser at an address under item analysis."""
        browser = self.browser(self.teacher)
        browser.visit(self.items + path)
        return browser


@pytest.fixture
def room(app: Flask, session: Session) -> Room:
    return Room(app, session)


def test_a_class_that_studies_nothing_is_told_how_to_begin(room: Room) -> None:
    teacher = room.visit()
    assert teacher.heading == "Item analysis of 7b"
    assert "This class studies no bank yet." in teacher.text
    assert any(link["href"] == f"/classes/{room.key}/assign" for link in teacher.page.all("a"))


def test_a_bank_that_nobody_has_answered_says_what_will_stand_here(room: Room) -> None:
    room.assign()
    teacher = room.visit()
    assert "3 questions · no answers yet" in teacher.text
    teacher.visit(f"{room.items}/bank")
    assert teacher.heading == "Item analysis: Sums and seas"
    assert "Nobody in the class has answered a question of this bank yet." in teacher.text
    assert "is told from 10 first answers on" in teacher.text
    teacher.visit(f"{room.items}/bank/city")
    assert "Nobody in the class has answered this question yet." in teacher.text


def test_the_page_of_the_class_leads_to_every_question(room: Room) -> None:
    room.assign()
    room.answer(room.ada, "sum", "three")
    room.answer(room.bob, "sum", "=2")
    teacher = room.browser(room.teacher)
    teacher.visit(f"/classes/{room.key}")
    teacher.visit(next(link["href"] for link in teacher.page.all("a") if link.text == "Item analysis"))
    assert "2 answers by 2 students" in teacher.text
    teacher.visit(next(link["href"] for link in teacher.page.all("a") if link.text == "Sums and seas"))
    row = next(row for row in teacher.page.all("tr") if "=1+1" in row.text).text
    assert "50 % (9 to 91 %)" in row
    assert "With 2 students much is chance." in teacher.text
    assert "First answers alone." in teacher.text
    assert "There are none for this bank." in teacher.text
    teacher.visit(next(link["href"] for link in teacher.page.all("a") if "=1+1" in link.text))
    assert teacher.heading == "Item analysis: sum"
    assert "a) =2 right" in teacher.text
    assert "50 % (1 of 2)" in teacher.text
    assert "Discrimination and thirds are told from 15 learners on" in teacher.text


def test_a_cloze_has_a_line_for_each_gap(room: Room) -> None:
    room.assign()
    room.answer(room.ada, "seas", "Caspian", "c1")
    room.answer(room.ada, "seas", "Red", "c2")
    teacher = room.visit("/bank/seas")
    rows = [row.text for row in teacher.page.all("tr")]
    assert [row.split() for row in rows[1:]] == [["c1", "Caspian", "1", "100", "%", "(21", "to", "100", "%)"],
                                                 ["c2", "Black", "1", "0", "%", "(0", "to", "79", "%)"]]


def test_what_several_typed_wrongly_is_told_and_what_one_typed_is_not(room: Room) -> None:
    room.assign()
    for student in (room.ada, room.bob):
        room.answer(student, "city", "<b>Tbilisi")
    room.answer(room.ada, "seas", "Aral", "c1")
    teacher = room.visit("/bank/city")
    assert [row.text for row in teacher.page.all("tr")][1:] == ["<b>Tbilisi 2"]
    assert "Aral" not in teacher.visit(f"{room.items}/bank/seas").one("main").text


def test_every_kind_of_question_has_its_page(room: Room) -> None:
    apply_bank(room.session, bank_of_all_kinds())
    room.assign("all-kinds")
    teacher = room.browser(room.teacher)
    for question in bank_of_all_kinds().questions:
        teacher.visit(f"{room.items}/all-kinds/{question.id}")
        assert teacher.heading == f"Item analysis: {question.id}"
    room.answer(room.ada, "landlocked", "true")
    assert "a) True" in teacher.visit(f"{room.items}/all-kinds/landlocked").one("main").text


def test_a_quiz_left_open_beyond_its_end_is_handed_in_by_looking(room: Room) -> None:
    key = room.assign(mode="quiz", title="Short test", minutes=20)
    start = tasks.start_of(room.session, room.key, room.ada.id, key, now=NOW)
    quiz.start(room.session, room.ada.id, start.spec, key="k", now=NOW, given=Given(
        start.title, start.opens_at, start.closes_at, start.extra_minutes, start.attempts, start.hidden_keys, start.assignment_id))
    room.answer(room.bob, "city", "Baku")
    teacher = room.visit("/bank")
    row = next(row.text for row in teacher.page.all("tr") if "Short test" in row.text)
    assert row.split() == ["Short", "test", "from", "15", "students", "on", "1", "3"]


def test_links_order_the_questions(room: Room) -> None:
    room.assign()
    room.answer(room.ada, "sum", "=2")
    room.answer(room.ada, "city", "Tbilisi")
    teacher = room.visit("/bank")

    def order() -> list[str]:
        return [row.all("a")[0]["href"].rpartition("/")[2] for row in teacher.page.all("tr") if row.all("a")]

    assert order() == ["sum", "city", "seas"]
    for words, expected in (("hardest", ["city", "sum", "seas"]), ("easiest", ["sum", "city", "seas"]),
                            ("fewest answers", ["seas", "sum", "city"])):
        teacher.visit(next(link["href"] for link in teacher.page.all("a") if link.text == words))
        assert order() == expected
        assert [link.text for link in teacher.page.all("a") if link.get("aria-current") == "true"] == [words]
    for sort in (*SORTS, "made-up"):
        teacher.visit(f"{room.items}/bank?sort={sort}")
        assert sorted(order()) == ["city", "seas", "sum"]


def test_the_figures_come_as_files_that_are_no_formulas(room: Room) -> None:
    room.assign()
    room.answer(room.ada, "sum", "=2")
    room.answer(room.bob, "sum", "three")
    teacher = room.browser(room.teacher)
    answer = teacher.client.get(f"{room.items}/bank/items.csv")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("text/csv", "attachment; filename=items-bank.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["question"] for row in rows] == ["sum", "city", "seas"]
    assert rows[0]["stem"] == "'=1+1 is what?"
    assert (rows[0]["first_answers"], rows[0]["facility"], rows[0]["median_seconds"], rows[0]["discrimination"]) == (
        "2", "0.5", "5.0", "")
    options = list(csv.reader(io.StringIO(teacher.client.get(f"{room.items}/bank/options.csv").data.decode("utf-8-sig"))))
    assert options[1:] == [["sum", "'=2", "1", "1", "2", "0", "0", "0", "0"], ["sum", "three", "0", "1", "2", "0", "0", "0", "0"]]


def test_nobody_else_sees_it(room: Room) -> None:
    room.assign()
    room.answer(room.ada, "sum", "=2")
    people = [room.ada, make_learner(room.session, "msother", role="teacher"), make_learner(room.session, "root", role="admin")]
    teacher = room.browser(room.teacher)
    for place in ("", "/bank", "/bank/sum", "/bank/items.csv", "/bank/options.csv"):
        assert teacher.client.get(room.items + place).status_code == 200, place
        for account in people:
            answer = room.browser(account).client.get(room.items + place)
            assert answer.status_code == 404, place
            assert "Sums and seas" not in answer.text
        stranger = Browser(room.app).client.get(room.items + place)
        assert stranger.headers["Location"].startswith("/login"), place
    for place in ("/no-such-bank", "/bank/no-such-question", "/no-such-bank/items.csv"):
        assert teacher.client.get(room.items + place).status_code == 404, place


def test_signs_and_options_have_their_words() -> None:
    assert [signed(value) for value in (0.5, -0.25, 0.0, -0.001)] == ["+0.50", "−0.25", "0.00", "0.00"]
    assert signed(-12.4, 0) == "−12"
    assert [option_name(option) for option in ("", " ", "true", "Baku")] == [
        "“I don’t know”", "a point on the map", "True", "Baku"]


def chart(lower: Share, upper: Share) -> str:
    return thirds_chart([Choice("a", Chosen("Baku", Share(6, 30), lower, upper), is_key=True)], key="options")


def test_the_picture_of_options_says_its_numbers() -> None:
    drawn = fromstring(chart(Share(1, 10), Share(5, 10)))
    assert [part.text for part in drawn[:2]] == ["How often each option was chosen, by the lower and the upper third",
                                                 "a, right: 20 %, lower third 10 %, upper third 50 %."]
    dots = {part.get("class"): float(part.get("cx", "")) for part in drawn.iter() if part.tag == "circle"}
    assert dots["thirds-lower"] < dots["thirds-upper"]


def test_the_picture_shows_no_thirds_where_there_are_none() -> None:
    drawn = fromstring(chart(Share(0, 0), Share(0, 0)))
    assert [part.text for part in drawn[:2]] == ["How often each option was chosen", "a, right: 20 %."]
    assert not [part for part in drawn.iter() if part.tag == "circle"]
    with pytest.raises(ValueError, match="A chart needs at least one option"):
        thirds_chart([], key="options")


