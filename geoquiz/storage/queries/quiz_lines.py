"""A question of a quiz with its answer and its key, for pages that may show them."""

from dataclasses import dataclass

from geoquiz.core.banks.provenance import as_of_line, source_line
from geoquiz.core.question import Context, Outcome, Question, Response
from geoquiz.storage.db import Database
from geoquiz.storage.queries.banks import Showing, showing_at
from geoquiz.storage.queries.outcomes import outcome_of
from geoquiz.storage.queries.quizzes import Place


@dataclass(frozen=True, slots=True)
class QuizLine:
    """One question of a quiz as it was answered; ``left_open`` where it was not: then it counts as given up, with the key alone."""

    place: int
    question_id: int
    question: Question
    part: str
    bank_key: str
    bank_title: str
    response: Response
    outcome: Outcome
    gave_up: bool
    left_open: bool
    source: str
    as_of: str
    answer_key: str | None = None


def line_of(session: Database, place: Place) -> QuizLine:
    """Return a question with its answer and its key."""
    showing = showing_at(session, place.revision_id, place.bank_revision_id)
    assert showing is not None  # Both revisions are kept for the questions that name them.
    question, answer, header = place.question, place.answer, showing.bank.header
    outcome = outcome_of(session, answer, showing) if answer else _left_open(showing, place.part)
    return QuizLine(place.place, place.question_id, question, place.part, place.bank_key, place.bank_title,
                    answer.response if answer else (), outcome, answer is None or answer.gave_up, answer is None,
                    source_line(header, question), as_of_line(header, question), answer.key if answer else None)


def _left_open(showing: Showing, part: str) -> Outcome:
    right = showing.question.grade(showing.question.right_response(part), Context(), part)
    return Outcome(score=0.0, verdict="wrong", key=right.key, places=right.places[:1])
