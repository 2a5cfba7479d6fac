"""Notes in plain text, as Anki exports them and as people type them."""

import csv
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.banks.model import Bank
from geoquiz.interchange import anki_text
from geoquiz.interchange.anki.reading import AnkiImport, ImportFault
from geoquiz.interchange.anki_text import read_notes
from geoquiz.interchange.report import Reading
from tests.factories import bank_of_all_kinds
from tests.interchange.anki.reading.crafted import read
from tests.interchange.anki.real_anki import bring_in, package


def notes(text: str | bytes, **options: Any) -> AnkiImport:
    return read_notes(text if isinstance(text, bytes) else text.encode(), Reading(path="notes.txt", name="notes"), **options)


def contents(found: AnkiImport) -> list[dict[str, Any]]:
    return [question.model_dump(mode="json", exclude_defaults=True, exclude={"id"}) for question in found.bank.questions]


def refusal(text: str | bytes) -> str:
    with pytest.raises(ImportFault) as caught:
        notes(text)
    return str(caught.value)


def test_lines_of_two_fields_are_cards() -> None:
    assert contents(notes("Nile\tEgypt\nRhine & Main\t<Germany>\n")) == [
        {"type": "card", "front": "Nile", "back": "Egypt"}, {"type": "card", "front": "Rhine & Main", "back": "<Germany>"}]


def test_headers_say_how_the_lines_are_read() -> None:
    text = ("#separator:Semicolon\n#html:true\n#tags:africa long\n#deck column:1\n#tags column:4\n#columns:a;b;c;d\n"
            'Rivers;"The ""Nile""";<b>Egypt</b>;north\nLakes;"two\nlines";x;\n')
    assert contents(notes(text)) == [
        {"type": "card", "front": 'The "Nile"', "back": "**Egypt**", "tags": ["africa", "long", "north", "Rivers"]},
        {"type": "card", "front": "two lines", "back": "x", "tags": ["africa", "long", "Lakes"]},
    ]
    assert len(notes(text, deck="Lakes").bank.questions) == 1


def test_kinds_follow_from_note_types_and_gaps() -> None:
    text = ("#separator:tab\n#notetype column:1\nBasic\tQ\tA\tmore\nBasic (and reversed card)\tB\tC\n"
            "Basic (type in the answer)\tD\tE\nCloze\tThe {{c1::Nile}}\tF\n")
    assert contents(notes(text)) == [
        {"type": "card", "front": "Q", "back": "A\n\nmore"}, {"type": "card", "front": "B", "back": "C"},
        {"type": "card", "front": "C", "back": "B"}, {"type": "typed", "stem": "D", "answer": "E"},
        {"type": "cloze", "text": "The {{c1::Nile}}", "explanation": "F"},
    ]


@pytest.mark.parametrize(("line", "separator"), [("a|b", "|"), ("a;b", ";"), ("a,b", ","), ("a:b", ":"), ("a\tb;c", "\t")])
def test_the_separator_is_found_where_no_header_says_it(line: str, separator: str) -> None:
    front, back = line.split(separator)
    assert contents(notes(line)) == [{"type": "card", "front": front, "back": back}]


def test_ids_come_from_the_guid_or_the_first_field() -> None:
    first, second = (notes(f"Nile\t{country}").bank.questions[0].id for country in ("Egypt", "Sudan"))
    assert first == second
    named = "#guid column:1\nabc\tNile\tEgypt\n"
    assert notes(named).bank.questions[0].id == notes(named.replace("Nile", "The Nile")).bank.questions[0].id != first


