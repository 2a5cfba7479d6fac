"""The learner's day: local, starting at 04:00 unless set; worked out here and nowhere else."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

MINUTES_A_DAY = 24 * 60


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Return the names of all time zones that learners can choose, in order."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """Return the zone, or UTC when the name means nothing (any more)."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A learner's days. Days are numbered by `date.toordinal`; ``day_start`` is in minutes after midnight."""

    zone: str = "UTC"
    day_start: int = 4 * 60

    def day(self, at: datetime) -> int:
        """Return the number of the learner's day in which the aware instant ``at`` falls."""
        local = at.astimezone(zone_named(self.zone)).replace(tzinfo=None) - timedelta(minutes=self.day_start)
        day = local.toordinal()
        # Where clocks change at the start of a day, local time repeats or leaps; days never do.
        while at >= self.start(day + 1):
            day += 1
        while at < self.start(day):
            day -= 1
        return day

    def start(self, day: int) -> datetime:
        """Return the instant, aware UTC, at which a day begins."""
        hours, minutes = divmod(self.day_start, 60)
        local = datetime.combine(date.fromordinal(day), time(hours, minutes), zone_named(self.zone))
        return local.astimezone(UTC)
