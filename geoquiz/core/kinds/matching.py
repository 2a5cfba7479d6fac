"""`matching`: lefts to be joined with their rights."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from geoquiz.core.errors import ResponseError
from geoquiz.core.fields import Text, fault
from geoquiz.core.options import check_distinct
from geoquiz.core.question import MAIN, Context, Detail, Face, Outcome, Question, Response, Shown, shuffled, verdict_of
from geoquiz.core.text import normalise


class Pair(BaseModel):
    """A left and the right that belongs to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: Text
    right: Text


_THREE_RIGHTS: dict[str, Any] = {"anyOf": [
    {"properties": {"pairs": {"minItems": 3}}},
    {"properties": {"distractors": {"minItems": 1}}, "required": ["distractors"]},
]}


class Matching(Question):
    """``pairs`` of left and right; ``distractors`` are rights that match nothing."""

    model_config = ConfigDict(json_schema_extra=_THREE_RIGHTS)

    order: ClassVar = ("id", "type", "stem", "pairs", "distractors")

    type: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=50)]
    distractors: Annotated[tuple[Text, ...], Field(max_length=50, json_schema_extra={"uniqueItems": True})] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_distinct((pair.left for pair in self.pairs), "the lefts of pairs", "pairs")
        check_distinct(self._rights(), "the rights and distractors", "pairs")
        if len(self._rights()) < 3:
            raise fault("A matching needs at least three rights, distractors counted: add a pair or a distractor.", at=("pairs",))
        return self

    def _rights(self) -> tuple[str, ...]:
        return (*(pair.right for pair in self.pairs), *self.distractors)

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score the share of lefts matched rightly; an empty text leaves its left unmatched."""
        if len(response) != len(self.pairs) or not any(response):
            raise ResponseError("Choose what belongs to at least one of the entries.")
        if not {text for text in response if text} <= set(self._rights()):
            raise ResponseError("That is not one of the choices: choose from those shown.")
        detail = tuple(
            Detail(pair.left, given, pair.right, given == pair.right)
            for pair, given in zip(self.pairs, response, strict=True)
        )
        score = sum(line.right for line in detail) / len(detail)
        key = "; ".join(f"{pair.left} – {pair.right}" for pair in self.pairs)
        return Outcome(score=score, verdict=verdict_of(score), key=key, detail=detail)

    def right_response(self, part: str = MAIN) -> Response:
        """Return the rights in the order of the lefts."""
        return tuple(pair.right for pair in self.pairs)

    def terms(self) -> tuple[tuple[str, str], ...]:
        """Return each left, defined by its right."""
        return tuple((pair.left, pair.right) for pair in self.pairs)

    def face(self, part: str = MAIN) -> Face:
        """Return the stem with lefts and the rights in alphabetical order, and the pairs."""
        lefts = "\n".join(f"- {pair.left}" for pair in self.pairs)
        back = "\n".join(f"- {pair.left} – {pair.right}" for pair in self.pairs)
        return Face(f"{self.stem}\n\n{lefts}", back, options=tuple(sorted(self._rights())))

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the normalised pairs, whatever their order in the file."""
        return tuple(sorted(f"{normalise(pair.left)} = {normalise(pair.right)}" for pair in self.pairs))

    def shown(self, part: str, seed: str) -> Shown:
        """Return the lefts as written and all rights shuffled."""
        return Shown(stem=self.stem, hint=self.hint, lefts=tuple(pair.left for pair in self.pairs),
                     choices=shuffled(self._rights(), seed))

    def known_forms(self) -> Iterable[str]:
        """Return both sides of every pair and the distractors."""
        return (*(pair.left for pair in self.pairs), *self._rights())
