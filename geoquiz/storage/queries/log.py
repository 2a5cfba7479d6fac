"""The log: answers as given, and the rows that move cards; both are only ever appended to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select

from geoquiz.core.scheduling.memory import LogRow, Memory, State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database, named_again
from geoquiz.storage.models import Answer, Review
from geoquiz.storage.prepared import prepared


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as it was given, in what, and what it was worth; ``claimed_at`` is what a device says of one given offline."""

    key: str
    mode: str
    session_number: int | None
    bank_id: int
    question_id: int
    question_revision_id: int
    bank_revision_id: int
    part: str
    seed: str
    shown: tuple[str, ...]
    response: tuple[str, ...]
    gave_up: bool
    rating: int | None
    score: float
    verdict: str
    first_sight: bool
    asked_at: datetime
    answered_at: datetime
    received_at: datetime
    claimed_at: datetime | None = None
    confidence: int | None = None


def can_rate_anew(answer: AnswerRow, kind: str) -> bool:
    """Tell whether a learner may say how well they knew an answer: it was graded, and as right."""
    return kind != "card" and not answer.gave_up and answer.verdict in ("right", "almost")


ANSWER = tuple(getattr(Answer, field.name) for field in fields(AnswerRow))


def answer_row(row: Row[*tuple[Any, ...]]) -> AnswerRow:
    """Return the typed row of a statement that begins with the columns `ANSWER`."""
    values = dict(zip((field.name for field in fields(AnswerRow)), row, strict=False))
    return AnswerRow(**values | {"shown": tuple(values["shown"]), "response": tuple(values["response"])})


def add_answer(session: Database, user_id: int, answer: AnswerRow) -> None:
    """Insert an answer."""
    values = {field.name: getattr(answer, field.name) for field in fields(AnswerRow)}
    session.connection().execute(_ADD_ANSWER, {"user_id": user_id, **values, "shown": list(answer.shown),
                                               "response": list(answer.response)})


_ADD_ANSWER = insert(Answer)


def answer_of(session: Database, user_id: int, key: str) -> AnswerRow | None:
    """Return one answer of a user."""
    if "\0" in key:  # PostgreSQL takes no such text, and no answer has such a key.
        return None
    row = _answer(session, user_id, key).one_or_none()
    return answer_row(row) if row else None


@prepared
def _answer(user_id: int, key: str) -> Select[*tuple[Any, ...]]:
    return select(*ANSWER).where(Answer.user_id == user_id, Answer.key == key)


def count_answers(session: Database, user_id: int) -> int:
    """Return how many answers a user has given, undone ones included."""
    return session.execute(select(func.count()).select_from(Answer).where(Answer.user_id == user_id)).scalar_one()


# Rows that say how well an answer was known, and rows by which a learner moves a card without answering.
ANSWERING = ("review", "override")
ACTIONS = ("suspend", "unsuspend", "bury", "reset", "set due")
_CORRECTION, _LIVE, _SETTLED = named_again(Review), named_again(Review), named_again(Review)


def undone(user_id: Any, key: Any) -> ColumnElement[bool]:
    """Return the condition that an answer has been taken back."""
    return select(_CORRECTION.id).where(_CORRECTION.user_id == user_id, _CORRECTION.answer_key == key,
                                        _CORRECTION.cause == "undo").exists()


def reviewed(user_id: Any, key: Any) -> ColumnElement[bool]:
    """Return the condition that an answer has been settled: answers in a quiz that goes on, or changed in one, have not."""
    return select(_SETTLED.id).where(_SETTLED.user_id == user_id, _SETTLED.answer_key == key, _SETTLED.cause == "review").exists()


def voided(user_id: Any, row_id: Any) -> ColumnElement[bool]:
    """Return the condition that a row of the log counts no longer."""
    return select(_CORRECTION.id).where(_CORRECTION.user_id == user_id, _CORRECTION.voids == row_id).exists()


def live_rating(user_id: Any, key: Any) -> ColumnElement[Any]:
    """Return what memory was told of an answer, the learner's own word included; NULL where it was taken back."""
    return (select(_LIVE.rating).where(_LIVE.user_id == user_id, _LIVE.answer_key == key, _LIVE.cause.in_(ANSWERING),
                                       ~voided(_LIVE.user_id, _LIVE.id)).scalar_subquery())


def has_met(session: Database, user_id: int, question_id: int, part: str) -> bool:
    """Tell whether a user has answered a part before; answers undone, or in a quiz that still goes on, are left out."""
    return _meeting(session, user_id, question_id, part).scalar_one_or_none() is not None


@prepared
def _meeting(user_id: int, question_id: int, part: str) -> Select[*tuple[Any, ...]]:
    return select(Review.id).where(Review.user_id == user_id, Review.question_id == question_id, Review.part == part,
                                   Review.cause == "review", Review.answer_key.is_not(None),
                                   ~undone(Review.user_id, Review.answer_key)).limit(1)


_LOG_ROW = (Review.id, Review.part, Review.cause, Review.answered_at, Review.received_at, Review.settings_number, Review.rating,
            Review.moves_memory, Review.voids, Review.imported, Review.chosen_due)


