"""`true_false`: a statement that holds or does not."""

from typing import ClassVar, Literal

from geoquiz.core.errors import ResponseError
from geoquiz.core.fields import TrueFalse as Truth
from geoquiz.core.question import MAIN, Context, Face, Outcome, Question, Response, Shown, one


class TrueFalse(Question):
    """A statement in ``stem``; ``answer`` says whether it is true."""

    order: ClassVar = ("id", "type", "stem", "answer")

    type: Literal["true_false"]
    answer: Truth

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score 1 or 0 for `true` or `false`."""
        chosen = one(response, "Choose true or false.").lower()
        if chosen not in ("true", "false"):
            raise ResponseError("Choose true or false.")
        right = (chosen == "true") == self.answer
        return Outcome(score=float(right), verdict="right" if right else "wrong", key="True" if self.answer else "False")

    def right_response(self, part: str = MAIN) -> Response:
        """Return the key."""
        return ("true" if self.answer else "false",)

    def face(self, part: str = MAIN) -> Face:
        """Return the statement with both choices, and the key."""
        key = "True" if self.answer else "False"
        return Face(self.stem, key, form="choice", options=("True", "False"), keys=(key,), last="False")

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the key."""
        return self.right_response(part)

    def shown(self, part: str, seed: str) -> Shown:
        """Return the statement; true always stands before false, as everywhere."""
        return Shown(stem=self.stem, hint=self.hint, choices=("true", "false"))
