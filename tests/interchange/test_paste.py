import pytest

from geoquiz.core.errors import BankError
from geoquiz.interchange.paste import read_paste
from geoquiz.interchange.report import Imported, Reading
from tests.interchange.travelling import arrived, sentences


def _read(text: str, **reading: str) -> Imported:
    return arrived(text.encode(), read_paste, path="list.txt", name="Capitals", **reading)


def _pairs(imported: Imported) -> list[tuple[str, str]]:
    return [(question.face().front, question.face().back) for question in imported.bank.questions]


@pytest.mark.parametrize(("text", "how"), [
    ("Georgia\tTbilisi\nIran\tTehran\n", "a tab"), ("Georgia - Tbilisi\n\n  Iran  -  Tehran  ", "a dash between spaces"),
    ("Georgia – Tbilisi\r\nIran — Tehran\r\n", "a dash between spaces"),
])
def test_a_list_becomes_cards_and_its_separator_is_told(text: str, how: str) -> None:
    imported = _read(text)
    assert [(question.id, question.kind) for question in imported.bank.questions] == [("georgia", "card"), ("iran", "card")]
    assert _pairs(imported) == [("Georgia", "Tbilisi"), ("Iran", "Tehran")]
    assert imported.notes == (f"Term and definition are parted by {how}.",)
    assert imported.bank.title == "Capitals"


def test_a_list_becomes_typed_questions_and_a_separator_may_be_named() -> None:
    imported = _read("Georgia: Tbilisi: the city", kind="typed", separator=":")
    assert [question.right_response() for question in imported.bank.questions] == [("Tbilisi: the city",)]
    assert imported.notes == ()


def test_dashes_without_spaces_and_later_ones_belong_to_the_text() -> None:
    assert _pairs(_read("North-South - a corridor - in Asia")) == [("North-South", "a corridor - in Asia")]


def test_signs_of_markdown_are_shown_as_they_are() -> None:
    assert _pairs(_read("*a*\t# b")) == [("\\*a\\*", "\\# b")]


def test_a_line_that_comes_twice_is_taken_once_and_told() -> None:
    imported = _read("a\tb\nc\td\na\tb\n")
    assert _pairs(imported) == [("a", "b"), ("c", "d")]
    assert sentences(imported.losses) == ["line 3, a: the question: the same stands on line 1."]


def test_all_lines_without_a_pair_are_told_at_once() -> None:
    with pytest.raises(BankError) as error:
        read_paste(f"a\tb\nc\n\td\n{'x' * 70}\n".encode(), Reading("list.txt"))
    assert str(error.value).splitlines() == [
        "list.txt:2:1: 'c' has no definition: write both on the line, parted by a tab.",
        "list.txt:3:1: 'd' has no term: write both on the line, parted by a tab.",
        f"list.txt:4:1: '{'x' * 60}…' has no definition: write both on the line, parted by a tab.",
    ]


def test_what_is_too_long_to_be_typed_is_told_with_its_line() -> None:
    with pytest.raises(BankError) as error:
        read_paste(f"a\t{'x' * 501}".encode(), Reading("list.txt", kind="typed"))
    assert str(error.value) == "list.txt:1:1: In 'a': answer is too long: it may have at most 500 characters."


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(BankError) as error:
        read_paste(b"\n \n", Reading("list.txt"))
    assert str(error.value) == "list.txt:1:1: There is no question in it that a bank could hold."
