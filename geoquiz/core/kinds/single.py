"""`single`: options of which one is right."""

from collections.abc import Iterable
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from geoquiz.core.errors import ResponseError
from geoquiz.core.fields import Text
from geoquiz.core.options import Options, check_distinct, check_listed
from geoquiz.core.question import MAIN, Context, Detail, Face, Outcome, Question, Response, Shown, one, shuffled
from geoquiz.core.text import normalise


class Single(Question):
    """One choice out of ``options``; ``answer`` is the text of the right one."""

    order: ClassVar = ("id", "type", "stem", "options", "answer", "pin_last")

    type: Literal["single"]
    options: Options
    answer: Text
    pin_last: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        texts = [option.text for option in self.options]
        check_distinct(texts, "options", "options")
        check_listed(self.answer, texts, "answer")
        if self.pin_last is not None:
            check_listed(self.pin_last, texts, "pin_last")
        return self

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score 1 for the key and 0 for any other option."""
        chosen = one(response, "Choose one of the options.")
        if chosen not in {option.text for option in self.options}:
            raise ResponseError("That is not one of the options: choose one of those shown.")
        right = chosen == self.answer
        detail = tuple(
            Detail(option.text, "chosen" if option.text == chosen else "", "right" if option.text == self.answer else "",
                   option.text == self.answer, option.feedback)
            for option in self.options if option.text in (chosen, self.answer)
        )
        return Outcome(score=float(right), verdict="right" if right else "wrong", key=self.answer, detail=detail)

    def right_response(self, part: str = MAIN) -> Response:
        """Return the key."""
        return (self.answer,)

    def face(self, part: str = MAIN) -> Face:
        """Return the stem with its options in written order, and the key."""
        return Face(self.stem, self.answer, form="choice", options=tuple(option.text for option in self.options),
                    keys=(self.answer,), last=self.pin_last, feedback=tuple(option.feedback for option in self.options))

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the normalised key."""
        return (normalise(self.answer),)

    def shown(self, part: str, seed: str) -> Shown:
        """Return the options shuffled, ``pin_last`` at the end."""
        texts = [option.text for option in self.options]
        return Shown(stem=self.stem, hint=self.hint, choices=shuffled(texts, seed, self.pin_last))

    def known_forms(self) -> Iterable[str]:
        """Return the texts of the options."""
        return (option.text for option in self.options)
