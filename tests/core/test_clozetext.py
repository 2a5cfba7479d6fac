import pytest
from pydantic_core import PydanticCustomError

from geoquiz.core.clozetext import Gap, read_gaps


def test_the_gaps_of_a_text_in_order_with_their_hints_and_places() -> None:
    text = "On {{c2::15 July::a date}} the {{c1::summit}} ended."
    assert read_gaps(text) == (Gap("c2", "15 July", "a date", 3, 26), Gap("c1", "summit", "", 31, 45))
    assert text[3:26] == "{{c2::15 July::a date}}"


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("{{c1::a}}", Gap("c1", "a", "", 0, 9)), ("{{c500:: a :: b }}", Gap("c500", "a", "b", 0, 18)),
        ("{{c1::a::}}", Gap("c1", "a", "", 0, 11)), ("{{c1::a::b::c}}", Gap("c1", "a", "b::c", 0, 15)),
        ("{{c1::a:b}}", Gap("c1", "a:b", "", 0, 11)), ("{{c1::a {b} c}}", Gap("c1", "a {b} c", "", 0, 15)),
        ("{ {{c1::a\nb}} }", Gap("c1", "a\nb", "", 2, 13)),
    ],
)
def test_a_gap_in_its_forms(text: str, gap: Gap) -> None:
    assert read_gaps(text) == (gap,)


OPEN = "The gap is never closed: write each as {{c1::text}}, side by side."
NESTED = "The gap holds another gap: write each as {{c1::text}}, side by side."
INCOMPLETE = "The gap is not complete: write it as {{c1::text}} or {{c1::text::hint}}."
STRAY = "These braces close no gap: write each gap as {{c1::text}}."


@pytest.mark.parametrize(
    ("text", "sentence", "offset"),
    [
        ("a {{c1::b", OPEN, 2), ("a {{", OPEN, 2), ("{{c1::a}} {{c2::b", OPEN, 10), ("{{c1::a {{c2::b}} c}}", NESTED, 0),
        ("{{c1::a}} b}} c", STRAY, 11), ("a}}", STRAY, 1), ("}} {{c1::a}}", STRAY, 0), ("{{c1::a}}}}", STRAY, 9),
        ("{{a}}", INCOMPLETE, 0), ("{{c1:a}}", INCOMPLETE, 0), ("{{c1::}}", INCOMPLETE, 0), ("{{c1:: }}", INCOMPLETE, 0),
        ("{{c0::a}}", INCOMPLETE, 0), ("{{c01::a}}", INCOMPLETE, 0), ("{{c1000::a}}", INCOMPLETE, 0), ("{{C1::a}}", INCOMPLETE, 0),
        ("{{c١::a}}", INCOMPLETE, 0), ("b {{{c1::a}}", INCOMPLETE, 2),
    ],
)
def test_faulty_braces_are_told_with_their_place(text: str, sentence: str, offset: int) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read_gaps(text)
    assert caught.value.message() == sentence.replace(": write", f" (column {offset + 1} of the text): write")
    assert caught.value.context == {"at": ("text",), "offset": offset}


def test_a_text_needs_a_gap() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read_gaps("no gap { here }")
    assert caught.value.message() == "The text has no gap: write at least one as {{c1::text}}."


def test_many_braces_are_read_fast() -> None:
    assert len(read_gaps("{{c1::a}}" * 5000)) == 5000
    with pytest.raises(PydanticCustomError):
        read_gaps("{{c1::" + "a::" * 20000)


def test_a_gap_has_a_number_that_anki_can_carry() -> None:
    assert read_gaps("{{c500::a}}")[0].part == "c500"
    with pytest.raises(PydanticCustomError) as caught:
        read_gaps("{{c501::a}}")
    assert caught.value.message() == ("The gap has the number 501 (column 1 of the text): Anki makes no cards above 500; "
                                      "use a smaller one.")
