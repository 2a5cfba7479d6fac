"""Item statistics: values that can be worked out by hand, identities of the literature, and slow versions."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.statistics.calibration import Prediction
from geoquiz.core.statistics.intervals import Share, wilson
from geoquiz.core.statistics.items import (
    chosen_by_thirds,
    correlation,
    cronbach_alpha,
    discrimination,
    facility,
    lapse_rate,
    measured_minus_predicted,
    with_interval,
)

SCORES = st.sampled_from((0.0, 0.25, 0.5, 1.0))
TABLES = st.tuples(st.integers(2, 12), st.integers(2, 6)).flatmap(
    lambda shape: st.lists(st.lists(SCORES, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]))


def test_facility_is_the_mean_score() -> None:
    assert facility([1, 1, 1, 0]).mean == 0.75
    assert facility([1, 1, 1, 0]).interval == wilson(3, 4)
    mean, (low, high), answers = facility([0.5, 1.0, 0.0, 0.5])
    assert (mean, answers) == (0.5, 4)
    # By hand: variance 1/6, so 1.96 · sqrt(1/24) = 0.4001.
    assert (low, high) == pytest.approx((0.0999, 0.9001), abs=0.0001)
    assert facility([0.5]).interval == (0.0, 1.0)
    with pytest.raises(ValueError, match="Without answers a question has no facility"):
        facility([])


def test_discrimination_leaves_the_question_itself_out() -> None:
    # The rest scores are 2, 1, 1, 0: those who knew the first question had more of the others.
    table = [[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert discrimination(table, 0) == pytest.approx(2 / 8 ** 0.5)
    assert discrimination([[1, 0], [1, 1]], 0) is None  # Everybody knew it: it tells nobody apart.
    assert discrimination([[1, 0]], 0) is None


@given(st.lists(st.tuples(SCORES, SCORES), min_size=2, max_size=30))
def test_correlation_is_that_of_the_standard_library(pairs: list[tuple[float, float]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    try:
        known = statistics.correlation(first, second)
    except statistics.StatisticsError:
        assert correlation(first, second) is None
    else:
        assert correlation(first, second) == pytest.approx(known, abs=1e-9)


@given(TABLES)
def test_alpha_is_that_of_the_definition(table: list[list[float]]) -> None:
    count = len(table[0])
    whole = statistics.variance([sum(row) for row in table])
    alpha = cronbach_alpha(table)
    if whole < 1e-9:
        assert alpha is None
    else:
        parts = sum(statistics.variance([row[i] for row in table]) for i in range(count))
        assert alpha == pytest.approx(count / (count - 1) * (1 - parts / whole), abs=1e-9)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=3, max_size=30))
def test_alpha_of_right_and_wrong_is_kuder_richardson_20(answers: list[tuple[bool, bool, bool]]) -> None:
    # Cronbach (1951): with scores of 1 and 0 alpha is KR-20, whose variances are p(1 - p), over n.
    table = [[float(a) for a in row] for row in answers]
    whole = statistics.pvariance([sum(row) for row in table])
    if whole > 0:
        shares = [sum(column) / len(column) for column in zip(*table, strict=True)]
        assert cronbach_alpha(table) == pytest.approx(3 / 2 * (1 - sum(p * (1 - p) for p in shares) / whole), abs=1e-9)


def test_alpha_of_two_halves_follows_spearman_and_brown() -> None:
    # Two halves of equal variance that correlate with r: alpha = 2r / (1 + r). Spearman (1910), Brown (1910).
    table = [[1, 2], [2, 1], [3, 4], [4, 3]]
    r = statistics.correlation([row[0] for row in table], [row[1] for row in table])
    assert r == pytest.approx(0.6)
    assert cronbach_alpha(table) == pytest.approx(2 * r / (1 + r))


def test_alpha_needs_two_questions_and_two_learners() -> None:
    assert cronbach_alpha([[1, 0]]) is None
    assert cronbach_alpha([[1], [0]]) is None


def test_distractors_are_counted_in_the_lower_and_the_upper_third() -> None:
    choices = [(9.0, ["Baku"]), (8.0, ["Tbilisi"]), (5.0, ["Baku"]), (6.0, ["Tbilisi"]), (1.0, ["Yerevan"]), (2.0, ["Yerevan"]),
               (7.0, ["Tbilisi"])]
    tbilisi, baku, yerevan = chosen_by_thirds(choices, ["Tbilisi", "Baku", "Yerevan"])
    assert (tbilisi.all, tbilisi.lower, tbilisi.upper) == (Share(3, 7), Share(0, 2), Share(1, 2))
    assert (baku.all, baku.lower, baku.upper) == (Share(2, 7), Share(0, 2), Share(1, 2))
    assert (yerevan.all, yerevan.lower, yerevan.upper) == (Share(2, 7), Share(2, 2), Share(0, 2))


def test_two_learners_make_no_thirds() -> None:
    [only] = chosen_by_thirds([(1.0, ["a"]), (2.0, ["a"])], ["a"])
    assert (only.all, only.lower, only.upper) == (Share(2, 2), Share(0, 0), Share(0, 0))


def test_what_is_recalled_less_than_predicted_lies_below_nought() -> None:
    assert measured_minus_predicted([Prediction(0.9, True), Prediction(0.9, False)]) == pytest.approx(-0.4)
    assert measured_minus_predicted([]) is None


def test_only_cards_in_review_lapse() -> None:
    assert lapse_rate([(True, 1), (True, 3), (True, 2), (False, 1)]) == Share(1, 3)


def test_the_interval_of_a_correlation_is_fishers() -> None:
    # By hand: artanh 0.5 = 0.5493, and 1.96 / sqrt(25) = 0.392.
    assert with_interval(0.5, 28).interval == pytest.approx((0.1560, 0.7359), abs=0.0003)
    assert with_interval(-0.5, 28).interval == pytest.approx((-0.7359, -0.1560), abs=0.0003)
    assert with_interval(0.5, 3).interval == (-1, 1)
    assert with_interval(1.0, 20).interval == (1, 1)