def test_what_anki_exports_as_text_gives_the_same_bank_as_its_package(collection: Collection, tmp_path: Path) -> None:
    deck = collection.decks.id("Rivers")
    assert deck is not None
    for name, fields in (("Basic", ("Which <b>river</b>?", 'The "Nile"\tin Egypt<br>& so on')),
                         ("Cloze", ("The {{c1::Nile}}", "x")), ("Basic (type in the answer)", ("Capital?", "Cairo"))):
        note_type = collection.models.by_name(name)
        assert note_type is not None
        note = collection.new_note(note_type)
        note.fields[:2] = fields
        note.tags = ["a", "b::c"]
        collection.add_note(note, deck)
    text, apkg = tmp_path / "notes.txt", tmp_path / "deck.apkg"
    collection.export_note_csv(out_path=str(text), limit=None, with_html=True, with_tags=True, with_deck=True, with_notetype=True,
                               with_guid=True)
    collection.export_anki_package(out_path=str(apkg), limit=None, options=ExportAnkiPackageOptions(
        with_scheduling=False, with_deck_configs=False, with_media=False, legacy=False))
    assert notes(text.read_bytes()).bank.questions == read(apkg.read_bytes()).bank.questions


def test_our_own_notes_come_back_out_of_text_too(collection: Collection, tmp_path: Path) -> None:
    bank = bank_of_all_kinds()
    bring_in(collection, package(bank), tmp_path)
    path = tmp_path / "notes.txt"
    collection.export_note_csv(out_path=str(path), limit=None, with_html=True, with_tags=True, with_deck=True, with_notetype=True,
                               with_guid=True)
    found = notes(path.read_bytes()).bank
    for name in ("capital", "shores", "landlocked", "strait", "sea", "north-to-south", "word"):
        assert found.by_id[name] == bank.by_id[name]


@pytest.mark.parametrize(("text", "sentence"), [
    ("", "There is no note in the file: export a deck that holds some."),
    ("#separator:tab\n", "There is no note in the file: export a deck that holds some."),
    ("one\ntwo", "None of the 2 notes in the file can become a question: 2 because its back is empty."),
    ("#separator:two words\na\tb",
     "The header says #separator:two words, which parts nothing: write a name such as tab, or one sign."),
    ("#tags column:x\na\tb", "The header says #tags column:x: write the number of a column, from 1 to 200."),
    ("#guid column:0\na\tb", "The header says #guid column:0: write the number of a column, from 1 to 200."),
    (b"a\0b\tc", "This is no text: save the file as text in UTF-8."),
])
def test_texts_that_hold_no_notes_are_refused(text: str | bytes, sentence: str) -> None:
    assert refusal(text) == sentence


def test_a_field_that_never_ends_is_told_with_its_line() -> None:
    before = csv.field_size_limit(1000)  # It is one for the whole process.
    try:
        sentence = refusal("a\tb\nc\t\"" + "x" * 2000)
    finally:
        csv.field_size_limit(before)
    assert sentence == "Line 2 cannot be read: a field in quotation marks does not end, or is longer than any question may be."


def test_counts_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anki_text, "MAX_NOTES", 1)
    assert refusal("a\tb\nc\td") == "The text holds more than 1 notes: export fewer decks."
    monkeypatch.undo()
    monkeypatch.setattr(anki_text, "MAX_NOTE_TYPES", 1)
    assert refusal("#notetype column:1\nA\ta\tb\nB\tc\td") == "The text names more than 1 note types: export fewer decks."
    monkeypatch.setattr(anki_text, "MAX_PLAIN_TEXT", 2)
    assert refusal("a\tb") == "The text has 3 bytes; the limit is 0 MiB: export fewer notes."


def test_a_deck_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ImportFault, match=r"There is no deck 'C' in the file: it has A, B\."):
        notes("#deck column:1\nA\ta\tb\nB\tc\td", deck="C")


def test_more_questions_than_a_bank_holds_name_the_decks_to_choose_from() -> None:
    lines = "".join(f"{'A' if number % 3 else 'B'}\tq {number}\ta\n" for number in range(10_001))
    assert refusal("#deck column:1\n" + lines) == (
        "The file makes 10,001 questions, and a bank holds up to 10,000: choose one of its decks: A (6,667), B (3,334).")


@given(st.one_of(st.binary(max_size=300), st.text(st.sampled_from("ab\t\n\",;:#{}c1<>&\r "), max_size=200).map(str.encode)))
def test_any_bytes_give_a_bank_or_a_refusal(data: bytes) -> None:
    sentence = "A bank."
    try:
        assert isinstance(notes(data).bank, Bank)
    except ImportFault as fault:
        sentence = str(fault)
    assert sentence.endswith(".")
