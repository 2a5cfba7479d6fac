"""Choosing what goes into an Anki deck, and downloading it."""

import json
import re
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geoquiz.web.clock import utc_now
from tests.factories import answer_right, apply_bank, ask, make_bank, typed
from tests.web.conftest import Browser

ADA = 1


@pytest.fixture
def banks(session: Session, student: Browser) -> None:
    """Two small banks beside the one of all kinds, one of them tagged."""
    apply_bank(session, make_bank([typed("north", tags=["rail"]), typed("south", tags=["Road"]), typed("east")], id_="ways"))
    apply_bank(session, make_bank(2, id_="trade", tags=["rail"], title="Trade"))


def download(browser: Browser, folder: Path, **choices: object) -> dict[str, list[str]]:
    """Send the choices, and return the ids of the notes by deck."""
    if not hasattr(browser, "page") or browser.path != "/export":
        browser.visit("/export")
    form = browser.page.one("form", action="/export/anki")
    response = browser.client.post("/export/anki", data=form.fields() | choices, buffered=True)
    assert response.status_code == 200, response.text[:1500]
    assert response.mimetype == "application/octet-stream"
    path = folder / "collection"
    path.write_bytes(zipfile.ZipFile(BytesIO(response.data)).read("collection.anki21"))
    with closing(sqlite3.connect(path)) as collection:
        stored = json.loads(collection.execute("SELECT decks FROM col").fetchone()[0])
        decks = {int(id_): deck["name"] for id_, deck in stored.items()}
        rows = collection.execute("SELECT DISTINCT did, flds FROM cards JOIN notes ON notes.id = nid ORDER BY nid").fetchall()
    found: dict[str, list[str]] = {}
    for deck, fields in rows:
        found.setdefault(decks[deck], []).append(fields.rsplit("/", 1)[-1])
    browser.response = response
    return found


def ticked(browser: Browser) -> list[str]:
    return [box["value"] for box in browser.page.all("input", name="banks") if "checked" in box.attributes]


def test_every_bank_is_there_to_choose_and_all_are_ticked(student: Browser, banks: None) -> None:
    student.visit("/export")
    assert ticked(student) == ["all-kinds", "ways", "trade"]
    boxes = {box["name"]: box for name in ("only_met", "with_progress") for box in student.page.all("input", name=name)}
    assert not any("checked" in box.attributes for box in boxes.values())
    assert "The bank ways 3 questions" in student.text


def test_a_banks_page_leads_to_the_choices_with_that_bank_ticked(student: Browser, banks: None) -> None:
    student.visit("/banks/ways")
    link = next(a for a in student.page.all("a") if a["href"].startswith("/export"))
    student.visit(link["href"])
    assert ticked(student) == ["ways"]
    student.visit("/export?bank=none&bank=trade")
    assert ticked(student) == ["trade"]


def test_the_page_says_in_plain_words_what_anki_does(student: Browser, banks: None) -> None:
    text = student.visit("/export").one("main").text
    for sentence in ("Anki never reschedules cards it already has, and adds no reviews to their log",
                     "updates the texts of the notes you have, adds the new ones and never doubles any",
                     "geoquiz::One question of each kind", "geoquiz::all-kinds::geography"):
        assert sentence in text


def test_the_chosen_banks_come_as_decks_of_their_titles(student: Browser, banks: None, tmp_path: Path) -> None:
    decks = download(student, tmp_path, banks=["ways", "trade"])
    assert decks == {"geoquiz::The bank ways": ["north", "south", "east"], "geoquiz::Trade": ["q1", "q2"]}
    assert student.response.headers["Content-Disposition"] == "attachment; filename=geoquiz.apkg"
    download(student, tmp_path, banks=["ways"])
    assert student.response.headers["Content-Disposition"] == "attachment; filename=geoquiz-ways.apkg"


