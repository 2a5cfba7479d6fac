"""A date to be ready for: how many new cards a day, and when each card is asked, so that enough is known on the day.

Until its last days a plan lets cards rest until their recall has fallen to ``retention``, which costs least. In the last
days, the ``window``, every card whose predicted recall on the day is below ``enough`` is asked once more, spread over the
window. A card above ``enough`` is ready and is not asked before the day. `plan` looks for the cheapest such numbers by
following what is expected of each card, recalled or forgotten, up to the day.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from geoquiz.core.scheduling.formulas import Formulas, Standing, Strength
from geoquiz.core.scheduling.memory import Settings
from geoquiz.core.scheduling.rating import Rating

SKIPPED_DAYS = 0.15
RIGHT_AT_FIRST_SIGHT = 0.4
FARTHEST = 365
"""When a plan does not hold, another day is looked for within so many days."""

_RETENTIONS = (0.70, 0.78, 0.85, 0.90, 0.94)
_NO_HURRY = 60  # With more days left than this, the lower half of the retentions reaches whatever can be reached.
_ENOUGH = (0.70, 0.75, 0.78, 0.80, 0.82, 0.84, 0.86, 0.88, 0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)
_SAMPLE = 64  # So many cards stand for all, so that a large bank costs no more than a small one.
_GROUPS = 8  # New cards are followed in so many groups, by the day they are met.
_NEGLIGIBLE = 0.015  # A course of answers rarer than this is counted with the commoner one beside it.
_CAUTION = 0.01  # By so much the expectation was too high in simulation: slips on the same day, several days skipped in a row.
_MEETING = 0.75  # New cards are met within this share of the days left, so that each can come again.


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
class Plan:
    """What to do from ``today`` until ``day``, both days of the learner, and what is expected to come of it.

    New cards come until ``last_new_day``. ``recall`` is the predicted mean recall of all cards on the day, those never met
    counting nothing, and ``reviews`` the expected reviews on each day until then, a card's first day not counted. When the
    target is out of reach ``holds`` is false, ``recall`` is the best that can be had, and ``possible_day`` is
    an early day within a year for which the target can, if there is one.
    """

    rule: Rule
    today: int
    target: float
    new_a_day: int
    last_new_day: int
    recall: float
    reviews: tuple[float, ...]
    holds: bool
    possible_day: int | None = None

    @property
    def day(self) -> int:
        """The day to be ready for."""
        return self.rule.day

    @property
    def reviews_a_day(self) -> float:
        """Expected reviews a day, the mean over the days left."""
        return sum(self.reviews) / len(self.reviews)

    def due_day(self, stability: float, last_day: int, *, ordinary: int, today: int, seed: str) -> int:
        """Return the day on which a card is due, given its last review and the day on which it would be due without a plan.

        A card that needs another review gets a day before the plan's day; one that is ready keeps its ordinary day, but comes
        no earlier than the plan's day. Once that day is there all are ordinary. ``seed`` (see `memory.fuzz_seed`)
        decides the card's place in the window.
        """
        if today >= self.day:
            return ordinary
        found = self.rule.next_day(stability, last_day, today=today, place=_place(f"{seed}|{last_day}"))
        return max(ordinary, self.day) if found is None else found


def _place(seed: str) -> float:
    return int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest(), "big") / 2**32


def even_pace(left: int, days: int, skipped: float = SKIPPED_DAYS) -> int:
    """Return how many new cards a day meet all that are ``left`` within so many days, a share of which is skipped."""
    return math.ceil(left / (max(1, days) * (1 - skipped)) - 1e-9)


def last_day_for_new(today: int, day: int) -> int:
    """Return the last day on which a plan proposes new cards."""
    return today + max(1, math.floor((day - today) * _MEETING)) - 1


def plan(cards: Sequence[Standing], settings: Settings, *, today: int, day: int, target: float,
         limits: Limits = NO_LIMITS, skipped: float = SKIPPED_DAYS) -> Plan:
    """Return the cheapest plan after which the mean recall of ``cards`` on ``day`` is predicted to be ``target``.

    Raises ValueError unless there are cards, the day lies ahead, and the target is between 0.5 and 0.99.
    """
    if not cards:
        raise ValueError("There are no cards to be ready with.")
    if day <= today:
        raise ValueError("The day to be ready for must come after today.")
    if not 0.5 <= target <= 0.99:
        raise ValueError(f"The target must be between 0.5 and 0.99; it is {target:g}.")
    scope = _Scope.of(cards, settings, limits, skipped)
    found = _cheapest(scope, today, day, target)
    return found if found.holds else replace(found, possible_day=_possible_day(scope, today, day, target))


@dataclass(frozen=True, slots=True)
class _Scope:
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
    def of(cls, cards: Sequence[Standing], settings: Settings, limits: Limits, skipped: float) -> "_Scope":
        met = sorted((Strength(card.stability, card.difficulty), card.last_day) for card in cards
                     if card.stability is not None and card.difficulty is not None and card.last_day is not None)
        size = min(_SAMPLE, len(met))
        sample = tuple(met[int((index + 0.5) * len(met) / size)] for index in range(size))
        share = len(met) / size / len(cards) if met else 0.0
        return cls(settings, limits, skipped, len(cards), sample, share, len(cards) - len(met), _fresh(settings))


def _fresh(settings: Settings) -> tuple[tuple[float, Strength], ...]:
    """Return (share, strength) of new cards at the end of their first day, when right at first sight and when wrong."""
    formulas, steps = Formulas(settings.weights), len(settings.learning_steps)
    right = formulas.stepped(formulas.first(Rating.GOOD), max(0, steps - 1))
    wrong = formulas.stepped(formulas.first(Rating.AGAIN), steps)
    return (RIGHT_AT_FIRST_SIGHT, right), (1 - RIGHT_AT_FIRST_SIGHT, wrong)


@dataclass(frozen=True, slots=True)
class _Pace:
    """How new cards are met: so many a day, from today to the last day, in all a share of all cards."""

    new_a_day: int
    last_day: int
    share: float


def _pace(scope: _Scope, today: int, day: int) -> _Pace:
    """Return an even pace, or, where the learner's limit is lower, the limit for as many days as it takes."""
    last, limit = last_day_for_new(today, day), scope.limits.new_a_day
    even = even_pace(scope.new, last - today + 1, scope.skipped)
    if limit is None or even <= limit:
        return _Pace(even, last, scope.new / scope.count)
    possible = limit * (day - today) * (1 - scope.skipped)
    share = min(1.0, possible / scope.new)
    last = min(day - 1, today + math.ceil(scope.new / max(1e-9, limit * (1 - scope.skipped))) - 1) if limit else today
    return _Pace(limit, last, share * scope.new / scope.count)


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What is expected under one rule: mean recall on the day, and reviews on each day until then."""

    rule: Rule
    recall: float
    reviews: tuple[float, ...]

    def load(self, scope: _Scope) -> float:
        """Return the reviews as a share of what the limit lets through, at the worst: what comes early can be caught up later."""
        limit = scope.limits.reviews_a_day
        if limit is None:
            return 0.0
        worst = due = 0.0
        for days, reviews in enumerate(reversed(self.reviews), 1):
            due += reviews
            worst = max(worst, due / max(1e-9, limit * days * (1 - scope.skipped)))
        return worst

    def fits(self, scope: _Scope) -> bool:
        """Whether the learner's limit on reviews lets all of them through."""
        return self.load(scope) <= 1


