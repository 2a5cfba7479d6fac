"""What a plan for a day would lead to: how much is known on the day, and how many reviews come on each day until then.

It follows what is expected of each card, recalled or forgotten, under one rule for when cards are asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from geoquiz.core.scheduling.formulas import Formulas, Standing, Strength, after_first_day, blended
from geoquiz.core.scheduling.memory import Settings

_SAMPLE = 64  # So many cards stand for all, so that a large bank costs no more than a small one.
_GROUPS = 8  # New cards are followed in so many groups, by the day they are met.
_NEGLIGIBLE = 0.03  # A course of answers rarer than this is not followed by itself but blended with the commoner one.
_CAUTION = 0.01  # So much is taken off for what is not followed: slips on the same day, and several days skipped in a row.


@dataclass(frozen=True, slots=True)
class Limits:
    """What a learner wants at most on one day; None is no limit."""

    new_a_day: int | None = None
    reviews_a_day: int | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Rule:
    """When a card is asked under a plan: the part of it that decides due days."""

    day: int
    retention: float
    enough: float
    window: int
    weights: tuple[float, ...]
    formulas: Formulas = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "formulas", Formulas(self.weights))

    def next_day(self, stability: float, last_day: int, *, today: int, place: float) -> int | None:
        """Return the day on which a card last seen on ``last_day`` is asked again, or None when it is ready.

        ``place``, 0 to 1, is the card's place in the window. The result is never before today, and never the plan's day or later.
        """
        earliest = max(today, last_day + 1)
        if earliest >= self.day or self.formulas.recall(self.day - last_day, stability) >= self.enough:
            return None
        rested = max(earliest, last_day + round(self.formulas.days_until(self.retention, stability)))
        first = max(earliest, self.day - self.window)
        return rested if rested < first else first + int(place * (self.day - first))


@dataclass(frozen=True, slots=True)
class Scope:
    """The cards of a plan: a sample of those met, each standing for ``share`` of all cards, and the number of new ones."""

    settings: Settings
    limits: Limits
    skipped: float
    count: int
    sample: tuple[tuple[Strength, int], ...]
    share: float
    new: int
    fresh: tuple[tuple[float, Strength], ...]

    @classmethod
    def of(cls, cards: Sequence[Standing], settings: Settings, limits: Limits, skipped: float) -> "Scope":
        """Return the scope of a plan for these cards; the sample is the same in whatever order they come."""
        met = sorted((Strength(card.stability, card.difficulty), card.last_day) for card in cards
                     if card.stability is not None and card.difficulty is not None and card.last_day is not None)
        size = min(_SAMPLE, len(met))
        sample = tuple(met[int((index + 0.5) * len(met) / size)] for index in range(size))
        share = len(met) / size / len(cards) if met else 0.0
        return cls(settings, limits, skipped, len(cards), sample, share, len(cards) - len(met), after_first_day(settings))


@dataclass(frozen=True, slots=True)
class Pace:
    """How new cards are met: so many a day, from today to the last day, in all a share of all cards."""

    new_a_day: int
    last_day: int
    share: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected under one rule: mean recall on the day, and reviews on each day until then."""

    rule: Rule
    recall: float
    reviews: tuple[float, ...]

    def load(self, scope: Scope) -> float:
        """Return the reviews as a share of what the limit lets through, at the worst: what comes early can be caught up later."""
        limit = scope.limits.reviews_a_day
        if limit is None:
            return 0.0
        worst = due = 0.0
        for days, reviews in enumerate(reversed(self.reviews), 1):
            due += reviews
            worst = max(worst, due / max(1e-9, limit * days * (1 - scope.skipped)))
        return worst

    def fits(self, scope: Scope) -> bool:
        """Whether the learner's limit on reviews lets all of them through."""
        return self.load(scope) <= 1


def outlook(scope: Scope, pace: Pace, today: int, rule: Rule) -> Outlook:
    """Follow the sample of cards, and new cards from the days they are met on, to the day."""
    reviews, recall = [0.0] * (rule.day - today), 0.0
    for index, (share, strength, last) in enumerate(_starts(scope, pace, today)):
        place = index * 0.618034 % 1  # The golden section spreads any number of places evenly.
        recall += _followed(_Course(share, strength, last), rule, today, place, scope.skipped, reviews)
    return Outlook(rule, max(0.0, recall - _CAUTION), tuple(expected * scope.count for expected in reviews))


def _starts(scope: Scope, pace: Pace, today: int) -> Iterator[tuple[float, Strength, int]]:
    """Yield (share of all cards, strength, last day) for each card of the sample and for new cards by the day they are met."""
    for strength, last in scope.sample:
        yield scope.share, strength, last
    days = pace.last_day - today + 1
    groups = min(_GROUPS, days) if pace.share else 0
    for group in range(groups):
        met = today + int((group + 0.5) * days / groups)
        for share, strength in scope.fresh:
            yield pace.share * share / groups, strength, met


@dataclass(frozen=True, slots=True)
class _Course:
    """One way that the answers to a card may go, as a share of all cards."""

    share: float
    strength: Strength
    last: int


def _followed(start: _Course, rule: Rule, today: int, place: float, skipped: float, reviews: list[float]) -> float:
    """Return what a card adds to the mean recall on the day, and add its expected reviews to those of each day.

    On skipped days reviews wait: each comes a little late, and the last may not come at all.
    """
    formulas, recall, late = rule.formulas, 0.0, skipped / (1 - skipped)
    courses = [start]
    while courses:
        course = courses.pop()
        lag = late if course is not start else 0.0
        idle = formulas.recall(max(0.0, rule.day - course.last - lag), course.strength.stability)
        due = rule.next_day(course.strength.stability, course.last, today=today, place=place)
        if due is None:
            recall += course.share * idle
            continue
        missed = skipped ** (rule.day - due)
        recall += course.share * missed * idle
        share = course.share * (1 - missed)
        reviews[due - today] += share
        chance = formulas.recall(due - course.last + late, course.strength.stability)
        grown, fallen = formulas.recalled(course.strength, chance), formulas.relearned(course.strength, chance)
        forgotten = share * (1 - chance)
        if forgotten < _NEGLIGIBLE * start.share:
            courses.append(_Course(share, blended(grown, fallen, 1 - chance), due))
        else:
            courses += (_Course(forgotten, fallen, due), _Course(share - forgotten, grown, due))
    return recall
