"""Packages of the real Anki, in each form that it writes, and of genanki and ourselves."""

import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import genanki
import pytest
from anki.collection import AddNoteRequest, Collection, ExportAnkiPackageOptions

from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.render import render_bank
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.interchange.anki.reading import AnkiImport, PlanDeck, PlanRow, read_package
from geoquiz.interchange.report import Reading
from tests.interchange.anki.reading.crafted import read

NOTES = {
    "Basic": ("Which river flows through <b>Cairo</b>?", "The Nile<br>in Egypt"),
    "Basic (and reversed card)": ("Nile", "Egypt"),
    "Basic (type in the answer)": ("Capital of Egypt?", "Cairo"),
    "Cloze": ("The {{c1::Nile::river}} flows into the {{c2::Mediterranean}}.", "All of it."),
}
FORMS = {"apkg": ("apkg", False), "apkg for older versions": ("apkg", True), "colpkg": ("colpkg", False),
         "colpkg for older versions": ("colpkg", True)}


@pytest.fixture
def studied(collection: Collection) -> Collection:
    """A collection with a note of each of Anki's types, a picture, and two cards answered."""
    collection.set_config("fsrs", True)
    deck = collection.decks.id("School::Rivers")
    assert deck is not None
    for name, fields in NOTES.items():
        note_type = collection.models.by_name(name)
        assert note_type is not None
        note = collection.new_note(note_type)
        note.fields[:2] = fields
        note.tags = ["africa", "water::rivers"]
        collection.add_note(note, deck)
    picture = collection.media.write_data("nile.png", b"not really a picture")
    note = collection.get_note(collection.find_notes("Cairo tag:africa")[0])
    note["Back"] += f'<img src="{picture}">[sound:nile.mp3]'
    collection.update_note(note)
    collection.decks.set_current(deck)
    for button in (4, 1):
        card = collection.sched.getCard()
        assert card is not None
        collection.sched.answerCard(card, button)
    return collection


def exported(collection: Collection, folder: Path, form: str) -> bytes:
    """Return a collection as one of Anki's packages."""
    suffix, legacy = FORMS[form]
    path = folder / f"deck.{suffix}"
    if suffix == "colpkg":
        collection.export_collection_package(str(path), include_media=True, legacy=legacy)
        collection.reopen()
    else:
        options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
        collection.export_anki_package(out_path=str(path), options=options, limit=None)
    return path.read_bytes()


def contents(found: AnkiImport) -> list[dict[str, Any]]:
    return [question.model_dump(mode="json", exclude_defaults=True, exclude={"id", "tags"}) for question in found.bank.questions]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_bank(studied: Collection, tmp_path: Path, form: str) -> None:
    found = read(exported(studied, tmp_path, form))
    assert contents(found) == [
        {"type": "card", "front": "Which river flows through **Cairo**?", "back": "The Nile\\\nin Egypt"},
        {"type": "card", "front": "Nile", "back": "Egypt"},
        {"type": "card", "front": "Egypt", "back": "Nile"},
        {"type": "typed", "stem": "Capital of Egypt?", "answer": "Cairo"},
        {"type": "cloze", "text": "The {{c1::Nile::river}} flows into the {{c2::Mediterranean}}.", "explanation": "All of it."},
    ]
    assert {question.tags for question in found.bank.questions} == {("africa", "water::rivers")}
    assert (found.bank.id, found.bank.title) == ("rivers", "Rivers")
    assert found.plan.decks == (PlanDeck("School::Rivers", 4, 5),)
    assert found.plan.media == 1
    assert {(loss.what, loss.why) for loss in found.losses} == {
        ("a sound", "banks hold no media, so it is left out"), ("a picture", "banks hold no media, so it is left out")}
    assert parse_bank(render_bank(found.bank).encode(), "b.yaml") == found.bank


@pytest.mark.parametrize("form", FORMS)
def test_memory_and_log_come_as_anki_has_them(studied: Collection, tmp_path: Path, form: str) -> None:
    found = read(exported(studied, tmp_path, form))
    easy, again = sorted(found.progress.values(), key=lambda card: card.state, reverse=True)
    assert [card.state for card in (easy, again)] == [State.REVIEW, State.LEARNING]
    for arrived in (easy, again):
        card = studied.get_card(next(id_ for id_ in studied.find_cards("") if studied.get_card(id_).type == arrived.state))
        state = card.memory_state
        assert state is not None
        assert (arrived.stability, arrived.difficulty) == (pytest.approx(state.stability), pytest.approx(state.difficulty))
        assert (arrived.reps, arrived.lapses, arrived.suspended) == (card.reps, card.lapses, False)
        row = studied.card_stats_data(card.id).revlog[0]
        assert [review.rating for review in arrived.log] == [Rating(row.button_chosen)]
        assert int(arrived.log[0].at.timestamp()) == row.time
        if arrived.state == State.REVIEW:
            ahead = card.due - studied.sched.today
            # Anki's day begins at four in the morning, local time, as ours does.
            today = (datetime.now(UTC).astimezone() - timedelta(hours=4)).toordinal()
            assert arrived.due_day == today + ahead
        else:
            assert arrived.due_at == datetime.fromtimestamp(card.due, UTC)
    assert (found.plan.reviewed, found.plan.reviews) == (2, 2)


