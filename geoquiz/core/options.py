"""Options: the choices that `single` and `multiple` offer, with feedback of their own."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_serializer

from geoquiz.core.fields import OptionalText, Text, fault


class Option(BaseModel):
    """One choice; written as a plain text, or as ``{text, feedback}``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text
    feedback: OptionalText = ""

    @model_serializer
    def _as_written(self) -> str | dict[str, str]:
        return {"text": self.text, "feedback": self.feedback} if self.feedback else self.text


def _from_text(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Options = Annotated[
    tuple[Annotated[Option, BeforeValidator(_from_text, json_schema_input_type=Text | Option)], ...],
    Field(min_length=2, max_length=50, json_schema_extra={"uniqueItems": True}),
]


def check_distinct(texts: Iterable[str], what: str, field: str) -> None:
    """Raise the fault of a text that stands twice in ``texts``; ``what`` names the list, ``field`` says where it is."""
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            raise fault(f"{text!r} stands twice in {what}: every entry needs its own text.", at=(field,))
        seen.add(text)


def check_listed(text: str, texts: Iterable[str], *place: str | int) -> None:
    """Raise the fault of a field at ``place`` whose text is not, letter by letter, one of the options ``texts``."""
    listed = list(texts)
    if text not in listed:
        offered = ", ".join(repr(option) for option in listed)
        raise fault(f"{place[0]}: {text!r} is not among the options: write one of {offered}.", at=place)
