"""Grading one typed text against the forms that are right; shared by the kinds that are typed."""

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Outcome
from geoquiz.core.text import almost, same

# Twice as long as any answer a bank may hold; comparing more would only cost time.
LONGEST_RESPONSE = 1000


def grade_text(given: str, answer: str, accepted: frozenset[str], context: Context, *, exact: bool = False) -> Outcome:
    """Return the outcome of a typed text: right, almost (with the spelling shown) or wrong."""
    if len(given) > LONGEST_RESPONSE:
        raise ResponseError(f"That is longer than any answer here: type at most {LONGEST_RESPONSE:,} characters.")
    if same(given, accepted):
        return Outcome(score=1.0, verdict="right", key=answer)
    if not exact and almost(given, accepted, context.known):
        return Outcome(score=1.0, verdict="almost", key=answer, note=f"Counted as right; the spelling is {answer}.")
    return Outcome(score=0.0, verdict="wrong", key=answer)
