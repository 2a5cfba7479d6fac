from typing import Any

import pytest

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.plan import Change, Plan, Stored, plan_bank
from geoquiz.core.errors import BankError
from geoquiz.core.question import Question
from tests.core.kinds.examples import make

CAPITAL = make("typed", id="capital", answer="Baku")
LENGTH = make("numeric", id="length", answer="7200", unit="km")
RIVER = make("cloze", id="river", text="The {{c1::Volga}} meets the {{c2::Caspian Sea}}.")


def _bank(*questions: Question) -> Bank:
    header = Bank.model_validate({"format": "1", "id": "b", "title": "B", "questions": ()})
    return header.model_copy(update={"questions": questions})


def _plan(stored: list[Question], *questions: Question, retired: tuple[str, ...] = ()) -> Plan:
    old = {question.id: Stored(question, question.id in retired) for question in stored}
    return plan_bank("b", old, _bank(*questions), is_new=False, header_changed=False)


def _changed(question: Question, **update: Any) -> Question:
    return type(question).model_validate(question.model_dump(mode="json") | update)


def test_an_equal_bank_changes_nothing() -> None:
    plan = _plan([CAPITAL, LENGTH, RIVER], CAPITAL, LENGTH, RIVER)
    assert plan.changes == ()
    assert plan.is_empty
    assert plan.is_gentle
    assert plan.summary == "nothing to do"


def test_a_new_bank_adds_its_questions() -> None:
    plan = plan_bank("b", {}, _bank(CAPITAL, LENGTH), is_new=True, header_changed=False)
    assert plan.changes == (Change("capital", "added"), Change("length", "added"))
    assert not plan.is_empty
    assert plan.is_gentle
    assert (plan.bank_key, plan.title, plan.count("added"), plan.summary) == ("b", "B", 2, "2 added")


@pytest.mark.parametrize(
    "update", [{"stem": "Which city?"}, {"answer": "BAKU."}, {"accept": ["Bakı"]}, {"hint": "B…"}, {"tags": ["x"]}],
)
def test_another_wording_is_rewording(update: dict[str, Any]) -> None:
    plan = _plan([CAPITAL], _changed(CAPITAL, **update))
    assert plan.changes == (Change("capital", "reworded"),)
    assert plan.is_gentle
    assert not plan.is_empty


@pytest.mark.parametrize(
    ("question", "update"), [(CAPITAL, {"answer": "Ganja"}), (LENGTH, {"answer": "7000"}), (LENGTH, {"unit": "mi"})],
)
def test_another_answer_changes_the_key(question: Question, update: dict[str, Any]) -> None:
    plan = _plan([question], _changed(question, **update))
    assert plan.changes == (Change(question.id, "key changed", ("main",)),)
    assert not plan.is_gentle


def test_a_narrower_answer_changes_the_key_and_a_wider_one_does_not() -> None:
    wide = _changed(LENGTH, tolerance="5%")
    assert _plan([LENGTH], wide).changes == (Change("length", "reworded"),)
    assert _plan([wide], LENGTH).changes == (Change("length", "key changed", ("main",)),)


def test_a_cloze_changes_by_part() -> None:
    other = _changed(RIVER, text="The {{c1::Volga}} meets the {{c2::Black Sea}} and the {{c3::Don}}.")
    assert _plan([RIVER], other).changes == (Change("river", "key changed", ("c2",)),)


def test_a_gap_that_comes_or_goes_is_rewording() -> None:
    fewer = _changed(RIVER, text="The {{c1::Volga}} meets the Caspian Sea.")
    assert _plan([RIVER], fewer).changes == (Change("river", "reworded"),)
    assert _plan([fewer], RIVER).changes == (Change("river", "reworded"),)


def test_a_question_that_is_gone_or_marked_is_retired() -> None:
    plan = _plan([CAPITAL, LENGTH, RIVER], _changed(LENGTH, retired=True), RIVER)
    assert plan.changes == (Change("length", "retired"), Change("capital", "retired"))
    assert not plan.is_gentle


def test_a_retired_question_that_stays_away_changes_nothing() -> None:
    assert _plan([CAPITAL, LENGTH], LENGTH, retired=("capital",)).is_empty
    marked = _changed(CAPITAL, retired=True)
    assert _plan([marked, LENGTH], marked, LENGTH, retired=("capital",)).is_empty


def test_a_retired_question_that_returns_is_revived() -> None:
    plan = _plan([CAPITAL, LENGTH], CAPITAL, LENGTH, retired=("capital",))
    assert plan.changes == (Change("capital", "revived"),)
    assert plan.is_gentle


def test_a_retired_question_that_returns_with_another_key_is_told_as_such() -> None:
    plan = _plan([CAPITAL], _changed(CAPITAL, answer="Ganja"), retired=("capital",))
    assert plan.changes == (Change("capital", "key changed", ("main",)),)


def test_a_retired_question_may_still_be_reworded() -> None:
    marked = _changed(CAPITAL, retired=True)
    assert _plan([marked], _changed(marked, stem="Which city?"), retired=("capital",)).changes == (Change("capital", "reworded"),)


def test_another_order_is_a_move_and_no_change_of_a_question() -> None:
    plan = _plan([CAPITAL, LENGTH], LENGTH, CAPITAL)
    assert (plan.moved, plan.changes, plan.is_empty, plan.is_gentle) == (True, (), False, True)
    assert plan.summary == "order changed"


def test_questions_that_come_or_go_are_no_move() -> None:
    assert not _plan([CAPITAL, LENGTH], RIVER, LENGTH).moved
    assert not _plan([CAPITAL, LENGTH], CAPITAL, RIVER, LENGTH).moved


def test_a_changed_header_is_told() -> None:
    plan = plan_bank("b", {"capital": Stored(CAPITAL, retired=False)}, _bank(CAPITAL), is_new=False, header_changed=True)
    assert not plan.is_empty
    assert plan.summary == "header changed"


TYPES = """\
format: 1
id: b
title: B
questions:
  - {id: length, type: numeric, stem: What?, answer: 7200, unit: km}
  - id: capital
    stem: What?
    type: single
    options: [Baku, Ganja]
    answer: Baku
  - id: river
    type: card
    front: What?
    back: Volga
"""


def test_a_changed_type_is_a_fault_with_its_place_and_all_are_told() -> None:
    old = {question.id: Stored(question, retired=False) for question in (CAPITAL, LENGTH, RIVER)}
    with pytest.raises(BankError) as caught:
        plan_bank("b", old, parse_bank(TYPES.encode(), "b.yaml"), is_new=False, header_changed=False, path="b.yaml")
    rest = "a type is permanent, so retire it and write a new question under another id."
    assert [str(fault) for fault in caught.value.faults] == [
        f"b.yaml:8:11: The question 'capital' was of type typed and is now single: {rest}",
        f"b.yaml:12:11: The question 'river' was of type cloze and is now card: {rest}",
    ]
