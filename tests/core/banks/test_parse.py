import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import BankError
from geoquiz.core.kinds.typed import Typed

BANK = """\
# yaml-language-server: $schema=bank.schema.json
format: 1
id: instc
title: The North–South Transport Corridor
language: en
tags: [trade, transport]
source:
  title: How the North–South Corridor is Saving Russia?
  article: 4
  published: 2024-06
as_of: 2024-06
questions:
  - id: capital
    type: typed
    stem: What is the capital of Azerbaijan?
    answer: Baku
    source: {paragraph: 3}
"""
KINDS = "card, cloze, date, map, matching, multiple, numeric, ordering, single, true_false, typed"


def _faults(text: str | bytes) -> list[str]:
    try:
        parse_bank(text if isinstance(text, bytes) else text.encode(), "b.yaml")
    except BankError as error:
        return [str(fault).removeprefix("b.yaml:") for fault in error.faults]
    return []


def test_a_bank_is_read_with_its_header_and_questions() -> None:
    bank = parse_bank(BANK.encode(), "instc.yaml")
    assert (bank.id, bank.title, bank.language) == ("instc", "The North–South Transport Corridor", "en")
    assert (bank.tags, bank.as_of) == (("trade", "transport"), "2024-06")
    assert bank.source is not None
    assert (bank.source.article, bank.source.published) == (4, "2024-06")
    (question,) = bank.questions
    assert isinstance(question, Typed)
    assert question.source is not None
    assert (question.answer, question.source.paragraph) == ("Baku", 3)
    assert bank.by_id == {"capital": question}
    assert bank.places == {"capital": (14, 11)}


def _with(old: str, new: str) -> str:
    assert BANK.count(old) == 1
    return BANK.replace(old, new)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (_with("format: 1\n", ""), ["2:1: The field `format` is missing."]),
        (_with("format: 1", "format: 2"),
         ["2:9: format: This is bank format '2'; this version reads format 1: write `format: 1`."]),
        (_with("id: instc", "id: INSTC"), ["3:5: id 'INSTC' is not an id: use a-z, 0-9 and single hyphens."]),
        (_with("title: The North–South Transport Corridor", "title:"), ["4:7: title must be a text that is not empty."]),
        (_with("title: The North–South Transport Corridor", "title: " + "x" * 201),
         ["4:8: title is too long: it may have at most 200 characters."]),
        (_with("language: en", "language: English"),
         ["5:11: language 'English' is not a language: use two small letters such as en."]),
        (_with("tags: [trade, transport]", "tags: trade"), ["6:7: tags must be a list: write one entry a line, each after `- `."]),
        (_with("  article: 4", "  articel: 4"),
         ["9:3: There is no field `source.articel` here: the fields are title, collection, article, author, url, published."]),
        (_with("published: 2024-06", "published: June 2024"),
         ["10:14: source.published: 'June 2024' is not a date: write 2024, 2024-07 or 2024-07-15."]),
        (_with("as_of: 2024-06\nq", "as_of: 2024-02-30\nq"),
         ["11:8: as_of: '2024-02-30' is not in the calendar: check its month and day."]),
        (_with("as_of", "asof"),
         ["11:1: There is no field `asof` here: the fields are format, id, title, description, language, license, tags, source, "
          "as_of, questions."]),
        (_with("    type: typed\n", ""), [f"13:5: The field `type` is missing: write one of {KINDS}."]),
        (_with("type: typed", "type: free"), [f"14:11: There is no type 'free': write one of {KINDS}."]),
        (_with("type: typed", "type: [typed]"), [f"14:11: There is no type ['typed']: write one of {KINDS}."]),
        (_with("    answer: Baku\n", ""), ["13:5: The field `answer` is missing."]),
        (_with("    stem: What is the capital of Azerbaijan?\n", ""), ["13:5: The field `stem` is missing."]),
        (_with("answer: Baku", "answer: [Baku]"), ["16:13: answer must be a text that is not empty."]),
        (_with("{paragraph: 3}", "{paragraph: three}"),
         ["17:25: source.paragraph: 'three' is not a whole number: write digits alone, such as 3."]),
        (_with("{paragraph: 3}", "{paragraph: 0}"), ["17:25: source.paragraph is '0'; it must be at least 1."]),
        (_with("{paragraph: 3}", "3"), ["17:13: source must be a mapping of fields to values."]),
        (_with("source: {paragraph: 3}", "replaces: Old One"),
         ["17:15: replaces 'Old One' is not an id: use a-z, 0-9 and single hyphens."]),
        (_with("source: {paragraph: 3}", "retired: no"), ["17:14: retired: 'no' is neither true nor false: write true or false."]),
        (_with("source: {paragraph: 3}", "spelling: *x"), ["17:15: Aliases are not allowed (*x): write the value out."]),
    ],
)
def test_a_fault_is_told_with_its_line_and_column(text: str, faults: list[str]) -> None:
    assert _faults(text) == faults


