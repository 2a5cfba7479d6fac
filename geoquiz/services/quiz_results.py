"""What came of a quiz: its score, every question with its answer, and what to study next."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.quiz import Score, score
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts, cards, quizzes, withheld
from geoquiz.storage.queries.quiz_lines import QuizLine, line_of
from geoquiz.storage.queries.quizzes import Attempt


@dataclass(frozen=True, slots=True)
class Result:
    """An attempt that is handed in. As long as its keys are withheld there are no ``lines``, or not those of another open quiz."""

    attempt: Attempt
    score: Score
    lines: tuple[QuizLine, ...]
    shows_keys: bool
    due_now: int

    @property
    def weak(self) -> tuple[QuizLine, ...]:
        """The questions that were not wholly right."""
        return tuple(line for line in self.lines if not line.outcome.is_right)


def result(session: Database, user_id: int, number: int, *, now: datetime) -> Result:
    """Return what came of an attempt; raise NotFound when it is not this learner's, and Conflict while it goes on."""
    attempt = quizzes.attempt_of(session, user_id, number)
    if attempt is None:
        raise NotFound("There is no such quiz.")
    if attempt.handed_in_at is None:
        raise Conflict("This quiz is not handed in yet: its result comes with that.")
    places = quizzes.places_of(session, user_id, number)
    shows_keys = attempt.shows_keys(now)
    hidden = withheld.questions(session, user_id, now)
    lines = tuple(line_of(session, place) for place in places if place.question_id not in hidden) if shows_keys else ()
    calendar = accounts.settings_of(session, user_id).memory.calendar
    today = calendar.day(now)
    due = cards.count_reviews(session, user_id, None, today, calendar.start(today + 1), now)
    return Result(attempt, score([one.answer.score if one.answer else None for one in places]), lines, shows_keys, due)
