"""Lints of answers that are typed or pointed at: what a fair teacher would accept, and what no one could type."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from math import ceil, cos, floor, radians

from geoquiz.core.banks.lint.catalogue import Hit, bank_lint, question_lint
from geoquiz.core.banks.lint.ground import Asked, Ground
from geoquiz.core.geo import haversine_km
from geoquiz.core.kinds.cloze import Cloze
from geoquiz.core.kinds.map import Map, Spot
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.kinds.typed import Typed

# A typed answer tests recall of a term or a name. The longest that banks need are names such as
# "Organisation for Economic Co-operation and Development" (5 words) and "Comprehensive Nuclear-Test-Ban
# Treaty Organization" (49 letters); beyond, spelling and wording decide and not knowledge.
MOST_WORDS = 6
MOST_CHARACTERS = 60
_HYPHEN = re.compile(r"\w[-\u2010-\u2015]\w")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,}\b|\b(?:[A-Z]\.){2,}|\b(?:St|Mt|Dr|Ft|Gen|Gov|Sen)\.?\s")
# A stem that says what is counted needs no unit behind the box.
_COUNTS = re.compile(
    r"\bhow (?:many|often|old)\b"
    r"|\b(?:which|what) (?:year|number|century|decade|article|paragraph|chapter|position|place|rank)\b"
    r"|\bnumber of\b|\bper ?cent\b|\bpercentage\b"
    r"|\b(?:share|ratio|probability|factor|sum|product|result|value)\b|[=+×*/]", re.IGNORECASE)
KM_PER_DEGREE = 111.2
# Places are looked up by squares of so many degrees.
SQUARE = 5


@question_lint(
    "GQ501", "long-typed-answer", "warning",
    title="The answer is too long to be typed.",
    why="Only the exact words count as right. The longer the answer, the more it is wording and spelling that is marked, and "
        "not knowledge.",
    fix="Ask for the one term that matters, or make the question a `single`, a `card` or a `cloze`.")
def long_typed_answer(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for a typed answer, or the text of a gap, of too many words or characters."""
    for text, what, field in _typed_texts(asked):
        count = len(text.split())
        if count > MOST_WORDS or len(text) > MOST_CHARACTERS:
            yield Hit(f"{what} has {count} words and {len(text)} characters; up to {MOST_WORDS} and {MOST_CHARACTERS} can be asked "
                      "for.", asked.index, (field,))


def _typed_texts(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """Yield each text that is to be typed, what to call it, and its field."""
    match asked.question:
        case Typed():
            yield asked.question.answer, "The answer", "answer"
        case Cloze():
            for part, gap in asked.question.gaps.items():
                yield gap.text, f"The gap {part}", "text"


@question_lint(
    "GQ502", "one-form-only", "warning",
    title="An answer with diacritics, a hyphen or an abbreviation has no other accepted form.",
    why="Such answers have other right forms: Köln is Cologne, the UN is the United Nations, an e-mail is an email. Accents and "
        "hyphens are forgiven by themselves; other words are not.",
    fix="Add `accept:` with the other forms (transliterations, the full name, the abbreviation).")
def one_form_only(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for a typed answer, or a gap, that is likely to have other forms and accepts none."""
    match asked.question:
        case Typed() if not asked.question.accept and asked.question.spelling is None:
            texts = [asked.question.answer]
        case Cloze():
            texts = [gap.text for part, gap in asked.question.gaps.items() if not asked.question.accept.get(part)]
        case _:
            return
    for text in texts:
        if reason := _has_other_forms(text):
            field = "answer" if isinstance(asked.question, Typed) else "text"
            yield Hit(f"{text!r} holds {reason} and has no other accepted form.", asked.index, (field,))


def _has_other_forms(text: str) -> str:
    """Return why a text is likely to have other right forms, or nothing."""
    if any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", text)) or any(c in "øØłŁđĐßæÆœŒı" for c in text):
        return "a diacritic"
    if _HYPHEN.search(text) and not text.replace("-", "").replace("–", "").isdigit():
        return "a hyphen"
    return "an abbreviation" if _ABBREVIATION.search(f"{text} ") else ""


@question_lint(
    "GQ503", "numeric-without-unit", "warning",
    title="A number is asked for without saying of what.",
    why="The unit stands behind the box and is all that tells the learner whether metres or feet, thousands or millions are "
        "meant. (A stem that asks how many there are of something needs none.)",
    fix='Add `unit:`, such as km or "billion US dollars".')
def numeric_without_unit(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for a number without a unit whose stem does not say what is counted."""
    question = asked.question
    if isinstance(question, Numeric) and not question.unit and not (ground.is_english and _COUNTS.search(asked.text)):
        yield Hit(f"The answer {question.key_text} has no unit, and the stem does not count anything.", asked.index, ("answer",))


@bank_lint(
    "GQ504", "map-overlap", "warning",
    title="Another place of the bank counts as right on the map.",
    why="A point on a place that the bank itself knows by another name would be marked right. (The radius is never smaller than a "
        "finger covers on the map, 12 pixels.)",
    fix="Make `within_km` smaller, use the map of the smaller region, or leave the neighbour out.")
def map_overlap(ground: Ground) -> Iterator[Hit]:
    """Yield a hit for each map question within whose radius another named place of the bank lies."""
    squares: dict[tuple[int, int], dict[str, Spot]] = defaultdict(dict)
    questions = [(asked.index, asked.question) for asked in ground.asked if isinstance(asked.question, Map)]
    for _, question in questions:
        for spot in (question.answer, *question.choices):
            squares[floor(spot.lat / SQUARE), floor(spot.lon / SQUARE)].setdefault(spot.name.casefold(), spot)
    for index, question in questions:
        answer, radius = question.answer, question.radius_km
        inside = [(km, spot) for spot in _around(squares, answer, radius)
                  if spot.name.casefold() != answer.name.casefold()
                  and (km := haversine_km(answer.lat, answer.lon, spot.lat, spot.lon)) <= radius]
        if inside:
            km, spot = min(inside, key=lambda found: (found[0], found[1].name))
            yield Hit(f"{spot.name} lies {km:,.0f} km from {answer.name} and counts as right within {radius:,.0f} km.", index,
                      ("within_km",))


def _around(squares: dict[tuple[int, int], dict[str, Spot]], answer: Spot, radius: float) -> Iterator[Spot]:
    """Yield the places of all squares that a circle may touch."""
    high = radius / KM_PER_DEGREE
    wide = min(180.0, high / max(0.01, cos(radians(min(89.0, abs(answer.lat) + high)))))
    columns = range(floor((answer.lon - wide) / SQUARE), ceil((answer.lon + wide) / SQUARE) + 1)
    around = 360 // SQUARE
    wrapped = {(column + around // 2) % around - around // 2 for column in columns}
    for row in range(floor((answer.lat - high) / SQUARE), ceil((answer.lat + high) / SQUARE) + 1):
        for column in wrapped:
            yield from squares.get((row, column), {}).values()
