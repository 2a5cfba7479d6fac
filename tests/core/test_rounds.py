"""What can be played with, and what a round is worth."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.kinds import load_question
from geoquiz.core.rounds import (
    CHOICES,
    GRACE,
    TABLE,
    Pair,
    Speed,
    answer_prompt,
    begin_match,
    choose_pair,
    dealt,
    match_time,
    pairs_of,
    prompt,
)
from tests.factories import NOW, bank_of_all_kinds, typed

PAIRS = tuple(Pair(f"term {number}", f"definition {number}", f"q{number}") for number in range(9))


def test_matching_typed_and_card_questions_make_pairs_and_no_other_kind_does() -> None:
    found = {pair.question: (pair.term, pair.definition) for pair in pairs_of(bank_of_all_kinds().questions)}
    assert found == {
        "strait": ("Bosporus", "Which strait joins the Black Sea to the Sea of Marmara?"),
        "capitals": ("India", "New Delhi"),
        "word": ("International North–South Transport Corridor", "What does INSTC stand for?"),
    }


def test_a_term_or_a_definition_that_comes_twice_is_taken_once() -> None:
    questions = [typed("one", "Baku"), typed("two", "BAKU"), load_question(
        {"id": "three", "type": "card", "front": "What is one?", "back": "Tbilisi"})]
    assert [pair.question for pair in pairs_of(questions)] == ["one"]


@pytest.mark.parametrize("fields", [
    {"front": "x" * 161, "back": "short"}, {"front": "short", "back": "x" * 61}, {"front": "two\nlines", "back": "short"},
    {"front": "short", "back": "retired", "retired": "true"},
])
def test_what_does_not_fit_a_tile_or_is_retired_is_left_out(fields: dict[str, str]) -> None:
    assert pairs_of([load_question({"id": "one", "type": "card", **fields})]) == ()


@given(seed=st.text(max_size=8), count=st.integers(0, 12))
def test_dealing_depends_on_the_seed_alone_and_gives_each_pair_once(seed: str, count: int) -> None:
    found = dealt(PAIRS, seed, count)
    assert found == dealt(tuple(reversed(PAIRS)), seed, count)
    assert len(set(found)) == len(found) == min(count, len(PAIRS))


def test_a_right_pair_leaves_the_table_and_a_wrong_one_is_a_mistake() -> None:
    match = begin_match(PAIRS, "seed", NOW)
    assert match.left == tuple(range(TABLE))
    wrong = choose_pair(match, 1, 2)
    assert (wrong.left, wrong.mistakes, wrong.was_right) == (match.left, 1, False)
    right = choose_pair(wrong, 1, 1)
    assert (right.left, right.mistakes, right.was_right) == ((0, 2, 3, 4, 5), 1, True)
    assert choose_pair(right, 1, 1) == right, "a tile that is gone cannot be chosen"
    assert choose_pair(right, 77, 0) == right


def test_a_match_is_over_when_the_table_is_empty_and_mistakes_cost_five_seconds_each() -> None:
    match = choose_pair(begin_match(PAIRS[:4], "seed", NOW), 0, 1)
    for place in range(4):
        assert not match.is_over
        match = choose_pair(match, place, place)
    assert match.is_over
    assert match_time(match, NOW + timedelta(seconds=20)) == timedelta(seconds=25)


@given(seed=st.text(max_size=8), asked=st.integers(0, 40))
def test_a_prompt_has_the_right_term_once_among_four(seed: str, asked: int) -> None:
    found = prompt(PAIRS, Speed(seed, NOW, 60, asked))
    assert len(set(found.choices)) == CHOICES
    assert found.pair.term in found.choices


def test_every_pair_is_asked_before_any_comes_again() -> None:
    asked = [prompt(PAIRS, Speed("seed", NOW, 60, number)).pair for number in range(2 * len(PAIRS))]
    assert set(asked[:len(PAIRS)]) == set(asked[len(PAIRS):]) == set(PAIRS)


def test_right_answers_are_points_wrong_ones_take_points_away_and_others_do_nothing() -> None:
    speed = Speed("seed", NOW, 60)
    for _ in range(3):
        speed = answer_prompt(PAIRS, speed, prompt(PAIRS, speed).pair.term)
    assert (speed.points, speed.was_right) == (3, True)
    asked = prompt(PAIRS, speed)
    speed = answer_prompt(PAIRS, speed, next(term for term in asked.choices if term != asked.pair.term))
    assert (speed.right, speed.wrong, speed.points, speed.was_right) == (3, 1, 2, False)
    assert answer_prompt(PAIRS, speed, "made up") == speed


def test_points_do_not_fall_below_nothing() -> None:
    assert Speed("seed", NOW, 60, asked=3, right=1, wrong=2).points == 0


def test_an_answer_on_its_way_still_counts() -> None:
    speed, end = Speed("seed", NOW, 60), NOW + timedelta(seconds=60)
    assert speed.left(NOW + timedelta(seconds=59)) == timedelta(seconds=1)
    assert speed.left(end + GRACE) == timedelta(0)
    assert not speed.is_over(end + GRACE)
    assert speed.is_over(end + GRACE + timedelta.resolution)