@pytest.mark.parametrize(("tags", "questions"), [
    ("rail", {"geoquiz::The bank ways": ["north"], "geoquiz::Trade": ["q1", "q2"]}),
    (" road ,RAIL,, ", {"geoquiz::The bank ways": ["north", "south"], "geoquiz::Trade": ["q1", "q2"]}),
])
def test_tags_keep_the_deck_to_questions_that_carry_one(student: Browser, banks: None, tmp_path: Path, tags: str,
                                                       questions: dict[str, list[str]]) -> None:
    assert download(student, tmp_path, banks=["ways", "trade"], tags=tags) == questions


@pytest.mark.every_database
def test_only_what_was_met_goes_in_and_progress_when_it_is_asked_for(student: Browser, session: Session, banks: None,
                                                                    tmp_path: Path) -> None:
    answer_right(session, ask(session, ADA, "ways", now=utc_now()), now=utc_now())
    assert download(student, tmp_path, banks=["ways", "trade"], only_met="y") == {"geoquiz::The bank ways": ["north"]}
    with closing(sqlite3.connect(tmp_path / "collection")) as collection:
        assert collection.execute("SELECT reps FROM cards").fetchall() == [(0,)]
    download(student, tmp_path, banks=["ways"], with_progress="y")
    with closing(sqlite3.connect(tmp_path / "collection")) as collection:
        assert collection.execute("SELECT reps FROM cards ORDER BY id").fetchall() == [(1,), (0,), (0,)]
        assert collection.execute("SELECT count(*) FROM revlog").fetchone() == (1,)


@pytest.mark.parametrize(("choices", "sentence"), [
    ({}, "Choose at least one bank."),
    ({"banks": ["ways", "gone"]}, "There is no bank 'gone' here any more: choose from the list."),
    ({"banks": ["ways"], "tags": "rial"}, "No question of these banks has the tag 'rial'; did you mean 'rail'?"),
    ({"banks": ["ways"], "tags": "weather"}, "No question of these banks has the tag 'weather': they have Road, rail."),
    ({"banks": ["all-kinds"], "tags": "rail"}, "No question of these banks has the tag 'rail': they have geography."),
    ({"banks": ["ways"], "tags": ",".join(f"t{number}" for number in range(51))}, "These are more than 50 tags: leave some out."),
    ({"banks": ["ways"], "only_met": "y"},
     "No question that fits has been met yet: study some first, or take those not met too."),
])
def test_what_does_not_fit_is_told_at_its_field_and_the_choices_stay(student: Browser, banks: None, choices: dict[str, Any],
                                                                    sentence: str) -> None:
    student.visit("/export")
    student.submit("/export/anki", 422, **choices)
    assert student.mistakes == [sentence]
    assert ticked(student) == [key for key in ("all-kinds", "ways", "trade") if key in choices.get("banks", [])]
    assert student.page.one("input", id="tags")["value"] == choices.get("tags", "")
    assert ("checked" in student.page.one("input", id="only_met").attributes) == ("only_met" in choices)


def test_a_bank_without_tags_says_so(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(1))
    student.visit("/export")
    student.submit("/export/anki", 422, banks=["bank"], tags="rail")
    assert student.mistakes == ["No question of these banks has the tag 'rail': they have none."]


def test_only_members_choose_and_a_stranger_is_sent_to_log_in(browser: Browser, visitor: Browser) -> None:
    for who in (browser, visitor):
        who.visit("/export?bank=all-kinds")
        assert who.path == "/login"
        assert who.client.post("/export/anki", data={"banks": "all-kinds"}).status_code in (302, 400)


def test_a_server_without_banks_says_so(browser: Browser) -> None:
    browser.register("ada")
    browser.visit("/export")
    assert "There are no banks here yet." in browser.text


def test_a_download_needs_the_token_of_the_form(student: Browser) -> None:
    response = student.client.post("/export/anki", data={"banks": "all-kinds"})
    assert response.status_code == 400
    assert re.search("The page was open for too long", response.text)
