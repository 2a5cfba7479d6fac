"""A bank: its header and its questions, as plain immutable values."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny, TypeAdapter

from geoquiz.core.banks.schema import sharpened
from geoquiz.core.banks.yamltree import MAX_ENTRIES
from geoquiz.core.fields import ItemId, OptionalText, PartialDate, Tag, Text, WholeNumber, fault
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Context, Question
from geoquiz.core.text import forms

FORMAT = 1
MAX_QUESTIONS = MAX_ENTRIES


def _read_format(value: object) -> int:
    if value not in (FORMAT, str(FORMAT)):
        raise fault(f"This is bank format {value!r}; this version reads format {FORMAT}: write `format: {FORMAT}`.")
    return FORMAT


class BankSource(BaseModel):
    """What a bank rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    collection: OptionalText = ""
    article: Annotated[WholeNumber, Field(ge=1, le=10_000)] | None = None
    author: OptionalText = ""
    url: OptionalText = ""
    published: PartialDate | None = None


class BankHeader(BaseModel):
    """Everything of a bank but its questions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Annotated[Literal[1], BeforeValidator(_read_format), Field(json_schema_extra={"const": 1})]
    id: ItemId
    title: Annotated[Text, Field(max_length=200)]
    description: OptionalText = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = "en"
    license: OptionalText = ""
    tags: Annotated[tuple[Tag, ...], Field(max_length=50)] = ()
    source: BankSource | None = None
    as_of: PartialDate | None = None


class Bank(BankHeader):
    """A bank with its questions, each valid by itself; ids are unique."""

    questions: Annotated[tuple[SerializeAsAny[Question], ...], Field(max_length=MAX_QUESTIONS)] = ()

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by their id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def places(self) -> dict[str, tuple[int, int]]:
        """Line and column of each question's `type`, by id; the parser fills them in, other makers have none."""
        return {}

    @cached_property
    def context(self) -> Context:
        """What grading any of the questions may know of the others."""
        texts = (text for question in self.questions for text in question.known_forms())
        return Context(known=forms(texts), language=self.language)

    def header(self) -> BankHeader:
        """Return the bank without its questions."""
        return BankHeader.model_construct(**{name: getattr(self, name) for name in BankHeader.model_fields})


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a bank file, which editors use for completion."""
    union: Any = Annotated[_union_of(tuple(KINDS.values())), Field(discriminator="type")]
    schema = TypeAdapter(BankHeader).json_schema()
    questions = TypeAdapter(list[union]).json_schema(ref_template="#/$defs/{model}")
    definitions = {**schema.pop("$defs", {}), **questions.pop("$defs", {})}
    schema["properties"]["questions"] = {**questions, "minItems": 1, "maxItems": MAX_QUESTIONS, "title": "Questions"}
    schema["required"] = [*schema.get("required", []), "questions"]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "geoquiz bank, format 1",
            "description": "Questions and where they come from; docs/banks.md explains every field."}
    body = {name: value for name, value in schema.items() if name not in ("title", "description")}
    return sharpened({**head, **body, "$defs": dict(sorted(definitions.items()))})


def _union_of(kinds: tuple[type[Question], ...]) -> Any:
    union: Any = kinds[0]
    for kind in kinds[1:]:
        union = union | kind
    return union


