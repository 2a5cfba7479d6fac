import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.forecast import RETENTIONS, due_by_day, what_if
from geoquiz.core.scheduling.formulas import Formulas, Standing, Strength
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, Settings

TODAY = 739_000
FORMULAS = Formulas(DEFAULT_WEIGHTS)


def due(day: int) -> Standing:
    return Standing(10.0, 5.0, TODAY - 10, TODAY + day)


def deck(size: int) -> list[Standing]:
    """Return cards of all ages at retention 0.9, each somewhere between two reviews."""
    draw, cards = random.Random(1), []
    for _ in range(size):
        stability = draw.lognormvariate(2.2, 1.2)
        interval = max(1, round(stability))
        last = TODAY - draw.randrange(interval + 1)
        cards.append(Standing(stability, draw.uniform(2, 9), last, last + interval))
    return cards


def test_what_is_overdue_is_due_today_and_new_cards_are_not_due() -> None:
    cards = [due(-40), due(-1), due(0), due(1), due(4), due(5), Standing()]
    assert due_by_day(cards, today=TODAY, days=5) == (3, 1, 0, 0, 1)


@given(st.lists(st.integers(-50, 29)))
def test_every_card_due_within_the_days_is_counted_once(days: list[int]) -> None:
    assert sum(due_by_day([due(day) for day in days], today=TODAY)) == len(days)


def test_a_higher_retention_asks_more_and_gives_more() -> None:
    found = what_if(deck(300), Settings(), today=TODAY, new_a_day=0)
    assert [work.retention for work in found] == list(RETENTIONS)
    loads, recalls = [work.reviews_a_day for work in found], [work.recall for work in found]
    assert loads == sorted(loads)
    assert recalls == sorted(recalls)
    assert all(len(work.reviews) == 30 for work in found)


def test_the_retention_in_use_begins_with_what_is_due() -> None:
    cards = deck(300)
    work = what_if(cards, Settings(), today=TODAY, new_a_day=0, retentions=[0.9])[0]
    assert work.reviews[0] == pytest.approx(due_by_day(cards, today=TODAY)[0])


def lived_through(cards: list[Standing], retention: float, draw: random.Random) -> tuple[float, float]:
    """Return reviews a day and recall after 30 days as chance would have it once."""
    reviews, known = 0, 0.0
    for card in cards:
        assert card.stability is not None
        assert card.difficulty is not None
        assert card.last_day is not None
        assert card.due_day is not None
        strength, last = Strength(card.stability, card.difficulty), card.last_day - TODAY
        day = max(0, card.due_day - TODAY)
        while day < 30:
            reviews += 1
            chance = FORMULAS.recall(day - last, strength.stability)
            strength = FORMULAS.recalled(strength, chance) if draw.random() < chance else FORMULAS.relearned(strength, chance)
            last, day = day, day + max(1, round(FORMULAS.days_until(retention, strength.stability)))
        known += FORMULAS.recall(30 - last, strength.stability)
    return reviews / 30, known / len(cards)


def test_the_expectation_is_what_chance_gives_on_average() -> None:
    cards = deck(400)
    lives = [lived_through(cards, 0.9, random.Random(seed)) for seed in range(12)]
    work = what_if(cards, Settings(), today=TODAY, new_a_day=0, retentions=[0.9])[0]
    assert work.reviews_a_day == pytest.approx(sum(life[0] for life in lives) / 12, rel=0.05)
    assert work.recall == pytest.approx(sum(life[1] for life in lives) / 12, abs=0.005)


def test_a_thousand_cards_stand_for_more() -> None:
    cards = deck(700)
    once, fourfold = (what_if(many, Settings(), today=TODAY, new_a_day=0, retentions=[0.9])[0] for many in (cards, cards * 4))
    assert fourfold.reviews_a_day == pytest.approx(4 * once.reviews_a_day, rel=0.03)
    assert fourfold.recall == pytest.approx(once.recall, abs=0.005)


def test_new_cards_come_at_their_pace_until_there_are_no_more() -> None:
    def load(new: int, pace: int) -> float:
        return what_if([Standing()] * new, Settings(), today=TODAY, new_a_day=pace, retentions=[0.9])[0].reviews_a_day
    assert load(100, 0) == 0
    assert 0 < load(100, 5) < load(300, 10)
    assert load(40, 10) == pytest.approx(load(40, 40), rel=0.35)  # The same forty cards, met sooner.


def test_the_longest_interval_allowed_holds_at_every_retention() -> None:
    cards = [Standing(900.0, 3.0, TODAY - 10, TODAY)] * 10
    free, capped = (what_if(cards, Settings(maximum_interval=most), today=TODAY, new_a_day=0, retentions=[0.8])[0]
                    for most in (36500, 7))
    assert sum(free.reviews) == pytest.approx(10)
    assert sum(capped.reviews) == pytest.approx(50)


def test_without_cards_there_is_no_work() -> None:
    work = what_if([], Settings(), today=TODAY, new_a_day=10, retentions=[0.9])[0]
    assert (work.reviews_a_day, work.recall) == (0, 0)
