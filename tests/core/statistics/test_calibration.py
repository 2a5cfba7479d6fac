"""Predictions against what happened: known values, slow versions, and the optimizer's own RMSE."""

import math
from collections import defaultdict
from random import Random

import pytest
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.formulas import Formulas
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.statistics.calibration import EDGES, ENOUGH, Prediction, bins, brier, log_loss, rmse_bins

PREDICTIONS = st.lists(st.builds(Prediction, st.floats(0.0, 1.0), st.booleans(), st.integers(1, 400), st.integers(0, 40),
                                 st.integers(0, 12)), min_size=1, max_size=60)


def test_known_values_come_out() -> None:
    # Brier score: 0.7 and rain gives 0.09, 0.3 and rain 0.49. Log loss of a coin: ln 2.
    assert brier([Prediction(0.7, True)]) == pytest.approx(0.09)
    assert brier([Prediction(0.3, True)]) == pytest.approx(0.49)
    assert log_loss([Prediction(0.5, True), Prediction(0.5, False)]) == pytest.approx(math.log(2))
    # scikit-learn's example of log_loss: ["spam", "ham", "ham", "spam"], [[.1, .9], [.9, .1], [.8, .2], [.35, .65]].
    assert log_loss([Prediction(0.9, True), Prediction(0.1, False), Prediction(0.2, False), Prediction(0.65, True)]
                    ) == pytest.approx(0.21616, abs=0.00001)


@given(PREDICTIONS)
def test_measures_are_those_of_the_slow_versions(found: list[Prediction]) -> None:
    assert brier(found) == pytest.approx(sum((p.predicted - (1 if p.recalled else 0)) ** 2 for p in found) / len(found))
    total = 0.0
    for p in found:
        chance = p.predicted if p.recalled else 1 - p.predicted
        total -= math.log(min(max(chance, 1e-7), 1 - 1e-7))
    assert log_loss(found) == pytest.approx(total / len(found), abs=1e-9)


@given(PREDICTIONS)
def test_each_prediction_stands_in_one_bin_and_within_its_edges(found: list[Prediction]) -> None:
    cut = bins(found)
    assert sum(b.measured.whole for b in cut) == len(found)
    for b in cut:
        inside = [p for p in found if b.low <= p.predicted < b.high or p.predicted == b.high == EDGES[-1]]
        assert b.measured == (sum(p.recalled for p in inside), len(inside))
        assert b.predicted == pytest.approx(sum(p.predicted for p in inside) / len(inside))
        assert b.is_enough == (len(inside) >= ENOUGH)


@given(PREDICTIONS)
def test_rmse_is_that_over_the_groups_that_fsrs_makes(found: list[Prediction]) -> None:
    groups: dict[tuple[float, ...], list[Prediction]] = defaultdict(list)
    for p in found:
        groups[round(2.48 * 3.62 ** math.floor(math.log(p.elapsed) / math.log(3.62)), 2),
               round(1.99 * 1.89 ** math.floor(math.log(p.reviews + 2) / math.log(1.89))),
               round(1.65 * 1.73 ** math.floor(math.log(p.lapses) / math.log(1.73))) if p.lapses else 0].append(p)
    square = sum(len(g) * (sum(p.predicted for p in g) / len(g) - sum(p.recalled for p in g) / len(g)) ** 2
                 for g in groups.values())
    assert rmse_bins(found) == pytest.approx(math.sqrt(square / len(found)), abs=1e-9)


def test_log_loss_and_rmse_are_what_the_optimizer_says_of_the_same_reviews() -> None:
    formulas, draw = Formulas(DEFAULT_WEIGHTS), Random(7)
    items, found = [], []
    for _ in range(150):
        rating = Rating(draw.choice((1, 3, 3)))
        strength, history, lapses = formulas.first(rating), [FSRSReview(int(rating), 0)], 0
        for number in range(draw.randint(1, 8)):
            days = draw.randint(1, 60)
            chance = formulas.recall(days, strength.stability)
            right = draw.random() < chance
            found.append(Prediction(chance, right, days, number, lapses))
            history.append(FSRSReview(3 if right else 1, days))
            items.append(FSRSItem(list(history)))
            strength = formulas.recalled(strength, chance) if right else formulas.forgotten(strength, chance)
            lapses += not right
    # The optimizer trusts later items more: forth and back, many times, all count alike.
    judged = FSRS(list(DEFAULT_WEIGHTS)).evaluate((items + items[::-1]) * 10)
    assert log_loss(found) == pytest.approx(judged.log_loss, abs=0.0005)
    assert rmse_bins(found) == pytest.approx(judged.rmse_bins, abs=0.0005)


@pytest.mark.parametrize("measure", [log_loss, brier, rmse_bins])
def test_nothing_is_measured_without_predictions(measure: object) -> None:
    with pytest.raises(ValueError, match="Without predictions there is nothing to measure"):
        measure([])  # type: ignore[operator]
