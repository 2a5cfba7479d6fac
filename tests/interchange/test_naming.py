import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.interchange.naming import is_id, slug, slug_of_text, unique_ids


@pytest.mark.parametrize(("text", "id_"), [
    ("Route length", "route-length"), ("  Łódź & Zürich!  ", "lodz-zurich"), ("Straße", "strasse"),
    ("already-an-id", "already-an-id"),
    ("a--b", "a-b"), ("x" * 80, "x" * 64), ("word " * 20, "-".join(["word"] * 13)),
])
def test_a_name_becomes_an_id(text: str, id_: str) -> None:
    assert slug(text) == id_


def test_a_name_without_latin_letters_becomes_the_same_id_each_time() -> None:
    assert slug("Столица России") == slug("Столица России") == "q-fc748fb1"
    assert slug("Столица Китая") != slug("Столица России")


def test_a_sentence_gives_its_first_words() -> None:
    assert slug_of_text("Which strait joins the Black Sea to the Sea of Marmara?") == "which-strait-joins-the-black-sea-to-the"


def test_names_that_come_again_are_numbered() -> None:
    assert unique_ids(["stop", "go", "stop", "stop"]) == ["stop", "go", "stop-2", "stop-3"]
    assert unique_ids(["stop", "stop-2", "stop"]) == ["stop", "stop-2", "stop-3"]


def test_an_id_of_the_file_keeps_its_name_before_one_that_was_made_up() -> None:
    assert unique_ids(["stop", "stop"], exact=[1]) == ["stop-2", "stop"]


def test_a_numbered_id_is_no_longer_than_an_id_may_be() -> None:
    assert unique_ids(["x" * 64, "x" * 64])[1] == "x" * 62 + "-2"


@given(st.lists(st.text(max_size=80), max_size=8))
def test_ids_are_valid_and_unique_whatever_the_names(names: list[str]) -> None:
    ids = unique_ids([slug(name) for name in names])
    assert all(is_id(id_) for id_ in ids)
    assert len(set(ids)) == len(names)
