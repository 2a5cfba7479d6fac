"""From Anki in the browser: a file, a look at what it becomes, a bank file."""

from http import HTTPStatus
from io import BytesIO

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from geoquiz.core.banks.parse import parse_bank
from geoquiz.services import imports
from tests.factories import make_learner
from tests.interchange.anki.reading.crafted import collection, package
from tests.web.conftest import Browser, be_logged_in, begin

TEXT = "Which river flows through Cairo?\tThe **Nile**\n<script>alert(1)</script>\t{{c1::x}}\n"


def send(browser: Browser, data: bytes = b"", name: str = "deck.apkg", *, text: str = "", status: int = HTTPStatus.OK) -> None:
    browser.visit("/banks/import")
    file = FileStorage(BytesIO(data), name if data else "")
    browser.submit("/banks/import", status, file=file, text=text)


def test_a_package_is_shown_as_what_it_becomes(student: Browser) -> None:
    notes = [("Where is the <b>Nile</b>?", 'Egypt<img src="a.png">'), ("", "")]
    send(student, package(collection(notes), others={"0": b"x", "media": b'{"0": "a.png"}'}))
    assert student.heading == "What becomes of Rivers"
    assert "1 question out of 2 notes." in student.text
    (row,) = student.page.one("tbody").all("tr")
    assert row.text == "Basic 2 1 × Flashcard 1: it is empty"
    assert "1 file of media stay behind" in student.text
    assert "Where is the Nile?: a picture: banks hold no media" in student.text.replace("**", "")
    question = student.page.one("article")
    assert "Where is the Nile?" in question.text
    assert [mark.text for mark in question.all("strong")] == ["Nile"]


def test_pasted_text_is_shown_and_runs_nothing(student: Browser) -> None:
    send(student, text=TEXT)
    assert student.heading == "What becomes of notes"
    first, second = student.page.all("article")
    assert "The **Nile**" in first.text
    assert "<script>alert(1)</script>" in second.text
    assert "alert(1)" not in [script.text for script in student.page.all("script")]


def test_the_look_stays_through_a_reload_and_in_another_window(student: Browser) -> None:
    send(student, text=TEXT)
    path, heading = student.path, student.heading
    student.visit("/banks")
    student.visit(path)
    assert student.heading == heading


def test_the_bank_file_is_downloaded(student: Browser) -> None:
    send(student, package())
    link = next(link["href"] for link in student.page.all("a", class_="button") if link["href"].endswith("bank.yaml"))
    answer = student.client.get(link)
    assert answer.headers["Content-Disposition"] == "attachment; filename=rivers.yaml"
    assert answer.mimetype == "application/yaml"
    assert len(parse_bank(answer.data, "b.yaml").questions) == 1


def test_one_deck_can_be_chosen_and_its_file_downloaded(student: Browser) -> None:
    send(student, text="#deck column:1\nA\tq\ta\nB\tr\tb\n")
    assert [option.text for option in student.page.one("select", id="deck").all("option")] == [
        "All decks", "A (1 questions)", "B (1 questions)"]
    student.visit(f"{student.path}?deck=B")
    assert "1 question out of 1 note." in student.text
    link = next(link["href"] for link in student.page.all("a", class_="button") if "bank.yaml" in link["href"])
    bank = parse_bank(student.client.get(link).data, "b.yaml")
    assert [question.model_dump()["front"] for question in bank.questions] == ["r"]


