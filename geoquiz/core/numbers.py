"""Reading numbers as people type them: separators, words, multipliers, units.

A reading is a plain value in the units of the text; nothing here knows a key.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from geoquiz.core.errors import ResponseError

HOW = "Type one number, such as 1500 or 3.5."
# Longer than any number with its unit; what comes after is not read at all.
LONGEST = 100
_DIGITS = re.compile(r"([+-]?)(\d[\d.,' ]*\d|\d|\.\d+)(?:e([+-]?\d+))?(?![\d.,]*\d)", re.ASCII)
_CURRENCY = re.compile(r"([+-]?)(us\$|[$€£¥₹₽]|(?:usd|eur|gbp|rub|inr|cny)(?=\s*[\d.]))\s*(.*)")
_ABOUT = re.compile(r"(?:about|around|approximately|approx\.?|circa|ca\.?|c\.|~|≈)\s*")
_SPACES = re.compile(r"\s+")
# A digit of another number; the 2 of "km2" belongs to its letters.
_ANOTHER_NUMBER = re.compile(r"(?<![^\W\d_])\d")
# NFKC would turn 10² into 102.
_RAISED = re.compile(r"\d\s*[²³¹⁰⁴-⁹]")
# More than any quantity a bank asks for; beyond it, arithmetic on what was typed is an attack.
_LARGEST = Decimal("1e30")

MULTIPLIERS = {
    "hundred": Decimal(100),
    "thousand": Decimal(10) ** 3, "k": Decimal(10) ** 3,
    "million": Decimal(10) ** 6, "mn": Decimal(10) ** 6, "mln": Decimal(10) ** 6, "m": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9, "b": Decimal(10) ** 9, "bn": Decimal(10) ** 9, "bln": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12, "tn": Decimal(10) ** 12,
}
_SMALL = {
    word: value for value, word in enumerate((
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ))
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)
}
_SCALES = ("thousand", "million", "billion", "trillion")
_POINT_LANGUAGES = ("en", "zh", "ja", "ko", "hi", "th", "he")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a typed number.

    ``unit`` is what stands behind it, a multiplier included ("billion usd"); ``plain`` is a spelling of
    the whole that has no other reading.
    """

    value: Decimal
    unit: str
    plain: str


def read_number(text: str, language: str) -> tuple[Reading, ...]:
    """Return the readings of ``text``, the one usual in ``language`` first; two at the most.

    Raises ResponseError when the text is not one finite number with, at most, a unit behind it.
    """
    typed = text.strip()
    if len(typed) > LONGEST:
        raise ResponseError(f"That is longer than a number with its unit can be. {HOW}")
    if _RAISED.search(typed):
        raise ResponseError(f"{typed!r} holds more than one number. {HOW}")
    cleaned = _cleaned(typed)
    match = _DIGITS.match(cleaned)
    if match is None:
        return (_in_words(cleaned, typed),)
    sign, digits, exponent = match.groups()
    unit = cleaned[match.end():].strip(" .,;!?")
    if _ANOTHER_NUMBER.search(unit):
        raise ResponseError(f"{typed!r} holds more than one number. {HOW}")
    if exponent and abs(int(exponent)) > 30:
        raise ResponseError(f"{typed!r} is too large or too small to be meant. {HOW}")
    candidates = _spellings(digits.replace(" ", "'"), language)
    if not candidates:
        raise ResponseError(f"The separators in {typed!r} can be read in no way we know. {HOW}")
    mark = f"e{exponent}" if exponent else ""
    readings = []
    for candidate in candidates:
        value = _bounded(Decimal(f"{sign}{candidate}{mark}"))
        readings.append(Reading(value, unit, f"{plain_spelling(value)} {unit}".strip()))
    return tuple(readings)


def plain_spelling(value: Decimal) -> str:
    """Return ``value`` in digits that have one reading in every language: 7200, 7.2, or 7.2150.

    A point before exactly three digits could part thousands, so a zero follows them.
    """
    digits = format(value, "f")
    if "." not in digits:
        return digits
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) == 3:
        fraction += "0"
    return f"{whole}.{fraction}" if fraction else whole


def split_multiplier(words: str) -> tuple[Decimal, str]:
    """Return the factor that leads ``words`` ("billion US dollars" → 10⁹) and the rest."""
    factor, rest = Decimal(1), words.strip().casefold()
    while rest:
        first, _, behind = rest.partition(" ")
        found = MULTIPLIERS.get(first) or MULTIPLIERS.get(first.removesuffix("s"))
        if found is None:
            break
        factor, rest = factor * found, behind.strip()
    return factor, rest


