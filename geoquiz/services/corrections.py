"""Taking answers back, and correcting the verdict: rows appended to the log, never edits."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, flags, log, memory, sessions
from geoquiz.storage.queries.log import Done, can_rate_anew
from geoquiz.storage.queries.memory import Entry


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: an answer, then with its bank (``scope``, None for all) and its practice, or what ``cause`` names."""

    question_id: int
    part: str
    scope: str | None = None
    cause: str = "review"
    practice: int | None = None


def undo(session: Database, user_id: int, *, now: datetime, key: str | None = None) -> Undone | None:
    """Take back what a learner did last, and restore its card exactly; return None when there is nothing.

    That is an answer, or a card suspended, buried, reset or moved by hand. With ``key`` it is only that answer, so that
    a form sent twice takes back no second one: undone already, it stays so. Raises Conflict where something else
    came later.
    """
    begin_write(session)
    accounts.lock(session, user_id)
    newest = log.newest_done(session, user_id)
    if key is not None and (newest is None or newest.answer_key != key):
        session.rollback()
        return _undone_before(session, user_id, key)
    if newest is None:
        session.rollback()
        return None
    undone = _take_back(session, user_id, newest, now)
    session.commit()
    return undone


def _take_back(session: Database, user_id: int, done: Done, now: datetime) -> Undone:
    number = accounts.settings_of(session, user_id).number
    live = log.live_review(session, user_id, done.answer_key) if done.answer_key else None
    if live is None:
        memory.append(session, Entry(user_id, done.question_id, done.part, "undo", now, now, number, voids=done.id))
        return Undone(done.question_id, done.part, cause=done.cause)
    # Where the learner had a word on the verdict, this voids that word; the review it stood for is void already.
    memory.append(session, Entry(user_id, done.question_id, done.part, "undo", now, now, number, done.answer_key,
                                 moves_memory=live.row.moves_memory, voids=live.row.id))
    if live.is_override and done.answer_key:
        flags.drop_wish(session, user_id, done.answer_key)
    return _undone(session, user_id, done.question_id, done.part, live.session_number)


def _undone_before(session: Database, user_id: int, key: str) -> Undone:
    answer = log.answer_of(session, user_id, key)
    if answer is None:
        raise NotFound("There is no such answer.")
    if log.live_review(session, user_id, key) is not None:
        raise Conflict("Another answer came after this one: take that one back first.")
    return _undone(session, user_id, answer.question_id, answer.part, answer.session_number)


def _undone(session: Database, user_id: int, question_id: int, part: str, number: int | None) -> Undone:
    study = sessions.session_of(session, user_id, number) if number is not None else None
    if study is not None and study.mode == "practice":
        return Undone(question_id, part, practice=study.number)
    return Undone(question_id, part, banks.key_of(session, study.bank_id) if study and study.bank_id else None)


def count_as_right(session: Database, user_id: int, key: str, *, now: datetime) -> None:
    """Correct a wrong verdict on a typed answer: memory moves as if it had been right, and the log says so.

    Whoever keeps the bank is asked to accept the answer, unless the learner has an open report of the question already.
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
    question = banks.question_at(session, answer.question_revision_id)
    if answer.verdict != "wrong" or answer.gave_up or not question.is_typed:
        session.rollback()
        raise Conflict("Only a typed answer that was graded as wrong can be counted as right.")
    # It stands at the time of the answer, so that later reviews follow from it.
    memory.append(session, Entry(user_id, answer.question_id, answer.part, "override", live.row.answered_at, now,
                                 live.row.settings, key, Rating.GOOD, live.row.moves_memory, live.row.id))
    if flags.open_of(session, user_id, answer.question_id) is None:
        flags.add(session, user_id, answer.question_id, part=answer.part, revision_id=answer.question_revision_id,
                  answer_key=key, reason="count", note="", now=now)
    session.commit()


def rate_anew(session: Database, user_id: int, key: str, rating: Rating, *, now: datetime) -> None:
    """Give a right answer the rating that its learner chooses: Again for a lucky guess, Hard or Easy for a finer word.

    Memory moves as if it had been that from the start, and the log says so; the same rating twice changes nothing more.
    Raises NotFound for an answer that is not this learner's and Conflict where it was not graded as right.
    """
    begin_write(session)
    accounts.lock(session, user_id)
    answer, live = log.answer_of(session, user_id, key), log.live_review(session, user_id, key)
    if answer is None or live is None:
        session.rollback()
        raise NotFound("There is no such answer.")
    if not can_rate_anew(answer, banks.question_at(session, answer.question_revision_id).kind):
        session.rollback()
        raise Conflict("Only an answer that was graded as right can be rated anew.")
    if live.rating != rating:
        memory.append(session, Entry(user_id, answer.question_id, answer.part, "override", live.row.answered_at, now,
                                     live.row.settings, key, rating, live.row.moves_memory, live.row.id))
    session.commit()
