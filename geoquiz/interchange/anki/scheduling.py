"""A learner's memory and log as Anki keeps them; every number comes from what is stored, none from the clock."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.scheduling.memory import Memory, Settings, State
from geoquiz.core.scheduling.rating import Rating

# The day that Anki counts from, and its start in UTC: long before any review, so that no day is negative. With
# `creationOffset` 0 in the package, Anki's day number is a plain date, and so is a learner's.
FIRST_DAY = date(2000, 1, 1).toordinal()
CREATED = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
# SM-2 wants an ease, which FSRS has no use for: Anki's start, and what a lapse takes from it down to the least.
_EASE, _EASE_OF_A_LAPSE, _LEAST_EASE = 2500, 200, 1300
_SUSPENDED = -1
_LONGEST_MS = 60_000  # Anki's own limit for the time of one answer.


@dataclass(frozen=True, slots=True)
class Logged:
    """One review that counts: when, for how long, how it was rated, and the memory around it.

    ``rating`` is None for a reset. Where ``before`` and ``after`` are equal the review moved nothing.
    ``calendar`` holds the learner's days at that time.
    """

    at: datetime
    took: timedelta
    rating: Rating | None
    before: Memory
    after: Memory
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Learned:
    """What a learner remembers of one part: its memory, the settings it lives under, and its log in order."""

    memory: Memory
    settings: Settings
    log: Sequence[Logged] = ()


_SUSPENDED = -1


class CardValues(NamedTuple):
    """The columns of a card that scheduling decides, in their order."""

    type: int
    queue: int
    due: int
    ivl: int = 0
    factor: int = 0
    reps: int = 0
    lapses: int = 0
    left: int = 0
    data: str = "{}"


def card_values(learned: Learned | None, position: int) -> CardValues:
    """Return the scheduling of a card; one never reviewed is new, at its place in the deck, and a suspended one stays so."""
    if learned is None:
        return CardValues(type=0, queue=0, due=position)
    values = _scheduled(learned, position)
    return values._replace(queue=_SUSPENDED) if learned.memory.suspended else values


def _scheduled(learned: Learned, position: int) -> CardValues:
    if learned.memory.state == State.NEW or learned.memory.due is None:
        return CardValues(type=0, queue=0, due=position)
    memory, due = learned.memory, learned.memory.due
    due_day = learned.settings.calendar.day(due) - FIRST_DAY
    last_day = learned.settings.calendar.day(memory.last_review or due) - FIRST_DAY
    values = CardValues(
        type=2, queue=2, due=due_day, ivl=max(1, due_day - last_day), reps=memory.reps, lapses=memory.lapses,
        factor=max(_LEAST_EASE, _EASE - _EASE_OF_A_LAPSE * memory.lapses), data=_data(learned),
    )
    if memory.state == State.REVIEW:
        return values
    # A step that ends on a later day is counted in days, as Anki does.
    queue, when = (1, int(due.timestamp())) if due_day <= last_day else (3, due_day)
    if memory.state == State.LEARNING:
        left = _steps_left(learned.settings.learning_steps, memory)
        return values._replace(type=1, queue=queue, due=when, ivl=0, left=left)
    left = _steps_left(learned.settings.relearning_steps, memory)
    return values._replace(type=3, queue=queue, due=when, ivl=max(1, round(memory.stability or 0)), left=left)


def _steps_left(steps: Sequence[float], memory: Memory) -> int:
    return max(1, len(steps) - (memory.step or 0))


def _data(learned: Learned) -> str:
    """Return Anki's record of an FSRS memory, in the precision that Anki itself writes.

    Anki's check of its database wants the last review there to be the last one of the log that moved the card. A
    changed key, which counts as the last review here, is none for Anki.
    """
    memory, settings = learned.memory, learned.settings
    moving = (entry.at for entry in learned.log if entry.rating is not None and entry.before != entry.after)
    last = max(moving, default=memory.last_review)
    if memory.stability is None or memory.difficulty is None or last is None:
        return "{}"
    return json.dumps({
        "s": round(memory.stability, 4), "d": round(memory.difficulty, 3), "dr": round(settings.desired_retention, 2),
        "decay": round(settings.weights[20], 3), "lrt": int(last.timestamp()),
    }, separators=(",", ":"))


def revlog_rows(learned: Learned) -> Iterator[tuple[int, int, int, int, int, int, int]]:
    """Yield (wanted id, ease, ivl, lastIvl, factor, time, type) for each review of a part, in order."""
    last = 0
    for entry in learned.log:
        moved = entry.before != entry.after
        interval = _interval(entry) if moved and entry.rating is not None else last
        yield (
            round(entry.at.timestamp() * 1000), int(entry.rating or 0), 0 if entry.rating is None else interval, last,
            _log_factor(entry) if moved else 0, min(_LONGEST_MS, max(0, round(entry.took.total_seconds() * 1000))), _type(entry),
        )
        last = 0 if entry.rating is None else interval


def _interval(entry: Logged) -> int:
    """Return the interval that a review gave: days, or seconds as a negative number."""
    after = entry.after
    if after.due is None:
        return 0
    if after.state == State.REVIEW:
        return max(1, entry.calendar.day(after.due) - entry.calendar.day(entry.at))
    return -max(1, round((after.due - entry.at).total_seconds()))


def _log_factor(entry: Logged) -> int:
    """Return the difficulty as Anki logs it: 1..10 becomes 100..1100."""
    if entry.rating is None or entry.after.difficulty is None:
        return 0
    return round(((entry.after.difficulty - 1) / 9 + 0.1) * 1000)


def _type(entry: Logged) -> int:
    """Return Anki's kind of review: 0 learning, 1 review, 2 relearning, 3 outside the schedule, 4 by hand."""
    if entry.rating is None:
        return 4
    if entry.before == entry.after:
        return 3
    return {State.NEW: 0, State.LEARNING: 0, State.REVIEW: 1, State.RELEARNING: 2}[entry.before.state]