def _cheapest(scope: _Scope, today: int, day: int, target: float) -> Plan:
    """Return the first plan that reaches the target within the limits, from the cheapest kind to the dearest; else the best one."""
    pace = _pace(scope, today, day)
    found = _reaching(scope, pace, today, day, target)
    if found is None:
        found = _best(scope, pace, today, day)
        return _plan(found, pace, today, target, holds=False)
    return _plan(found, pace, today, target, holds=True)


def _plan(found: _Outlook, pace: _Pace, today: int, target: float, *, holds: bool) -> Plan:
    return Plan(found.rule, today, target, pace.new_a_day, pace.last_day, found.recall, found.reviews, holds)


def _reaching(scope: _Scope, pace: _Pace, today: int, day: int, target: float) -> _Outlook | None:
    if scope.share * len(scope.sample) + pace.share < target:
        return None  # Too many cards would never be met.
    for window in _windows(day - today, scope.limits):
        for retention in _retentions(day - today):
            found = _least(scope, pace, today, _rules(scope, day, retention, window), target)
            if found.recall >= target and found.fits(scope):
                return found
            if found.recall >= target:
                break  # It takes too many reviews, and the next retentions take more.
    return None


def _best(scope: _Scope, pace: _Pace, today: int, day: int) -> _Outlook:
    """Return the outlook with the most recall within the limits, where no plan reaches the target."""
    window = _windows(day - today, scope.limits)[-1]
    dearest = _outlook(scope, pace, today, _rules(scope, day, _retentions(day - today)[-1], window)[-1])
    if dearest.fits(scope):
        return dearest
    rules = _rules(scope, day, _RETENTIONS[0], window)
    found = least = _outlook(scope, pace, today, rules[0])
    low, high = 1, len(rules) - 1
    while least.fits(scope) and low <= high:
        middle = (low + high) // 2
        tried = _outlook(scope, pace, today, rules[middle])
        if tried.fits(scope):
            low, found = middle + 1, tried
        else:
            high = middle - 1
    return found if found.fits(scope) else _overloaded(scope, pace, today, found)


