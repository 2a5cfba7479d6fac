"""The workload ahead: what is due on each day, and what a day would bring at another desired retention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geoquiz.core.scheduling.formulas import Formulas, Standing, Strength, after_first_day, blended
from geoquiz.core.scheduling.memory import Settings

DAYS = 30
RETENTIONS = (0.80, 0.825, 0.85, 0.875, 0.90, 0.925, 0.95)
_NEGLIGIBLE = 0.04  # A course of answers rarer than this is not followed by itself but blended with the commoner one.

_SAMPLE = 1000  # So many cards stand for all, so that the picture of a large collection is drawn as soon.


@dataclass(frozen=True, slots=True)
class Workload:
    """What a desired retention asks and gives: expected reviews on each day, and the mean recall of all cards after them.

    First days of new cards are not counted as reviews.
    """

    retention: float
    reviews: tuple[float, ...]
    recall: float

    @property
    def reviews_a_day(self) -> float:
        """Expected reviews a day, the mean over the days."""
        return sum(self.reviews) / len(self.reviews)


def due_by_day(cards: Iterable[Standing], *, today: int, days: int = DAYS) -> tuple[int, ...]:
    """Return how many cards are due on each of the days from today on, each counted once; what is overdue counts today."""
    counts = [0] * days
    for card in cards:
        if card.due_day is not None and card.due_day < today + days:
            counts[max(0, card.due_day - today)] += 1
    return tuple(counts)


def what_if(cards: Sequence[Standing], settings: Settings, *, today: int, new_a_day: int, days: int = DAYS,
            retentions: Sequence[float] = RETENTIONS) -> tuple[Workload, ...]:
    """Return the workload that each desired retention would bring in the days from today on.

    It is worked out from the learner's own cards: as many courses as their answers may take, each weighted with its chance,
    so that no luck comes into it. A card keeps its place between two reviews: half way to its next review now, it is half way
    at another retention too, so that a change does not begin with a wall. Cards in ``cards`` never asked are met at ``new_a_day``.
    """
    met = sorted((card.due_day - today, card.last_day - today, card.stability, card.difficulty) for card in cards
                 if card.stability is not None and card.difficulty is not None
                 and card.last_day is not None and card.due_day is not None)
    size = min(_SAMPLE, len(met))
    sample = tuple((due, last, Strength(stability, difficulty))
                   for due, last, stability, difficulty in (met[int((index + 0.5) * len(met) / size)] for index in range(size)))
    scene = _Scene(sample, len(met), len(cards) - len(met), settings, Formulas(settings.weights), days, new_a_day)
    return tuple(_workload(scene, retention) for retention in retentions)


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything about the what-if but the retention: cards as (due, last review, strength), days counted from today."""

    sample: tuple[tuple[int, int, Strength], ...]
    met: int
    new: int
    settings: Settings
    formulas: Formulas
    days: int
    new_a_day: int

    def wait(self, stability: float, retention: float) -> int:
        """Return the whole days from a review to the next."""
        return min(max(1, round(self.formulas.days_until(retention, stability))), self.settings.maximum_interval)


def _workload(scene: _Scene, retention: float) -> Workload:
    reviews, recall, counted, new = [0.0] * scene.days, 0.0, float(scene.met), scene.new
    for due, last, strength in scene.sample:
        now, then = scene.wait(strength.stability, scene.settings.desired_retention), scene.wait(strength.stability, retention)
        start = scene.met / len(scene.sample), strength, last, max(0, round(due * then / now))
        recall += _followed(scene, start, retention, reviews)
    fresh = after_first_day(scene.settings)
    for day in range(scene.days):
        met = min(scene.new_a_day, new)
        new, counted = new - met, counted + met
        for share, strength in fresh if met else ():
            start = met * share, strength, day, day + scene.wait(strength.stability, retention)
            recall += _followed(scene, start, retention, reviews)
    return Workload(retention, tuple(reviews), recall / counted if counted else 0.0)


def _followed(scene: _Scene, start: tuple[float, Strength, int, int], retention: float, reviews: list[float]) -> float:
    """Add a card's expected reviews to those of each day, and return its expected recall when the days are over.

    A course is (its weight, strength, day of the last review, day of the next), days counted from today.
    """
    formulas, recall, least = scene.formulas, 0.0, _NEGLIGIBLE * start[0]
    courses = [start]
    while courses:
        weight, strength, last, due = courses.pop()
        if due >= scene.days:
            recall += weight * formulas.recall(scene.days - last, strength.stability)
            continue
        reviews[due] += weight
        chance = formulas.recall(due - last, strength.stability)
        grown, fallen = formulas.recalled(strength, chance), formulas.relearned(strength, chance)
        lost = weight * (1 - chance)
        if lost < least:
            grown, lost = blended(grown, fallen, 1 - chance), 0.0
        else:
            courses.append((lost, fallen, due, due + scene.wait(fallen.stability, retention)))
        courses.append((weight - lost, grown, due, due + scene.wait(grown.stability, retention)))
    return recall
