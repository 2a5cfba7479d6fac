"""A package that does not agree with itself is refused with the lines that are wrong."""

from dataclasses import fields
from typing import Any

import pytest

from geoquiz.core.scheduling.memory import Memory
from geoquiz.interchange.mydata import DataFault
from geoquiz.interchange.mydata.lines import MemoryFields
from tests.interchange.mydata.packages import DIGEST, check, package, small


def faults(rows: dict[str, list[Any]]) -> list[str]:
    with pytest.raises(DataFault) as caught:
        check(package(rows))
    return list(caught.value.faults)


def test_a_package_that_agrees_with_itself_is_fine() -> None:
    check(package(small()))


def test_a_card_has_all_of_a_memory() -> None:
    assert set(MemoryFields.model_fields) == {field.name for field in fields(Memory)}


NO = "there is no"
CHANGES: list[tuple[str, int, dict[str, Any], str]] = [
    ("account", 1, {"handle": "x"}, "the field 'handle' does not fit: String should match pattern '^[0-9a-f]{12}$'."),
    ("account", 1, {"password_hash": "x"}, f"{NO} field 'password_hash' here."),
    ("account", 1, {"name": "a\0b"}, "the field 'name' does not fit: a text holds no character NUL."),
    ("account", 1, {"created_at": "0001-01-01T00:00:00Z"},
     "the field 'created_at' does not fit: a time lies in the years 1970 to 2499."),
    ("account", 1, {"created_at": "2026-01-01T00:00:00"}, "the field 'created_at' does not fit: it should have timezone info."),
    ("settings", 1, {"number": 2}, "versions count up from 1, and this is 2."),
    ("settings", 1, {"weights": [0.0] * 21}, "these weights and steps are none that FSRS can work with."),
    ("settings", 1, {"weights": [1e308] * 21}, "these weights and steps are none that FSRS can work with."),
    ("settings", 1, {"desired_retention": 1.0},
     "the field 'desired_retention' does not fit: it should be less than or equal to 0.999."),
    ("settings", 1, {"day_start": "04:00"}, "the field 'day_start' does not fit: it should be a valid integer."),
    *[("own_banks", 1, {"bank": key}, f"the key {key!r} is not the user's handle, a dot and the id of a bank.")
      for key in ("mine", "ba9876543210.mine", "0123456789ab.Mine", "0123456789ab.", "0123456789ab.a.b")],
    ("own_banks", 1, {"header": {"format": 1, "id": "mine"}}, "the header is none of a bank (Field required)."),
    ("own_questions", 1, {"bank": "lakes"}, f"{NO} bank 'lakes' in own_banks.jsonl."),
    ("own_questions", 1, {"content": {}}, "the content is no question (there is no such type)."),
    ("questions", 1, {"bank": "lakes"}, f"{NO} bank 'lakes' in banks.jsonl."),
    ("revisions", 1, {"question": "other"}, f"{NO} question 'rivers/other' in questions.jsonl."),
    ("revisions", 1, {"content": {"type": "riddle"}}, "the content is no question (there is no such type)."),
    ("revisions", 1, {"content": {"id": "longest", "type": "typed", "answer": "Nile"}},
     "the content is no question (Field required)."),
    ("revisions", 1, {"content": {"id": "other", "type": "typed", "stem": "Which?", "answer": "Nile"}},
     "the content is a typed 'other', not the typed 'longest'."),
    ("ready_plans", 1, {"bank": "lakes"}, f"{NO} bank 'lakes' in banks.jsonl."),
    ("ready_plans", 1, {"weights": [0.0] * 21}, "these weights are none that FSRS can work with."),
    ("attempts", 1, {"number": 2}, f"{NO} session 2 in sessions.jsonl."),
    ("attempts", 1, {"points": -1.0}, "the field 'points' does not fit: it should be greater than or equal to 0."),
    ("attempt_questions", 1, {"number": 2}, f"{NO} attempt 2 in attempts.jsonl."),
    ("attempt_questions", 1, {"revision": "1" * 64}, f"{NO} revision of 'rivers/longest' with this digest."),
    ("attempt_questions", 1, {"part": "c1"}, "'rivers/longest' has no part 'c1'."),
    ("attempt_questions", 1, {"answer": "a9"}, f"{NO} answer 'a9' to this part in answers.jsonl."),
    ("ready_plans", 1, {"recall": 1.5}, "the field 'recall' does not fit: it should be less than or equal to 1."),
    ("sessions", 1, {"bank": "lakes"}, f"{NO} bank 'lakes' in banks.jsonl."),
    ("sessions", 1, {"cards": [["rivers", "other", "main"]]}, f"{NO} question 'rivers/other' in questions.jsonl."),
    ("answers", 2, {"key": "a1"}, "the answer 'a1' stands there twice."),
    ("answers", 1, {"session": 7}, f"{NO} session 7 in sessions.jsonl."),
    ("answers", 1, {"revision": "f" * 64}, f"{NO} revision of 'rivers/longest' in revisions.jsonl with this digest."),
    ("answers", 1, {"part": "c1"}, "'rivers/longest' has no part 'c1'."),
    ("answers", 1, {"response": ["Nile", "Congo"]},
     "the response ['Nile', 'Congo'] is none that this question can be given."),
    ("answers", 1, {"score": 2}, "the field 'score' does not fit: it should be less than or equal to 1."),
    ("answers", 1, {"verdict": "splendid"},
     "the field 'verdict' does not fit: it should be 'right', 'almost', 'partly' or 'wrong'."),
    ("reviews", 2, {"id": 1}, "the ids count up, and 1 comes after 1."),
    ("reviews", 1, {"question": "other"}, f"{NO} question 'rivers/other' in questions.jsonl."),
    ("reviews", 1, {"settings": 2}, f"{NO} version 2 in settings.jsonl."),
    ("reviews", 1, {"answer": "a9"}, f"{NO} answer 'a9' to this part in answers.jsonl."),
    ("reviews", 2, {"answer": "a1"}, "the answer 'a1' has a review already."),
    ("reviews", 1, {"voids": 2}, f"{NO} review 2 of this card above."),
    ("reviews", 1, {"rating": None}, "a row of the cause 'review' names an answer and has a rating."),
    ("reviews", 1, {"cause": "import", "rating": None, "answer": None},
     "an imported row has a rating, or the memory that the card came with."),
    ("reviews", 1, {"imported": {"memory": {"state": 9}}}, "the field 'imported.memory.state' does not fit: "
                                                           "it should be less than or equal to 3."),
    ("cards", 1, {"stability": 99.5}, "the memory of 'rivers/longest/main' is not what its reviews amount to."),
    ("cards", 1, {"lapses": 3}, "the memory of 'rivers/longest/main' is not what its reviews amount to."),
    ("cards", 1, {"part": "c1"}, "the memory of 'rivers/longest/c1' is not what its reviews amount to."),
    ("cards", 1, {"question": "other"}, f"{NO} question 'rivers/other' in questions.jsonl."),
    ("flags", 2, {"number": 1}, "the numbers count up, and 1 comes after 1."),
    ("flags", 1, {"question": "other", "answer": None}, f"{NO} question 'rivers/other' in questions.jsonl."),
    ("flags", 1, {"answer": "a9"}, f"{NO} answer 'a9' to this question in answers.jsonl."),
    ("flags", 1, {"resolution": None}, "a report has both what became of it and when, or neither."),
    ("flags", 1, {"reason": "ugly"}, "the field 'reason' does not fit: it should be 'wrong', 'outdated', 'unclear' or 'count'."),
    ("flags", 1, {"note": "x" * 501}, "the field 'note' does not fit: String should have at most 500 characters."),
]