def _overloaded(scope: _Scope, pace: _Pace, today: int, found: _Outlook) -> _Outlook:
    """Return the outlook when the limit lets only a share of the reviews through: so much of their gain is had."""
    idle = _outlook(scope, pace, today, replace(found.rule, enough=0.0))
    share = 1 / found.load(scope)
    return _Outlook(found.rule, idle.recall + share * (found.recall - idle.recall), tuple(share * due for due in found.reviews))


def _rules(scope: _Scope, day: int, retention: float, window: int) -> list[Rule]:
    """Return rules that ask ever more of a card before it is ready; the first asks nothing more in the last days."""
    return [Rule(day, retention, enough, window, scope.settings.weights) for enough in _ENOUGH if enough >= retention]


def _retentions(days: int) -> tuple[float, ...]:
    return _RETENTIONS if days <= _NO_HURRY else _RETENTIONS[:3]


def _windows(days: int, limits: Limits) -> list[int]:
    """Return the lengths of the last days to try; a limit on reviews may need them longer."""
    short = min(days, max(4, min(28, days // 7)))
    return [short] if limits.reviews_a_day is None else list(dict.fromkeys((short, max(short, min(56, days // 2)))))


def _least(scope: _Scope, pace: _Pace, today: int, rules: Sequence[Rule], target: float) -> _Outlook:
    """Return the outlook of the first of ever dearer rules that reaches the target, or of the last."""
    low, high, found = 0, len(rules) - 1, _outlook(scope, pace, today, rules[-1])
    while low < high and found.recall >= target:
        middle = (low + high) // 2
        tried = _outlook(scope, pace, today, rules[middle])
        if tried.recall >= target:
            high, found = middle, tried
        else:
            low = middle + 1
    return found


def _possible_day(scope: _Scope, today: int, day: int, target: float) -> int | None:
    """Return a day after ``day`` for which the target can be reached, the first to within a tenth of the wait, or None."""
    def reaches(left: int) -> bool:
        return _reaching(scope, _pace(scope, today, today + left), today, today + left, target) is not None

    low, high = day - today, min(FARTHEST, 2 * (day - today))
    while not reaches(high):
        if high == FARTHEST:
            return None
        low, high = high, min(FARTHEST, 2 * high)
    while high - low > max(1, high // 10):
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return today + high


def _outlook(scope: _Scope, pace: _Pace, today: int, rule: Rule) -> _Outlook:
    """Follow the sample of cards, and new cards from the days they are met on, to the day."""
    reviews, recall = [0.0] * (rule.day - today), 0.0
    for index, (share, strength, last) in enumerate(_starts(scope, pace, today)):
        recall += _followed(_Course(share, strength, last), rule, max(today, last), index * 0.618034 % 1, scope.skipped,
                            reviews, today)
    return _Outlook(rule, max(0.0, recall - _CAUTION), tuple(expected * scope.count for expected in reviews))


def _starts(scope: _Scope, pace: _Pace, today: int) -> Iterator[tuple[float, Strength, int]]:
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


def _followed(start: _Course, rule: Rule, today: int, place: float, skipped: float, reviews: list[float], origin: int) -> float:
    """Return what a card adds to the mean recall on the day, and add its expected reviews to those of each day.

    On skipped days reviews wait: each comes a little late, and the last may not come at all.
    """
    formulas, recall, late = rule.formulas, 0.0, skipped / (1 - skipped)
    courses = [start]
    while courses:
        course = courses.pop()
        lag = late if course is not start else 0.0
        idle = formulas.recall(max(0.0, rule.day - course.last - lag), course.strength.stability)
        due = rule.next_day(course.strength.stability, course.last, today=max(today, course.last), place=place)
        if due is None:
            recall += course.share * idle
            continue
        missed = skipped ** (rule.day - due)
        recall += course.share * missed * idle
        share = course.share * (1 - missed)
        reviews[due - origin] += share
        chance = formulas.recall(due - course.last + late, course.strength.stability)
        forgotten = share * (1 - chance)
        if forgotten < _NEGLIGIBLE * start.share:
            forgotten = 0.0
        else:
            fallen = formulas.again_today(formulas.forgotten(course.strength, chance), Rating.GOOD)
            courses.append(_Course(forgotten, fallen, due))
        courses.append(_Course(share - forgotten, formulas.recalled(course.strength, chance), due))
    return recall
