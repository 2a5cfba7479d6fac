"""Which card comes next, and how many questions a session still has.

Learning cards that fell due come first, then reviews with new cards spread among them, then, when nothing else is
left, learning cards a little ahead of time. Nothing here is left to chance: the same log gives the same question.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from geoquiz.core.scheduling.memory import Settings, State

SESSION_SIZE = 20
# So many more than its size a session may become for questions that were missed in it.
MOST_RETURNING = 10
LEARN_AHEAD = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that could be asked; ``due`` is None for a new one, ``step`` is where it is in learning."""

    question_id: int
    part: str
    state: State
    due: datetime | None
    bank_id: int = 0
    step: int | None = None

    @property
    def card(self) -> tuple[int, str]:
        """What names it among one learner's cards."""
        return self.question_id, self.part


@dataclass(frozen=True, slots=True)
class Day:
    """A learner's day so far: when it began, what was done in it, and how much more its limits allow."""

    start: datetime
    reviews_done: int = 0
    reviews_left: int = 200
    new_done: int = 0
    new_left: int = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """What could be asked: ``due`` are cards with memory, ``new`` the next ones never asked, in their order.

    ``missed`` are cards answered wrongly in this session and not rightly since; ``bank_before`` is the bank of the
    question before.
    """

    due: Sequence[Candidate]
    new: Sequence[Candidate]
    day: Day
    missed: Collection[tuple[int, str]] = ()
    bank_before: int | None = None


@dataclass(frozen=True, slots=True)
class _Groups:
    """The candidates of an instant, at most one a question: parts of one tell each other's answers."""

    ready: list[Candidate]
    reviews: list[Candidate]
    new: list[Candidate]
    ahead: list[Candidate]


def are_new_held_back(due: Iterable[Candidate], day: Day) -> bool:
    """Tell whether new cards wait: more reviews than a session has are left over from the days before."""
    return sum(c.state == State.REVIEW and c.due is not None and c.due < day.start for c in due) > SESSION_SIZE


def choose(waiting: Waiting, *, now: datetime, left: int = SESSION_SIZE) -> Candidate | None:
    """Return the card to ask now, or None when the day's work is done.

    ``left`` is how many questions the session still has: when no more are left than were missed in it, those come back.
    """
    groups = _grouped(waiting, now)
    returning = _returning(groups, waiting)
    if returning and left <= len(returning):
        return returning[0]
    if groups.ready:
        return groups.ready[0]
    if groups.new and (not groups.reviews or _is_turn_of_new(len(groups.reviews), len(groups.new), waiting.day)):
        return groups.new[0]
    if groups.reviews:
        return _from_another_bank(groups.reviews, waiting.bank_before)
    return groups.ahead[0] if groups.ahead else None


def target(waiting: Waiting, done: int, *, now: datetime, settings: Settings) -> int:
    """Return after how many answers the session ends: twenty, or fewer where there are not that many.

    What was missed comes back, even if the session gets a little longer by that.
    """
    groups = _grouped(waiting, now)
    expected = len(groups.reviews) + len(groups.new) * _sittings(settings.learning_steps, 0)
    for candidate in (*groups.ready, *groups.ahead):
        steps = settings.learning_steps if candidate.state == State.LEARNING else settings.relearning_steps
        expected += _sittings(steps, candidate.step or 0)
    returning = len(_returning(groups, waiting))
    return max(min(SESSION_SIZE, done + expected), min(SESSION_SIZE + MOST_RETURNING, done + returning))


def _sittings(steps: Sequence[float], step: int) -> int:
    """Return how often a card on this step is asked before it leaves the session, when it is answered rightly."""
    count = 1
    for minutes in steps[step + 1:]:
        if timedelta(minutes=minutes) > LEARN_AHEAD:
            break
        count += 1
    return count


def _grouped(waiting: Waiting, now: datetime) -> _Groups:
    questions: set[int] = set()

    def first_parts(candidates: Iterable[Candidate]) -> list[Candidate]:
        kept = []
        for candidate in candidates:
            if candidate.question_id not in questions:
                questions.add(candidate.question_id)
                kept.append(candidate)
        return kept

    due = in_order(waiting.due)
    learning = [c for c in due if c.state in (State.LEARNING, State.RELEARNING)]
    held_back = are_new_held_back(due, waiting.day)
    ready = first_parts(c for c in learning if _is_due(c, now))
    reviews = first_parts(c for c in due if c.state == State.REVIEW and _is_due(c, now))[:waiting.day.reviews_left]
    new = [] if held_back else first_parts(waiting.new)[:waiting.day.new_left]
    ahead = first_parts(c for c in learning if _is_due(c, now + LEARN_AHEAD))
    return _Groups(ready, reviews, new, ahead)


def _is_due(candidate: Candidate, at: datetime) -> bool:
    return candidate.due is not None and candidate.due <= at


def in_order(due: Iterable[Candidate]) -> list[Candidate]:
    """Return what is due in the order in which it is asked; what is in order already is soon put in groups."""
    return sorted(due, key=_order)


def _order(candidate: Candidate) -> tuple[float, bytes]:
    """Rank what is due under a backlog: the longest due first, and in a lasting mixture what fell due on the same day.

    By simulation this keeps more in memory than going by predicted recall; see docs/decisions.
    """
    return candidate.due.timestamp() if candidate.due else 0.0, _mixed(candidate.question_id, candidate.part)


@lru_cache(maxsize=4096)  # Every page of a learner orders the same cards.
def _mixed(question_id: int, part: str) -> bytes:
    return hashlib.blake2b(f"{question_id}|{part}".encode(), digest_size=8).digest()


def _returning(groups: _Groups, waiting: Waiting) -> list[Candidate]:
    return [c for c in (*groups.ready, *groups.ahead) if c.card in waiting.missed]


def _is_turn_of_new(reviews: int, new: int, day: Day) -> bool:
    """Spread the day's new cards evenly among its reviews: one comes when their share done falls behind."""
    every_new, every_review = day.new_done + new, day.reviews_done + reviews
    return (day.new_done + 1) * (every_review + 1) < (day.reviews_done + 1) * (every_new + 1)


def _from_another_bank(reviews: Sequence[Candidate], bank_before: int | None) -> Candidate:
    """Return the first review that is not of the bank of the question before; none is passed over for long."""
    return next((c for c in reviews[:SESSION_SIZE] if c.bank_id != bank_before), reviews[0])