@pytest.mark.parametrize(("file", "line", "change", "sentence"), CHANGES)
def test_a_line_that_does_not_fit_is_told_with_its_number(file: str, line: int, change: dict[str, Any], sentence: str) -> None:
    rows = small()
    rows[f"{file}.jsonl"][line - 1] |= change
    assert faults(rows)[0] == f"{file}.jsonl, line {line}: {sentence}"


@pytest.mark.parametrize("file", ["own_banks", "own_questions", "banks", "questions", "revisions", "sessions", "cards",
                                  "ready_plans"])
def test_what_stands_there_twice_is_told(file: str) -> None:
    rows = small()
    rows[f"{file}.jsonl"] *= 2
    (fault,) = faults(rows)
    assert fault.startswith(f"{file}.jsonl, line 2: ")
    assert fault.endswith("stands there twice.")


@pytest.mark.parametrize(("file", "sentence"), [
    ("account", "account.jsonl has no line: choose the zip that was downloaded from the settings."),
    ("settings", "settings.jsonl has no line: choose the zip that was downloaded from the settings."),
    ("reviews", "There is no review of the answer 'a1' in reviews.jsonl."),
    ("cards", "There is no card 'rivers/longest/main' in cards.jsonl, though it was reviewed."),
])
def test_a_file_without_its_lines_is_told(file: str, sentence: str) -> None:
    assert faults(small() | {f"{file}.jsonl": []}) == [sentence]


