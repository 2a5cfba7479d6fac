"""`card`: a front and a back; the learner looks and grades themselves."""

from collections.abc import Iterable
from typing import ClassVar, Literal

from geoquiz.core.errors import ResponseError
from geoquiz.core.fields import OptionalText, Text
from geoquiz.core.question import MAIN, Context, Face, Outcome, Question, Response, Shown
from geoquiz.core.text import normalise


class Card(Question):
    """A flashcard: ``front`` asks, ``back`` answers, both in markdown."""

    self_graded: ClassVar = True
    order: ClassVar = ("id", "type", "stem", "front", "back")

    type: Literal["card"]
    stem: OptionalText = ""
    front: Text
    back: Text

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Return score 1 for the empty response: the learner's rating says what it was worth."""
        if any(text.strip() for text in response):
            raise ResponseError("A card takes no text: look at the back and rate yourself.")
        return Outcome(score=1.0, verdict="right", key=self.back)

    def right_response(self, part: str = MAIN) -> Response:
        """Return the empty response, the only one a card has."""
        return ()

    def terms(self) -> tuple[tuple[str, str], ...]:
        """Return the back, defined by the front."""
        return ((self.back, self.front),)

    def face(self, part: str = MAIN) -> Face:
        """Return front and back as written, the heading above the front."""
        return Face(front=self._asking, back=self.back)

    @property
    def _asking(self) -> str:
        return f"{self.stem}\n\n{self.front}" if self.stem else self.front

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the back without its punctuation and case."""
        return (normalise(self.back),)

    def shown(self, part: str, seed: str) -> Shown:
        """Return the front alone, under its heading."""
        return Shown(stem=self._asking, hint=self.hint)

    def known_forms(self) -> Iterable[str]:
        """Return the back, which may be the name of something."""
        return (self.back,)
