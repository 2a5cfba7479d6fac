"""What the real Anki makes of our packages: once, again, and after changes."""

from html import unescape
from pathlib import Path

import pytest
from anki.collection import Collection

from geoquiz.core.question import KINDS
from geoquiz.interchange.anki.fields import stripped
from tests.factories import bank_of_all_kinds, changed, make_bank, typed, with_questions, without
from tests.interchange.anki.real_anki import (
    CLEAN,
    CREATED,
    all_cards,
    back,
    bring_in,
    cards_of,
    deck_names,
    front,
    map_bytes,
    note_of,
    package,
    shipped_banks,
)


def test_every_shipped_bank_arrives_and_every_card_can_be_studied(collection: Collection, tmp_path: Path) -> None:
    banks = shipped_banks()
    questions = [question for bank in banks for question in bank.questions if not question.retired]
    assert bring_in(collection, package(*banks), tmp_path) == {"new": len(questions)}
    assert collection.card_count() == sum(len(question.parts()) for question in questions)
    assert collection.fix_integrity() == CLEAN
    assert not collection.get_empty_cards().notes
    for card in all_cards(collection):
        for side in (front(card), back(card)):
            assert "{{" not in side
            assert "}}" not in side
            assert "has a problem" not in side
        assert card.note()["Question"] not in ("", "<p></p>")
        assert len(back(card)) > len(card.note()["Bank"]) + len(card.note()["Question"])
        assert not card.question_av_tags()
        assert not card.answer_av_tags()


def test_each_kind_has_its_note_type_and_each_part_its_card(collection: Collection, tmp_path: Path) -> None:
    bank = bank_of_all_kinds()
    bring_in(collection, package(bank), tmp_path)
    types = {question.kind: note_of(collection, bank.id, question.id).note_type()["name"] for question in bank.questions}
    assert types == {
        "single": "geoquiz choice", "multiple": "geoquiz choice", "true_false": "geoquiz choice", "typed": "geoquiz typed",
        "numeric": "geoquiz typed", "date": "geoquiz typed", "cloze": "geoquiz cloze", "ordering": "geoquiz card",
        "matching": "geoquiz card", "map": "geoquiz map", "card": "geoquiz card",
    }
    assert set(types) == set(KINDS)
    assert [card.ord for card in cards_of(collection, bank.id, "sea")] == [0, 1]
    assert [card.ord for card in cards_of(collection, bank.id, "capital")] == [0]


def test_the_parts_of_a_gap_keep_their_numbers_whatever_is_missing_between(collection: Collection, tmp_path: Path) -> None:
    bank = changed(bank_of_all_kinds(), "sea", text="The {{c2::Caspian}} Sea and the {{c7::Black}} Sea")
    bring_in(collection, package(bank), tmp_path)
    assert [card.ord for card in cards_of(collection, bank.id, "sea")] == [1, 6]
    assert collection.fix_integrity() == CLEAN


def test_the_same_package_again_adds_nothing_and_changes_nothing(collection: Collection, tmp_path: Path) -> None:
    banks = shipped_banks()
    bring_in(collection, package(*banks), tmp_path)
    cards, notes = collection.card_count(), collection.note_count()
    assert bring_in(collection, package(*banks), tmp_path) == {"duplicate": notes}
    assert (collection.card_count(), collection.note_count()) == (cards, notes)
    assert collection.fix_integrity() == CLEAN


def test_three_exports_in_a_row_update_what_changed_and_never_duplicate(collection: Collection, tmp_path: Path) -> None:
    first = bank_of_all_kinds()
    assert bring_in(collection, package(first), tmp_path) == {"new": 11}
    kept = note_of(collection, first.id, "capital").id
    second = changed(first, "capital", stem="Which city is the capital of Georgia?")
    second = changed(second, "length", explanation="From Saint Petersburg to Mumbai.")
    assert bring_in(collection, package(second, changed={"capital": CREATED + 5, "length": CREATED + 5}), tmp_path) == {
        "updated": 2, "duplicate": 9}
    assert note_of(collection, first.id, "capital").id == kept
    assert "Which city is the capital" in front(cards_of(collection, first.id, "capital")[0])
    third = with_questions(second, [typed("river"), *without(second, "word").questions])
    assert bring_in(collection, package(third, changed={"capital": CREATED + 5, "length": CREATED + 5}), tmp_path) == {
        "new": 1, "duplicate": 10}
    assert collection.note_count() == 12
    assert collection.fix_integrity() == CLEAN


def test_a_new_gap_brings_a_card_and_leaves_the_others(collection: Collection, tmp_path: Path) -> None:
    bank = bank_of_all_kinds()
    bring_in(collection, package(bank), tmp_path)
    before = [card.id for card in cards_of(collection, bank.id, "sea")]
    wider = changed(bank, "sea", text="The {{c1::Caspian}} Sea has no {{c3::outlet}}; the {{c2::Black}} Sea has one.")
    assert bring_in(collection, package(wider, changed={"sea": CREATED + 1}), tmp_path) == {"updated": 1, "duplicate": 10}
    after = cards_of(collection, bank.id, "sea")
    assert [card.ord for card in after] == [0, 1, 2]
    assert [card.id for card in after[:2]] == before


