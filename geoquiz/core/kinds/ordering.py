"""`ordering`: items to be put in order; with labels, a timeline."""

from collections.abc import Iterable
from itertools import combinations
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_serializer, model_validator

from geoquiz.core.errors import ResponseError
from geoquiz.core.fields import OptionalText, Text
from geoquiz.core.options import check_distinct
from geoquiz.core.question import MAIN, Context, Detail, Face, Form, Outcome, Question, Response, Shown, shuffled, verdict_of
from geoquiz.core.text import normalise


class Item(BaseModel):
    """One item; ``label``, such as a date, is shown afterwards only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text
    label: OptionalText = ""

    @model_serializer
    def _as_written(self) -> str | dict[str, str]:
        return {"text": self.text, "label": self.label} if self.label else self.text


def _from_text(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Ordering(Question):
    """``items`` in the right order; shown in another."""

    order: ClassVar = ("id", "type", "stem", "items")

    type: Literal["ordering"]
    items: Annotated[
        tuple[Annotated[Item, BeforeValidator(_from_text, json_schema_input_type=Text | Item)], ...],
        Field(min_length=3, max_length=50, json_schema_extra={"uniqueItems": True}),
    ]

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_distinct(self.right_response(), "items", "items")
        return self

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score max(0, 2p - 1), where p is the share of pairs of items in the right order."""
        right = self.right_response()
        if sorted(response) != sorted(right):
            raise ResponseError(f"Give each item a place of its own, from 1 to {len(right)}.")
        place = {text: index for index, text in enumerate(response)}
        pairs = list(combinations(right, 2))
        agreeing = sum(place[first] < place[second] for first, second in pairs)
        score = max(0.0, 2 * agreeing / len(pairs) - 1)
        detail = tuple(
            Detail(item.label, str(place[item.text] + 1), item.text, place[item.text] == index)
            for index, item in enumerate(self.items)
        )
        return Outcome(score=score, verdict=verdict_of(score), key=" → ".join(right), detail=detail)

    def right_response(self, part: str = MAIN) -> Response:
        """Return the item texts in the right order."""
        return tuple(item.text for item in self.items)

    def face(self, part: str = MAIN) -> Face:
        """Return the stem with the items in an order that is not the right one, and the numbered answer with its labels."""
        lines = (f"{n}. {item.text}" + (f" ({item.label})" if item.label else "") for n, item in enumerate(self.items, 1))
        return Face(self.stem, "\n".join(lines), options=self._disordered(tuple(sorted(self.right_response()))))

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the normalised items in order."""
        return tuple(normalise(text) for text in self.right_response())

    def shown(self, part: str, seed: str) -> Shown:
        """Return the items in an order that is never the right one."""
        choices = self._disordered(shuffled(self.right_response(), seed))
        return Shown(stem=self.stem, hint=self.hint, choices=choices)

    def _disordered(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Return ``texts``, turned on by one where they stand in the right order."""
        return texts if texts != self.right_response() else (*texts[1:], texts[0])

    def known_forms(self) -> Iterable[str]:
        """Return the texts of the items."""
        return self.right_response()

    def read(self, form: Form, shown: Shown) -> Response:
        """Return the items in the order of the ranks 1, 2, 3 … given to them as shown."""
        sentence = f"Give each item a different number from 1 to {len(shown.choices)}."
        ranks = [text.strip() for text in form.response]
        if sorted(ranks) != sorted(str(rank) for rank in range(1, len(shown.choices) + 1)):
            raise ResponseError(sentence)
        return tuple(text for _, text in sorted(zip(map(int, ranks), shown.choices, strict=True)))

    def untouched(self, form: Form, shown: Shown) -> bool:
        """Tell whether nothing has a rank, or all stands as shown, as where scripts number the items by themselves."""
        as_shown = tuple(str(rank) for rank in range(1, len(shown.choices) + 1))
        return form.response == as_shown or super().untouched(form, shown)

    def filled(self, response: Response, shown: Shown) -> Form:
        """Return the ranks of the items as shown."""
        return Form(tuple(str(response.index(text) + 1) for text in shown.choices))
