from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.formulas import Formulas, Standing, Strength, after_first_day, blended, standing
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, Memory, Settings, retrievability
from geoquiz.core.scheduling.rating import Rating
from tests.core.scheduling.histories import NO_STEPS, PLAIN, START, after_days, learned, ratings

FORMULAS = Formulas(DEFAULT_WEIGHTS)
stabilities, difficulties, chances = st.floats(0.05, 2000), st.floats(1, 10), st.floats(0.1, 1)


def strength_of(memory: Memory) -> Strength:
    assert memory.stability is not None
    assert memory.difficulty is not None
    return Strength(memory.stability, memory.difficulty)


@given(ratings)
def test_the_first_answer_gives_what_the_library_gives(rating: Rating) -> None:
    assert FORMULAS.first(rating) == pytest.approx(strength_of(after_days([0], [rating])), rel=1e-9)


@given(ratings, ratings)
def test_another_answer_of_the_day_gives_what_the_library_gives(first: Rating, second: Rating) -> None:
    assert FORMULAS.again_today(FORMULAS.first(first), second) == pytest.approx(
        strength_of(after_days([0, 0], [first, second])), rel=1e-9)


@given(ratings, st.integers(1, 400))
def test_a_review_on_a_later_day_gives_what_the_library_gives(first: Rating, days: int) -> None:
    before = FORMULAS.first(first)
    chance = FORMULAS.recall(days, before.stability)
    for rating, after in ((Rating.GOOD, FORMULAS.recalled(before, chance)), (Rating.AGAIN, FORMULAS.forgotten(before, chance))):
        assert after == pytest.approx(strength_of(after_days([0, days], [first, rating])), rel=1e-9)


@given(st.integers(0, 1000))
def test_recall_is_that_of_the_cards_themselves(days: int) -> None:
    memory = learned([(0, Rating.EASY)])
    expected = retrievability(memory, at=START + timedelta(days=days), settings=PLAIN)
    assert FORMULAS.recall(days, strength_of(memory).stability) == pytest.approx(expected, rel=1e-12)


@given(stabilities, st.integers(0, 3000), st.integers(1, 3000))
def test_recall_falls_with_time(stability: float, days: int, more: int) -> None:
    assert 0 < FORMULAS.recall(days + more, stability) < FORMULAS.recall(days, stability) <= 1


@given(stabilities, st.floats(0.5, 0.99))
def test_a_card_rests_until_its_recall_has_fallen_to_the_retention(stability: float, retention: float) -> None:
    assert FORMULAS.recall(FORMULAS.days_until(retention, stability), stability) == pytest.approx(retention)


def test_stability_is_the_days_until_nine_tenths() -> None:
    assert FORMULAS.recall(12.5, 12.5) == pytest.approx(0.9)
    assert FORMULAS.days_until(0.9, 12.5) == pytest.approx(12.5)


@given(stabilities, difficulties, chances)
def test_remembering_strengthens_and_forgetting_weakens(stability: float, difficulty: float, chance: float) -> None:
    before = Strength(stability, difficulty)
    assert FORMULAS.recalled(before, chance).stability >= stability
    assert FORMULAS.forgotten(before, chance).stability < stability
    assert FORMULAS.forgotten(before, chance).stability <= FORMULAS.relearned(before, chance).stability


@given(stabilities, stabilities, st.floats(0, 1))
def test_a_blend_lies_between_what_it_stands_for(one: float, other: float, share: float) -> None:
    blend = blended(Strength(one, 2.0), Strength(other, 8.0), share)
    assert min(one, other) * 0.999999 <= blend.stability <= max(one, other) * 1.000001
    assert blend.difficulty == pytest.approx(2 + 6 * share)


def test_the_first_day_ends_as_its_learning_steps_do() -> None:
    (right_share, right), (wrong_share, wrong) = after_first_day(PLAIN)
    assert right_share + wrong_share == pytest.approx(1)
    assert right == pytest.approx(strength_of(learned([(0, Rating.GOOD), (1, Rating.GOOD)])))
    assert wrong == pytest.approx(strength_of(learned([(0, Rating.AGAIN), (1, Rating.GOOD), (10, Rating.GOOD)])))
    assert after_first_day(NO_STEPS)[0][1] == FORMULAS.first(Rating.GOOD)


def test_a_card_stands_on_the_learners_days() -> None:
    tokyo = Settings(zone="Asia/Tokyo")
    memory = learned([(0, Rating.EASY)], tokyo)
    assert memory.due is not None
    found = standing(memory, tokyo)
    assert found == Standing(memory.stability, memory.difficulty, tokyo.calendar.day(START), tokyo.calendar.day(memory.due))
    assert standing(Memory(), tokyo) == Standing()
