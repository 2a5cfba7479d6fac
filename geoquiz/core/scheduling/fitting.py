"""Fitting FSRS's weights to one learner, judged by reviews that fitting did not see."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

import fsrs

from geoquiz.core.scheduling.memory import LogRow, Settings

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSItem

ENOUGH_REVIEWS = 400
UNSEEN_SHARE = 0.2
_FEWEST_TO_JUDGE = 30
_LOW: tuple[float, ...] = fsrs.scheduler.LOWER_BOUNDS_PARAMETERS
_HIGH: tuple[float, ...] = fsrs.scheduler.UPPER_BOUNDS_PARAMETERS


@dataclass(frozen=True, slots=True)
class Recall:
    """One review as fitting needs it: which card, on which of the learner's days, and the rating 1 to 4."""

    card: Hashable
    day: int
    rating: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """How far predictions were from what happened, to four places: mean log loss, and the root mean square error over bins."""

    log_loss: float
    rmse_bins: float


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of fitting. ``why`` is a sentence for the learner; weights are there only when they were adopted.

    ``fitted`` reviews taught the weights and ``unseen`` later ones judged them: ``before`` is how the weights in use
    predicted those, ``after`` the new ones.
    """

    reviews: int
    adopted: bool
    why: str
    fitted: int = 0
    unseen: int = 0
    before: Misfit | None = None
    after: Misfit | None = None
    weights: tuple[float, ...] | None = None


def recalls(card: Hashable, rows: Iterable[LogRow], settings: Settings) -> list[Recall]:
    """Return the reviews of one card that fitting may use, in order.

    Left out are rows that are voided or move no memory, and those after a key change: what is remembered from there on is
    another answer. A reset makes the card another one.
    """
    ordered = sorted(rows, key=lambda row: (row.answered_at, row.received_at, row.id))
    voided = {row.voids for row in ordered if row.voids is not None}
    found: list[Recall] = []
    life, usable, day = 0, True, 0
    for row in ordered:
        if row.id in voided or not row.moves_memory:
            continue
        if row.cause == "reset":
            life, usable, day = life + 1, True, 0
        elif row.cause == "key change":
            usable = False
        elif row.rating is not None and usable:
            day = max(day, settings.calendar.day(row.answered_at))  # Days never run backwards.
            found.append(Recall((card, life), day, int(row.rating)))
    return found


def fit(log: Sequence[Recall], settings: Settings) -> Fit:
    """Return weights fitted to the learner's reviews, adopted only if they predict later reviews better.

    ``log`` may hold the reviews of many cards in any order, those of one card in theirs. The first four fifths, by day, are
    fitted; the last fifth is predicted with the weights in use and with the new ones. Both log loss and RMSE in
    bins must fall. At least 400 reviews are needed.
    """
    if len(log) < ENOUGH_REVIEWS:
        return Fit(len(log), adopted=False, why=f"Fitting needs {ENOUGH_REVIEWS} reviews, and there are {len(log)} so far.")
    items = _items(log)
    cut = int(len(items) * (1 - UNSEEN_SHARE))
    while 0 < cut < len(items) and items[cut - 1][0] == items[cut][0]:
        cut -= 1  # What was fitted lies on earlier days than what judges it.
    seen, unseen = [item for _, item in items[:cut]], [item for _, item in items[cut:]]
    if min(len(seen), len(unseen)) < _FEWEST_TO_JUDGE:
        return Fit(len(log), adopted=False, fitted=len(seen), unseen=len(unseen),
                   why="Too few cards have come back on later days to tell whether other weights would be better.")
    from fsrs_rs_python import FSRS  # noqa: PLC0415 (a compiled optimizer that only fitting needs)

    steps = len(settings.relearning_steps)
    weights = _allowed(FSRS(list(settings.weights)).compute_parameters(seen, num_relearning_steps=steps))
    before, after = _misfit(settings.weights, unseen), _misfit(weights, unseen)
    better = after.log_loss < before.log_loss and after.rmse_bins < before.rmse_bins
    why = ("The new weights predict your later reviews better." if better else
           "The new weights predict your later reviews no better than those in use, which stay.")
    return Fit(len(log), better, why, len(seen), len(unseen), before, after, weights if better else None)


def _items(log: Sequence[Recall]) -> "list[tuple[int, FSRSItem]]":
    """Return (day, history up to a review) for every review on a later day than the one before it, by day.

    That is what the optimizer learns from: other reviews of the same day are only history. It trusts later items
    more, hence the order.
    """
    from fsrs_rs_python import FSRSItem, FSRSReview  # noqa: PLC0415 (as in `fit`)

    items: list[tuple[int, FSRSItem]] = []
    histories: dict[Hashable, list[FSRSReview]] = {}
    last_days: dict[Hashable, int] = {}
    for recall in log:
        history = histories.setdefault(recall.card, [])
        days = recall.day - last_days.get(recall.card, recall.day)
        last_days[recall.card] = recall.day
        history.append(FSRSReview(recall.rating, days))
        if days > 0:
            items.append((recall.day, FSRSItem(history)))
    return sorted(items, key=itemgetter(0))


def _allowed(weights: Sequence[float]) -> tuple[float, ...]:
    """Return the weights as the `fsrs` library takes them: the optimizer's, of half the precision, may pass a bound by a hair."""
    return tuple(min(max(round(weight, 6), low), high) for weight, low, high in zip(weights, _LOW, _HIGH, strict=True))


def _misfit(weights: tuple[float, ...], items: "list[FSRSItem]") -> Misfit:
    from fsrs_rs_python import FSRS  # noqa: PLC0415 (as in `fit`)

    found = FSRS(list(weights)).evaluate(items)
    # The library adds up its bins in an order of chance, which the last digits show.
    return Misfit(round(found.log_loss, 4), round(found.rmse_bins, 4))
