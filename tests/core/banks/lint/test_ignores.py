"""`# lint: ignore CODE reason`: where it counts, for what, and where it is no comment at all."""

from datetime import date

import pytest

from geoquiz.core.banks.lint import check_file, lint_bank
from geoquiz.core.banks.lint.ignores import read_ignores
from geoquiz.core.banks.parse import read_bank

TODAY = date(2025, 6, 1)
REASON = "the learners read it on a watch"


def _bank(*, top: str = "", above: str = "", first: str = "", inside: str = "", between: str = "", after: str = "") -> str:
    """Return a bank of two questions with too short an explanation each, with texts put in at these places."""
    return f"""\
{top}format: 1
id: example
title: An example
as_of: 2024-05
questions:{first}
{above}  - id: knight
    type: typed
{inside}    stem: Which chess piece jumps over others?
    answer: knight
    explanation: It is the knight.
{between}  - id: bishop
    type: typed
    stem: Which chess piece keeps to squares of one colour?
    answer: bishop
    explanation: It is the bishop.
{after}"""


def _found(text: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.question_id) for finding in check_file(text.encode(), "b.yaml", today=TODAY)]


def test_without_a_comment_both_questions_are_found() -> None:
    assert _found(_bank()) == [("GQ302", "knight"), ("GQ302", "bishop")]


@pytest.mark.parametrize(("place", "text"), [
    ("top", "# lint: ignore GQ302 {}\n"),
    ("top", "# A bank about chess.\n# lint: ignore GQ302 {}\n"),
    ("first", "  # lint: ignore GQ302 {}"),
])
def test_a_comment_before_the_questions_holds_for_the_whole_bank(place: str, text: str) -> None:
    assert _found(_bank(**{place: text.format(REASON)})) == []


@pytest.mark.parametrize(("place", "text"), [
    ("above", "  # lint: ignore GQ302 {}\n"),
    ("above", "# lint: ignore GQ302 {}\n"),
    ("inside", "    # lint: ignore GQ302 {}\n"),
    ("inside", "    hint: 'It is a horse''s head.'  # lint: ignore GQ302 {}\n"),
    ("inside", "    hint: >-  # lint: ignore GQ302 {}\n      A horse.\n"),
    ("inside", "    hint: |\n      A horse.\n    # lint: ignore GQ302 {}\n"),
    ("inside", "    accept: [horse,  # lint: ignore GQ302 {}\n      springer]\n"),
    ("between", "    # lint: ignore GQ302 {}\n"),
    ("inside", "    tags: [a]  #lint:ignore GQ302: {}\n"),
])
def test_a_comment_on_a_question_holds_for_that_question_alone(place: str, text: str) -> None:
    assert _found(_bank(**{place: text.format(REASON)})) == [("GQ302", "bishop")]


@pytest.mark.parametrize(("place", "text"), [
    ("between", "\n  # lint: ignore GQ302 {}\n"),
    ("between", "# lint: ignore GQ302 {}\n"),
    ("after", "  # lint: ignore GQ302 {}\n"),
    ("after", "    # lint: ignore GQ302 {}\n"),
])
def test_a_comment_above_a_question_or_below_the_last_holds_for_that_one(place: str, text: str) -> None:
    assert _found(_bank(**{place: text.format(REASON)})) == [("GQ302", "knight")]


def test_a_header_below_the_questions_belongs_to_the_bank_again() -> None:
    text = _bank(after=f"tags: [chess]  # lint: ignore GQ302 {REASON}\n")
    assert _found(text) == []


@pytest.mark.parametrize("text", [
    "    hint: '# lint: ignore GQ302 a text'\n",
    '    hint: "a # lint: ignore GQ302 a text"\n',
    "    hint: >-\n      folded\n      # lint: ignore GQ302 a text\n",
    "    hint: |\n      kept\n\n      # lint: ignore GQ302 a text\n      more\n",
    "    hint: plain#lint:ignore GQ302 a text\n",
    "    hint: 'over\n      # lint: ignore GQ302 two lines'\n",
    "    # see # lint: ignore GQ302 a comment on a comment\n",
])
def test_a_text_that_only_looks_like_a_comment_is_none(text: str) -> None:
    assert _found(_bank(inside=text)) == [("GQ302", "knight"), ("GQ302", "bishop")]


def test_a_comment_behind_a_quoted_hash_still_counts() -> None:
    assert _found(_bank(inside=f"    hint: 'number #1'  # lint: ignore GQ302 {REASON}\n")) == [("GQ302", "bishop")]


def test_a_comment_knows_where_it_stands_also_behind_a_byte_order_mark_and_wide_letters() -> None:
    text = "\ufeff" + _bank(inside=f"    hint: Übermut 馬  # lint: ignore GQ302 {REASON}\n")
    parsed = read_bank(text.encode(), "b.yaml")
    (comment,) = read_ignores(parsed.text, parsed.marks)
    assert (comment.line, comment.column, comment.index, comment.reason) == (7, 21, 0, REASON)


def test_a_question_in_one_line_takes_the_comment_behind_it() -> None:
    text = ("format: 1\nid: example\ntitle: An example\nas_of: 2024\nquestions:\n"
            "- {id: knight, type: typed, stem: Which piece jumps?, answer: knight, explanation: It is the knight.}"
            f"  # lint: ignore GQ302 {REASON}\n"
            "- {id: bishop, type: typed, stem: Which piece slides?, answer: bishop, explanation: It is the bishop.}\n")
    assert _found(text) == [("GQ302", "bishop")]


def test_a_comment_for_one_question_does_not_silence_what_is_said_of_the_bank() -> None:
    text = _bank(inside="    # lint: ignore GQ402 the game is old\n").replace("as_of: 2024-05\n", "")
    assert [code for code, _ in _found(text)] == ["GQ402", "GQ903", "GQ302", "GQ302"]
    assert "GQ402" not in [code for code, _ in _found("# lint: ignore GQ402 the game is old\n" + text)]


def test_a_comment_without_a_reason_silences_and_is_itself_the_finding() -> None:
    assert _found(_bank(inside="    # lint: ignore GQ302\n")) == [("GQ902", "knight"), ("GQ302", "bishop")]


def test_an_unused_comment_is_told_only_when_its_lint_ran() -> None:
    parsed = read_bank(_bank(inside="    # lint: ignore GQ101 the key has to be long\n").encode(), "b.yaml")
    assert [f.code for f in lint_bank(parsed, "b.yaml", today=TODAY)] == ["GQ903", "GQ302", "GQ302"]
    assert lint_bank(parsed, "b.yaml", today=TODAY, select=["GQ9", "GQ102"]) == []
    assert lint_bank(parsed, "b.yaml", today=TODAY, ignore=["GQ101", "GQ302"]) == []


def test_an_unused_comment_for_an_english_lint_is_told_in_a_bank_of_another_language() -> None:
    text = _bank(inside="    # lint: ignore GQ107 the article is part of the name\n").replace("as_of", "language: de\nas_of")
    assert ("GQ903", "knight") in _found(text)