def test_more_questions_than_a_bank_holds_ask_for_a_deck(student: Browser) -> None:
    send(student, text="#deck column:1\n" + "".join(f"{'AB'[n % 2]}\tq {n}\ta\n" for n in range(10_001)))
    assert student.heading == "Choose a deck"
    assert "The file makes 10,001 questions, and a bank holds up to 10,000" in student.text
    path = student.path
    student.visit(f"{path}?deck=A")
    assert "5,001 questions out of 5,001 notes." in student.text
    assert student.client.get(f"{path}/bank.yaml").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(("data", "text", "sentence"), [
    (b"", "", "Choose a file, or paste a list."),
    (b"", "  \n", "Choose a file, or paste a list."),
    (b"PK no zip", "", "This is no package of Anki's: choose a file that ends in .apkg or .colpkg, or notes in plain text."),
    (package(others={"../x": b""}), "",
     "The entry '../x' would lie outside the archive, which no deck needs: do not trust this file."),
])
def test_what_cannot_be_taken_is_told_at_the_field(student: Browser, data: bytes, text: str, sentence: str) -> None:
    send(student, data, text=text, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    assert student.mistakes == [sentence]


def test_what_holds_nothing_for_a_bank_is_told_on_a_page(student: Browser) -> None:
    send(student, text="one\ntwo", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    assert student.heading == "This cannot be brought in"
    assert "None of the 2 notes in the file can become a question: 2 because its back is empty." in student.text
    path = student.path
    assert student.client.get(f"{path}/bank.yaml").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    student.visit(f"{path}?deck=none", HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "There is no deck 'none' in the file" in student.text
    assert "Show all decks" in student.text


def test_a_file_is_its_senders_alone(student: Browser, another_browser: Browser, session: Session) -> None:
    send(student, package())
    path = student.path
    be_logged_in(another_browser, session, make_learner(session, "bob"))
    for address in (path, f"{path}/bank.yaml", "/banks/import/none", "/banks/import/none/bank.yaml"):
        another_browser.visit(address, HTTPStatus.NOT_FOUND)


def test_large_packages_are_taken_from_members_alone(student: Browser, another_browser: Browser, bank: str,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    begin(another_browser, bank)
    large = package(others={"0": bytes(range(256)) * 2000}, method=0)
    assert len(large) > 256 * 1024
    send(student, large)
    assert student.heading == "What becomes of Rivers"
    assert _status(another_browser, "/banks/import", large) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert _status(student, "/settings", large) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    monkeypatch.setattr("geoquiz.web.imports.MAX_BODY", 1000)
    assert _status(student, "/banks/import", large) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def _status(browser: Browser, path: str, data: bytes) -> int:
    """Post a file that the server turns away unread; the client's own spooled copy of it is closed."""
    with BytesIO(data) as file, browser.client.post(path, data={"file": (file, "deck.apkg")}) as answer:
        if answer.request.input_stream is not None:
            answer.request.input_stream.close()
        return answer.status_code


def test_only_members_bring_in_files(another_browser: Browser, visitor: Browser) -> None:
    for who in (another_browser, visitor):
        for path in ("/banks/import", "/banks/import/key", "/banks/import/key/bank.yaml"):
            who.visit(path)
            assert who.path == "/login"


def test_a_bank_too_large_for_a_file_says_so(student: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoquiz.interchange.bankfile.MAX_BYTES", 10)
    send(student, package())
    assert imports.MAX_WAITING_BYTES > 10
    answer = student.client.get(f"{student.path}/bank.yaml")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "the limit is 10: split the bank." in answer.text


def test_a_deck_of_ones_own_is_studied_at_once_and_seen_by_nobody_else(student: Browser, another_browser: Browser, session: Session
                                                                       ) -> None:
    log = "INSERT INTO revlog VALUES (1700000000000, 100, -1, 3, 1, 0, 0, 5000, 0)"
    data = package(collection([("Where is the Nile?", "Egypt"), ("And the Rhine?", "Germany")], card=(2, -1, 1, 12, 2500, 2, 1, 0),
                              change=lambda database: database.execute(log)))
    send(student, data)
    assert "2 cards bring what you remember and 1 review along; 2 of them stay suspended." in student.text
    student.submit(student.path)
    assert student.heading == "Rivers"
    assert "The deck is yours: 2 questions, seen by you alone." in student.page.text
    assert "2 cards came with what you remember, and with 1 review." in student.page.text
    path = student.path
    student.visit("/banks")
    assert "Rivers" in student.text
    be_logged_in(another_browser, session, make_learner(session, "bob"))
    another_browser.visit("/banks")
    assert "Rivers" not in another_browser.text
    key = path.rpartition("/")[2]
    for address in (path, f"/study/{key}", f"{path}/anki", f"{path}/download", f"{path}/download/yaml", f"{path}/print"):
        another_browser.visit(address, HTTPStatus.NOT_FOUND)


def test_new_cards_of_ones_own_deck_are_asked(student: Browser) -> None:
    send(student, text="Nile\tEgypt\n")
    student.submit(student.path)
    key = student.path.rpartition("/")[2]
    student.visit(f"/study/{key}")
    assert "Nile" in student.text


def test_a_deck_that_cannot_be_taken_says_why(student: Browser) -> None:
    send(student, text="Nile\tEgypt\n")
    student.submit(student.path)
    send(student, text="#notetype:Basic (type in the answer)\nNile\tEgypt\n")
    student.submit(student.path, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert student.heading == "This cannot be brought in"
    assert "was of type card and is now typed: a type is permanent" in student.text


def test_taking_a_deck_again_says_what_it_left_as_it_is(student: Browser) -> None:
    data = package(collection(card=(2, 2, 1, 12, 2500, 2, 1, 0)))
    for sentence in ("1 card came with what you remember, and with 0 reviews.",
                     "Cards that you have studied here stay as they are here (1)."):
        send(student, data)
        student.submit(student.path)
        assert sentence in student.page.text


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz><question type="shortanswer"><name><text>river</text></name>
<questiontext format="plain_text"><text>Which river flows through Cairo?</text></questiontext>
<answer fraction="100" format="plain_text"><text>Nile</text></answer></question></quiz>"""


@pytest.mark.parametrize(("name", "text", "kind", "front"), [
    ("rivers.xml", MOODLE, "Typed answer", "Which river flows through Cairo?"),
    ("rivers.gift", "::river:: Which river flows through Cairo? {=Nile}", "Typed answer", "Which river flows through Cairo?"),
    ("rivers.csv", "type,stem,answer\ntyped,Which river flows through Cairo?,Nile\n", "Typed answer",
     "Which river flows through Cairo?"),
    ("rivers.txt", "Cairo - Nile\nVienna – Danube\n", "Flashcard", "Cairo"),
])
def test_files_of_other_programs_become_questions_too(student: Browser, name: str, text: str, kind: str, front: str) -> None:
    send(student, text.encode(), name)
    assert student.heading == "What becomes of rivers"
    assert kind in student.text
    assert front in student.text
    bank = parse_bank(student.client.get(f"{student.path}/bank.yaml").data, "bank.yaml")
    assert bank.questions
    student.submit(student.path, button="Study it as my own deck")
    assert student.heading == "rivers"


def test_a_pasted_list_with_dashes_becomes_cards(student: Browser) -> None:
    send(student, text="Cairo - Nile\nVienna - Danube")
    assert "2 questions" in student.text
    assert "Nile" in student.text


def test_what_is_wrong_with_a_file_is_told_with_its_line(student: Browser) -> None:
    send(student, b"<quiz><question", "rivers.xml", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    assert student.heading == "This cannot be brought in"
    assert "rivers.xml:1:" in student.text
