"""What the answers of a class say of a question: how hard it is, whether it tells the strong from the weak, what misleads.

Scores are 0..1. A table of scores has one row a learner and one column a question.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from geoquiz.core.statistics.calibration import Prediction
from geoquiz.core.statistics.intervals import Z95, Interval, Share, wilson


class Facility(NamedTuple):
    """The mean score of a question with its 95 % interval, and how many answers it rests on."""

    mean: float
    interval: Interval
    answers: int


def facility(scores: Sequence[float]) -> Facility:
    """Return the facility index: the mean score, 0 when nobody knew it and 1 when everybody did.

    The interval is Wilson's where every score is 1 or 0, else mean ± 1.96 standard errors, kept to 0..1. Source: Moodle docs,
    quiz statistics calculations, "facility index". Raises ValueError without scores.
    """
    if not scores:
        raise ValueError("Without answers a question has no facility.")
    count, mean = len(scores), math.fsum(scores) / len(scores)
    if all(score in (0, 1) for score in scores):
        return Facility(mean, wilson(round(math.fsum(scores)), count), count)
    if count == 1:
        return Facility(mean, Interval(0.0, 1.0), 1)
    reach = Z95 * math.sqrt(_variance(scores) / count)
    return Facility(mean, Interval(max(0.0, mean - reach), min(1.0, mean + reach)), count)


def discrimination(table: Sequence[Sequence[float]], question: int) -> float | None:
    """Return the correlation of a question's scores with the learners' scores on all other questions, -1..1.

    The corrected item-total correlation: for scores of 1 and 0 it is the point-biserial one without the question itself.
    None where either does not vary. Source: Moodle docs, "discrimination index"; Henrysson (1963) for the correction.
    """
    own = [row[question] for row in table]
    rest = [math.fsum(row) - row[question] for row in table]
    return correlation(own, rest)


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Pearson's correlation, -1..1; None for fewer than two pairs and where one of both does not vary.

    Source: Pearson, Regression, heredity and panmixia (1896).
    """
    count = len(first)
    if count < 2:  # One pair does not vary.
        return None
    one, two = math.fsum(first) / count, math.fsum(second) / count
    together = math.fsum((a - one) * (b - two) for a, b in zip(first, second, strict=True))
    spread = math.sqrt(math.fsum((a - one) ** 2 for a in first) * math.fsum((b - two) ** 2 for b in second))
    # A spread of nothing but rounding is none.
    return min(1.0, max(-1.0, together / spread)) if spread > 1e-12 * count else None  # Said above.


class Discrimination(NamedTuple):
    """A correlation, -1..1, with its 95 % interval."""

    value: float
    interval: Interval


def with_interval(value: float, count: int) -> Discrimination:
    """Return a correlation of so many pairs with its 95 % interval: tanh(artanh r ± 1.96 / sqrt(n - 3)).

    With fewer than four pairs it may be anything. Source: Fisher, On the "probable error" of a coefficient of correlation (1921).
    """
    if count < 4:  # The formula divides by n - 3.
        return Discrimination(value, Interval(-1.0, 1.0))
    reach = Z95 / math.sqrt(count - 3)
    # A perfect correlation is infinitely far out on Fisher's scale.
    middle = math.atanh(value) if abs(value) < 1 else math.copysign(math.inf, value)
    return Discrimination(value, Interval(math.tanh(middle - reach), math.tanh(middle + reach)))


def cronbach_alpha(table: Sequence[Sequence[float]]) -> float | None:
    """Return how consistent the questions are with each other: 1 when all say the same, about 0 when they have nothing in common.

    alpha = k/(k-1) · (1 - sum of the questions' variances / variance of the totals). Every learner has answered every question.
    None for fewer than two questions or learners, and where all totals are equal. Source: Cronbach, Coefficient alpha and the
    internal structure of tests (1951).
    """
    if len(table) < 2 or len(table[0]) < 2:  # Nothing varies below two.
        return None
    count = len(table[0])
    whole = _variance([math.fsum(row) for row in table])
    if whole <= 1e-12 * count:  # As in `correlation`.
        return None
    return count / (count - 1) * (1 - math.fsum(_variance(column) for column in zip(*table, strict=True)) / whole)


class Chosen(NamedTuple):
    """How often an option was chosen: by all, by the lower third of learners, and by the upper third."""

    option: str
    all: Share
    lower: Share
    upper: Share


def chosen_by_thirds(choices: Iterable[tuple[float, Sequence[str]]], options: Sequence[str]) -> tuple[Chosen, ...]:
    """Return for each option how often it was chosen, from (learner's total score, the options chosen) of each learner.

    A good distractor is chosen by the lower third more than by the upper one. Thirds are of the learners in order of their
    totals, those in the middle left out; with fewer than three learners both are empty. Source: Kelley, The selection of upper
    and lower groups for the validation of test items (1939), with thirds in place of 27 %.
    """
    ordered = [frozenset(chosen) for _, chosen in sorted(choices, key=lambda pair: pair[0])]
    third = len(ordered) // 3
    groups = ordered, ordered[:third], ordered[len(ordered) - third:]
    counts = [Counter(option for chosen in group for option in chosen) for group in groups]
    return tuple(Chosen(option, *(Share(count[option], len(group)) for count, group in zip(counts, groups, strict=True)))
                 for option in options)


def measured_minus_predicted(predictions: Sequence[Prediction]) -> float | None:
    """Return by how much a question is recalled more often than was predicted, -1..1; None without predictions.

    The mean of what happened less the mean of what was predicted: below nought the question is harder to keep than it looks.
    Source: "calibration in the large", Cox, Two further applications of a model for binary regression (1958).
    """
    if not predictions:
        return None
    return math.fsum(p.recalled - p.predicted for p in predictions) / len(predictions)


def lapse_rate(ratings: Iterable[tuple[bool, int]]) -> Share:
    """Return the share of lapses: of the reviews of cards in review, those rated Again (1).

    From (was in review, rating) of each review. Source: Anki manual, "lapse".
    """
    rated = [rating for in_review, rating in ratings if in_review]
    return Share(sum(rating == 1 for rating in rated), len(rated))


def _variance(values: Sequence[float]) -> float:
    """Return the variance of a sample: the sum of squares over n - 1."""
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
