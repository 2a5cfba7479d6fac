"""Learning steps as people write them: "1m 10m", "30s 5m 1h"."""

import re

from geoquiz.core.errors import GeoquizError

MOST_STEPS = 10
_UNITS = {"s": 1 / 60, "m": 1.0, "h": 60.0}
_STEP = re.compile(r"(\d{1,5})\s*([smh]?)", re.ASCII)
_SHORTEST, _LONGEST = 10 / 60, 23 * 60.0


def read_steps(text: str) -> tuple[float, ...]:
    """Return steps in minutes; a number alone is in minutes, nothing at all is no steps.

    Raises GeoquizError for what is no such list, or for a step that is shorter than 10 seconds or longer than 23 hours.
    """
    steps = []
    for word in text.replace(",", " ").casefold().split():
        found = _STEP.fullmatch(word)
        minutes = int(found[1]) * _UNITS[found[2] or "m"] if found else 0.0
        if not _SHORTEST <= minutes <= _LONGEST:
            raise GeoquizError(f"{word[:20]!r} is no step: write times from 10s to 23h, such as 1m 10m.")
        steps.append(minutes)
    if len(steps) > MOST_STEPS:
        raise GeoquizError(f"These are {len(steps)} steps: {MOST_STEPS} are the most.")
    return tuple(steps)


def write_steps(steps: tuple[float, ...]) -> str:
    """Return steps as `read_steps` reads them."""
    return " ".join(_written(minutes) for minutes in steps)


def _written(minutes: float) -> str:
    if minutes >= 60 and minutes % 60 == 0:
        return f"{minutes / 60:g}h"
    return f"{minutes:g}m" if minutes == int(minutes) else f"{round(minutes * 60)}s"
