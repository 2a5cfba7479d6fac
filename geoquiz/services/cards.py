"""What a learner does to a card without answering it: suspend, bury, reset, set its date; rows of the log, each can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.scheduling.memory import Cause, Memory, State
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, cards, memory
from geoquiz.storage.queries.cards import SetAside
from geoquiz.storage.queries.memory import Entry

FARTHEST_DAYS = 36_500


def suspend(session: Database, user_id: int, question_id: int, part: str, *, now: datetime) -> None:
    """Ask a card no more, until it is wanted again."""
    _move(session, user_id, question_id, part, "suspend", now)


def unsuspend(session: Database, user_id: int, question_id: int, part: str, *, now: datetime) -> None:
    """Ask a suspended card again; its memory is what it was."""
    _move(session, user_id, question_id, part, "unsuspend", now)


def bury(session: Database, user_id: int, question_id: int, part: str, *, now: datetime) -> None:
    """Ask a card no more before the learner's next day."""
    _move(session, user_id, question_id, part, "bury", now)


def reset(session: Database, user_id: int, question_id: int, part: str, *, now: datetime) -> None:
    """Make a card new, as if it had never been asked; its answers stay in the log."""
    _move(session, user_id, question_id, part, "reset", now)


def set_due(session: Database, user_id: int, question_id: int, part: str, days: int, *, now: datetime) -> None:
    """Make a card due so many of the learner's days from today.

    Raises GeoquizError for days out of range, and Conflict for a card that was never answered.
    """
    if not 0 <= days <= FARTHEST_DAYS:
        raise GeoquizError(f"Choose a number of days from 0 to {FARTHEST_DAYS}.")
    _move(session, user_id, question_id, part, "set due", now, days)


def _move(session: Database, user_id: int, question_id: int, part: str, cause: Cause, now: datetime, days: int = 0) -> None:
    """Append the row; where it would change nothing, do nothing. Raises NotFound when there is no such question."""
    if not cards.is_there(session, user_id, question_id, part):
        raise NotFound("There is no such question.")
    begin_write(session)
    banks.lock_question(session, question_id)
    accounts.lock(session, user_id)
    card = cards.memory_of(session, user_id, question_id, part)
    if cause == "set due" and card.state == State.NEW:
        session.rollback()
        raise Conflict("This question was never answered, so it has no date yet: study it first.")
    if _is_so(card, cause):
        session.rollback()
        return
    settings = accounts.settings_of(session, user_id)
    calendar = settings.memory.calendar
    due = calendar.start(calendar.day(now) + days) if cause == "set due" else None
    # After all that happened to the card, even where a clock was set back since.
    last = memory.newest_at(session, user_id, question_id, part)
    at = max(now, last + timedelta.resolution) if last else now
    memory.append(session, Entry(user_id, question_id, part, cause, at, now, settings.number, chosen_due=due))
    session.commit()


def _is_so(card: Memory, cause: Cause) -> bool:
    return {"suspend": card.suspended, "unsuspend": not card.suspended, "reset": card == Memory()}.get(cause, False)


@dataclass(frozen=True, slots=True)
class Aside:
    """The cards that a learner suspended, and those that were forgotten too often."""

    suspended: Sequence[SetAside]
    leeches: Sequence[SetAside]


def set_aside(session: Database, user_id: int) -> Aside:
    """Return a learner's suspended cards and leeches."""
    found = cards.set_aside(session, user_id)
    return Aside([card for card in found if card.suspended], [card for card in found if not card.suspended])