def test_the_oldest_form_is_read_too(studied: Collection, tmp_path: Path) -> None:
    data = exported(studied, tmp_path, "apkg for older versions")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = archive.read("collection.anki21")
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("collection.anki2", content)
    assert contents(read(target.getvalue())) == contents(read(data))


def test_ids_stay_when_the_text_changes_and_the_deck_is_exported_again(studied: Collection, tmp_path: Path) -> None:
    before = read(exported(studied, tmp_path, "apkg")).bank
    note = studied.get_note(studied.find_notes("Capital")[0])
    note["Front"] = "What is the capital of Egypt?"
    studied.update_note(note)
    after = read(exported(studied, tmp_path, "apkg")).bank
    assert [question.id for question in after.questions] == [question.id for question in before.questions]
    assert after.questions[3].stem == "What is the capital of Egypt?"


def test_one_deck_of_several_can_be_chosen_and_else_they_are_tags(studied: Collection, tmp_path: Path) -> None:
    deck, basic = studied.decks.id("School::Lakes"), studied.models.by_name("Basic")
    assert deck is not None
    assert basic is not None
    note = studied.new_note(basic)
    note.fields = ["The deepest lake?", "Baikal"]
    studied.add_notes([AddNoteRequest(note=note, deck_id=deck)])
    data = exported(studied, tmp_path, "apkg")
    whole = read(data)
    assert (whole.bank.title, len(whole.bank.questions)) == ("School", 6)
    assert whole.bank.questions[-1].tags == ("School::Lakes",)
    lakes = read(data, deck="School::Lakes")
    assert [question.model_dump()["back"] for question in lakes.bank.questions] == ["Baikal"]
    assert lakes.bank.title == "Lakes"
    assert len(read(data, deck="School").bank.questions) == 6


def test_image_occlusion_is_left_out_and_says_why(collection: Collection, tmp_path: Path) -> None:
    picture = tmp_path / "map.png"
    picture.write_bytes(b"not really a picture")
    collection.add_image_occlusion_notetype()
    note_type = collection.models.by_name("Image Occlusion")
    assert note_type is not None
    basic = collection.models.by_name("Basic")
    assert basic is not None
    masked = ["{{c1::image-occlusion:rect:left=.1}}", '<img src="map.png">', "Head", ""]
    for kind, fields in ((note_type, masked), (basic, ["Q", "A"])):
        note = collection.new_note(kind)
        note.fields[:len(fields)] = fields
        deck = collection.decks.id("Default")
        assert deck is not None
        collection.add_note(note, deck)
    found = read(exported(collection, tmp_path, "apkg"))
    reason = "it is an image occlusion: its question is a picture, which no bank holds"
    assert found.plan.rows == (PlanRow("Basic", 1, (("card", 1),), ()), PlanRow("Image Occlusion", 1, (), ((reason, 1),)))
    assert found.plan.skipped == ((reason, 1),)


def test_packages_of_genanki_are_read(tmp_path: Path) -> None:
    model = genanki.Model(1_607_392_319, "Rivers", fields=[{"name": "River"}, {"name": "Country"}, {"name": "Note"}], templates=[
        {"name": "There", "qfmt": "Where is the {{River}}?", "afmt": "{{FrontSide}}<hr id='answer'>{{Country}}<i>{{Note}}</i>"},
        {"name": "Back", "qfmt": "{{#Note}}Which river: {{Note}}{{/Note}}", "afmt": "{{FrontSide}}<hr id=answer>{{River}}"},
    ])
    deck = genanki.Deck(2_059_400_110, "World rivers")
    deck.add_note(genanki.Note(model, ["Nile", "Egypt", "a long one"], tags=["africa"]))
    deck.add_note(genanki.Note(genanki.CLOZE_MODEL, ["{{c1::Cairo}} lies on the Nile.", ""]))
    path = tmp_path / "rivers.apkg"
    genanki.Package(deck).write_to_file(str(path))
    with path.open("rb") as file:
        found = read_package(file, Reading(path=path.name, name="rivers"))
    assert contents(found) == [
        {"type": "card", "front": "Where is the Nile?", "back": "Egypt*a long one*"},
        {"type": "card", "front": "Which river: a long one", "back": "Nile"},
        {"type": "cloze", "text": "{{c1::Cairo}} lies on the Nile."},
    ]
    assert found.bank.id == "world-rivers"
