"""What exports read, a page of questions at a time, so that no bank has to fit into memory."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, tuple_

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.core.scheduling.memory import LogRow, Memory, State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Card, Question, QuestionRevision, Review
from geoquiz.storage.queries.log import memory_arrived, time_taken

# (question id, part)
Part = tuple[int, str]


@dataclass(frozen=True, slots=True)
class ExportedQuestion:
    """A question as it is asked now; (position, id) is where it stands in its bank."""

    id: int
    position: int
    modified: int
    question: CoreQuestion


def questions_after(session: Database, bank_id: int, last: ExportedQuestion | None, *, most: int,
                    met_by: int | None = None) -> list[ExportedQuestion]:
    """Return the next questions of a bank in the order of its file; ``last`` is where the page before ended.

    Retired questions are left out, and with ``met_by`` those of which that user has reviewed no part.
    """
    statement = (
        select(Question.id, Question.position, QuestionRevision.modified, QuestionRevision.content)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(Question.bank_id == bank_id, Question.retired_at.is_(None))
        .order_by(Question.position, Question.id).limit(most)
    )
    if last is not None:
        statement = statement.where(tuple_(Question.position, Question.id) > (last.position, last.id))
    if met_by is not None:
        statement = statement.where(
            select(Card.part).where(Card.user_id == met_by, Card.question_id == Question.id, Card.state != State.NEW).exists())
    return [ExportedQuestion(id_, position, modified, load_question(json.loads(content)))
            for id_, position, modified, content in session.execute(statement)]


def tags_of(session: Database, bank_ids: Sequence[int]) -> set[str]:
    """Return the tags that questions of these banks carry; retired ones are left out."""
    statement = (select(QuestionRevision.content).join(Question, Question.revision_id == QuestionRevision.id)
                 .where(Question.bank_id.in_(bank_ids), Question.retired_at.is_(None)))
    return {tag for content in session.execute(statement).scalars() for tag in json.loads(content).get("tags", ())}


def memories_of(session: Database, user_id: int, question_ids: Sequence[int]) -> dict[Part, Memory]:
    """Return what a user remembers of these questions, by part; parts never reviewed are left out, unless they are suspended."""
    statement = (
        select(Card.question_id, Card.part, Card.state, Card.step, Card.stability, Card.difficulty, Card.due, Card.last_review,
               Card.reps, Card.lapses, Card.due_cause, Card.first_day, Card.suspended, Card.buried_until)
        .where(Card.user_id == user_id, Card.question_id.in_(question_ids), (Card.state != State.NEW) | Card.suspended)
    )
    return {(row[0], row[1]): Memory(State(row[2]), *row[3:]) for row in session.execute(statement)}


def logs_of(session: Database, user_id: int, question_ids: Sequence[int]) -> dict[Part, list[tuple[LogRow, timedelta]]]:
    """Return a user's log rows of these questions, by part, each with the time that its answer took."""
    statement = (
        select(Review.question_id, Review.part, Review.id, Review.cause, Review.answered_at, Review.received_at,
               Review.settings_number, Review.rating, Review.moves_memory, Review.voids, Review.imported, Answer.asked_at,
               Answer.answered_at)
        .outerjoin(Answer, (Answer.user_id == Review.user_id) & (Answer.key == Review.answer_key))
        .where(Review.user_id == user_id, Review.question_id.in_(question_ids)).order_by(Review.id)
    )
    found: dict[Part, list[tuple[LogRow, timedelta]]] = {}
    for question_id, part, *columns, rating, moves, voids, imported, asked, given in session.execute(statement):
        id_, cause, answered, received, settings = columns
        row = LogRow(id_, part, cause, answered, received, settings, Rating(rating) if rating else None, moves, voids,
                     memory_arrived(imported))
        took = given - asked if asked and given else time_taken(imported)
        found.setdefault((question_id, part), []).append((row, took))
    return found
