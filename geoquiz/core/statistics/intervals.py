"""How sure a share is: intervals around what was counted."""

import math
from typing import NamedTuple

# Of the normal distribution, 95 % lie within so many standard deviations.
Z95 = 1.959963984540054


class Interval(NamedTuple):
    """From where to where a share lies, both in 0..1."""

    low: float
    high: float


class Share(NamedTuple):
    """How many of how many; a share of nothing is unknown."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, 0..1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval around it; None of nothing."""
        return wilson(self.part, self.whole) if self.whole else None

    def __add__(self, other: object) -> "Share":
        """Return the share over both."""
        if not isinstance(other, Share):
            return NotImplemented
        return Share(self.part + other.part, self.whole + other.whole)


def newcombe(one: Share, other: Share) -> Interval:
    """Return the 95 % interval of ``one`` less ``other``, -1..1: above nought the first share is surely the larger one.

    Source: Newcombe, Interval estimation for the difference between independent proportions (1998), method 10.
    Raises ValueError for a share of nothing.
    """
    (p, (low, high)), (q, (other_low, other_high)) = _known(one), _known(other)
    return Interval(p - q - math.hypot(p - low, other_high - q), p - q + math.hypot(high - p, q - other_low))


def _known(share: Share) -> tuple[float, Interval]:
    return share.part / max(1, share.whole), wilson(share.part, share.whole)


def wilson(part: int, whole: int, z: float = Z95) -> Interval:
    """Return the score interval of a share, by default that of 95 %; also good near 0 and 1, and with few counts.

    (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). Source: Wilson, Probable inference (1927); method 3 of Newcombe (1998).
    Raises ValueError unless 0 <= part <= whole and whole > 0.
    """
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} of {whole} is no share.")
    share, square = part / whole, z * z / whole
    middle = share + square / 2
    reach = z * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if part == 0 else (middle - reach) / (1 + square)
    high = 1.0 if part == whole else (middle + reach) / (1 + square)
    return Interval(max(0.0, low), min(1.0, high))