def test_what_the_learner_did_in_anki_stays_when_a_newer_export_comes(collection: Collection, tmp_path: Path) -> None:
    bank = bank_of_all_kinds()
    bring_in(collection, package(bank), tmp_path)
    own = collection.decks.id("My own deck")
    moved = cards_of(collection, bank.id, "capital")[0]
    collection.set_deck([moved.id], own)
    collection.sched.set_due_date([moved.id], "12")
    due = collection.get_card(moved.id).due
    newer = changed(bank, "capital", stem="Which city is the capital of Georgia?")
    assert bring_in(collection, package(newer, changed={"capital": CREATED + 1}), tmp_path)["updated"] == 1
    card = collection.get_card(moved.id)
    assert (card.did, card.due, card.type) == (own, due, 2)
    assert "Which city" in front(card)


def test_an_edit_made_in_anki_after_the_change_here_stays_too(collection: Collection, tmp_path: Path) -> None:
    bank = bank_of_all_kinds()
    bring_in(collection, package(bank), tmp_path)
    note = note_of(collection, bank.id, "capital")
    note["Explanation"] = "My own words."
    collection.update_note(note)
    newer = changed(bank, "capital", stem="Which city is the capital of Georgia?")
    assert bring_in(collection, package(newer, changed={"capital": CREATED + 1}), tmp_path) == {"duplicate": 11}
    assert note_of(collection, bank.id, "capital")["Explanation"] == "My own words."


def test_decks_lie_under_geoquiz_and_describe_what_they_rest_on(collection: Collection, tmp_path: Path) -> None:
    source = {"title": "Roads & rails", "author": "A. Writer", "collection": "Atlas", "published": "2024-06",
              "url": "https://example.org/roads?a=1&b=2"}
    bank = make_bank(title="Roads: a start", source=source, license="CC BY 4.0", description="All about *roads*.", as_of="2024-07")
    bring_in(collection, package(bank), tmp_path)
    assert deck_names(collection) == {"Default", "geoquiz", "geoquiz::Roads: a start"}
    described = collection.decks.by_name("geoquiz::Roads: a start")["desc"]
    assert described.startswith("<p>All about <em>roads</em>.</p>"
                                "<p>After: Roads &amp; rails, A. Writer, Atlas, published June 2024</p>")
    assert '<a href="https://example.org/roads?a=1&amp;b=2">' in described
    assert "<p>As of July 2024</p><p>Licence: CC BY 4.0</p>" in described


@pytest.mark.parametrize(("title", "deck"), [
    ("East::West", "geoquiz::East:West"), (":: odd ::", "geoquiz::odd"), ("A \"quoted\" one", 'geoquiz::A "quoted" one'),
])
def test_a_title_never_makes_decks_within_decks(title: str, deck: str, collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(make_bank(title=title)), tmp_path)
    assert deck_names(collection) == {"Default", "geoquiz", deck}


def test_two_banks_of_one_title_have_a_deck_each(collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(make_bank(id_="one", title="Same"), make_bank(id_="two", title="SAME")), tmp_path)
    assert deck_names(collection) == {"Default", "geoquiz", "geoquiz::Same", "geoquiz::SAME (two)"}
    assert len(collection.find_cards('"deck:geoquiz::SAME (two)"')) == 3


def test_tags_are_levels_under_the_bank_and_hold_no_spaces(collection: Collection, tmp_path: Path) -> None:
    bank = make_bank([typed("a", tags=["Central Asia"]), typed("b")], id_="sco", tags=["members"])
    bring_in(collection, package(bank), tmp_path)
    assert note_of(collection, "sco", "a").tags == ["geoquiz::sco", "geoquiz::sco::Central_Asia", "geoquiz::sco::members"]
    assert note_of(collection, "sco", "b").tags == ["geoquiz::sco", "geoquiz::sco::members"]
    assert len(collection.find_notes("tag:geoquiz::sco")) == 2


def test_maps_travel_along_where_they_are_shown_and_nowhere_else(collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(make_bank()), tmp_path)
    folder = Path(collection.media.dir())
    assert not list(folder.iterdir())
    bring_in(collection, package(bank_of_all_kinds()), tmp_path)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"geoquiz-corridor.svg": map_bytes("corridor.svg")}
    checked = collection.media.check()
    assert (list(checked.missing), list(checked.unused)) == ([], [])


