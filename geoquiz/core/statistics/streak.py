"""How long a learner has kept at it: days of study, with room for rest."""

from collections.abc import Iterable
from itertools import pairwise

WEEK = 7
RESTS_A_WEEK = 2


def streak(days: Iterable[int], today: int) -> int:
    """Return on how many days a learner has studied in their present streak, today included where they have.

    ``days`` are the learner's days with an answer that counts, each by its number. Up to two rest days among any seven in a row
    keep a streak, so it ends with the third; rest days are not counted in its length. Today is no rest day: it is not over.
    """
    studied = sorted({day for day in days if day <= today}, reverse=True)
    rests: list[int] = []
    length = 0
    for later, day in pairwise([today, *studied]):
        for rest in range(later - 1, day, -1):
            rests.append(rest)
            if len([other for other in rests[-RESTS_A_WEEK - 1:] if other < rest + WEEK]) > RESTS_A_WEEK:
                return length
        length += 1
    return length
