"""A quiz: which questions it asks, when it is over, and what it was worth."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from geoquiz.core.kinds import KINDS

Feedback = Literal["end", "each"]
MOST_QUESTIONS = 100
MOST_MINUTES = 24 * 60
# An answer that was sent in time may take so long to arrive.
GRACE = timedelta(seconds=5)
# There is nothing to compare a response with where learners rate themselves, so no score would mean anything.
KINDS_ASKED = tuple(sorted(name for name, kind in KINDS.items() if not kind.self_graded))


@dataclass(frozen=True, slots=True)
class Spec:
    """What a quiz is made of: empty ``banks`` (keys), ``tags``, ``kinds`` or ``questions`` (permanent names) leave nothing out.

    ``seed`` is any text: the same one makes the same quiz of the same banks. ``feedback`` comes at the end, or after each
    answer, which then cannot be changed any more.
    """

    banks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    count: int = 10
    feedback: Feedback = "end"
    minutes: int | None = None
    seed: str = ""
    questions: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return the spec as JSON keeps it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Spec":
        """Return the spec that `stored` wrote."""
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Given:
    """How a quiz is given to a learner, beside what it asks; a quiz that learners set up for themselves needs none of it.

    It is open from ``opens_at`` until ``closes_at``, at most ``attempts_allowed`` times, and with ``extra_minutes`` beyond
    its time limit for just this learner. ``hidden_keys`` withholds its questions everywhere else while it is open.
    ``assignment_id`` is what attempts at one assigned quiz have in common.
    """

    title: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    extra_minutes: int = 0
    attempts_allowed: int | None = None
    hidden_keys: bool = False
    assignment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a quiz may ask; ``name`` is its permanent name, the same on every server."""

    question_id: int
    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question of a quiz, the part of it that is asked, and the seed of its shuffle."""

    question_id: int
    part: str
    seed: str


def choose(candidates: Iterable[Candidate], count: int, seed: str) -> tuple[Chosen, ...]:
    """Return up to ``count`` of the questions in an order of their own; equal seeds choose alike, whatever comes in what order.

    Of a text with several gaps one is asked: with the next one the page would tell the answer to the last.
    """
    ranked = sorted(candidates, key=lambda candidate: _rank(seed, candidate.name))
    return tuple(Chosen(one.question_id, min(one.parts, key=lambda part: _rank(seed, one.name, part)),
                        _rank(seed, one.name, "shuffle")[:16]) for one in ranked[:count])


def _rank(*texts: str) -> str:
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=16).hexdigest()


def ends_at(started_at: datetime, minutes: int | None, extra_minutes: int = 0, closes_at: datetime | None = None
            ) -> datetime | None:
    """Return when an attempt is over, None for never: its time is up, extra time included, or its window closes."""
    up = started_at + timedelta(minutes=minutes + extra_minutes) if minutes is not None else None
    return min((at for at in (up, closes_at) if at is not None), default=None)


def is_over(end: datetime | None, now: datetime) -> bool:
    """Tell whether an attempt takes no more answers."""
    return end is not None and now > end + GRACE


@dataclass(frozen=True, slots=True)
class Score:
    """What an attempt was worth: each question has one point, of which its score 0..1 is taken."""

    points: float
    possible: int
    right: int
    answered: int

    @property
    def share(self) -> float:
        """The share of the points, 0..1."""
        return self.points / self.possible if self.possible else 0.0


def score(scores: Sequence[float | None]) -> Score:
    """Return what an attempt was worth by the score of each of its questions; None stands for one left open, worth nothing."""
    given = [one for one in scores if one is not None]
    return Score(sum(given), len(scores), sum(one >= 1 for one in given), len(given))


def neighbours(places: Collection[int], place: int) -> tuple[int | None, int | None]:
    """Return the places before and after one of them; None where it is the first or the last."""
    return (max((other for other in places if other < place), default=None),
            min((other for other in places if other > place), default=None))
