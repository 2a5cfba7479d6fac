"""Taking answers back, and correcting the verdict: rows appended to the log, never edits."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, log, memory, sessions
from geoquiz.storage.queries.memory import Entry

OVERRIDABLE = ("typed", "numeric", "date", "cloze")


@dataclass(frozen=True, slots=True)
class Undone:
    """An answer taken back: what to ask again, and the key of the bank studied (None for all banks)."""

    question_id: int
    part: str
    scope: str | None


def undo(session: Database, user_id: int, *, now: datetime, key: str | None = None) -> Undone | None:
    """Take back a learner's newest answer and restore its card exactly; return None when there is none.

    With ``key`` it is only that answer, so that a form sent twice takes back no second one: undone
    already, it stays so. Raises Conflict where another answer came later.
    """
    begin_write(session)
    accounts.lock(session, user_id)
    newest = log.newest_answer(session, user_id)
    if key is not None and newest != key:
        session.rollback()
        return _undone_before(session, user_id, key)
    live = log.live_review(session, user_id, newest) if newest is not None else None
    if live is None:
        session.rollback()
        return None
    # Where the verdict was corrected, this voids the override; the review it corrected is void already.
    memory.append(session, Entry(user_id, live.question_id, live.row.part, "undo", now, now,
                                 accounts.settings_of(session, user_id).number, newest, moves_memory=live.row.moves_memory,
                                 voids=live.row.id))
    undone = Undone(live.question_id, live.row.part, _scope(session, user_id, live.session_number))
    session.commit()
    return undone


def _undone_before(session: Database, user_id: int, key: str) -> Undone:
    answer = log.answer_of(session, user_id, key)
    if answer is None:
        raise NotFound("There is no such answer.")
    if log.live_review(session, user_id, key) is not None:
        raise Conflict("Another answer came after this one: take that one back first.")
    return Undone(answer.question_id, answer.part, _scope(session, user_id, answer.session_number))


def _scope(session: Database, user_id: int, number: int | None) -> str | None:
    study = sessions.session_of(session, user_id, number) if number is not None else None
    return banks.key_of(session, study.bank_id) if study and study.bank_id else None


def count_as_right(session: Database, user_id: int, key: str, *, now: datetime) -> None:
    """Correct a wrong verdict on a typed answer: memory moves as if it had been right, and the log says so.

    Asking twice changes nothing more. Raises NotFound for an answer that is not this learner's and
    Conflict where the verdict cannot be corrected.
    """
    begin_write(session)
    accounts.lock(session, user_id)
    answer, live = log.answer_of(session, user_id, key), log.live_review(session, user_id, key)
    if answer is None or live is None:
        session.rollback()
        raise NotFound("There is no such answer.")
    if live.is_override:
        session.rollback()
        return
    kind = banks.question_at(session, answer.question_revision_id).kind
    if answer.verdict != "wrong" or answer.gave_up or kind not in OVERRIDABLE:
        session.rollback()
        raise Conflict("Only a typed answer that was graded as wrong can be counted as right.")
    # It stands at the time of the answer, so that later reviews follow from it.
    memory.append(session, Entry(user_id, answer.question_id, answer.part, "override", live.row.answered_at, now,
                                 live.row.settings, key, Rating.GOOD, live.row.moves_memory, live.row.id))
    session.commit()
