"""GUIDs and ids: the same for ever, and never in the future."""

from hypothesis import given
from hypothesis import strategies as st

from geoquiz.interchange.anki.identity import deck_name, first_id, guid, tag


def test_guids_are_these_for_ever() -> None:
    # Decks in learners' collections carry them: with any other, the next import would double every note.
    assert guid("instc", "route-length") == "17q4Y7cJ_cbRhZa5"
    assert guid("k3v9.instc", "route-length") == "Go-KZOy7Z5B1QfXP"


def test_a_guid_depends_on_bank_and_question_and_on_where_one_ends() -> None:
    assert len({guid("a", "b"), guid("b", "a"), guid("ab", ""), guid("", "ab"), guid("a", "c")}) == 5


@given(created=st.integers(10 ** 12, 2 * 10 ** 12), name=st.text())
def test_ids_begin_at_times_of_the_fifty_days_before_the_bank_was_made(created: int, name: str) -> None:
    # Anki refuses a package with an id later than tomorrow.
    assert created - 50 * 24 * 3600 * 1000 < first_id(created, name) <= created


@given(st.text())
def test_a_deck_is_always_right_under_geoquiz_and_has_a_name(title: str) -> None:
    levels = deck_name(title).split("::")
    assert levels[0] == "geoquiz"
    assert len(levels) == 2
    assert levels[1]


@given(st.text(min_size=1).filter(str.strip))
def test_a_tag_holds_no_space(name: str) -> None:
    assert tag("geoquiz", name).split() == [tag("geoquiz", name)]
