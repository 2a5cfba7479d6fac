"""Our own export on its way back: what its fields hold comes back equal."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.banks.model import Bank
from geoquiz.core.kinds import load_question
from geoquiz.interchange.anki.reading import AnkiImport, read_package
from geoquiz.interchange.report import Reading
from tests.factories import bank_of_all_kinds, make_bank, typed
from tests.interchange.anki.real_anki import package, shipped_banks

SAME = ("single", "multiple", "true_false", "typed", "cloze", "ordering", "card")


def back(*banks: Bank) -> AnkiImport:
    return read_package(BytesIO(package(*banks)), Reading(name="deck"))


def test_questions_of_these_kinds_come_back_equal() -> None:
    bank = bank_of_all_kinds()
    found = back(bank).bank
    kept = [question for question in bank.questions if question.kind in SAME]
    assert {question.kind for question in kept} == set(SAME)
    assert [found.by_id[question.id] for question in kept] == kept
    assert (found.id, found.title, found.tags, found.as_of) == (bank.id, bank.title, bank.tags, bank.as_of)
    assert found.source is not None
    assert (found.source.title, found.source.article) == ("An atlas", 1)


def test_every_detail_of_a_choice_comes_back() -> None:
    options = [{"text": "Tbilisi", "feedback": "Yes, *since 1991*."}, "Baku",
               {"text": "Yerevan: or so", "feedback": "No: Armenia."}]
    bank = make_bank([
        load_question({"id": "one", "type": "single", "stem": "Capital?", "options": options, "answer": "Tbilisi", "hint": "Kura.",
                       "pin_last": "Yerevan: or so", "explanation": "Because.", "tags": ["asia"], "source": {"paragraph": 2}}),
        load_question({"id": "two", "type": "multiple", "stem": "Which?", "options": ["a", "b", "c"], "answers": ["c", "a"],
                       "explanation": "These:\n\n- a\n- c"}),
        load_question({"id": "three", "type": "multiple", "stem": "Which?", "options": ["a", "b"], "answers": ["b"]}),
        load_question({"id": "four", "type": "single", "stem": "True?", "options": ["True", "False", "Both"], "answer": "Both"}),
    ])
    assert back(bank).bank.questions == bank.questions


def test_other_right_forms_come_back_gap_by_gap() -> None:
    bank = make_bank([
        load_question({"id": "one", "type": "cloze", "stem": "Fill in.", "text": "{{c1::one::1 or 2}} {{c2::two}} {{c7::three}}",
                       "accept": {"c1": ["1", "I"], "c7": ["3"]}}),
        load_question({"id": "two", "type": "cloze", "text": "Only {{c2::one: gap}}", "accept": {"c2": ["a", "b"]}}),
        typed("three", "Bosporus", accept=["Bosphorus", "the Strait"], as_of="2024-07-15"),
        load_question({"id": "four", "type": "ordering", "stem": "Order.",
                       "items": [{"text": "A", "label": "1 (one)"}, "B", "A (b)"]}),
    ])
    found = back(bank).bank
    assert found.questions == bank.questions


def test_what_only_geoquiz_has_becomes_the_nearest_kind_and_says_so() -> None:
    found = back(bank_of_all_kinds())
    kinds = {question.id: question.kind for question in found.bank.questions}
    assert (kinds["length"], kinds["summit"], kinds["capitals"], kinds["port"]) == ("typed", "typed", "card", "card")
    assert {(loss.what, loss.why) for loss in found.losses} == {
        ("a map", "the fields of the note hold its picture alone"),
        ("pointing at a map", "it is a card to turn, since its fields hold no coordinates"),
        ("matching the pairs", "it is a card to turn, since its fields do not hold them apart"),
    }
    assert "- Karachi" in found.bank.by_id["port"].model_dump()["front"]


@pytest.mark.parametrize("bank", shipped_banks(), ids=lambda bank: bank.id)
def test_the_shipped_banks_come_back_under_their_ids(bank: Bank) -> None:
    found = back(bank).bank
    asked = [question for question in bank.questions if not question.retired]
    assert [question.id for question in found.questions] == [question.id for question in asked]
    for question in asked:
        if question.kind in SAME:
            came = found.by_id[question.id]
            assert came.kind == question.kind
            assert {part: came.grading_key(part) for part in came.parts()} == {
                part: question.grading_key(part) for part in question.parts()}


def test_two_banks_in_one_package_keep_their_questions_apart() -> None:
    found = back(make_bank(2, id_="one"), make_bank(2, id_="two")).bank
    assert [question.id for question in found.questions] == ["q1", "q2", "q1-2", "q2-2"]
    assert (found.id, found.title) == ("geoquiz", "geoquiz")


SIGNS = st.sampled_from("aZé中1.,;:?!'\"()/%–-+=*_`<>&[]#~|\\ {}$")
WORDS = st.text(SIGNS, min_size=1, max_size=30).map(lambda text: f"w {text} w")


@given(front=WORDS, answer=WORDS, options=st.lists(WORDS, min_size=2, max_size=5, unique=True))
def test_texts_of_all_signs_look_the_same_when_they_are_back(front: str, answer: str, options: list[str]) -> None:
    bank = make_bank([
        load_question({"id": "a", "type": "card", "front": front, "back": answer}),
        load_question({"id": "b", "type": "single", "stem": front, "options": options, "answer": options[0]}),
    ])
    once = back(bank).bank
    # Markdown has many ways to write one thing; from the first return on it is always the same.
    assert back(once).bank.questions == once.questions
    assert [question.kind for question in once.questions] == ["card", "single"]
