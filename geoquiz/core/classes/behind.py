"""Who is falling behind: a rule that can be said in three sentences, and is said on the page.

1. Late: the time of an assignment is over, and its quiz was never handed in, or less than nine tenths of what was to study
   was ever answered. After four weeks it is history.
2. Slow: an assignment is open, more than a quarter of its time is gone, and less than half of what an even pace would have
   reached by now was answered.
3. Away: something is open, and nothing was answered for seven days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

ENOUGH = 0.9
PACE = 0.5
BEGINS = 0.25
AWAY = timedelta(days=7)
FORGOTTEN = timedelta(days=28)

Why = Literal["late", "slow", "away"]


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment as one student stands to it; ``coverage`` is the share ever answered, 0..1, of a quiz 1 when handed in.

    ``paced`` says that it is done bit by bit (study), and not in one sitting.
    """

    title: str
    opens_at: datetime
    due_at: datetime
    coverage: float
    paced: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a student is falling behind; ``title`` names the assignment, where it is one."""

    why: Why
    title: str = ""


def reasons(works: Iterable[Work], *, joined_at: datetime, last_seen: datetime | None, now: datetime) -> tuple[Reason, ...]:
    """Return why a student is falling behind, in the order of the rule; nothing for one who is not.

    Time counts from when the student joined: whoever comes late has not been slow before.
    """
    open_works = [work for work in works if work.opens_at <= now]
    found = [Reason("late", work.title) for work in open_works if _is_late(work, joined_at, now)]
    found += [Reason("slow", work.title) for work in open_works if _is_slow(work, joined_at, now)]
    undone = any(work.due_at > now and work.coverage < 1 for work in open_works)
    since = max(joined_at, last_seen or joined_at)
    if undone and now - since > AWAY and _opened_before(open_works, now - AWAY, now):
        found.append(Reason("away"))
    return tuple(found)


def _is_late(work: Work, joined_at: datetime, now: datetime) -> bool:
    return joined_at < work.due_at < now <= work.due_at + FORGOTTEN and work.coverage < ENOUGH


def _is_slow(work: Work, joined_at: datetime, now: datetime) -> bool:
    start = max(work.opens_at, joined_at)
    if not work.paced or not start < now <= work.due_at:
        return False
    gone = (now - start) / (work.due_at - start)
    return gone > BEGINS and work.coverage < PACE * gone


def _opened_before(works: list[Work], then: datetime, now: datetime) -> bool:
    """Whether something undone has been open for the whole of that time."""
    return any(work.opens_at <= then and work.due_at > now and work.coverage < 1 for work in works)
