"""Predicted against measured recall: whether a chance of 90 % means that nine of ten are known."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geoquiz.core.statistics.intervals import Share

ENOUGH = 30
"""With fewer answers a measured share says too little: its interval is wider than a third."""

# Recall is seldom predicted below 70 %, so the bins are finer where the answers are.
EDGES = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
# As fsrs-rs keeps its predictions from 0 and 1, where the logarithm has no end.
_CERTAIN = 1e-7


class Prediction(NamedTuple):
    """The chance of recall predicted before a review, 0..1, and what happened; days, reviews and lapses place it in bins.

    ``reviews`` and ``lapses`` are those on later days than the one before them, this one not counted.
    """

    predicted: float
    recalled: bool
    elapsed: int = 1
    reviews: int = 0
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class Bin:
    """The reviews whose predicted recall lay from ``low`` to below ``high``; ``predicted`` is their mean."""

    low: float
    high: float
    predicted: float
    measured: Share

    @property
    def is_enough(self) -> bool:
        """Whether the measured share says something."""
        return self.measured.whole >= ENOUGH


def bins(predictions: Iterable[Prediction], edges: Sequence[float] = EDGES) -> tuple[Bin, ...]:
    """Return the bins that hold a review, lowest first; a prediction of 1 belongs to the last one.

    Reliability diagram. Source: Murphy and Winkler, Reliability of subjective probability forecasts (1977).
    """
    sums = [[0.0, 0, 0] for _ in edges[1:]]
    for predicted, recalled, *_ in predictions:
        index = next((i for i, high in enumerate(edges[1:]) if predicted < high), len(sums) - 1)
        sums[index][0] += predicted
        sums[index][1] += recalled
        sums[index][2] += 1
    return tuple(Bin(low, high, total / count, Share(int(right), int(count)))
                 for low, high, (total, right, count) in zip(edges, edges[1:], sums, strict=False) if count)


def log_loss(predictions: Sequence[Prediction]) -> float:
    """Return the mean of -ln(chance given to what happened): 0 is perfect, 0.693 is a coin.

    Source: Good, Rational decisions (1952). Raises ValueError without predictions.
    """
    _refuse_none(predictions)
    chances = (p.predicted if p.recalled else 1 - p.predicted for p in predictions)
    return -math.fsum(math.log(min(max(chance, _CERTAIN), 1 - _CERTAIN)) for chance in chances) / len(predictions)


def brier(predictions: Sequence[Prediction]) -> float:
    """Return the mean square of predicted minus what happened (1 or 0): 0 is perfect, 0.25 is a coin.

    Source: Brier, Verification of forecasts expressed in terms of probability (1950), for two outcomes and halved, as usual now.
    Raises ValueError without predictions.
    """
    _refuse_none(predictions)
    return math.fsum((p.predicted - p.recalled) ** 2 for p in predictions) / len(predictions)


def rmse_bins(predictions: Sequence[Prediction]) -> float:
    """Return the root of the mean square of (mean predicted - share recalled) over FSRS's bins, weighted with their counts.

    Bins are by elapsed days, reviews and lapses, each growing by a factor; the first review and the one predicted are counted
    too. Source: fsrs-rs, `r_matrix_index`; srs-benchmark, "RMSE (bins)". Raises ValueError without predictions.
    """
    _refuse_none(predictions)
    sums: dict[tuple[int, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for p in predictions:
        cell = sums[_grown(p.elapsed, 3.62, 248), _grown(p.reviews + 2, 1.89, 1.99), _grown(p.lapses, 1.73, 1.65)]
        cell[0] += p.predicted - p.recalled
        cell[1] += 1
    return math.sqrt(math.fsum(off * off / count for off, count in sums.values()) / len(predictions))


def _grown(number: int, factor: float, start: float) -> int:
    """Return the bin of a number: bins are as wide as a power of ``factor``, and nought has one of its own."""
    return round(start * factor ** math.floor(math.log(number, factor))) if number else 0


def _refuse_none(predictions: Sequence[Prediction]) -> None:
    if not predictions:
        raise ValueError("Without predictions there is nothing to measure.")
