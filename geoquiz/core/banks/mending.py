"""Small changes to one question, as its file has them: another form accepted, retired, to be looked at again on a day."""

from calendar import monthrange
from datetime import date

from geoquiz.core.banks.editing import Entry
from geoquiz.core.dates import Partial
from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Question


def can_accept(kind: str) -> bool:
    """Tell whether questions of a kind have a list of other right forms."""
    return kind in ("typed", "cloze")


def accepts(question: Question, part: str, given: str) -> bool:
    """Tell whether a question takes a typed form as right, exactly and not as a slip."""
    try:
        return part in question.parts() and question.grade((given,), Context(), part).verdict == "right"
    except ResponseError:
        return False


def accepting(entry: Entry, part: str, given: str) -> Entry:
    """Return a typed or cloze question that takes another form as right too."""
    if entry.get("type") == "cloze":
        by_part = dict(entry.get("accept") or {})
        return {**entry, "accept": {**by_part, part: [*by_part.get(part, []), given]}}
    return {**entry, "accept": [*(entry.get("accept") or []), given]}


def retired(entry: Entry) -> Entry:
    """Return a question that is asked no more."""
    return {**entry, "retired": "true"}


def looked_at(entry: Entry, again: date) -> Entry:
    """Return a question that is still right, and is to be looked at again on a day."""
    return {**entry, "review_by": again.isoformat()}


def is_overdue(question: Question, today: date) -> bool:
    """Tell whether the last day of a question's `review_by` is before today."""
    if question.review_by is None:
        return False
    by = Partial.parse(question.review_by)
    month = by.month or 12
    return date(by.year, month, by.day or monthrange(by.year, month)[1]) < today
