"""An assignment in time: when it is open, what being late costs, and how much longer somebody may take."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Mode = Literal["study", "quiz"]
Phase = Literal["planned", "open", "late", "over"]


@dataclass(frozen=True, slots=True)
class Window:
    """From when and until when an assignment is done; after ``due_at`` it is late until ``late_until``, if that is set."""

    due_at: datetime
    opens_at: datetime | None = None
    late_until: datetime | None = None
    late_percent: int = 0

    @property
    def closes_at(self) -> datetime:
        """When nothing is taken any more."""
        return self.late_until or self.due_at

    def phase(self, now: datetime) -> Phase:
        """Return where ``now`` stands: before it opens, in time, late, or after its end."""
        if self.opens_at is not None and now < self.opens_at:
            return "planned"
        if now <= self.due_at:
            return "open"
        return "late" if now <= self.closes_at else "over"

    def score(self, share: float, handed_in_at: datetime) -> float:
        """Return the score 0..1 of what was handed in then: ``late_percent`` of it are lost after the due time."""
        return share if handed_in_at <= self.due_at else share * (100 - self.late_percent) / 100


def extra_minutes(minutes: int | None, percent: int) -> int:
    """Return how many minutes somebody gets beyond the limit, in whole minutes, never too few."""
    return -(-minutes * percent // 100) if minutes else 0
