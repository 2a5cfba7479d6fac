from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import BankError
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Question
from geoquiz.interchange.moodle import read_moodle, write_moodle
from tests.core.strategies import banks
from tests.factories import bank_of_all_kinds, make_bank, typed
from tests.interchange.travelling import arrived, bare, meant, sentences

# What each kind may have and Moodle not: those are left out where it is to come back equal.
_HELD = {"single": ("pin_last",), "multiple": ("pin_last",), "true_false": (), "typed": (), "numeric": (), "cloze": (),
         "ordering": (), "matching": ()}


@pytest.mark.parametrize("kind", sorted(_HELD))
@given(data=st.data())
def test_what_moodle_can_hold_comes_back_equal(kind: str, data: st.DataObject) -> None:
    question = data.draw(bare(kind, *_HELD[kind]))
    bank = make_bank([question], id_="rivers", title="Rivers / of: Africa", description="Long *and* <b>short</b>.")
    exported = write_moodle(bank)
    told = {loss.what for loss in exported.losses}
    assert all(what.startswith(("the tolerance", "the unit", "its units", "that each of")) for what in told)
    imported = arrived(exported.data, read_moodle)
    if not told:
        assert imported.bank == bank.model_copy(update={"questions": (meant(question),)})
    assert not [loss for loss in imported.losses if "weights" not in loss.what]


@given(banks(5))
def test_what_is_not_told_as_lost_comes_back_equal(bank: Bank) -> None:
    exported = write_moodle(bank)
    lost = {loss.question for loss in exported.losses}
    try:
        found = arrived(exported.data, read_moodle).bank.by_id
    except BankError:
        assert lost  # Every question was a long card or retired, and was told.
        return
    for question in bank.questions:
        assert question.id in lost or found[question.id] == meant(question)


@given(banks(3))
def test_equal_banks_are_equal_bytes_and_well_formed(bank: Bank) -> None:
    data = write_moodle(bank).data
    assert data == write_moodle(bank).data
    assert ET.fromstring(data).tag == "quiz"


def test_every_kind_is_written_and_what_is_lost_is_told() -> None:
    exported = write_moodle(bank_of_all_kinds())
    kinds = [element.get("type") for element in ET.fromstring(exported.data)]
    assert kinds == ["category", "multichoice", "multichoice", "truefalse", "shortanswer", "numerical", "shortanswer", "cloze",
                     "ordering", "matching", "multichoice", "shortanswer"]
    assert sentences(exported.losses) == [
        "the bank: the date it is true as of, the source, its tags: a category of Moodle has no place for it.",
        "capital: where it stands in the source: Moodle has no place for it.",
        "length: the tolerance 2%: Moodle takes a number alone: 144.",
        "summit: that the answer is a date: Moodle has no dates: its usual spellings are accepted.",
        "port: the map: Moodle has no maps of ours: the place is chosen from the list of names.",
        "word: that it is a card: Moodle has no cards that learners rate themselves: the back is to be typed.",
    ]
    assert set(KINDS) == {question.kind for question in bank_of_all_kinds().questions}


def _written(question: Question) -> list[str]:
    return sentences(write_moodle(make_bank([question])).losses)


def test_all_that_moodle_has_no_place_for_is_told() -> None:
    question = typed("q", as_of="2024", review_by="2025", replaces="old", source={"paragraph": "3"})
    assert _written(question) == [
        "q: the date it is true as of: Moodle has no place for it.",
        "q: the date to look at it again: Moodle has no place for it.",
        "q: where it stands in the source: Moodle has no place for it.",
        "q: which question it replaces: Moodle has no place for it.",
    ]
    assert _written(typed("gone", retired="true")) == ["gone: the question: it is retired, and other programs would still ask it."]


def _load(kind: str, **content: object) -> Question:
    return KINDS[kind].model_validate({"id": "q", "type": kind, "stem": "S", **content})


@pytest.mark.parametrize(("question", "sentence"), [
    (_load("single", options=["a", "b"], answer="a", pin_last="b"), "q: that 'b' stays last: Moodle shuffles all options or none."),
    (_load("multiple", options=[str(n) for n in range(14)], answers=[str(n) for n in range(13)]),
     "q: that each of 13 right options counts alike: the nearest share that Moodle knows is 10 per cent."),
    (_load("numeric", answer="7", units={"mi": "2"}), "q: its units: Moodle needs a unit of the answer itself."),
    (_load("numeric", answer="7", unit="km", units={"x": "1"}), "q: the unit 'x': Moodle cannot tell that one is 1 km."),
    (_load("ordering", items=[{"text": "a", "label": "1"}, "b", "c"]), "q: the labels of its items: Moodle has no place for it."),
    (_load("cloze", stem="", text="{{c1::a::first}} x"), "q: the hint to 'a': Moodle has no hints in a text."),
    (_load("cloze", text="{{c1::a}} x"), "q: that its heading is one: it stands above the text now."),
    (_load("cloze", stem="", text="{{c2::a}} x"), "q: the numbers of its gaps: Moodle counts them in the order of the text."),
    (_load("card", stem="", front="F", back="x " * 60),
     "q: that it is a card: Moodle has none: it is an essay now, with the back for whoever grades it."),
])
def test_each_thing_that_moodle_lacks_is_told(question: Question, sentence: str) -> None:
    assert _written(question) == [sentence]


def test_a_title_that_no_category_can_have_is_told() -> None:
    assert sentences(write_moodle(make_bank(1, title="/ both /")).losses) == [
        "the bank: the title as it stands: Moodle's categories have no such names."]