def _log_row(row: Row[*tuple[Any, ...]]) -> LogRow:
    id_, part, cause, answered_at, received_at, settings, rating, moves, voids, imported, due = row[:len(_LOG_ROW)]
    return LogRow(id_, part, cause, answered_at, received_at, settings, Rating(rating) if rating else None, moves, voids,
                  memory_arrived(imported), due)


_INSTANTS = ("due", "last_review", "buried_until")


def memory_arrived(imported: Mapping[str, Any] | None) -> Memory | None:
    """Return the memory in what a row brought along from another program; None where it brought none."""
    stored = (imported or {}).get("memory")
    if stored is None:
        return None
    instants = {name: datetime.fromisoformat(stored[name]) if stored[name] else None for name in _INSTANTS}
    return Memory(**stored | instants | {"state": State(stored["state"])})


def time_taken(imported: Mapping[str, Any] | None) -> timedelta:
    """Return how long the review of an imported row took, nothing where that is not known."""
    return timedelta(milliseconds=(imported or {}).get("took", 0))


def brought_along(memory: Memory) -> dict[str, Any]:
    """Return a memory as a row keeps it; `memory_arrived` reads it."""
    values = asdict(memory) | {"state": int(memory.state)}
    return {"memory": values | {name: values[name].isoformat() if values[name] else None for name in _INSTANTS}}


@dataclass(frozen=True, slots=True)
class LiveReview:
    """The row that counts for an answer: its review, or the override that took its place."""

    row: LogRow
    question_id: int
    session_number: int | None

    @property
    def is_override(self) -> bool:
        """Whether this is the learner's own word, in the place of a verdict's."""
        return self.row.cause == "override"

    @property
    def rating(self) -> Rating:
        """What memory was told."""
        assert self.row.rating is not None  # Reviews and overrides have one.
        return self.row.rating


def live_review(session: Database, user_id: int, key: str) -> LiveReview | None:
    """Return the row that counts for an answer; None where there is none or it was taken back."""
    row = _live_review(session, user_id, key).one_or_none()
    if row is None:
        return None
    *_, question_id, session_number = row
    return LiveReview(_log_row(row), question_id, session_number)


@prepared
def _live_review(user_id: int, key: str) -> Select[*tuple[Any, ...]]:
    return (
        select(*_LOG_ROW, Review.question_id, Answer.session_number)
        .join(Answer, (Answer.user_id == Review.user_id) & (Answer.key == Review.answer_key))
        .where(Review.user_id == user_id, Review.answer_key == key, Review.cause.in_(ANSWERING),
               ~undone(Review.user_id, Review.answer_key))
        .order_by(Review.id.desc()).limit(1)
    )


@dataclass(frozen=True, slots=True)
class Done:
    """Something that a learner did last: an answer (then with its key), or a card suspended, reset and the like."""

    id: int
    cause: str
    answer_key: str | None
    question_id: int
    part: str


def newest_done(session: Database, user_id: int) -> Done | None:
    """Return what a learner did last of all that is not taken back yet; what was answered in a quiz stays."""
    in_quiz = select(Answer.key).where(Answer.user_id == Review.user_id, Answer.key == Review.answer_key,
                                       Answer.mode == "quiz").correlate(Review).exists()
    answers = (Review.cause == "review") & ~undone(Review.user_id, Review.answer_key) & ~in_quiz
    actions = Review.cause.in_(ACTIONS) & ~voided(Review.user_id, Review.id)
    row = session.execute(
        select(Review.id, Review.cause, Review.answer_key, Review.question_id, Review.part)
        .where(Review.user_id == user_id, answers | actions).order_by(Review.id.desc()).limit(1)
    ).one_or_none()
    return Done(*row) if row else None


def newest_answer(session: Database, user_id: int) -> tuple[datetime, int] | None:
    """Return when the learner's newest answer that counts came in, and the id of its bank."""
    row = _newest_answer(session, user_id).one_or_none()
    return (row[0], row[1]) if row else None


@prepared
def _newest_answer(user_id: int) -> Select[*tuple[Any, ...]]:
    return (select(Answer.received_at, Answer.bank_id)
            .where(Answer.user_id == user_id, Answer.mode == "study", ~undone(Answer.user_id, Answer.key))
            .order_by(Answer.received_at.desc(), Answer.key).limit(1))


def has_moved_on(session: Database, user_id: int, question_id: int, part: str, day: int) -> bool:
    """Tell whether an answer has moved a card on a learner's day."""
    statement = select(Review.id).where(
        Review.user_id == user_id, Review.question_id == question_id, Review.part == part, Review.local_day == day,
        Review.cause.in_(ANSWERING), Review.moves_memory, ~voided(Review.user_id, Review.id))
    return session.execute(statement.limit(1)).scalar_one_or_none() is not None


def log_of(session: Database, user_id: int, question_id: int, part: str) -> list[LogRow]:
    """Return the whole log of one card."""
    return [_log_row(row) for row in _log(session, user_id, question_id, part)]


@prepared
def _log(user_id: int, question_id: int, part: str) -> Select[*tuple[Any, ...]]:
    return select(*_LOG_ROW).where(Review.user_id == user_id, Review.question_id == question_id, Review.part == part)
