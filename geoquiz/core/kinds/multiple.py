"""`multiple`: options of which several may be right."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from geoquiz.core.errors import ResponseError
from geoquiz.core.fields import Text
from geoquiz.core.options import Options, check_distinct, check_listed
from geoquiz.core.question import MAIN, Context, Detail, Face, Outcome, Question, Response, Shown, shuffled, verdict_of
from geoquiz.core.text import normalise


class Multiple(Question):
    """Any number of choices out of ``options``; ``answers`` are the texts of the right ones."""

    order: ClassVar = ("id", "type", "stem", "options", "answers", "pin_last")

    type: Literal["multiple"]
    options: Options
    answers: Annotated[tuple[Text, ...], Field(min_length=1, max_length=50, json_schema_extra={"uniqueItems": True})]
    pin_last: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        texts = [option.text for option in self.options]
        check_distinct(texts, "options", "options")
        check_distinct(self.answers, "answers", "answers")
        for index, answer in enumerate(self.answers):
            check_listed(answer, texts, "answers", index)
        if self.pin_last is not None:
            check_listed(self.pin_last, texts, "pin_last")
        return self

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score (right chosen - wrong chosen) / right, not below 0."""
        chosen = {text for text in response if text}
        if not chosen:
            raise ResponseError("Choose at least one option.")
        if not chosen <= {option.text for option in self.options}:
            raise ResponseError("That is not one of the options: choose from those shown.")
        keys = set(self.answers)
        score = max(0.0, (len(chosen & keys) - len(chosen - keys)) / len(keys))
        detail = tuple(
            Detail(option.text, "chosen" if option.text in chosen else "", "right" if option.text in keys else "",
                   (option.text in chosen) == (option.text in keys), option.feedback)
            for option in self.options
        )
        return Outcome(score=score, verdict=verdict_of(score), key="; ".join(self.answers), detail=detail)

    def right_response(self, part: str = MAIN) -> Response:
        """Return all the keys."""
        return self.answers

    def face(self, part: str = MAIN) -> Face:
        """Return the stem with its options in written order, and the keys as a list."""
        back = "\n".join(f"- {answer}" for answer in self.answers)
        return Face(self.stem, back, form="choice", options=tuple(option.text for option in self.options), keys=self.answers,
                    last=self.pin_last, feedback=tuple(option.feedback for option in self.options))

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the normalised keys in alphabetical order."""
        return tuple(sorted(normalise(answer) for answer in self.answers))

    def shown(self, part: str, seed: str) -> Shown:
        """Return the options shuffled, ``pin_last`` at the end."""
        texts = [option.text for option in self.options]
        return Shown(stem=self.stem, hint=self.hint, choices=shuffled(texts, seed, self.pin_last))

    def known_forms(self) -> Iterable[str]:
        """Return the texts of the options."""
        return (option.text for option in self.options)
