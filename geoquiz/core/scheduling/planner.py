"""A date to be ready for: how many new cards a day, and when each card is asked, so that enough is known on the day.

Until its last days a plan lets cards rest until their recall has fallen to ``retention``, which costs least. In the last
days, the ``window``, every card whose predicted recall on the day is below ``enough`` is asked once more, spread over the
window. A card above ``enough`` is ready and is not asked before the day. `plan` looks for the cheapest such numbers by
following what is expected of each card, recalled or forgotten, up to the day.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geoquiz.core.scheduling.formulas import Standing
from geoquiz.core.scheduling.memory import Settings
from geoquiz.core.scheduling.outlook import NO_LIMITS, Limits, Outlook, Pace, Rule, Scope, outlook

SKIPPED_DAYS = 0.15
FARTHEST = 365
"""When a plan does not hold, another day is looked for within so many days."""

_RETENTIONS = (0.70, 0.78, 0.85, 0.90, 0.94)
_NO_HURRY = 60  # With more days left than this, the lower half of the retentions reaches whatever can be reached.
_ENOUGH = (0.70, 0.75, 0.78, 0.80, 0.82, 0.84, 0.86, 0.88, 0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)
_MEETING = 0.75  # New cards are met within this share of the days left, so that each can come again.


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
    scope = Scope.of(cards, settings, limits, skipped)
    found = _cheapest(scope, today, day, target)
    return found if found.holds else replace(found, possible_day=_possible_day(scope, today, day, target))


def _pace(scope: Scope, today: int, day: int) -> Pace:
    """Return an even pace, or, where the learner's limit is lower, the limit for as many days as it takes."""
    last, limit = last_day_for_new(today, day), scope.limits.new_a_day
    even = even_pace(scope.new, last - today + 1, scope.skipped)
    if limit is None or even <= limit:
        return Pace(even, last, scope.new / scope.count)
    possible = limit * (day - today) * (1 - scope.skipped)
    share = min(1.0, possible / scope.new)
    last = min(day - 1, today + math.ceil(scope.new / max(1e-9, limit * (1 - scope.skipped))) - 1) if limit else today
    return Pace(limit, last, share * scope.new / scope.count)


def _cheapest(scope: Scope, today: int, day: int, target: float) -> Plan:
    """Return the first plan that reaches the target within the limits, from the cheapest kind to the dearest; else the best one."""
    pace = _pace(scope, today, day)
    found = _reaching(scope, pace, today, day, target)
    if found is None:
        found = _best(scope, pace, today, day)
        return _plan(found, pace, today, target, holds=False)
    return _plan(found, pace, today, target, holds=True)


def _plan(found: Outlook, pace: Pace, today: int, target: float, *, holds: bool) -> Plan:
    return Plan(found.rule, today, target, pace.new_a_day, pace.last_day, found.recall, found.reviews, holds)


def _reaching(scope: Scope, pace: Pace, today: int, day: int, target: float) -> Outlook | None:
    if not _enough_met(scope, pace, target):
        return None
    for window in _windows(day - today, scope.limits):
        for retention in _retentions(day - today):
            found = _least(scope, pace, today, _rules(scope, day, retention, window), target)
            if found.recall >= target and found.fits(scope):
                return found
            if found.recall >= target:
                break  # It takes too many reviews, and the next retentions take more.
    return None


def _enough_met(scope: Scope, pace: Pace, target: float) -> bool:
    """Whether the cards met by the day could reach the target if every one of them were known."""
    return scope.share * len(scope.sample) + pace.share >= target


def _best(scope: Scope, pace: Pace, today: int, day: int) -> Outlook:
    """Return the outlook with the most recall within the limits, where no plan reaches the target."""
    window = _windows(day - today, scope.limits)[-1]
    dearest = outlook(scope, pace, today, _rules(scope, day, _retentions(day - today)[-1], window)[-1])
    if dearest.fits(scope):
        return dearest
    rules = _rules(scope, day, _RETENTIONS[0], window)
    found = least = outlook(scope, pace, today, rules[0])
    low, high = 1, len(rules) - 1
    while least.fits(scope) and low <= high:
        middle = (low + high) // 2
        tried = outlook(scope, pace, today, rules[middle])
        if tried.fits(scope):
            low, found = middle + 1, tried
        else:
            high = middle - 1
    return found if found.fits(scope) else _overloaded(scope, pace, today, found)


def _overloaded(scope: Scope, pace: Pace, today: int, found: Outlook) -> Outlook:
    """Return the outlook when the limit lets only a share of the reviews through: so much of their gain is had."""
    idle = outlook(scope, pace, today, replace(found.rule, enough=0.0))
    share = 1 / found.load(scope)
    return Outlook(found.rule, idle.recall + share * (found.recall - idle.recall), tuple(share * due for due in found.reviews))


def _rules(scope: Scope, day: int, retention: float, window: int) -> list[Rule]:
    """Return rules that ask ever more of a card before it is ready; the first asks nothing more in the last days."""
    return [Rule(day, retention, enough, window, scope.settings.weights) for enough in _ENOUGH if enough >= retention]


def _retentions(days: int) -> tuple[float, ...]:
    return _RETENTIONS if days <= _NO_HURRY else _RETENTIONS[:3]


def _windows(days: int, limits: Limits) -> list[int]:
    """Return the lengths of the last days to try; a limit on reviews may need them longer."""
    short = min(days, max(4, min(28, days // 7)))
    return [short] if limits.reviews_a_day is None else list(dict.fromkeys((short, max(short, days // 2))))


def _least(scope: Scope, pace: Pace, today: int, rules: Sequence[Rule], target: float) -> Outlook:
    """Return the outlook of the first of ever dearer rules that reaches the target, or of the last."""
    low, high, found = 0, len(rules) - 1, outlook(scope, pace, today, rules[-1])
    while low < high and found.recall >= target:
        middle = (low + high) // 2
        tried = outlook(scope, pace, today, rules[middle])
        if tried.recall >= target:
            high, found = middle, tried
        else:
            low = middle + 1
    return found


def _possible_day(scope: Scope, today: int, day: int, target: float) -> int | None:
    """Return a day after ``day`` for which the target can be reached, the first to within a tenth of the wait, or None."""
    def reaches(left: int) -> bool:
        return _reachable(scope, today, today + left, target)

    low, high = day - today, min(FARTHEST, 2 * (day - today))
    while not reaches(high):
        if high == FARTHEST:
            return None
        low, high = high, min(FARTHEST, 2 * high)
    while high - low > max(1, high // 10):
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return today + high


def _reachable(scope: Scope, today: int, day: int, target: float) -> bool:
    """Whether some plan for a day reaches the target, found with fewer trials than the cheapest such plan."""
    pace, windows = _pace(scope, today, day), _windows(day - today, scope.limits)
    if not _enough_met(scope, pace, target):
        return False
    if scope.limits.reviews_a_day is None:
        dearest = _rules(scope, day, _retentions(day - today)[-1], windows[0])[-1]
        return outlook(scope, pace, today, dearest).recall >= target
    tried = (_least(scope, pace, today, _rules(scope, day, _RETENTIONS[0], window), target) for window in windows)
    return any(found.recall >= target and found.fits(scope) for found in tried)
