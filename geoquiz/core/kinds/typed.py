"""`typed`: a word or a few, typed."""

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from geoquiz.core.fields import ShortText
from geoquiz.core.question import MAIN, Context, Face, Outcome, Question, Response, Shown, one
from geoquiz.core.text import forms, normalise
from geoquiz.core.typed_text import grade_text


class Typed(Question):
    """A short text; ``accept`` lists other right forms, ``spelling: exact`` forgives no slip."""

    order: ClassVar = ("id", "type", "stem", "answer", "accept", "spelling")
    is_typed: ClassVar = True

    type: Literal["typed"]
    answer: ShortText
    accept: Annotated[tuple[ShortText, ...], Field(max_length=100)] = ()
    spelling: Literal["exact"] | None = None

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The normalised forms that are right."""
        return forms((self.answer, *self.accept))

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score 1 for a right form or a forgivable slip ("almost"), else 0."""
        given = one(response, "Type an answer, or choose “I don’t know”.")
        return grade_text(given, self.answer, self.accepted, context, exact=self.spelling == "exact")

    def right_response(self, part: str = MAIN) -> Response:
        """Return the answer as written."""
        return (self.answer,)

    def terms(self) -> tuple[tuple[str, str], ...]:
        """Return the answer, defined by the stem."""
        return ((self.answer, self.stem),)

    def face(self, part: str = MAIN) -> Face:
        """Return the stem and the answer, with the other forms that are right."""
        return Face(self.stem, self.answer, form="typed", also=self.accept)

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the normalised answer."""
        return (normalise(self.answer),)

    def accepts_all_of(self, old: Self, part: str = MAIN) -> bool:
        """Tell whether every form that was right still is."""
        return old.accepted <= self.accepted

    def shown(self, part: str, seed: str) -> Shown:
        """Return the stem."""
        return Shown(stem=self.stem, hint=self.hint)

    def known_forms(self) -> Iterable[str]:
        """Return the right forms."""
        return (self.answer, *self.accept)