def test_banks_of_one_plan_have_the_same_numbers() -> None:
    rows = small()
    rows["banks.jsonl"].append({"bank": "lakes", "title": "Lakes"})
    rows["ready_plans.jsonl"].append({**rows["ready_plans.jsonl"][0], "bank": "lakes", "target": 0.95})
    assert faults(rows) == ["ready_plans.jsonl, line 2: all banks of a plan have the same numbers."]


def test_a_review_that_voids_must_be_one_of_the_same_card() -> None:
    rows = small()
    rows["questions.jsonl"].append({"bank": "rivers", "question": "other", "kind": "typed"})
    rows["reviews.jsonl"].append({**rows["reviews.jsonl"][1], "id": 3, "cause": "undo", "question": "other", "voids": 2,
                                  "answer": None})
    assert faults(rows) == ["reviews.jsonl, line 3: there is no review 2 of this card above."]


def test_a_memory_out_of_all_bounds_is_told_and_breaks_nothing() -> None:
    rows = small()
    memory = {"state": 2, "step": None, "stability": 100000, "difficulty": 10, "due": "2499-01-01T00:00:00Z", "due_cause": "import",
              "last_review": "1970-01-01T00:00:00Z", "reps": 1, "lapses": 0, "first_day": 1}
    for bad in ({}, {"stability": None}, {"difficulty": None, "state": 3}, {"state": 0}, {"last_review": None}):
        first = {**small()["reviews.jsonl"][0], "cause": "import", "answer": None, "imported": {"memory": memory | bad}}
        rows["reviews.jsonl"] = [first, *({**line, "id": line["id"] + 1} for line in small()["reviews.jsonl"])]
        assert faults(rows) == ["cards.jsonl, line 1: the memory of 'rivers/longest/main' is not what its reviews amount to."]


def test_all_faults_of_a_file_are_told_up_to_twenty() -> None:
    rows = small()
    rows["answers.jsonl"] = [{**rows["answers.jsonl"][0], "score": 2}] * 12 + [{**rows["answers.jsonl"][0], "key": ""}] * 2
    found = faults(rows)
    assert [fault.partition(":")[0] for fault in found] == [f"answers.jsonl, line {number}" for number in range(1, 15)]
    rows["answers.jsonl"] = [{**rows["answers.jsonl"][0], "revision": DIGEST[:-1]}] * 50
    found = faults(rows)
    assert len(found) == 21
    assert found[-1] == "There may be more that is wrong: the reading stopped here."


def test_a_question_has_one_open_report_of_a_user() -> None:
    rows = small()
    rows["flags.jsonl"].append({**rows["flags.jsonl"][1], "number": 3})
    assert faults(rows) == ["flags.jsonl, line 3: there is another open report of 'rivers/longest' above."]


def test_a_file_from_before_there_were_reports_is_fine() -> None:
    rows = small()
    del rows["flags.jsonl"]
    check(package(rows))
