"""A card's memory, moved by reviews with FSRS-6 and recomputable from its log.

Cards live in whole days of the learner: the `fsrs` library is called with times at day boundaries, so
that its floored 24-hour days are the learner's days; learning steps keep exact instants.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Literal

import fsrs

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.scheduling.rating import Rating

# Anki's default.
LEECH_LAPSES = 8
READY_BY = "ready-by cap"
DEFAULT_WEIGHTS: tuple[float, ...] = tuple(fsrs.scheduler.DEFAULT_PARAMETERS)
# Source: py-fsrs 6, FUZZ_RANGES: (from day, to day, share of the interval).
_FUZZ_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


class State(IntEnum):
    """Where a card is in its life; 1 to 3 are the numbers of py-fsrs."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one card: FSRS stability (days) and difficulty (1..10), due, and counts.

    ``first_day`` is the learner's day of the first review, for the day's limit of new cards. A suspended card is
    not asked, nor is a buried one until then.
    """

    state: State = State.NEW
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due: datetime | None = None
    last_review: datetime | None = None
    reps: int = 0
    lapses: int = 0
    due_cause: str = ""
    first_day: int | None = None
    suspended: bool = False
    buried_until: datetime | None = None

    @property
    def is_leech(self) -> bool:
        """Whether the card was forgotten so often that it needs something else than more reviews."""
        return self.lapses >= LEECH_LAPSES


@dataclass(frozen=True, slots=True)
class Settings:
    """One immutable version of what a learner's memory is computed under; steps are in minutes."""

    weights: tuple[float, ...] = DEFAULT_WEIGHTS
    learning_steps: tuple[float, ...] = (1.0, 10.0)
    relearning_steps: tuple[float, ...] = (10.0,)
    desired_retention: float = 0.9
    maximum_interval: int = 36500
    zone: str = "UTC"
    day_start: int = 4 * 60

    @property
    def calendar(self) -> Calendar:
        """The learner's days under these settings."""
        return Calendar(self.zone, self.day_start)


def fuzz_seed(handle: str, bank_key: str, question_id: str, part: str) -> str:
    """Return what the fuzz of a card's intervals depends on, beside the repetition.

    All of it is permanent and goes along with its learner to another server, so that due dates stay what they are there.
    """
    return f"{handle}|{bank_key}|{question_id}|{part}"


@lru_cache(maxsize=256)
def _scheduler(weights: tuple[float, ...], learning: tuple[float, ...], relearning: tuple[float, ...], retention: float,
               maximum: int) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters=weights,
        desired_retention=retention,
        learning_steps=tuple(timedelta(minutes=minutes) for minutes in learning),
        relearning_steps=tuple(timedelta(minutes=minutes) for minutes in relearning),
        maximum_interval=maximum,
        enable_fuzzing=False,
    )


def review(memory: Memory, rating: Rating, *, at: datetime, settings: Settings, seed: str) -> Memory:
    """Return the memory after a review at the aware instant ``at``.

    ``seed`` (made by `fuzz_seed`) names user, question and part; with the repetition it decides the fuzz of the interval.
    A review dated before the last one counts as on the same day: memory never runs backwards.
    """
    calendar = settings.calendar
    today, last_day = _days(memory, at, calendar)
    moved, wait = _asked_library(memory, rating, today, last_day, settings)
    reps = memory.reps + 1
    if moved.state == State.REVIEW:
        days = _fuzzed(wait.days, f"{seed}|{reps}", settings.maximum_interval)
        due, cause = calendar.start(today + days), "interval" if days == wait.days else "fuzz"
    else:
        due, cause = at + wait, "step"
    lapsed = memory.state == State.REVIEW and rating == Rating.AGAIN
    return replace(
        moved, due=due, due_cause=cause, last_review=max(at, memory.last_review) if memory.last_review else at, reps=reps,
        lapses=memory.lapses + lapsed, first_day=today if memory.first_day is None else memory.first_day,
    )


def _days(memory: Memory, at: datetime, calendar: Calendar) -> tuple[int, int | None]:
    """Return the learner's day of a review and that of the one before; days never run backwards."""
    today = calendar.day(at)
    if memory.last_review is None:
        return today, None
    last_day = calendar.day(memory.last_review)
    return max(today, last_day), last_day


def _asked_library(memory: Memory, rating: Rating, today: int, last_day: int | None, settings: Settings
                   ) -> tuple[Memory, timedelta]:
    """Return what the library makes of a review: state, step, stability, difficulty, and how long to wait."""
    virtual = _midnight(today)
    card = fsrs.Card(
        card_id=1,
        state=fsrs.State(memory.state or State.LEARNING),
        step=memory.step if memory.state != State.NEW else 0,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=virtual,
        last_review=_midnight(last_day) if last_day is not None else None,
    )
    scheduler = _scheduler(settings.weights, settings.learning_steps, settings.relearning_steps,
                           settings.desired_retention, settings.maximum_interval)
    moved, _ = scheduler.review_card(card, fsrs.Rating(int(rating)), virtual)
    return replace(memory, state=State(int(moved.state)), step=moved.step, stability=moved.stability,
                   difficulty=moved.difficulty), moved.due - virtual


def _midnight(day: int) -> datetime:
    """Return midnight UTC of a numbered day: between two of them lie whole days exactly."""
    return datetime.fromordinal(day).replace(tzinfo=UTC)