HEAD = BANK[: BANK.index("questions:")]


@pytest.mark.parametrize(
    ("questions", "fault"),
    [("", "2:1"), ("questions:\n", "12:11"), ("questions: []\n", "12:12"), ("questions: none\n", "12:12"),
     ("questions: {a: b}\n", "12:12")],
)
def test_a_bank_without_questions_is_a_fault(questions: str, fault: str) -> None:
    assert _faults(HEAD + questions) == [f"{fault}: A bank needs a list `questions:` with at least one question."]


def test_a_question_that_is_no_mapping_is_a_fault() -> None:
    assert _faults(HEAD + "questions:\n  - capital\n  - [a]\n") == [
        "13:5: A question is a mapping: start it with `- id: …` and `type: …`.",
        "14:5: A question is a mapping: start it with `- id: …` and `type: …`.",
    ]


@pytest.mark.parametrize("text", ["- a\n", "a text\n", "[]\n"])
def test_a_file_that_is_no_mapping_is_a_fault(text: str) -> None:
    assert _faults(text) == ["1:1: A bank is a mapping: start with `format: 1`, `id: …`, `title: …`."]


def test_a_doubled_id_is_told_with_the_line_of_the_first() -> None:
    again = BANK[BANK.index("  - id: capital"):]
    assert _faults(BANK + again) == ["18:9: The id 'capital' is already taken on line 13: choose another."]


def test_all_faults_are_told_in_one_run_in_the_order_of_the_file() -> None:
    text = BANK.replace("id: instc", "id: IN STC").replace("answer: Baku", "anser: Baku") + (
        "  - id: capital\n    type: numeric\n    stem: How long?\n    answer: long\n    answer: 5\n"
        "  - id: third\n    type: free\n"
        "  - id: fourth\n    type: single\n    stem: Which?\n    options: [a, a]\n    answer: &x a\n"
    )
    assert _faults(text) == [
        "3:5: id 'IN STC' is not an id: use a-z, 0-9 and single hyphens.",
        "13:5: The field `answer` is missing.",
        "16:5: There is no field `anser` here: the fields are id, type, stem, explanation, source, as_of, review_by, tags, hint, "
        "retired, replaces, answer, accept, spelling.",
        "18:9: The id 'capital' is already taken on line 13: choose another.",
        "21:13: answer: 'long' is not a plain number: write digits with a decimal point, such as 7200 or 17.5.",
        "22:5: The field 'answer' stands twice (first on line 21): keep one of them.",
        f"24:11: There is no type 'free': write one of {KINDS}.",
        "28:14: 'a' stands twice in options: every entry needs its own text.",
        "29:13: Anchors are not allowed (&x): write the value out where it is needed.",
    ]


def test_a_text_that_was_refused_is_not_judged_again() -> None:
    assert _faults(_with("answer: Baku", "answer: " + "x" * 70_000)) == ["16:13: This text has 70,000 bytes; the limit is 65,536."]


def test_a_file_that_is_no_yaml_is_told_as_such() -> None:
    assert _faults("format: 1\nid: 'x\n") == ["3:1: This is not YAML: found unexpected end of stream."]
    assert _faults(b"\xff") == ["1:1: This is not UTF-8: save the file in UTF-8."]


def test_the_questions_of_a_bank_are_limited() -> None:
    question = "  - {id: q%d, type: true_false, stem: s, answer: true}\n"
    text = HEAD + "questions:\n" + "".join(question % number for number in range(10_000))
    assert len(parse_bank(text.encode(), "b.yaml").questions) == 10_000
    assert _faults(text + question % 10_000) == [
        "10013:5: This list has more than 10,000 entries, the most that is allowed: split the bank.",
    ]


def test_windows_lines_and_a_byte_order_mark_are_fine() -> None:
    assert parse_bank(("\ufeff" + BANK.replace("\n", "\r\n")).encode(), "b.yaml") == parse_bank(BANK.encode(), "b.yaml")


_fragments = st.lists(st.sampled_from([
    "format: 1", "id: q", "type: typed", "type: cloze", "text: '{{c1::a'", "questions:", "\n", "\n  - ", "\n    ", "- ", "[", "]",
    "{", "}", ":", " ", "&a", "*a", "!t", "|", ">", "'", '"', "#", "\t", "?", "...", "---", "%Y", "<<", "é",
]), max_size=12).map("".join)


@given(data=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode), _fragments.map(str.encode)))
def test_any_file_is_a_bank_or_a_list_of_faults_with_places(data: bytes) -> None:
    for fault in _faults(data):
        line, column, sentence = fault.split(":", 2)
        assert int(line) >= 1
        assert int(column) >= 1
        assert sentence.endswith(".")


@given(text=_fragments)
def test_any_question_behind_a_sound_header_is_read_or_told(text: str) -> None:
    for fault in _faults(HEAD + "questions:\n  - id: q\n    type: cloze\n    text: " + text):
        assert fault[-1] in ".?"
