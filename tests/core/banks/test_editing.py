"""Forms change a bank's text line by line: what they do not touch stays, and what comes out says what was meant."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoquiz.core.banks.editing import (
    Unreadable,
    free_id,
    in_order,
    plain,
    read_layout,
    read_question,
    with_entry,
    with_entry_moved,
    with_header,
    with_new_entry,
    without_entry,
)
from geoquiz.core.banks.merge import merge_texts
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import NotFound
from tests.factories import ALL_KINDS

TEXT = """\
# my bank
format: 1
id: rivers  # permanent
title: Rivers
questions:
  # about the first
  - id: nile   # stays
    type: typed
    stem: Which river flows through Cairo?  # well known
    # lint: ignore GQ101 because
    answer: Nile

  # about the second
  - id: danube
    type: numeric
    stem: |
      # A heading in markdown
      How many countries does it touch?
    answer: 10  # as of 2024
    unit: countries
# the end
"""


def entries(text: str) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in read_layout(text).entries}


def test_a_changed_field_leaves_every_other_line_alone() -> None:
    changed = with_entry(TEXT, "nile", {**entries(TEXT)["nile"], "answer": "the Nile", "accept": ["Nil", "An-Nil"]})
    before, after = TEXT.splitlines(), changed.splitlines()
    assert [line for line in after if line not in before] == ["    answer: the Nile", "    accept:", "    - Nil", "    - An-Nil"]
    assert [line for line in before if line not in after] == ["    answer: Nile"]


def test_a_field_that_goes_takes_its_line_alone() -> None:
    changed = with_entry(TEXT, "danube", {name: value for name, value in entries(TEXT)["danube"].items() if name != "unit"})
    assert changed == TEXT.replace("    unit: countries\n", "")


def test_texts_of_several_lines_are_replaced_whole() -> None:
    changed = with_entry(TEXT, "danube", {**entries(TEXT)["danube"], "stem": "One line.", "explanation": "Two\nlines: yes."})
    assert "heading" not in changed
    assert "answer: 10  # as of 2024" in changed
    assert entries(changed)["danube"]["explanation"] == "Two\nlines: yes."


def test_questions_are_added_moved_and_taken_out_with_the_comments_above_them() -> None:
    more = with_new_entry(TEXT, {"id": "rhine", "type": "card", "front": "a", "back": "b: c"})
    assert list(entries(more)) == ["nile", "danube", "rhine"]
    moved = with_entry_moved(more, "danube", 0)
    assert list(entries(moved)) == ["danube", "nile", "rhine"]
    assert moved.index("# about the second") < moved.index("- id: danube") < moved.index("# about the first") < moved.index("nile")
    left = without_entry(moved, "nile")
    assert list(entries(left)) == ["danube", "rhine"]
    assert "about the first" not in left
    assert list(entries(with_entry_moved(more, "nile", 99))) == ["danube", "rhine", "nile"]


def test_an_empty_bank_takes_its_first_question_and_gives_its_last() -> None:
    empty = "format: 1\nid: rivers\ntitle: Rivers\nquestions: []\n"
    one = with_new_entry(empty, {"id": "nile", "type": "card"})
    assert list(entries(one)) == ["nile"]
    assert without_entry(one, "nile") == empty
    assert list(entries(with_new_entry(empty.replace("questions: []\n", ""), {"id": "nile", "type": "card"}))) == ["nile"]


def test_the_header_changes_by_itself() -> None:
    header = {"format": "1", "id": "rivers", "title": "Great rivers", "tags": ["water"], "source": {"title": "S"}}
    changed = with_header(TEXT, header)
    assert changed.startswith("# my bank\nformat: 1\nid: rivers  # permanent\ntitle: Great rivers\ntags:\n- water\n")
    assert entries(changed) == entries(TEXT)


def test_where_lines_hold_several_fields_the_bank_is_written_anew() -> None:
    entry = entries(ALL_KINDS)["landlocked"]
    changed = with_entry(ALL_KINDS, "landlocked", {**entry, "answer": "true"})
    bank, before = (parse_bank(text.encode(), "b.yaml") for text in (changed, ALL_KINDS))
    assert [q.id for q in bank.questions if q != before.by_id[q.id]] == ["landlocked"]
    assert "answer: true\n" in changed


def test_every_kind_comes_out_as_it_went_in() -> None:
    for question in parse_bank(ALL_KINDS.encode(), "b.yaml").questions:
        assert read_question(plain(question)) == question


def test_numbers_are_counted_up_until_one_is_free() -> None:
    layout = read_layout(with_new_entry(TEXT, {"id": "nile-2", "type": "card"}))
    assert [free_id(layout, name) for name in ("rhine", "nile")] == ["rhine", "nile-3"]


def test_what_is_no_bank_is_told_with_its_place() -> None:
    for text, sentence in (("title: [", "This is not YAML"), ("- a\n", "A bank is a mapping"),
                           ("id: a\nquestions: 7\n", "`questions` is a list: start each question with `- id: …`.")):
        with pytest.raises(Unreadable, match=r"The text cannot be read as a bank: mend it in the text view first\.") as refused:
            read_layout(text)
        assert refused.value.faults[0].message.startswith(sentence)
    with pytest.raises(NotFound, match="There is no question 'rhine' in this bank"):
        with_entry(TEXT, "rhine", {})


REFUSED = "\u2028\u2029\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters=REFUSED)
WORDS = st.text(CHARACTERS, min_size=1, max_size=40).map(str.strip).filter(bool)


@settings(max_examples=40)
@given(stem=WORDS, accept=st.lists(WORDS, max_size=3), explanation=st.lists(WORDS, min_size=1, max_size=3))
def test_whatever_is_typed_is_what_the_text_says(stem: str, accept: list[str], explanation: list[str]) -> None:
    entry = {**entries(TEXT)["nile"], "stem": stem, "explanation": "\n".join(explanation)}
    entry |= {"accept": accept} if accept else {}
    changed = with_entry(TEXT, "nile", entry)
    assert entries(changed)["nile"] == entry
    assert entries(changed)["danube"] == entries(TEXT)["danube"]
    assert "# about the second" in changed


def test_two_sides_that_changed_different_things_come_together() -> None:
    theirs = with_header(without_entry(with_new_entry(TEXT, {"id": "rhine", "type": "card"}), "danube"),
                         {**read_layout(TEXT).header, "title": "Their title"})
    mine = "# note\n" + with_entry(TEXT, "nile", {**entries(TEXT)["nile"], "answer": "mine"})
    merged = merge_texts(TEXT, theirs, mine)
    assert merged.conflicts == ()
    assert list(entries(merged.text)) == ["nile", "rhine"]
    assert entries(merged.text)["nile"]["answer"] == "mine"
    assert read_layout(merged.text).header["title"] == "Their title"
    assert merged.text.startswith("# note\n")


def test_where_both_changed_the_same_the_second_stands_and_it_is_told() -> None:
    theirs, mine = (with_header(with_entry(TEXT, "nile", {**entries(TEXT)["nile"], "answer": who}),
                                {**read_layout(TEXT).header, "title": who}) for who in ("theirs", "mine"))
    merged = merge_texts(TEXT, theirs, mine)
    assert merged.conflicts == ("title", "nile")
    assert merged.text == mine
    assert merge_texts(TEXT, mine, mine).conflicts == ()


def test_fields_come_in_the_order_of_the_documentation() -> None:
    assert list(in_order({"explanation": "e", "answer": "a", "type": "typed", "stem": "s", "id": "i"})) == [
        "id", "type", "stem", "answer", "explanation"]