def _fuzzed(days: int, seed: str, maximum: int) -> int:
    """Return the interval moved a little, so that cards learned together do not stay together.

    The range is that of py-fsrs; the place in it comes from a digest of ``seed``, so that undo and
    replay give the same date again.
    """
    if days < _FUZZ_RANGES[0][0]:
        return days
    delta = 1.0 + sum(share * max(0.0, min(days, end) - start) for start, end, share in _FUZZ_RANGES)
    low = min(max(2, round(days - delta)), maximum)
    high = min(round(days + delta), maximum)
    digest = hashlib.blake2b(seed.encode(), digest_size=8).digest()
    return low + int.from_bytes(digest, "big") % (high - low + 1)


def fuzzed_interval(days: int, memory: Memory, settings: Settings, seed: str) -> int:
    """Return an interval as `review` makes it of so many days after a card's last review."""
    return _fuzzed(days, f"{seed}|{memory.reps}", settings.maximum_interval)


def retrievability(memory: Memory, *, at: datetime, settings: Settings) -> float | None:
    """Return the predicted chance of recall now, 0..1; None for a card never reviewed.

    R(t, S) = (1 + f·t/S)^-w20 with f = 0.9^(-1/w20) - 1, t in whole days of the learner. Source: FSRS-6.
    """
    if memory.stability is None or memory.last_review is None:
        return None
    calendar = settings.calendar
    elapsed = max(0, calendar.day(at) - calendar.day(memory.last_review))
    decay = settings.weights[20]
    factor = 0.9 ** (-1 / decay) - 1
    return float((1 + factor * elapsed / memory.stability) ** -decay)


Cause = Literal["review", "override", "undo", "reset", "key change", "import", "suspend", "unsuspend", "bury", "set due",
                "ready-by", "ready-by over"]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of a card's log, as the fold needs it.

    ``arrived`` is the memory that an imported card came with. ``chosen_due`` is the date that its learner set by hand, or
    that a plan gave the card: to reviews, and to rows of their own when a plan is stored, changed or dropped.
    """

    id: int
    part: str
    cause: Cause
    answered_at: datetime
    received_at: datetime
    settings: int
    rating: Rating | None = None
    moves_memory: bool = True
    voids: int | None = None
    arrived: Memory | None = None
    chosen_due: datetime | None = None


def relearn(memory: Memory, at: datetime, settings: Settings) -> Memory:
    """Return the memory of a card whose key changed: due at once, and as stable as after forgetting it.

    What was remembered is no longer the answer, so the stability falls as the library lets it fall
    after Again. Difficulty, reviews and lapses stay: it was not the learner who slipped.
    """
    if memory.state == State.NEW:
        return memory
    today, last_day = _days(memory, at, settings.calendar)
    moved, _ = _asked_library(memory, Rating.AGAIN, today, last_day, settings)
    state = State.LEARNING if memory.state == State.LEARNING else State.RELEARNING
    assert memory.last_review is not None  # Only a new card has none.
    return replace(memory, state=state, step=0, stability=moved.stability, due=at, due_cause="key change",
                   last_review=max(at, memory.last_review))


def fold(rows: Iterable[LogRow], settings: Mapping[int, Settings], seed: str) -> Memory:
    """Return the memory that a card's whole log amounts to.

    Rows count in the order (answered_at, received_at, id); voided rows and rows that do not move
    memory are left out.
    """
    memory = Memory()
    for _, _, after in replay(rows, settings, seed):
        memory = after
    return memory


def replay(rows: Iterable[LogRow], settings: Mapping[int, Settings], seed: str) -> Iterator[tuple[LogRow, Memory, Memory]]:
    """Yield the rows of a card's log that are not voided, in the order of `fold`, with the memory before and after each."""
    ordered = sorted(rows, key=lambda row: (row.answered_at, row.received_at, row.id))
    voided = {row.voids for row in ordered if row.voids is not None}
    memory = Memory()
    for row in ordered:
        if row.id not in voided:
            before, memory = memory, step(memory, row, settings[row.settings], seed)
            yield row, before, memory


def step(memory: Memory, row: LogRow, settings: Settings, seed: str) -> Memory:
    """Return the memory after one more row, computed under the settings version that the row names."""
    if not row.moves_memory:
        return memory
    match row.cause:
        case "import" if row.arrived is not None:
            return row.arrived
        case "review" | "override" | "import":
            assert row.rating is not None  # Nothing is reviewed without a rating.
            return _due_by_plan(review(memory, row.rating, at=row.answered_at, settings=settings, seed=seed), row.chosen_due)
        case "key change":
            return relearn(memory, row.answered_at, settings)
        case "reset":
            return Memory()
        case _:
            return _by_hand(memory, row, settings)


def _by_hand(memory: Memory, row: LogRow, settings: Settings) -> Memory:
    """Return the memory after a row by which its learner moves a card; an undo voids another row, and moves nothing by itself."""
    match row.cause:
        case "suspend" | "unsuspend":
            return replace(memory, suspended=row.cause == "suspend")
        case "bury":
            calendar = settings.calendar
            return replace(memory, buried_until=calendar.start(calendar.day(row.answered_at) + 1))
        case "set due":
            return _due_by_hand(memory, row.chosen_due)
        case "ready-by":
            return _due_by_plan(memory, row.chosen_due)
        case "ready-by over":
            return _due_by_plan(memory, row.chosen_due, cause="interval")
    return memory


def _due_by_hand(memory: Memory, due: datetime | None) -> Memory:
    """Return the memory with another due date; what was still being learned is in review from then on."""
    if memory.state == State.NEW:  # The answer that it followed was taken back.
        return memory
    return replace(memory, state=State.REVIEW, step=None, due=due, due_cause="by hand")


def _due_by_plan(memory: Memory, due: datetime | None, cause: str = READY_BY) -> Memory:
    """Return the memory with the date that a plan gave it; what is being learned keeps its steps."""
    return memory if due is None or memory.state != State.REVIEW else replace(memory, due=due, due_cause=cause)
