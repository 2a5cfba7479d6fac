"""What a page that asks promises to remember: the content of its signed token."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Mode = Literal["study", "practice", "quiz"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One showing of one part to one learner; the answer is graded against just this.

    ``seed`` gives the order shown, ``key`` makes the answer exactly once, ``session`` is the
    session it belongs to (0: none, as for questions kept on a device) and ``scope`` the id of the bank studied (None for
    all banks). ``reps`` is how often the card had been reviewed by then: when it is more by the time of the answer,
    another page was first.
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
    mode: Mode = "study"


def seed_of(user_id: int, session: int, done: int, question_id: int, part: str) -> str:
    """Return the seed of a showing: the same for whoever comes back to it, and another one for the next."""
    return hashlib.blake2b(f"{user_id}|{session}|{done}|{question_id}|{part}".encode(), digest_size=8).hexdigest()
