"""Why a card comes now: when it was last seen, how likely it is known, and what each rating would lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.scheduling.memory import Memory, Settings, retrievability, review
from geoquiz.core.scheduling.planner import Plan
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.scheduling.ready import due_after_review


@dataclass(frozen=True, slots=True)
class Reasons:
    """What is known of a card before it is answered at an instant: ``at``.

    ``recall`` is the predicted chance of recall, 0..1; with ``last_seen`` None for a card never asked.
    """

    at: datetime
    last_seen: datetime | None
    recall: float | None
    due: datetime | None
    due_cause: str
    lapses: int
    is_leech: bool
    next: Mapping[Rating, datetime]


def reasons_for(memory: Memory, *, at: datetime, settings: Settings, seed: str, plan: Plan | None = None) -> Reasons:
    """Return why a card comes, and when it would come again under each rating given at the aware instant ``at``.

    ``plan`` is the one that its bank belongs to.
    """
    after = {rating: review(memory, rating, at=at, settings=settings, seed=seed) for rating in Rating}
    dues = {rating: (due_after_review(moved, plan, settings, seed) if plan else None) or moved.due
            for rating, moved in after.items() if moved.due is not None}
    return Reasons(at, memory.last_review, retrievability(memory, at=at, settings=settings), memory.due, memory.due_cause,
                   memory.lapses, memory.is_leech, dues)
