"""How long somebody who tries passwords waits: a measure that tries fill and time drains."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries are ``free``; after them each wait is twice the one before, up to ``longest``.

    The measure drains by one try in every ``drain``.
    """

    free: int
    drain: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Measure:
    """How full a measure is, since when, and until when nothing is tried."""

    level: float
    at: datetime
    waits_until: datetime


# One person at one place, and a browser that is known: the narrow limits.
PAIR = DEVICE = Limit(5, timedelta(minutes=10), timedelta(minutes=15))
# A second factor or one's own password, asked of somebody who has passed the first door.
OWN = Limit(5, timedelta(minutes=10), timedelta(minutes=15))
# A whole school may share an address, so this one is wide.
ADDRESS = Limit(60, timedelta(seconds=20), timedelta(minutes=1))
# One account from everywhere: a brake and no lock, since those who try may be others than its owner.
ACCOUNT = Limit(30, timedelta(minutes=1), timedelta(seconds=30))


def after_try(measure: Measure | None, limit: Limit, now: datetime) -> Measure:
    """Return the measure with one more try in it; a clock that was set back drains nothing."""
    level = 0.0
    if measure is not None:
        level = max(0.0, measure.level - max(timedelta(0), now - measure.at) / limit.drain)
    level += 1
    over = level - limit.free
    # Beyond some doublings every wait is the longest; 2 to the power of a million would not end.
    wait = min(limit.longest, timedelta(seconds=2 ** min(over, 20))) if over > 0 else timedelta(0)
    return Measure(level, now, now + wait)
