"""Reading dates as people type them, to the precision they were typed in."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from geoquiz.core.errors import ResponseError

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")
_MONTH_OF = {name.lower(): n for n, name in enumerate(MONTHS, 1)}
_MONTH_OF |= {name.lower()[:3]: n for n, name in enumerate(MONTHS, 1)} | {"sept": 9}
# Longer than any date; what comes after is not read at all.
LONGEST = 100
_WORD_NOISE = re.compile(r"\b(?:the|of|on|in)\b|,")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b", re.ASCII)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\Z", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})\Z", re.ASCII)
_SHORT_YEAR = re.compile(r"(?:\d{1,2}[-/. ]){1,2}'?\d{2}\Z|.*[a-z]\.?[ -](?:\d{1,2} )?'?\d{2}\Z", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})\Z", re.ASCII)
_MARK = re.compile(r"(?<=\d) ?([-/.]) ?(?=\d)", re.ASCII)
_BETWEEN = re.compile(r"(?<=[a-z])\.|(?<=\d)\.(?= |[a-z])|[-/]")
HOW = {
    "year": "Type a year, such as 1995.",
    "month": "Type a month and a year, such as May 1995 or 1995-05.",
    "day": "Type a day, a month and a year, such as 9 May 1995 or 1995-05-09.",
}
PRECISIONS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Partial:
    """A date known to the year, the month or the day: the missing pieces are None."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Partial":
        """Return the date that a checked YYYY[-MM[-DD]] names."""
        return cls(*(int(number) for number in text.split("-")))

    @property
    def precision(self) -> str:
        """What is known: "year", "month" or "day"."""
        return "day" if self.day else "month" if self.month else "year"

    def cut(self, precision: str) -> "Partial":
        """Return this date to no more than ``precision``."""
        return Partial(self.year, self.month if precision != "year" else None, self.day if precision == "day" else None)

    def __str__(self) -> str:
        """Return "15 July 2024", "July 2024" or "2024"."""
        words = [str(self.day) if self.day else "", MONTHS[self.month - 1] if self.month else "", f"{self.year:04d}"]
        return " ".join(word for word in words if word)


def read_date(text: str, precision: str) -> tuple[Partial, ...]:
    """Return the readings of ``text``, one or two, each to the precision typed.

    Raises ResponseError when it is no date, or names less than ``precision`` asks for.
    """
    typed = text.strip()
    if len(typed) > LONGEST:
        raise ResponseError(f"That is longer than a date can be. {HOW[precision]}")
    cleaned = _cleaned(typed)
    readings = _readings(cleaned)
    found = tuple(dict.fromkeys(partial for partial in readings if _exists(partial)))
    if readings and not found:
        raise ResponseError(f"{typed!r} is not in the calendar. {HOW[precision]}")
    if not found:
        how = "Write the year with four digits." if _SHORT_YEAR.match(cleaned) else HOW[precision]
        raise ResponseError(f"{typed!r} cannot be read as a date. {how}")
    if PRECISIONS.index(found[0].precision) < PRECISIONS.index(precision):
        raise ResponseError(f"{typed!r} is not precise enough. {HOW[precision]}")
    return found


def _cleaned(typed: str) -> str:
    """Return the text in lower case and ASCII digits, without weekday, ordinals and filling words."""
    cleaned = unicodedata.normalize("NFKC", typed).casefold().strip().rstrip(".")
    cleaned = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in cleaned)
    cleaned = _ORDINAL.sub(r"\1", _WORD_NOISE.sub(" ", _WEEKDAY.sub("", cleaned)))
    return _MARK.sub(r"\1", " ".join(cleaned.split()))


def _readings(text: str) -> list[Partial]:
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return [Partial(int(text))]
    if match := _ISO.match(text):
        return [Partial(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)]
    if match := _NUMBERS.match(text):
        first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
        # Dots are written day first wherever they are used; slashes and hyphens are not agreed on.
        return [Partial(year, second, first)] + ([] if mark == "." else [Partial(year, first, second)])
    if match := _MONTH_YEAR.match(text):
        return [Partial(int(match[2]), int(match[1]))]
    return _with_month_name(_BETWEEN.sub(" ", text).split())


def _with_month_name(words: list[str]) -> list[Partial]:
    names = [word for word in words if word in _MONTH_OF]
    numbers = [word for word in words if re.fullmatch(r"\d{1,4}", word, re.ASCII)]
    if len(names) != 1 or len(names) + len(numbers) != len(words):
        return []
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if len(years) != 1 or len(days) > 1:
        return []
    return [Partial(years[0], _MONTH_OF[names[0]], days[0] if days else None)]


def _exists(partial: Partial) -> bool:
    try:
        date(partial.year, 1 if partial.month is None else partial.month, 1 if partial.day is None else partial.day)
    except ValueError:
        return False
    return True
