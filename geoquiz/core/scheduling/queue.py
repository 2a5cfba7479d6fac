"""Which card comes next: learning cards that fell due, then reviews, then new ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geoquiz.core.scheduling.memory import State

LEARN_AHEAD = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that could be asked; ``due`` is None for a new one."""

    question_id: int
    part: str
    state: State
    due: datetime | None


def choose(due: Sequence[Candidate], new: Candidate | None, *, now: datetime) -> Candidate | None:
    """Return the card to ask now, or None when the day's work is done.

    ``due`` holds cards with memory and ``new`` the next one never asked, if the day allows one more. New
    cards wait until no review is due. When nothing else is left, learning cards due within twenty
    minutes are asked ahead of time.
    """
    learning = [c for c in due if c.state in (State.LEARNING, State.RELEARNING)]
    ready = [c for c in learning if _is_due(c, now)]
    reviews = [c for c in due if c.state == State.REVIEW and _is_due(c, now)]
    ahead = [c for c in learning if _is_due(c, now + LEARN_AHEAD)]
    for group in (ready, reviews, [new] if new else [], ahead):
        if group:
            return min(group, key=_by_due)
    return None


def _is_due(candidate: Candidate, at: datetime) -> bool:
    return candidate.due is not None and candidate.due <= at


def _by_due(candidate: Candidate) -> tuple[datetime | None, bytes]:
    """Rank the longest due first; what fell due on the same day comes in an order that mixes the banks."""
    name = f"{candidate.question_id}|{candidate.part}"
    return candidate.due, hashlib.blake2b(name.encode(), digest_size=8).digest()
