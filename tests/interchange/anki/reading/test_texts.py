"""Fields into markdown, gaps into gaps, and templates into sides."""

import time
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.kinds import load_question
from geoquiz.interchange.anki.reading.sides import read_side
from geoquiz.interchange.anki.reading.texts import gapped, markdown, plain
from geoquiz.interchange.markup import from_html
from tests.interchange.anki.reading.crafted import BASIC, CLOZE, TYPED, collection, package, questions, read


@pytest.mark.parametrize(("html", "text", "lost"), [
    ("plain", "plain", ()),
    ("2 * 3 * 4 and _so_ on", "2 * 3 * 4 and \\_so\\_ on", ()),
    ("<div>one</div><div>two</div>", "one\n\ntwo", ()),
    ("a<br>b", "a\\\nb", ()),
    ("a [sound:x.mp3] b", "a b", ("a sound",)),
    ("[anki:play:q:0]a", "a", ("a sound",)),
    ("<b>a</b>[sound:x.mp3]", "**a**", ("a sound",)),
    ('<img src="a.png"><img src="b.png">x', "x", ("a picture",)),
    ('see <a href="https://example.org">this</a>', "see this", ("a link",)),
    (r"\(x^2\)", r"\\(x^2\\)", ("a formula",)),
    ("[latex]x[/latex]", "[latex]x[/latex]", ("a formula",)),
])
def test_fields_become_markdown_and_say_what_is_lost(html: str, text: str, lost: tuple[str, ...]) -> None:
    assert markdown(html) == (text, lost)


HTML = st.lists(st.sampled_from([
    "a", " ", "<b>", "</b>", "<i>", "</i>", "<br>", "<br/>", "<div>", "</div>", "&lt;", "&amp;", "&nbsp;", "&#58;", "*", "_",
    "\\", "<u>", "</u>", "1.", "#", "é", "\n", "<", ">", "&", "`", "~~", "-", "<b>c</b>", "<em>d</em>",
])).map("".join)


@given(HTML)
def test_the_short_ways_lead_where_the_long_one_leads(html: str) -> None:
    with_a_tag_that_is_nothing = f"<span>{html}</span>"
    assert markdown(html)[0] == from_html(html)[0] == from_html(with_a_tag_that_is_nothing)[0]


def test_a_field_in_one_line_is_what_a_reader_sees() -> None:
    assert plain("<div>The <b>Nile</b></div><div>&amp; more [sound:x.mp3]</div>") == "The Nile & more"


@pytest.mark.parametrize(("html", "text", "parts", "changes"), [
    ("The {{c1::Nile}}", "The {{c1::Nile}}", {0: "c1"}, []),
    ("{{c2::a::b &amp; c}} {{c1::<b>d</b>}}", "{{c2::a::b & c}} {{c1::**d**}}", {1: "c2", 0: "c1"}, []),
    ("{{c1::a}} {{c1::b}} {{c3::c}}", "{{c1::a}} {{c4::b}} {{c3::c}}", {0: "c1", 2: "c3"},
     ["gaps that share a number: each is asked by itself now"]),
    ("{{c1,2::a}}", "{{c1::a}}", {0: "c1"}, []),
    ("{{c1::a {{c2::b}} c}} d", "{{c1::a b c}} d", {0: "c1"},
     ["a gap within a gap: the outer one is asked, and the inner one shown in it"]),
    ("{{c1::a}} and {{b}}", "{{c1::a}} and { {b} } ", {0: "c1"}, ["double braces outside of gaps: they stand apart now"]),
    ("{{c1::x}y}}", "{{c1::x}y}}", {0: "c1"}, []),
    ("{{c1::a&#58;&#58;b}}", "{{c1::a: :b}}", {0: "c1"}, []),
    ("{{c1::a", "{ {c1::a", {}, ["double braces outside of gaps: they stand apart now"]),
    ("{{c1::<div>a</div><div>b</div>}}", "{{c1::a b}}", {0: "c1"}, []),
])
def test_gaps_become_ours(html: str, text: str, parts: dict[int, str], changes: list[str]) -> None:
    found = gapped(html)
    assert (found.text, found.parts, list(dict.fromkeys(found.changes))) == (text, parts, changes)


GAPS = st.lists(st.sampled_from([
    "{{c1::", "{{c2::", "{{c999::", "}}", "{{", "::", "a", "<b>", "</b>", "<div>", "&lt;", "{", "}", "c1",
]), max_size=20).map("".join)


@given(GAPS)
def test_whatever_has_gaps_after_this_is_a_cloze_or_is_refused_as_one(html: str) -> None:
    found = gapped(html)
    if found.parts and all(gap.strip() for gap in found.text.split("}}")):
        parts = set(found.parts.values())
        try:
            parts = set(load_question({"id": "q", "type": "cloze", "text": found.text}).parts())
        except ValueError as error:
            sentence = str(error)
        else:
            sentence = "It has its gaps."
        assert "gap" in sentence
        assert set(found.parts.values()) <= parts


