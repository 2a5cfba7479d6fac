import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.interchange.table.cells import joined, meant, neutral, split


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1", "'=1", "-1-1", "\t=1"])
def test_formulas_are_neutralised_and_come_back(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"
    assert meant(neutral(cell)) == cell


@pytest.mark.parametrize("cell", ["7200", "-7", "+3.5", "plain", "it's", "'quoted'", "a=b", ""])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert neutral(cell) == meant(cell) == cell


@given(st.text(st.sampled_from("'=+-@a1. \t\r"), max_size=6))
def test_no_cell_is_a_formula_and_each_comes_back(cell: str) -> None:
    assert meant(neutral(cell)) == cell
    assert neutral(cell)[:1] not in tuple("=@\t\r") or not cell


@pytest.mark.parametrize(("texts", "cell"), [
    (["a", "b"], "a | b"), (["a|b", "c\\"], "a\\|b | c\\\\"), ([], ""), (["", "x", ""], " | x | "),
])
def test_several_texts_are_one_cell(texts: list[str], cell: str) -> None:
    assert joined(texts) == cell
    assert split(cell) == texts


def test_strokes_without_spaces_and_lone_backslashes_are_read_too() -> None:
    assert split("a|b|c\\d|e\\") == ["a", "b", "c\\d", "e\\"]


def test_a_cell_of_too_many_texts_is_refused() -> None:
    assert len(split("|" * 1_999)) == 2_000
    with pytest.raises(ValueError, match=r"^A cell holds more than 2,000 texts: leave some out\.$"):
        split("|" * 8_000_000)


@given(st.lists(st.text(st.sampled_from("a|\\ =\n"), max_size=5).map(str.strip), min_size=2, max_size=4))
def test_lists_come_back(texts: list[str]) -> None:
    assert split(joined(texts)) == texts
