import pytest

from geoquiz.core.scheduling.formulas import Standing
from geoquiz.core.scheduling.memory import Settings
from geoquiz.core.scheduling.outlook import NO_LIMITS, Limits, Outlook, Pace, Rule, Scope, outlook

TODAY = 739_000
NO_NEW = Pace(0, TODAY, 0.0)
KNOWN = [Standing(20.0, 5.0, TODAY - 5, TODAY + 15)] * 3


def rule(enough: float, days: int = 15, retention: float = 0.7) -> Rule:
    return Rule(TODAY + days, retention, enough, 3, Settings().weights)


def scope(cards: list[Standing], skipped: float = 0.15, limits: Limits = NO_LIMITS) -> Scope:
    return Scope.of(cards, Settings(), limits, skipped)


def test_cards_left_alone_are_known_as_they_are_forgotten() -> None:
    found = outlook(scope(KNOWN), NO_NEW, TODAY, rule(enough=0.0))
    assert found.recall == pytest.approx(0.9 - 0.01)  # Twenty days after the last review, less the caution.
    assert sum(found.reviews) == 0


def test_cards_asked_once_more_in_the_last_days_count_a_review_each() -> None:
    found = outlook(scope(KNOWN, skipped=0.0), NO_NEW, TODAY, rule(enough=0.91))
    assert found.recall > 0.96
    assert sum(found.reviews[:12]) == 0
    assert 3 <= sum(found.reviews) < 3.5  # Some who forget are asked again.


def test_days_skipped_cost_recall() -> None:
    recalls = [outlook(scope(KNOWN, skipped), NO_NEW, TODAY, rule(enough=0.91)).recall for skipped in (0.0, 0.15, 0.5)]
    assert recalls == sorted(recalls, reverse=True)
    assert len(set(recalls)) == 3


def test_sixty_four_cards_stand_for_a_thousand() -> None:
    thousand = [Standing(1.0 + number / 10, 5.0, TODAY - number % 7, TODAY) for number in range(1000)]
    found = scope(thousand)
    assert len(found.sample) == 64
    assert found.share * 64 == pytest.approx(1)
    few, many = (outlook(scope(cards), NO_NEW, TODAY, rule(enough=0.9)) for cards in (thousand[::20], thousand))
    assert many.recall == pytest.approx(few.recall, abs=0.02)
    assert sum(many.reviews) == pytest.approx(20 * sum(few.reviews), rel=0.1)


def test_cards_never_met_count_nothing() -> None:
    new = scope([Standing()] * 10)
    all_met, half_met = (outlook(new, Pace(1, TODAY + 9, share), TODAY, rule(enough=0.95)) for share in (1.0, 0.5))
    assert half_met.recall + 0.01 == pytest.approx((all_met.recall + 0.01) / 2)
    assert sum(half_met.reviews) == pytest.approx(sum(all_met.reviews) / 2)


@pytest.mark.parametrize(("reviews", "load"), [
    ((10, 10, 10, 10), 1.0), ((0, 0, 0, 20), 2.0), ((20, 0, 20, 0), 1.0), ((40, 0, 0, 0), 1.0), ((0, 0, 40, 0), 2.0),
    ((20, 20, 20, 20), 2.0), ((0, 0, 0, 0), 0.0),
])
def test_what_comes_early_can_be_caught_up_and_what_comes_late_cannot(reviews: tuple[float, ...], load: float) -> None:
    limited = scope(KNOWN, skipped=0.0, limits=Limits(reviews_a_day=10))
    found = Outlook(rule(enough=0.9, days=4), 0.9, reviews)
    assert found.load(limited) == pytest.approx(load)
    assert found.fits(limited) == (load <= 1)
    assert found.fits(scope(KNOWN))