@pytest.mark.parametrize("mark", ["{{c1::", "{{c", "}}", "{{", "{{c1::x}}"])
def test_long_texts_of_nothing_but_marks_take_no_longer(mark: str) -> None:
    started = time.process_time()
    gapped(mark * (60_000 // len(mark)))
    read_side(mark * (60_000 // len(mark)))
    assert time.process_time() - started < 5


def made(front: str, back: str, *fields: str, names: tuple[str, ...] = ("Front", "Back")) -> list[dict[str, Any]]:
    model = {**BASIC, "flds": [{"name": name} for name in names], "tmpls": [{"name": "Card 1", "qfmt": front, "afmt": back}]}
    return questions(fields, model=model)


def test_sides_follow_their_templates() -> None:
    names = ("Word", "Meaning", "Extra")
    front = "<h1>Word</h1>{{#Extra}}({{text:Extra}}){{/Extra}}{{^Extra}}nothing{{/Extra}} {{ Word }}<!-- {{Meaning}} -->{{Unknown}}"
    back = "{{FrontSide}}<hr id=answer>{{Meaning}} {{tts en_US:Word}}"
    assert made(front, back, "Nile", "a river", "long", names=names) == [
        {"type": "card", "front": "# Word\n\n(long) Nile", "back": "a river Nile"}]
    assert made(front, back, "Nile", "a river", "<br>", names=names) == [
        {"type": "card", "front": "# Word\n\nnothing Nile", "back": "a river Nile"}]


def test_a_hidden_field_becomes_the_hint() -> None:
    assert made("{{Front}}{{hint:Back}}", "{{Front}} it is", "Q", "H") == [
        {"type": "card", "front": "Q", "back": "Q it is", "hint": "H"}]


def test_ends_of_conditions_that_never_began_are_nothing() -> None:
    assert made("{{/Front}}{{Front}}{{#Back}}x", "{{Back}}{{", "Q", "A") == [{"type": "card", "front": "Qx", "back": "A{{"}]


def test_typed_notes_are_typed_and_long_ones_turned() -> None:
    assert questions(("Capital of Egypt?", "<b>Cairo</b> "), model=TYPED) == [
        {"type": "typed", "stem": "Capital of Egypt?", "answer": "Cairo"}]
    assert questions(("Recite it.", "long " * 200), model=TYPED) == [
        {"type": "card", "front": "Recite it.", "back": ("long " * 200).strip()}]
    shown = {**TYPED, "tmpls": [{"name": "Card 1", "qfmt": "{{Front}}{{type:Back}}", "afmt": "<hr id=answer>{{Back}}!"}]}
    assert questions(("Q", "A"), model=shown) == [{"type": "typed", "stem": "Q", "answer": "A", "explanation": "A!"}]


def test_a_cloze_takes_the_rest_of_its_back_along() -> None:
    found = read(package(collection([("The {{c1::Nile}} {{c3::flows}}", "<i>Long.</i>")], model=CLOZE)))
    assert found.bank.questions[0].model_dump(mode="json", exclude_defaults=True, exclude={"id"}) == {
        "type": "cloze", "text": "The {{c1::Nile}} {{c3::flows}}", "explanation": "*Long.*", "tags": ["water"]}


@pytest.mark.parametrize(("fields", "model", "reason"), [
    (("", ""), BASIC, "it is empty"),
    (("<br>", "&nbsp;"), BASIC, "it is empty"),
    (("", "A"), BASIC, "its front is empty"),
    (("Q", "<div></div>"), BASIC, "its back is empty"),
    (('<img src="a.png">', "A"), BASIC, "it is nothing but media, which no bank holds on its front"),
    (("Q", "[sound:a.mp3]"), BASIC, "it is nothing but media, which no bank holds on its back"),
    (("Q", ""), TYPED, "there is nothing to type in it"),
    (('<img src="a.png">', "A"), TYPED, "it is nothing but media, which no bank holds on its front"),
    (("", "A"), TYPED, "its front is empty"),
    (("no gap", ""), CLOZE, "it has no gap"),
    (("Q", "x" * 70_000), BASIC, "it is longer than any question may be"),
    (("{{c1::x}}" + "x" * 70_000, ""), CLOZE, "it is longer than any question may be"),
    (("Q", "x" * 1_100_000), BASIC, "it is longer than any question may be"),
])
def test_what_is_left_out_says_why(fields: tuple[str, str], model: dict[str, Any], reason: str) -> None:
    right = ("{{c1::a}}", "b") if model is CLOZE else ("a", "b")
    found = read(package(collection([fields, right], model=model), method=zipfile.ZIP_STORED))
    assert found.plan.skipped == ((reason, 1),)
    assert len(found.bank.questions) == 1


def test_a_gap_that_nobody_could_type_is_told_as_a_loss() -> None:
    found = read(package(collection([("{{c1::" + "x" * 501 + "}}", ""), ("{{c1::a}}", "")], model=CLOZE)))
    assert [(loss.what, loss.why) for loss in found.losses] == [
        ("the question",
         "it does not fit: The gap has 501 characters; nobody types more than 500 (column 1 of the text): leave out less")]
    assert len(found.bank.questions) == 1


def test_notes_without_cards_or_note_type_are_told() -> None:
    def change(database: Any) -> None:
        database.execute("DELETE FROM cards WHERE nid = 1")
        database.execute("UPDATE notes SET mid = 8 WHERE id = 2")

    found = read(package(collection([("a", "b"), ("c", "d"), ("e", "f")], change=change)))
    assert dict(found.plan.skipped) == {"it has no card": 1, "its note type is not in the file": 1}
    found = read(package(collection([("a", "b")], ords=2)))
    assert found.plan.skipped == (("its note type has no such card", 1),)


def test_two_notes_of_one_guid_are_two_questions() -> None:
    found = read(package(collection([("a", "b"), ("c", "d"), ("e", "f")],
                                    change=lambda database: database.execute("UPDATE notes SET guid = 'same'"))))
    first, second, third = (question.id for question in found.bank.questions)
    assert (second, third) == (f"{first}-2", f"{first}-3")
