"""The outcome of a stored answer, worked out again for the page that shows it."""

from dataclasses import replace
from typing import cast

from geoquiz.core.question import Context, Outcome, Verdict
from geoquiz.storage.db import Database
from geoquiz.storage.queries.banks import Showing, context_of
from geoquiz.storage.queries.log import AnswerRow


def outcome_of(session: Database, row: AnswerRow, showing: Showing) -> Outcome:
    """Return the outcome with all its lines: grading is pure, so it is worked out again, but the stored verdict stands."""
    question, verdict = showing.question, cast("Verdict", row.verdict)
    if row.gave_up:
        right = question.grade(question.right_response(row.part), Context(), row.part)
        return replace(right, score=row.score, verdict=verdict, note="", detail=(), places=right.places[:1])
    outcome = question.grade(row.response, context_of(session, showing), row.part)
    return replace(outcome, score=row.score, verdict=verdict)
