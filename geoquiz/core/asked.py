"""What a page that asks promises to remember: the content of its signed token."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One showing of one part to one learner; the answer is graded against just this.

    ``seed`` gives the order shown, ``key`` makes the answer exactly once, ``session`` is the study
    session it belongs to and ``scope`` the id of the bank studied (None for all banks). ``reps`` is how
    often the card had been reviewed by then: when it is more by the time of the answer, another page was first.
    """

    user_id: int
    question_id: int
    revision_id: int
    bank_revision_id: int
    part: str
    seed: str
    key: str
    session: int
    scope: int | None
    reps: int
    at: datetime
