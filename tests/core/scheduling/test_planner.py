import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoquiz.core.scheduling.formulas import Standing
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, Settings
from geoquiz.core.scheduling.outlook import Limits, Rule
from geoquiz.core.scheduling.planner import Plan, even_pace, last_day_for_new, plan

TODAY = 739_000
NEW = [Standing()] * 200
stabilities = st.floats(0.05, 1500)
rules = st.builds(Rule, day=st.just(TODAY + 60), retention=st.sampled_from([0.7, 0.8, 0.9]), enough=st.floats(0.7, 0.99),
                  window=st.integers(1, 30), weights=st.just(DEFAULT_WEIGHTS))
met_cards = st.builds(lambda stability, difficulty, ago: Standing(stability, difficulty, TODAY - ago, TODAY + 1), stabilities,
                      st.floats(1, 10), st.integers(0, 60))


def planned(cards: list[Standing], days: int, target: float, limits: Limits | None = None) -> Plan:
    return plan(cards, Settings(), today=TODAY, day=TODAY + days, target=target, limits=limits or Limits())


@pytest.mark.parametrize(("days", "new_a_day"), [(20, 16), (45, 8), (90, 4)])
@pytest.mark.parametrize("target", [0.85, 0.90, 0.95])
def test_two_hundred_new_cards_can_be_known_in_twenty_days_and_more(days: int, new_a_day: int, target: float) -> None:
    found = planned(NEW, days, target)
    assert found.holds
    assert found.recall >= target
    assert found.new_a_day == new_a_day
    assert len(found.reviews) == days
    assert found.possible_day is None


@settings(max_examples=20, deadline=None)
@given(st.lists(met_cards, min_size=1, max_size=30), st.integers(2, 120), st.floats(0.6, 0.9), st.floats(0.01, 0.09))
def test_a_higher_target_is_not_cheaper(cards: list[Standing], days: int, target: float, more: float) -> None:
    lower, higher = planned([*cards, *NEW[:20]], days, target), planned([*cards, *NEW[:20]], days, target + more)
    if higher.holds:
        assert lower.holds
        assert sum(lower.reviews) <= sum(higher.reviews) + 1e-6


@given(st.integers(1, 3000), st.integers(1, 400))
def test_more_days_left_never_ask_for_more_new_cards_a_day(left: int, days: int) -> None:
    def pace(days: int) -> int:
        return even_pace(left, last_day_for_new(TODAY, TODAY + days) - TODAY + 1)
    assert pace(days + 1) <= pace(days)
    assert pace(days) * (last_day_for_new(TODAY, TODAY + days) - TODAY + 1) * 0.85 >= left - 1e-6


@given(rules, stabilities, st.integers(0, 90), st.integers(0, 59), st.floats(0, 1, exclude_max=True))
def test_the_cap_never_schedules_in_the_past_nor_on_the_day_or_past_it(rule: Rule, stability: float, ago: int, passed: int,
                                                                      place: float) -> None:
    today = TODAY + passed
    found = rule.next_day(stability, today - ago, today=today, place=place)
    if found is None:
        ready = rule.formulas.recall(rule.day - (today - ago), stability) >= rule.enough
        assert ready or rule.day - today <= 1
    else:
        assert today <= found < rule.day
        assert found > today - ago


@given(rules, stabilities, st.integers(0, 50))
def test_a_card_never_rests_until_the_last_days_when_its_recall_falls_below_the_retention(rule: Rule, stability: float,
                                                                                        passed: int) -> None:
    today = TODAY + passed
    found = rule.next_day(stability, today, today=today, place=0.0)
    if found is not None and found < rule.day - rule.window:
        wait = max(1, round(rule.formulas.days_until(rule.retention, stability)))
        assert found - today == wait


def test_a_ready_card_keeps_its_ordinary_day_but_comes_no_earlier_than_the_day_of_the_plan() -> None:
    found = planned(NEW, 20, 0.9)
    due = {"today": TODAY, "seed": "1|2|main"}
    assert found.due_day(4000.0, TODAY, ordinary=TODAY + 900, **due) == TODAY + 900
    assert found.due_day(4000.0, TODAY, ordinary=TODAY + 3, **due) == TODAY + 20
    assert TODAY < found.due_day(2.0, TODAY, ordinary=TODAY + 30, **due) < TODAY + 20


def test_from_the_day_of_the_plan_on_everything_is_ordinary() -> None:
    found = planned(NEW, 20, 0.9)
    assert found.due_day(0.5, TODAY + 20, ordinary=TODAY + 21, today=TODAY + 20, seed="1|2|main") == TODAY + 21


def test_the_last_days_are_shared_evenly_among_the_cards() -> None:
    found = planned(NEW, 90, 0.95)
    last = found.day - found.rule.window
    days = [found.due_day(3.0, last - 2, ordinary=last + 9, today=last - 2, seed=f"1|{number}|main") for number in range(2000)]
    counts = [days.count(day) for day in range(last, found.day)]
    assert sum(counts) == 2000
    assert max(counts) < 1.4 * min(counts)


def test_the_same_cards_give_the_same_plan_in_any_order() -> None:
    cards = [Standing(float(number), 5.0, TODAY - number, TODAY + 1) for number in range(1, 150)]
    assert planned(cards, 30, 0.9) == planned(cards[::-1], 30, 0.9)


def test_cards_known_well_need_nothing() -> None:
    found = planned([Standing(3000.0, 3.0, TODAY - 1, TODAY + 400)] * 40, 30, 0.9)
    assert found.holds
    assert found.new_a_day == 0
    assert found.reviews_a_day == 0


def test_too_few_new_cards_a_day_are_recognised_and_a_day_that_would_do_is_named() -> None:
    found = planned(NEW, 20, 0.9, Limits(new_a_day=8))
    assert not found.holds
    assert found.new_a_day == 8
    assert found.recall == pytest.approx(0.65, abs=0.05)  # 136 of 200 are met, nearly all of them known.
    assert found.possible_day is not None
    assert planned(NEW, found.possible_day - TODAY, 0.9, Limits(new_a_day=8)).holds


def test_too_few_reviews_a_day_are_recognised() -> None:
    found = planned(NEW, 20, 0.95, Limits(reviews_a_day=10))
    assert not found.holds
    assert 0.6 < found.recall < 0.95
    assert all(sum(found.reviews[start:]) <= 10 * 0.85 * (20 - start) + 1e-6 for start in range(20))


def test_a_limit_on_reviews_stretches_the_last_days() -> None:
    free, limited = planned(NEW, 45, 0.9), planned(NEW, 45, 0.9, Limits(reviews_a_day=28))
    assert limited.holds
    assert limited.rule.window > free.rule.window


def test_a_learner_who_takes_no_new_cards_is_told_that_no_day_will_do() -> None:
    found = planned(NEW, 20, 0.9, Limits(new_a_day=0))
    assert not found.holds
    assert found.recall == 0
    assert found.possible_day is None


def test_cards_are_met_even_on_the_day_before() -> None:
    found = planned(NEW[:10], 1, 0.8)
    assert found.holds
    assert found.new_a_day == 12


@pytest.mark.parametrize(("cards", "days", "target", "why"), [
    ([], 20, 0.9, "There are no cards to be ready with."),
    (NEW, 0, 0.9, "The day to be ready for must come after today."),
    (NEW, 20, 1.0, "The target must be between 0.5 and 0.99; it is 1."),
    (NEW, 20, 0.2, "The target must be between 0.5 and 0.99; it is 0.2."),
])
def test_what_cannot_be_planned_is_refused(cards: list[Standing], days: int, target: float, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        planned(cards, days, target)
