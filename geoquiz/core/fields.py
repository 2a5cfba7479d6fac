"""The field types of bank files: texts in, checked values out, each with a sentence for its fault.

Scalars of a bank file are text, and these types decide what the text means. So YAML 1.1 surprises
(`no`, `12:30`, `1_000`, `2024-02-30`) never happen.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

LONGEST_ANSWER = 500
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?\Z", re.ASCII)
_INTEGER = re.compile(r"\d{1,9}\Z", re.ASCII)
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)


def fault(message: str, *, at: tuple[str | int, ...] = (), offset: int | None = None) -> PydanticCustomError:
    """Return the error that pydantic reports with ``message`` as its whole sentence.

    A fault of a whole question names with ``at`` the field that is to be mended, and with ``offset``
    the character of its text; the parser makes line and column of both.
    """
    context: dict[str, Any] = {"at": at, "offset": offset}
    # pydantic asks for a literal text, into which it fills {at} and {offset} where it meets them.
    return PydanticCustomError("geoquiz", message, {name: value for name, value in context.items() if value not in ((), None)})


def _read_true_false(value: object) -> bool:
    match value:
        case bool():
            return value
        case "true" | "false":
            return value == "true"
        case _:
            raise fault(f"{value!r} is neither true nor false: write true or false.")


def _read_number(value: object) -> Decimal:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Decimal(value)
    if not isinstance(value, str) or not _NUMBER.match(value.strip()):
        raise fault(f"{value!r} is not a plain number: write digits with a decimal point, such as 7200 or 17.5.")
    return Decimal(value.strip())


def _read_integer(value: object) -> object:
    if isinstance(value, str):
        if not _INTEGER.match(value.strip()):
            raise fault(f"{value!r} is not a whole number: write digits alone, such as 3.")
        return int(value)
    return value


def check_partial_date(value: object) -> str:
    """Return ``value`` when it is YYYY, YYYY-MM or YYYY-MM-DD of the real calendar."""
    match = _PARTIAL_DATE.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise fault(f"{value!r} is not a date: write 2024, 2024-07 or 2024-07-15.")
    year, month, day = (int(number) if number else 1 for number in match.groups())
    try:
        date(year, month, day)
    except ValueError as error:
        raise fault(f"{match[0]!r} is not in the calendar: check its month and day.") from error
    return match[0]




def number_schema(**limits: float) -> WithJsonSchema:
    """Return the JSON Schema of a number within ``limits`` (in its words, such as ``minimum``), quoted or not.

    It goes behind the field's own limits, which it replaces in the schema.
    """
    quoted = {"type": "string", "pattern": r"^\s*[+-]?[0-9]{1,30}(\.[0-9]{1,30})?\s*$"}
    return WithJsonSchema({"anyOf": [{"type": "number", **limits}, quoted]})


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True)]
ItemId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
# What is typed letter by letter: longer texts are for `card` and explanations.
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_ANSWER)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
TrueFalse = Annotated[bool, BeforeValidator(_read_true_false), WithJsonSchema({"type": "boolean"})]
Number = Annotated[
    Decimal, BeforeValidator(_read_number),
    number_schema(),
    PlainSerializer(lambda value: format(value, "f"), return_type=str, when_used="json"),
]
WholeNumber = Annotated[int, BeforeValidator(_read_integer)]
PartialDate = Annotated[
    str, BeforeValidator(check_partial_date),
    WithJsonSchema({
        "anyOf": [
            {"type": "integer", "minimum": 1000, "maximum": 9999},
            {"type": "string", "pattern": r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"},
        ]
    }),
]
Degrees = Annotated[
    float, BeforeValidator(lambda value: float(_read_number(value)) if isinstance(value, str) else value),
    Field(allow_inf_nan=False),
    AfterValidator(lambda value: round(value, 6)),  # A tenth of a metre; finer is noise.
]
