from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from geoquiz.interchange.formats import FORMATS, Format
from geoquiz.interchange.report import Reading
from tests.factories import bank_of_all_kinds
from tests.web.conftest import Browser
from tests.web.test_assignments import QUIZ, assign, class_of_two
from tests.web.test_classes import People, people

__all__ = ["people"]  # A fixture; named, so that it is not taken for an import that nobody uses.

_WRITTEN = [format_ for format_ in FORMATS.values() if format_.writer]


def test_the_page_offers_every_format_and_says_what_it_cannot_hold(browser: Browser, bank: str) -> None:
    page = browser.visit(f"/banks/{bank}/download")
    assert browser.heading == "Download One question of each kind"
    links = [link["href"] for link in page.all("a", class_="button") if "/download/" in link["href"]]
    assert links == [f"/banks/{bank}/download/{format_.name}" for format_ in _WRITTEN]
    gift = page.one("section", aria_labelledby="gift")
    assert "port: the map: GIFT has no maps of ours" in gift.one("details").text
    assert page.one("section", aria_labelledby="yaml").all("details") == []


@pytest.mark.parametrize("format_", _WRITTEN, ids=lambda format_: format_.name)
def test_each_file_comes_with_its_name_and_type(client: FlaskClient, bank: str, format_: Format) -> None:
    response = client.get(f"/banks/{bank}/download/{format_.name}")
    assert response.status_code == HTTPStatus.OK
    assert response.mimetype == format_.mimetype
    assert response.headers["Content-Disposition"] == f"attachment; filename=geoquiz-{bank}{format_.suffixes[0]}"


def test_the_bank_file_is_the_bank(client: FlaskClient, bank: str) -> None:
    data = client.get(f"/banks/{bank}/download/yaml").data
    assert FORMATS["yaml"].read(data, Reading()).bank == bank_of_all_kinds()


@pytest.mark.parametrize("path", [
    "/banks/none/download", "/banks/none/download/yaml", "/banks/none/print", "/banks/{bank}/download/paste",
    "/banks/{bank}/download/none",
])
def test_banks_and_formats_that_are_not_there_are_not_found(browser: Browser, bank: str, path: str) -> None:
    browser.visit(path.format(bank=bank), HTTPStatus.NOT_FOUND)


def test_the_sheet_has_its_questions_and_then_the_key(browser: Browser, bank: str) -> None:
    page = browser.visit(f"/banks/{bank}/print")
    assert browser.heading == "One question of each kind"
    assert len(page.one("ol", class_="sheet-questions").all("li", value="11")) == 1
    assert "Bosporus" not in page.one("ol", class_="sheet-questions").text
    key = page.one("section", class_="sheet-key")
    assert "Bosporus / Bosphorus" in key.text
    assert page.one("img", class_="sheet-map")["src"].endswith("/maps/corridor.svg")


def test_a_word_gives_an_order_of_its_own(browser: Browser, bank: str) -> None:
    def options(path: str) -> list[str]:
        return [entry.text for entry in browser.visit(path).all("ul", class_="sheet-choices")[0].all("li")]

    orders = {tuple(options(f"/banks/{bank}/print?order={word}")) for word in "ABCDEFGH"}
    assert len(orders) > 1
    assert options(f"/banks/{bank}/print?order=A") == options(f"/banks/{bank}/print?order=A")
    page = browser.visit(f"/banks/{bank}/print?order=%22%3E%3Cb%3E")
    assert page.one("input", id="order")["value"] == '"><b>'


def test_several_versions_come_with_a_key_each_after_all_sheets(browser: Browser, bank: str) -> None:
    page = browser.visit(f"/banks/{bank}/print?versions=3&order=mon")
    assert [heading.text for heading in page.all("h2")] == [
        *(f"One question of each kind: version {name}" for name in "ABC"),
        *(f"Key: One question of each kind, version {name}, order “mon”" for name in "ABC")]
    sheets = page.all("ol", class_="sheet-questions")
    assert len({sheet.text for sheet in sheets}) == 3
    assert [len(sheet.all("div", class_="sheet-stem")) for sheet in sheets] == [11] * 3
    assert not [sheet for sheet in sheets if "Bosporus" in sheet.text]
    assert page.one("option", value="3").get("selected") is not None


@pytest.mark.parametrize("query", ["versions=0", "versions=7", "versions=x", "versions=99999999", "count=0", "count=-1", "count=²"])
def test_what_makes_no_sense_prints_the_bank_once_and_whole(browser: Browser, bank: str, query: str) -> None:
    page = browser.visit(f"/banks/{bank}/print?{query}")
    assert len(page.one("ol", class_="sheet-questions").all("div", class_="sheet-stem")) == 11


def test_some_questions_are_drawn_on_request(browser: Browser, bank: str) -> None:
    page = browser.visit(f"/banks/{bank}/print?versions=2&count=4")
    assert [len(sheet.all("div", class_="sheet-stem")) for sheet in page.all("ol", class_="sheet-questions")] == [4, 4]
    assert page.one("input", id="count")["value"] == "4"


def test_a_teacher_prints_an_assignment_and_nobody_else_does(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    path = assign(teacher, room, **QUIZ)
    teacher.visit(path)
    link = next(link["href"] for link in teacher.page.one("main").all("a") if link.text == "Print it on paper, in several versions")
    page = teacher.visit(f"{link}?versions=2")
    assert teacher.heading == "Test one"
    assert [len(sheet.all("div", class_="sheet-stem")) for sheet in page.all("ol", class_="sheet-questions")] == [2, 2]
    assert page.one("input", id="count")["value"] == "2"
    ada.visit(f"{path}/print", HTTPStatus.NOT_FOUND)
    assert "Print it on paper" not in ada.visit(path).one("main").text
    people("stranger").visit(f"{path}/print", HTTPStatus.NOT_FOUND)


def test_a_quiz_with_hidden_keys_is_on_no_sheet_of_its_students_while_it_is_open(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    assign(teacher, room, **QUIZ | {"feedback": "closed"})
    path = "/banks/all-kinds/print?versions=3"
    assert "There is nothing to print: no question is asked here now." in ada.visit(path).one("main").text
    assert "Bosporus" in teacher.visit(path).one("main").text
