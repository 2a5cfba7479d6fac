from dataclasses import replace
from datetime import timedelta

from geoquiz.core.scheduling.formulas import Standing
from geoquiz.core.scheduling.memory import Memory, Settings, State, review
from geoquiz.core.scheduling.planner import Plan, plan
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.scheduling.ready import due_after_review, moved_due
from tests.core.scheduling.histories import START

SETTINGS = Settings()
CALENDAR = SETTINGS.calendar
TODAY = CALENDAR.day(START)
SEED = "ada|bank|question|main"


def known(reviews: int = 2) -> Memory:
    """Return a card in review, last answered at START."""
    memory, at = Memory(), START - timedelta(days=30 * (reviews - 2), minutes=15)
    for _ in range(reviews - 1):
        memory = review(memory, Rating.GOOD, at=at, settings=SETTINGS, seed=SEED)
        at += timedelta(days=30)
    return review(memory, Rating.GOOD, at=START, settings=SETTINGS, seed=SEED)


def for_day(days: int, target: float = 0.9) -> Plan:
    return plan([Standing()] * 50, SETTINGS, today=TODAY, day=TODAY + days, target=target)


def test_a_card_that_is_reviewed_rests_longer_under_a_plan_and_comes_before_the_day() -> None:
    card, found = known(), for_day(40)
    due = due_after_review(card, found, SETTINGS, SEED)
    assert due is not None
    assert card.due is not None
    assert card.due < due < CALENDAR.start(TODAY + 40)
    assert due == CALENDAR.start(CALENDAR.day(due))


def test_on_the_day_and_after_it_everything_is_ordinary() -> None:
    card = known()
    assert due_after_review(card, replace(for_day(5), rule=replace(for_day(5).rule, day=TODAY)), SETTINGS, SEED) is None


def test_cards_still_being_learned_are_left_alone() -> None:
    learning = review(Memory(), Rating.GOOD, at=START, settings=SETTINGS, seed=SEED)
    assert learning.state == State.LEARNING
    assert due_after_review(learning, for_day(40), SETTINGS, SEED) is None
    assert moved_due(learning, for_day(40), SETTINGS, SEED, today=TODAY) is None


def test_a_card_moves_into_a_plan_and_back_to_the_very_day_it_had() -> None:
    for reviews in range(2, 7):
        card = known(reviews)
        moved = moved_due(card, for_day(40), SETTINGS, SEED, today=TODAY)
        if moved is None:
            continue
        under_plan = replace(card, due=moved[0], due_cause="ready-by cap")
        assert moved[1]
        assert moved_due(under_plan, for_day(40), SETTINGS, SEED, today=TODAY) is None
        assert moved_due(under_plan, None, SETTINGS, SEED, today=TODAY) == (card.due, False)


def test_a_date_set_by_hand_stays() -> None:
    card = replace(known(), due_cause="by hand")
    assert moved_due(card, for_day(40), SETTINGS, SEED, today=TODAY) is None
    assert moved_due(known(), None, SETTINGS, SEED, today=TODAY) is None


def test_the_longest_interval_holds_under_a_plan_too() -> None:
    short = replace(SETTINGS, maximum_interval=3)
    card = known()
    due = due_after_review(replace(card, due=CALENDAR.start(TODAY + 2)), for_day(40), short, SEED)
    assert due == CALENDAR.start(TODAY + 3)
