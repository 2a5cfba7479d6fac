"""Settling a quiz: its answers that count become reviews, and the attempt gets its points."""

from datetime import datetime

from geoquiz.core.question import Question
from geoquiz.core.quiz import score
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts, banks, log, memory, quizzes
from geoquiz.storage.queries.log import AnswerRow
from geoquiz.storage.queries.memory import Entry
from geoquiz.storage.queries.quizzes import Attempt


def lock(session: Database, user_id: int, number: int) -> tuple[Attempt | None, dict[int, int]]:
    """Make this transaction the only writer of a learner's rows, and return an attempt and the revisions its questions have now.

    The questions are locked before the learner: applying a bank locks them in this order too.
    """
    current = banks.lock_questions(session, quizzes.question_ids(session, user_id, number))
    if accounts.lock(session, user_id) is None:
        return None, {}
    return quizzes.attempt_of(session, user_id, number), current


def settle(session: Database, user_id: int, answer: AnswerRow, question: Question, current_id: int, now: datetime) -> None:
    """Write the review of an answer that counts, as of when it was given.

    It moves memory where no other answer has moved the card on that day, and the key is still what it was when asked.
    """
    settings = accounts.settings_of(session, user_id)
    day = settings.memory.calendar.day(answer.answered_at)
    moves = (not log.has_moved_on(session, user_id, answer.question_id, answer.part, day)
             and banks.has_same_key(session, current_id, answer.question_revision_id, question, answer.part))
    memory.append(session, Entry(user_id, answer.question_id, answer.part, "review", answer.answered_at, now, settings.number,
                                 answer.key, Rating(answer.rating or Rating.AGAIN), moves))


def hand_in(session: Database, user_id: int, attempt: Attempt, current: dict[int, int], now: datetime) -> None:
    """Settle every answer of an attempt that is not settled yet, and close it: it ended when its time was up, or now."""
    places = quizzes.places_of(session, user_id, attempt.number)
    if not attempt.tells_at_once:
        given = [(place, place.answer) for place in places if place.answer is not None]
        for place, answer in sorted(given, key=lambda one: (one[1].answered_at, one[0].place)):
            settle(session, user_id, answer, place.question, current[place.question_id], now)
    points = score([place.answer.score if place.answer else None for place in places]).points
    at = min(attempt.ends_at, now) if attempt.ends_at is not None else now
    quizzes.change_attempt(session, user_id, attempt.number, handed_in_at=at, points=points)
