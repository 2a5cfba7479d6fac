import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import BankError
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Question
from geoquiz.interchange.gift import read_gift, write_gift
from tests.core.strategies import banks
from tests.factories import bank_of_all_kinds, make_bank, typed
from tests.interchange.travelling import arrived, bare, meant, sentences

# What each kind may have and GIFT not: those are left out where it is to come back equal.
_HELD = {"single": ("pin_last", "hint"), "multiple": ("pin_last", "hint"), "true_false": ("hint",), "typed": ("hint", "spelling"),
         "numeric": ("hint", "unit", "units"), "cloze": ("hint",), "matching": ("hint",)}
_TOLD = ("the tolerance", "the tag", "that its gap", "that each of", "the question", "the answer", "the ->")


@pytest.mark.parametrize("kind", sorted(_HELD))
@given(data=st.data())
def test_what_gift_can_hold_comes_back_equal(kind: str, data: st.DataObject) -> None:
    question = data.draw(bare(kind, *_HELD[kind]))
    bank = make_bank([question], id_="rivers", title="Rivers / of: Africa {=x}")
    exported = write_gift(bank)
    told = [loss.what for loss in exported.losses]
    assert all(what.startswith(_TOLD) for what in told)
    if not told:
        imported = arrived(exported.data, read_gift)
        assert imported.bank == bank.model_copy(update={"questions": (meant(question),)})
        assert not [loss for loss in imported.losses if "weights" not in loss.what]


@given(banks(5))
def test_what_is_not_told_as_lost_comes_back_equal(bank: Bank) -> None:
    exported = write_gift(bank)
    assert exported == write_gift(bank)
    lost = {loss.question for loss in exported.losses}
    try:
        found = arrived(exported.data, read_gift).bank.by_id
    except BankError:
        assert lost  # Every question was a long card or retired, and was told.
        return
    for question in bank.questions:
        assert question.id in lost or found[question.id] == meant(question)


def test_every_kind_is_written_and_what_is_lost_is_told() -> None:
    exported = write_gift(bank_of_all_kinds())
    text = exported.data.decode()
    assert text.startswith("// [bank:all-kinds]\n$CATEGORY: $course$/top/One question of each kind\n\n// [id:capital]\n"
                           "::capital::[markdown]What is the capital of Georgia?{\n\t=Tbilisi\n\t~Baku\n\t~Yerevan\n")
    assert "\t####Tbilisi has been it since the fifth century.\n}" in text
    assert "::sea-c2::[markdown]The Caspian Sea has no outlet; the {\n\t=%100%Black\n} Sea has one.\n" in text
    assert sentences(exported.losses) == [
        "the bank: the date it is true as of, the source, its tags: GIFT has no place for it.",
        "capital: where it stands in the source: GIFT has no place for it.",
        "length: the tolerance 2%: GIFT takes a number alone: 144.",
        "length: its unit: GIFT has none: it stands in the question, and a number alone is to be typed.",
        "summit: that the answer is a date: GIFT has no dates: its usual spellings are accepted.",
        "sea: that its gaps are one question: GIFT has one gap a question: they are 2 now.",
        "north-to-south: that it is an ordering: GIFT has none: places are matched with items.",
        "port: the map: GIFT has no maps of ours: the place is chosen from the list of names.",
        "word: that it is a card: GIFT has no cards that learners rate themselves: the back is to be typed.",
    ]


def _load(kind: str, **content: object) -> Question:
    return KINDS[kind].model_validate({"id": "q", "type": kind, "stem": "S", **content})


@pytest.mark.parametrize(("question", "told"), [
    (typed("q", hint="h", spelling="exact"), ["q: the hint: GIFT has no place for it.",
                                              "q: that the spelling must be exact: GIFT has no place for it."]),
    (typed("q", answer="a->b"), ["q: the question: its answer holds ->: GIFT would take it for a matching."]),
    (typed("q", accept=["a->b"]), ["q: the answer 'a->b': GIFT would take it for a matching."]),
    (typed("q", tags=["<b>"]), ["q: the tag '<b>': GIFT has no < > ` \\ and line ends in tags."]),
    (_load("matching", pairs=[{"left": "a->b", "right": "1"}, {"left": "c", "right": "2"}], distractors=["3"]),
     ["q: the -> in 'a->b': GIFT parts pairs by it: it is → now."]),
    (_load("cloze", stem="", text="At the end {{c1::x::h}}"),
     ["q: the hint to 'x': GIFT has no hints.",
      "q: that its gap is one: at the end of a text GIFT knows none: it is a short answer now."]),
    (_load("cloze", text="{{c1::x}} y"), ["q: that its heading is one: it stands above the text now."]),
    (_load("ordering", items=[{"text": "a", "label": "1"}, "b", "c"]),
     ["q: that it is an ordering: GIFT has none: places are matched with items.",
      "q: the labels of its items: GIFT has no place for it."]),
    (_load("card", stem="", front="F", back="x " * 60, explanation="E"),
     ["q: that it is a card: GIFT has none: it is an essay now, with the back as its feedback."]),
    (_load("single", options=["a", "b"], answer="a", pin_last="b"), ["q: that 'b' stays last: GIFT has no place for it."]),
])
def test_each_thing_that_gift_lacks_is_told(question: Question, told: list[str]) -> None:
    assert sentences(write_gift(make_bank([question])).losses) == told


def test_a_question_of_several_gaps_becomes_several_with_the_other_gaps_filled() -> None:
    bank = arrived(write_gift(bank_of_all_kinds()).data, read_gift).bank
    assert bank.by_id["sea-c1"].model_dump()["text"] == "The {{c1::Caspian}} Sea has no outlet; the Black Sea has one."
    assert [pair["right"] for pair in bank.by_id["north-to-south"].model_dump()["pairs"]] == ["Helsinki", "Kyiv", "Athens"]
