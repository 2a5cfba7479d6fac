"""`numeric`: a quantity, with a tolerance and a unit."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from geoquiz.core.errors import Ambiguous, ResponseError
from geoquiz.core.fields import Number, OptionalText, Text, fault, number_schema
from geoquiz.core.numbers import HOW, MULTIPLIERS, Reading, plain_spelling, read_number, split_multiplier
from geoquiz.core.question import MAIN, Context, Face, Outcome, Question, Response, Shown, one
from geoquiz.core.text import normalise

_TOLERANCE = re.compile(r"\d{1,30}(?:\.\d{1,30})?\s*%?\Z", re.ASCII)


def _read_tolerance(value: object) -> str:
    text = str(value).strip()
    if not _TOLERANCE.match(text):
        raise fault(f"{text!r} is not a tolerance: write a number such as 5, or a share such as 2%.")
    return text


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise fault(f"{value} cannot convert a unit: write how many of `unit` one of it is, such as 1.609344.")
    return value


_Factor = Annotated[Number, AfterValidator(_positive), number_schema(exclusiveMinimum=0)]
Tolerance = Annotated[
    str, BeforeValidator(_read_tolerance),
    WithJsonSchema({"anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^\s*[0-9]{1,30}(\.[0-9]{1,30})?\s*%?\s*$"},
    ]}),
]


class Numeric(Question):
    """A number in ``unit``, right within ``tolerance`` of ``answer``, both ends included.

    ``tolerance`` is absolute ("5") or a share of the answer ("2%"); ``units`` maps other units to how
    many of ``unit`` one of them is. Decimal and not float: 0.3 ± 0.1 must accept 0.4.
    """

    order: ClassVar = ("id", "type", "stem", "answer", "unit", "tolerance", "units")
    is_typed: ClassVar = True

    type: Literal["numeric"]
    answer: Number
    unit: OptionalText = ""
    tolerance: Tolerance = "0"
    units: Annotated[Mapping[Text, _Factor], Field(max_length=50)] = {}

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in self.units:
            if self.unit and _canonical_unit(name) == _canonical_unit(self.unit):
                raise fault(f"units names {name!r}, which is the unit itself: list other units alone.", at=("units", name))
        return self

    @property
    def margin(self) -> Decimal:
        """The tolerance in ``unit``."""
        digits = Decimal(self.tolerance.removesuffix("%").strip())
        return abs(self.answer) * digits / 100 if self.tolerance.endswith("%") else digits

    @property
    def key_text(self) -> str:
        """The answer with its unit, as shown to people in any language: 7200 km, 17 098 246 km²."""
        digits = format(self.answer, "f")
        whole = digits.partition(".")[0].lstrip("+-")
        if len(whole) > 4:  # The narrow space of ISO 80000-1: a point or a comma means something else abroad.
            digits = format(self.answer, ",f").replace(",", "\u202f")
        return f"{digits} {self.unit}".strip()

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score 1 within the tolerance, else 0.

        Raises Ambiguous when a lone separator has two readings and only one of them would be right,
        whichever it is; ResponseError when the text is not one finite number in a known unit.
        """
        readings = read_number(one(response, HOW), context.language)
        rights = [self._is_right(reading) for reading in readings]
        if len(set(rights)) > 1:
            first, second = sorted(readings, key=lambda reading: reading.value)
            raise Ambiguous(f"Do you mean {first.plain} or {second.plain}? Type it just as it stands here.",
                            (first.plain, second.plain))
        note = f"Read as {readings[0].plain}." if len(readings) > 1 else ""
        return Outcome(score=float(rights[0]), verdict="right" if rights[0] else "wrong", key=self.key_text, note=note)

    def _is_right(self, reading: Reading) -> bool:
        return any(abs(value - self.answer) <= self.margin for value in self._values(reading))

    def _values(self, reading: Reading) -> list[Decimal]:
        """Return what a reading may mean, in ``unit``: "17.5", "$17.5", "17.5 billion" and 17500000000 are alike."""
        scale, base = self._scale
        # Beside a box that says "billion USD", people repeat the sign and leave the billion to the box.
        if scale != 1 and _canonical_unit(reading.unit) == _canonical_unit(base) and _canonical_unit(base) in _MONEY:
            return [reading.value, reading.value / scale]
        if reading.unit and (factor := self._factors.get(_canonical_unit(reading.unit))):
            return [reading.value * factor]
        multiplier, unit = split_multiplier(reading.unit)
        value = reading.value * multiplier
        if unit and (factor := self._factors.get(_canonical_unit(unit))):
            return [value * factor]
        # "5 m" may be metres as well as millions, so a letter alone multiplies only where there is no unit.
        if unit or (self.unit and scale == 1 and reading.unit in _LETTERS):
            known = " or ".join(repr(name) for name in (self.unit, *self.units) if name) or "a plain number"
            raise ResponseError(f"{reading.unit!r} is not a unit known here: answer in {known}.")
        return [value] if scale == 1 else [value, value / scale]

    @cached_property
    def _scale(self) -> tuple[Decimal, str]:
        """The factor and the base of ``unit``: "billion USD" is 10⁹ of "usd"; a lone "m" is the metre."""
        return (Decimal(1), self.unit) if self.unit.casefold() in _LETTERS else split_multiplier(self.unit)

    @cached_property
    def _factors(self) -> dict[str, Decimal]:
        """How many of ``unit`` one of each known unit is, by its canonical text."""
        scale, base = self._scale
        factors = {_canonical_unit(name): factor for name, factor in self.units.items()}
        return factors | {_canonical_unit(name): factor for name, factor in ((base, 1 / scale), (self.unit, Decimal(1))) if name}

    def right_response(self, part: str = MAIN) -> Response:
        """Return the answer in plain digits."""
        return (plain_spelling(self.answer),)

    def face(self, part: str = MAIN) -> Face:
        """Return the stem and the answer with its unit, of which the plain digits are enough to type."""
        stem = f"{self.stem} ({self.unit})" if self.unit and self.unit not in self.stem else self.stem
        return Face(stem, self.key_text, form="typed", typed=format(self.answer, "f"))

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the number and its unit."""
        return (format(self.answer.normalize(), "f"), _canonical_unit(self.unit))

    def accepts_all_of(self, old: Self, part: str = MAIN) -> bool:
        """Tell whether the tolerance is as wide and every unit still known."""
        units = {_canonical_unit(name): factor for name, factor in self.units.items()}
        kept = all(units.get(_canonical_unit(name)) == factor for name, factor in old.units.items())
        return kept and old.margin <= self.margin

    def shown(self, part: str, seed: str) -> Shown:
        """Return the stem and the unit behind the box."""
        return Shown(stem=self.stem, hint=self.hint, unit=self.unit)


_MONEY = frozenset({"usd", "eur", "gbp", "rub", "inr", "cny"})
_LETTERS = tuple(word for word in MULTIPLIERS if len(word) == 1)
_SYNONYMS = {
    "%": "per cent", "percent": "per cent", "percentage": "per cent", "percentage point": "per cent", "pct": "per cent",
    "kilometre": "km", "kilometer": "km", "mile": "mi", "metre": "m", "meter": "m", "centimetre": "cm", "centimeter": "cm",
    "square kilometre": "km2", "square kilometer": "km2", "sq km": "km2",
    "yr": "year", "hour": "h", "hr": "h", "minute": "min", "second": "s", "person": "people",
    "gramme": "g", "gram": "g", "kilogram": "kg", "kilo": "kg",
    "tonne": "t", "ton": "t", "metric ton": "t",
    "$": "usd", "us$": "usd", "dollar": "usd", "us dollar": "usd", "€": "eur", "euro": "eur", "£": "gbp", "pound": "gbp",
    "₽": "rub", "rouble": "rub", "ruble": "rub", "₹": "inr", "rupee": "inr", "¥": "cny", "yuan": "cny",
}


@lru_cache(maxsize=1024)
def _canonical_unit(unit: str) -> str:
    """Return one text for a unit, whether written in the plural or not, in full or by its symbol."""
    text = "us$" if unit.strip().casefold() == "us$" else normalise(unit)
    singular = text[:-3] + "y" if text.endswith("ies") else text.removesuffix("s") if len(text) > 2 else text
    return _SYNONYMS.get(text) or _SYNONYMS.get(singular) or (singular if len(text) > 3 else text)
