"""Attempts at quizzes: beginning one, extending it, handing it in, and the list of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.quiz import KINDS_ASKED, MOST_MINUTES, MOST_QUESTIONS, Given, Spec, choose, ends_at
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, practice, quizzes, sessions, settling, withheld
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.quizzes import Attempt


@dataclass(frozen=True, slots=True)
class Choice:
    """What a quiz can be made of: banks, tags and kinds."""

    banks: tuple[BankRow, ...]
    tags: tuple[str, ...]
    kinds: tuple[str, ...]


def choices(session: Database, user_id: int) -> Choice:
    """Return what a learner can make a quiz of."""
    shelf = practice.shelf(session, user_id)
    all_ = tuple(bank for bank in banks.list_banks(session, viewer=user_id) if bank.questions)
    return Choice(all_, shelf.tags, tuple(kind for kind in shelf.kinds if kind in KINDS_ASKED))


def start(session: Database, user_id: int, spec: Spec, *, key: str, now: datetime, given: Given | None = None) -> int:
    """Begin an attempt and return its number; the same ``key`` again is the same attempt.

    Without a seed of its own the quiz gets one from ``key``. Raises GeoquizError for a quiz that asks nothing, or out of its
    limits; NotFound for a bank that is not there; Conflict before the window opens, after it closed, and when all
    attempts are used up.
    """
    given = given or Given()
    _check(spec)
    begin_write(session)
    try:
        if accounts.lock(session, user_id) is None:
            raise NotFound("This account is no longer here.")
        begun = quizzes.attempt_begun_by(session, user_id, key)
        if begun is None:
            _check_window(session, user_id, given, now)
            begun = _begin(session, user_id, replace(spec, seed=spec.seed or key[:8]), key, given, now)
            session.commit()
    finally:
        session.rollback()
    return begun


def _check(spec: Spec) -> None:
    if not 1 <= spec.count <= MOST_QUESTIONS:
        raise GeoquizError(f"Choose a number of questions from 1 to {MOST_QUESTIONS}.")
    if spec.minutes is not None and not 1 <= spec.minutes <= MOST_MINUTES:
        raise GeoquizError(f"Choose a time limit from 1 to {MOST_MINUTES} minutes, or none.")


def _check_window(session: Database, user_id: int, given: Given, now: datetime) -> None:
    if given.opens_at is not None and now < given.opens_at:
        raise Conflict("This quiz is not open yet.")
    if given.closes_at is not None and now >= given.closes_at:
        raise Conflict("This quiz is closed: attempts can no longer be begun.")
    allowed = given.attempts_allowed
    if given.assignment_id is None or allowed is None:
        return
    if quizzes.attempts_at(session, user_id, given.assignment_id) >= allowed:
        times = f"{allowed} times" if allowed > 1 else "once"
        raise Conflict(f"This quiz can be taken {times}, and you have begun that many attempts already.")


def _begin(session: Database, user_id: int, spec: Spec, key: str, given: Given, now: datetime) -> int:
    bank_ids = [_bank(session, user_id, bank_key) for bank_key in spec.banks]
    hidden = frozenset() if given.hidden_keys else withheld.questions(session, user_id, now)
    pool = (one for one in quizzes.pool(session, user_id, spec) if one.question_id not in hidden)
    chosen = choose(pool, spec.count, spec.seed)
    if not chosen:
        raise GeoquizError("No question fits these choices: take more banks, subjects or types.")
    number = sessions.latest_number(session, user_id) + 1
    day = accounts.settings_of(session, user_id).memory.calendar.day(now)
    sessions.add_session(session, user_id, number, bank_ids[0] if len(bank_ids) == 1 else None, len(chosen), day, now, mode="quiz",
                         about=(given.title or _title(session, user_id, spec))[:200])
    quizzes.add_attempt(
        session, user_id, number, key, spec, extra_minutes=given.extra_minutes, hidden_keys=given.hidden_keys,
        ends_at=ends_at(now, spec.minutes, given.extra_minutes, given.closes_at), closes_at=given.closes_at,
        assignment_id=given.assignment_id)
    revisions = quizzes.revisions_of(session, [one.question_id for one in chosen])
    quizzes.add_questions(session, user_id, number, [
        {"question_id": one.question_id, "part": one.part, "seed": one.seed, "question_revision_id": revisions[one.question_id][0],
         "bank_revision_id": revisions[one.question_id][1]} for one in chosen])
    return number


def _bank(session: Database, user_id: int, key: str) -> int:
    bank = banks.find_bank(session, key, user_id)
    if bank is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return bank.id


def _title(session: Database, user_id: int, spec: Spec) -> str:
    """Return what a quiz that has no name is about, in words."""
    titles = [bank.title for bank in banks.list_banks(session, viewer=user_id) if bank.key in spec.banks]
    where = titles[0] if len(titles) == 1 else f"{len(titles)} banks" if titles else "All banks"
    return f"{where}: {', '.join(spec.tags)}" if spec.tags else where


def attempts(session: Database, user_id: int) -> Sequence[Attempt]:
    """Return all attempts of a learner, the newest first."""
    return quizzes.attempts_of(session, user_id)


def close_expired(session: Database, user_id: int, *, now: datetime) -> int:
    """Hand in what a learner has left open beyond its end, as of that end; return how many attempts that were.

    Every page about a learner's quizzes does this first.
    """
    closed = 0
    for number in quizzes.ending(session, user_id, now):
        closed += _close(session, user_id, number, now, only_expired=True)
    return closed


def hand_in(session: Database, user_id: int, number: int, *, now: datetime) -> None:
    """Hand an attempt in: its answers are settled, in one transaction; handing in again changes nothing.

    Raises NotFound when it is not this learner's.
    """
    _close(session, user_id, number, now)


def _close(session: Database, user_id: int, number: int, now: datetime, *, only_expired: bool = False) -> bool:
    begin_write(session)
    try:
        attempt, current = settling.lock(session, user_id, number)
        if attempt is None:
            raise NotFound("There is no such quiz.")
        if attempt.handed_in_at is not None or (only_expired and not attempt.is_over(now)):
            return False
        settling.hand_in(session, user_id, attempt, current, now)
        session.commit()
    finally:
        session.rollback()
    return True


def extend(session: Database, user_id: int, number: int, extra_minutes: int, *, now: datetime) -> None:
    """Give a learner so many minutes beyond the time limit of an attempt that goes on, in the place of those given before.

    The end of its window holds all the same. Raises NotFound where there is no such attempt, Conflict when it is
    handed in or over or has no time limit, and GeoquizError for minutes out of range.
    """
    if not 0 <= extra_minutes <= MOST_MINUTES:
        raise GeoquizError(f"Choose from 0 to {MOST_MINUTES} extra minutes.")
    begin_write(session)
    try:
        accounts.lock(session, user_id)
        attempt = quizzes.attempt_of(session, user_id, number)
        if attempt is None:
            raise NotFound("There is no such quiz.")
        if attempt.handed_in_at is not None or attempt.is_over(now):
            raise Conflict("This quiz is over already: no time can be added to it.")
        if attempt.spec.minutes is None:
            raise Conflict("This quiz has no time limit that could be extended.")
        end = ends_at(attempt.started_at, attempt.spec.minutes, extra_minutes, attempt.closes_at)
        quizzes.change_attempt(session, user_id, number, extra_minutes=extra_minutes, ends_at=end)
        session.commit()
    finally:
        session.rollback()
