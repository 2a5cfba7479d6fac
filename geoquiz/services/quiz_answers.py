"""Taking a quiz: its pages one by one, and saving what is answered on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.asked import Asked
from geoquiz.core.errors import Conflict, NotFound, TooLate
from geoquiz.core.question import Form, Outcome, Response, Shown
from geoquiz.core.quiz import neighbours
from geoquiz.core.scheduling.rating import Rating, rate
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import banks, log, quizzes, settling, withheld
from geoquiz.storage.queries.banks import Showing
from geoquiz.storage.queries.log import AnswerRow
from geoquiz.storage.queries.quiz_lines import QuizLine, line_of
from geoquiz.storage.queries.quizzes import Attempt, Place


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one question of an attempt stands, without its content."""

    place: int
    answered: bool
    gave_up: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt with where each of its questions stands."""

    attempt: Attempt
    spots: tuple[Spot, ...]

    @property
    def open(self) -> tuple[Spot, ...]:
        """The questions without an answer."""
        return tuple(spot for spot in self.spots if not spot.answered)

    @property
    def marked(self) -> tuple[Spot, ...]:
        """The questions that the learner wants to come back to."""
        return tuple(spot for spot in self.spots if spot.marked)


@dataclass(frozen=True, slots=True)
class QuizPage:
    """One question of an attempt: the token's content and what to show; ``given`` holds what is saved of it.

    ``told`` is there where the answer is settled, and nothing can be changed any more.
    """

    sitting: Sitting
    asked: Asked
    kind: str
    shown: Shown
    given: Form
    spot: Spot
    before: int | None
    after: int | None
    bank_title: str
    told: QuizLine | None


def sitting(session: Database, user_id: int, number: int) -> Sitting:
    """Return an attempt with where each of its questions stands; raise NotFound when it is not this learner's."""
    attempt = quizzes.attempt_of(session, user_id, number)
    if attempt is None:
        raise NotFound("There is no such quiz.")
    return _sitting(attempt, quizzes.places_of(session, user_id, number))


def _sitting(attempt: Attempt, places: Sequence[Place]) -> Sitting:
    return Sitting(attempt, tuple(
        Spot(one.place, one.answer is not None, one.answer is not None and one.answer.gave_up, one.marked) for one in places))