def _cleaned(typed: str) -> str:
    """Return the text in plain lower-case ASCII digits and signs, a currency behind its number."""
    cleaned = unicodedata.normalize("NFKC", typed).casefold().replace("−", "-").replace("’", "'")
    cleaned = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in cleaned)
    cleaned = _ABOUT.sub("", _SPACES.sub(" ", cleaned).strip(), count=1)
    if money := _CURRENCY.match(cleaned):
        cleaned = f"{money[1]}{money[3]} {money[2]}"
    return cleaned


def _bounded(value: Decimal) -> Decimal:
    if abs(value) > _LARGEST:
        raise ResponseError(f"That number is too large to be meant. {HOW}")
    return value


def _spellings(digits: str, language: str) -> list[str]:
    """Return ``digits`` with a decimal point at most, in each way its separators can be read."""
    separators = [c for c in digits if c in ".,'"]
    if not separators:
        return [digits]
    last = separators[-1]
    if len(set(separators)) > 1:
        whole, _, fraction = digits.rpartition(last)
        others = set(separators[:-1])
        if last in others or len(others) > 1 or last == "'" or not _grouped(whole, separators[0]):
            return []
        return [f"{whole.replace(separators[0], '')}.{fraction}"]
    grouped = [digits.replace(last, "")] if _grouped(digits, last) else []
    if last == "'" or len(separators) > 1:
        return grouped
    decimal = [digits.replace(last, ".")]
    return decimal + grouped if (last == ".") == is_point_decimal(language) else grouped + decimal


def is_point_decimal(language: str) -> bool:
    """Tell whether a lone point usually stands before decimals in a language, and a lone comma between thousands."""
    return language.split("-", maxsplit=1)[0] in _POINT_LANGUAGES


def _grouped(digits: str, separator: str) -> bool:
    """Tell whether ``separator`` stands before groups of exactly three digits."""
    first, *groups = digits.split(separator)
    return 1 <= len(first) <= 3 and first != "0" and all(len(g) == 3 and g.isdigit() for g in groups)


def _in_words(cleaned: str, typed: str) -> Reading:
    """Return the number that English number words spell, such as "twenty-one" or "seven million"."""
    words = cleaned.replace("-", " ").replace(",", " ").split()
    sign = -1 if words and words[0] in ("minus", "negative") else 1
    if sign < 0:
        words.pop(0)
    value, used = _spelled(words)
    if value is None:
        raise ResponseError(f"{typed!r} is not a number. {HOW}")
    unit = " ".join(words[used:])
    return Reading(sign * value, unit, f"{plain_spelling(sign * value)} {unit}".strip())


def _spelled(words: list[str]) -> tuple[Decimal | None, int]:
    """Return the value that leading number words spell, and how many words that are.

    Each scale must be smaller than the one before ("two million three thousand"), so that "nineteen
    ninety-five" or "five twenty" is not added up to something nobody meant.
    """
    total, used, below = Decimal(0), 0, len(_SCALES)
    found = False
    for group, count, scale in _groups(words):
        if scale >= below:
            return None, 0
        total, used, below, found = total + group * 1000 ** (scale + 1), count, scale, True
    return (total, used) if found else (None, 0)


def _groups(words: list[str]) -> Iterator[tuple[Decimal, int, int]]:
    """Yield (value below 1000, words used so far, scale) of each group; the scale -1 is none."""
    position = 0
    while True:
        start = position + (position > 0 and words[position:position + 1] == ["and"])
        group, after = _below_thousand(words, start)
        if group is None:
            return
        scale = -1
        if after < len(words) and (name := words[after].removesuffix("s")) in _SCALES:
            scale, after = _SCALES.index(name), after + 1
        position = after
        yield group, position, scale


def _below_thousand(words: list[str], start: int) -> tuple[Decimal | None, int]:
    """Return the value of "two hundred and five" at ``start`` and the position behind it."""
    first, position = _below_hundred(words, start)
    if first is None and words[start:start + 1] == ["a"] and words[start + 1:start + 2] in (["hundred"], *([s] for s in _SCALES)):
        first, position = 1, start + 1
    if first is None or words[position:position + 1] != ["hundred"]:
        return (None if first is None else Decimal(first)), position
    position += 1
    joined = position + (words[position:position + 1] == ["and"])
    rest, after = _below_hundred(words, joined)
    return (Decimal(100 * first), position) if rest is None else (Decimal(100 * first + rest), after)


def _below_hundred(words: list[str], start: int) -> tuple[int | None, int]:
    """Return the value of "forty two" at ``start`` and the position behind it."""
    word = words[start] if start < len(words) else ""
    if word in _SMALL:
        return _SMALL[word], start + 1
    if word not in _TENS:
        return None, start
    ones = _SMALL.get(words[start + 1], 0) if start + 1 < len(words) else 0
    return (_TENS[word] + ones, start + 2) if 1 <= ones <= 9 else (_TENS[word], start + 1)
