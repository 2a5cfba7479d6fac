"""`date`: a year, a month or a day; the key's precision is what is asked."""

from typing import ClassVar, Literal

from geoquiz.core.dates import HOW, Partial, read_date
from geoquiz.core.errors import Ambiguous
from geoquiz.core.fields import PartialDate
from geoquiz.core.question import MAIN, Context, Face, Outcome, Question, Response, Shown, one


class Date(Question):
    """A date; ``answer`` is YYYY, YYYY-MM or YYYY-MM-DD."""

    order: ClassVar = ("id", "type", "stem", "answer")
    is_typed: ClassVar = True

    type: Literal["date"]
    answer: PartialDate

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score 1 for the same date, compared to the key's precision, else 0.

        Raises Ambiguous when two readings differ where it matters (03/04/2024), whatever the key is.
        """
        key = Partial.parse(self.answer)
        typed = one(response, HOW[key.precision])
        readings = tuple(dict.fromkeys(reading.cut(key.precision) for reading in read_date(typed, key.precision)))
        if len(readings) > 1:
            first, second = sorted(readings, key=lambda r: (r.month or 0, r.day or 0))
            raise Ambiguous(f"{typed!r} can be {first} or {second}: type the one you mean with the month's name.",
                            (str(first), str(second)))
        right = readings[0] == key
        note = "" if typed in (str(readings[0]), self.answer) else f"Read as {readings[0]}."
        return Outcome(score=float(right), verdict="right" if right else "wrong", key=str(key), note=note)

    def right_response(self, part: str = MAIN) -> Response:
        """Return the answer as written."""
        return (self.answer,)

    def face(self, part: str = MAIN) -> Face:
        """Return the stem and the date in words."""
        return Face(self.stem, str(Partial.parse(self.answer)), form="typed")

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the date."""
        return (self.answer,)

    def shown(self, part: str, seed: str) -> Shown:
        """Return the stem and what is asked for: a year, a month or a day."""
        return Shown(stem=self.stem, hint=self.hint, precision=Partial.parse(self.answer).precision)