def page(session: Database, user_id: int, number: int, place: int, *, now: datetime, key: str) -> QuizPage:
    """Return the page of one question of an attempt that goes on; ``key`` is random and new.

    Raises NotFound when there is no such attempt or place, and Conflict when it is handed in.
    """
    attempt = quizzes.attempt_of(session, user_id, number)
    places = quizzes.places_of(session, user_id, number) if attempt else []
    one = next((one for one in places if one.place == place), None)
    if attempt is None or one is None:
        raise NotFound("There is no such question.")
    if attempt.handed_in_at is not None:
        raise Conflict("This quiz is handed in: its questions stand on the page of its result.")
    found = _sitting(attempt, places)
    before, after = neighbours([other.place for other in places], place)
    shown = one.question.shown(one.part, one.seed)
    asked = Asked(user_id, one.question_id, one.revision_id, one.bank_revision_id, one.part, one.seed, key, number, None, 0, now,
                  "quiz")
    given = one.question.filled(one.answer.response, shown) if one.answer and not one.answer.gave_up else Form()
    may_tell = attempt.tells_at_once and one.question_id not in withheld.questions(session, user_id, now)
    told = line_of(session, one) if one.answer and may_tell else None
    return QuizPage(found, asked, one.question.kind, shown, given, found.spots[places.index(one)], before, after, one.bank_title,
                    told)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A response as it was read and graded, before anything is locked."""

    showing: Showing
    response: Response
    outcome: Outcome
    rating: Rating


def save(session: Database, asked: Asked, form: Form, *, gave_up: bool, now: datetime, leaving: bool = False) -> None:
    """Store an answer in one transaction; from then on it is the one that counts at its place.

    A form that nothing was given in stores nothing where the learner is only ``leaving`` the page.

    The same key again with the same response is the same answer, and a response that is saved already is not stored once
    more. Where feedback comes at once, the answer is settled and locked. Raises ResponseError when the response cannot be
    read; Conflict when the key was used for another response, the answer is locked, or the quiz is handed in or over (what
    is over is handed in then); NotFound when the question, the quiz or the learner is gone.
    """
    if asked.mode != "quiz":
        raise NotFound("There is no such question.")
    reading = _read(session, asked, form, gave_up, leaving=leaving)
    if reading is None:
        return
    begin_write(session)
    try:
        attempt, current = settling.lock(session, asked.user_id, asked.session)
        place = next(iter(quizzes.places_of(session, asked.user_id, asked.session, (asked.question_id, asked.part))), None)
        if attempt is None or place is None:
            raise NotFound("There is no such question.")
        if not _is_repeated(session, asked, reading, gave_up):
            _refuse_late(session, asked.user_id, attempt, place, current, now)
            if place.answer is None or (place.answer.response, place.answer.gave_up) != (reading.response, gave_up):
                _store(session, asked, attempt, place, reading, gave_up, current, now)
        session.commit()
    finally:
        session.rollback()


def _read(session: Database, asked: Asked, form: Form, gave_up: bool, *, leaving: bool) -> _Reading | None:
    showing = banks.showing_at(session, asked.revision_id, asked.bank_revision_id)
    if showing is None:
        raise NotFound("This question is no longer here.")
    question = showing.question
    if gave_up:
        return _Reading(showing, (), question.given_up(asked.part), Rating.AGAIN)
    shown = question.shown(asked.part, asked.seed)
    if leaving and question.untouched(form, shown):
        return None
    response = question.read(form, shown)
    outcome = question.grade(response, banks.context_of(session, showing), asked.part)
    return _Reading(showing, tuple(response), outcome, rate(outcome))


def _is_repeated(session: Database, asked: Asked, reading: _Reading, gave_up: bool) -> bool:
    """Tell whether a key comes again; raise Conflict where it comes with another response."""
    stored = log.answer_of(session, asked.user_id, asked.key)
    if stored is not None and (stored.response, stored.gave_up) != (reading.response, gave_up):
        raise Conflict("This page has saved another response already: open the question again to change it.")
    return stored is not None


def _refuse_late(session: Database, user_id: int, attempt: Attempt, place: Place, current: dict[int, int], now: datetime) -> None:
    """Raise Conflict for an answer that can no longer be given; an attempt that is over is handed in first."""
    if attempt.handed_in_at is not None:
        raise TooLate("This quiz is handed in: its answers can no longer be changed.")
    if attempt.is_over(now):
        settling.hand_in(session, user_id, attempt, current, now)
        session.commit()
        raise TooLate("The time was up before this answer came, so it does not count. The quiz is handed in with all that was "
                      "saved before.")
    if attempt.tells_at_once and place.answer is not None:
        raise Conflict("This question is answered, and its answer was shown: it can no longer be changed.")


def _store(session: Database, asked: Asked, attempt: Attempt, place: Place, reading: _Reading, gave_up: bool,
           current: dict[int, int], now: datetime) -> None:
    showing, outcome = reading.showing, reading.outcome
    answer = AnswerRow(
        key=asked.key, mode=asked.mode, session_number=asked.session, bank_id=showing.bank.id, question_id=asked.question_id,
        question_revision_id=asked.revision_id, bank_revision_id=asked.bank_revision_id, part=asked.part, seed=asked.seed,
        shown=showing.question.shown(asked.part, asked.seed).choices, response=reading.response, gave_up=gave_up,
        rating=int(reading.rating), score=outcome.score, verdict=outcome.verdict,
        first_sight=not log.has_met(session, asked.user_id, asked.question_id, asked.part),
        asked_at=asked.at, answered_at=max(now, asked.at), received_at=now,
    )
    log.add_answer(session, asked.user_id, answer)
    quizzes.count_answer(session, asked.user_id, asked.session, place.place, asked.key)
    if attempt.tells_at_once:
        settling.settle(session, asked.user_id, answer, place.question, current[place.question_id], now)


def mark(session: Database, user_id: int, number: int, place: int, *, marked: bool) -> None:
    """Keep whether a learner wants to come back to a question; raise NotFound where there is none, Conflict when handed in."""
    begin_write(session)
    try:
        attempt = quizzes.attempt_of(session, user_id, number)
        if attempt is None or not quizzes.has_place(session, user_id, number, place):
            raise NotFound("There is no such question.")
        if attempt.handed_in_at is not None:
            raise Conflict("This quiz is handed in: nothing in it can be marked any more.")
        quizzes.mark(session, user_id, number, place, marked=marked)
        session.commit()
    finally:
        session.rollback()