def test_a_redrawn_map_reaches_the_notes_of_a_newer_export(collection: Collection, tmp_path: Path) -> None:
    bank = bank_of_all_kinds()
    bring_in(collection, package(bank, maps=lambda name: b"<svg>an older drawing</svg>"), tmp_path)
    bring_in(collection, package(bank, changed={"port": CREATED + 1}), tmp_path)
    name = note_of(collection, bank.id, "port")["Map"].split('"')[1]
    assert Path(collection.media.dir(), name).read_bytes() == map_bytes("corridor.svg")
    assert Path(collection.media.dir(), "geoquiz-corridor.svg").read_bytes() == b"<svg>an older drawing</svg>"


def test_a_bank_without_questions_makes_a_package_that_anki_takes(collection: Collection, tmp_path: Path) -> None:
    assert bring_in(collection, package(make_bank([])), tmp_path) == {}
    assert collection.note_count() == 0


def test_new_cards_come_in_the_order_of_the_banks(collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(make_bank(40, id_="one"), make_bank(40, id_="two")), tmp_path)
    by_due = sorted(all_cards(collection), key=lambda card: card.due)
    assert [card.note()["Id"] for card in by_due] == [f"{bank}/q{n}" for bank in ("one", "two") for n in range(1, 41)]


def test_two_banks_whose_ids_lie_side_by_side_both_arrive(collection: Collection, tmp_path: Path) -> None:
    # Found by trying sixty thousand keys: the digests of these two give neighbouring ids.
    banks = [make_bank(id_=key) for key in ("bank-38794", "bank-46095")]
    assert bring_in(collection, package(banks[0]), tmp_path) == {"new": 3}
    assert bring_in(collection, package(banks[1]), tmp_path) == {"new": 3}
    assert bring_in(collection, package(*banks[::-1]), tmp_path) == {"duplicate": 6}
    assert len({card.note()["Id"] for card in all_cards(collection)}) == 6
    assert collection.fix_integrity() == CLEAN


HOSTILE = [
    "{{Answer}} {{#Bank}} {{cloze:Question}} }} {{c1::x}}", "<script>alert(1)</script> & <b>bold</b> a < b > c",
    "a::b ::: c", "[sound:a.mp3] [anki:play:q:0] [latex]x[/latex] [$]y[/$] [$$]z[/$$] [[type:Answer]]", "quotes \" ' and 100%",
    "Ωμέγα, العربية, 中文 and 🌍",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_shown_as_it_was_written(text: str, collection: Collection, tmp_path: Path) -> None:
    bank = changed(bank_of_all_kinds(), "word", front=text, back=f"back {text}", explanation=text)
    bank = changed(bank, "strait", stem=text, answer=text)
    bank = changed(bank, "capital", options=[text, "Baku"], answer=text)
    bring_in(collection, package(bank), tmp_path)
    for id_ in ("word", "strait", "capital"):
        card = cards_of(collection, bank.id, id_)[0]
        assert text in _shown(front(card))
        assert text in _shown(back(card))
        assert not card.question_av_tags()
        assert not card.answer_av_tags()
    assert f"back {text}" in _shown(back(cards_of(collection, bank.id, "word")[0]))
    compared = collection.compare_answer(note_of(collection, bank.id, "strait")["Answer"], text)
    assert "typeBad" not in compared
    assert "typeMissed" not in compared
    assert text in _shown(compared)


def _shown(html: str) -> str:
    return unescape(html)


@pytest.mark.parametrize(("text", "question", "answer"), [
    ("At {{c1::12:30}} sharp: go", "At [...] sharp: go", "At 12:30 sharp: go"),
    ("At {{c1::12:30: ::a time: h:m}}", "At [a time: h:m]", "At 12:30:"),
    ("See {{c1::f{x} or so::f{…}}} {y}", "See [f{…]} {y}", "See f{x} or so} {y}"),
    ("{{c1::a < b & c}} & d", "[...] & d", "a < b & c & d"),
    ("{{c1::x::of a::b}}", "[of a::b]", "x"),
    ("**bold {{c1::of* it}}**", "bold [...]", "bold of* it"),
])
def test_gaps_hold_colons_braces_and_marks(text: str, question: str, answer: str, collection: Collection, tmp_path: Path) -> None:
    bank = changed(bank_of_all_kinds(), "sea", text=text)
    bring_in(collection, package(bank), tmp_path)
    (card,) = cards_of(collection, bank.id, "sea")
    assert _text_of_question(front(card)) == question
    assert _text_of_question(back(card)) == answer


def _text_of_question(html: str) -> str:
    inner = html.partition('<div class="gq-question"')[2].partition(">")[2].partition("</div>")[0]
    return stripped(inner)


def test_gaps_in_other_fields_make_no_cards(collection: Collection, tmp_path: Path) -> None:
    bank = changed(bank_of_all_kinds(), "sea", hint="{{c5::no gap}}", explanation="{{c6::none either}}", stem="{{c7::nor here}}")
    bring_in(collection, package(bank), tmp_path)
    assert [card.ord for card in cards_of(collection, bank.id, "sea")] == [0, 1]
    assert not collection.get_empty_cards().notes
