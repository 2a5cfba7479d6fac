"""Hypothesis strategies for valid questions of every kind, and for banks of them.

A question is made from its content, as a bank file holds it: so every one drawn has passed the checks of its kind.
"""

import re
from functools import cache
from typing import Any

from hypothesis import strategies as st

from geoquiz.core.banks.model import Bank
from geoquiz.core.geo import FRAMES
from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question

Content = dict[str, Any]
# Texts that YAML reads as something else, or breaks on, unless they are written with care.
NASTY = (
    "no", "yes", "on", "~", "null", "true", "12:30", "1_000", "0x1F", "1e3", "2024-02-30", "2024-07-15",
    "- a", "-", "# b", "a #b", "a: b", ":", "a:", "'", '"', "it's", 'say "no"', "|", ">", "%", "@x", "`", "*a", "&a", "!t",
    "[1, 2]", "{a: b}", "? x", "<<", "=", "...", "---", "a\nb", "a\n\n  b\nc", "a\n# b", "a \nb", "a\tb", "\\n",
    "😀 🚆", "👩\u200d🔬", "e\u0301", "Астана", "مرحبا", "東京", "½", "{{", "}}", "…", "x" * 300, "a word " * 40 + "end",
)
_LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co"])


def _stripped(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return texts.map(str.strip).filter(bool)


@cache  # Making a strategy costs more than drawing from it.
def texts(max_size: int = 20) -> st.SearchStrategy[str]:
    """Texts as authors write them, the troublesome ones among them."""
    return st.one_of(_stripped(st.text(_LETTERS, min_size=1, max_size=max_size)), st.sampled_from(NASTY))


@cache
def lists(min_size: int, max_size: int = 5) -> st.SearchStrategy[list[str]]:
    """Lists of different texts."""
    return st.lists(texts(), min_size=min_size, max_size=max_size, unique=True)


ids = st.from_regex(re.compile(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4}){0,2}", re.ASCII), fullmatch=True)
days = st.dates().map(lambda day: day.isoformat())
partial_dates = st.one_of(days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4]))
numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=3).map(lambda value: format(value, "f"))
positive_numbers = st.decimals(min_value="0.001", max_value=10**6, places=3).map(lambda value: format(value, "f"))


@st.composite
def _card(draw: st.DrawFn) -> Content:
    return {"front": draw(texts()), "back": draw(texts())} | draw(st.fixed_dictionaries({}, optional={"stem": texts()}))


@st.composite
def _single(draw: st.DrawFn) -> Content:
    options = draw(lists(2))
    return {"options": draw(_with(options, "feedback")), "answer": draw(st.sampled_from(options))} | draw(_pinned(options))


@st.composite
def _multiple(draw: st.DrawFn) -> Content:
    options = draw(lists(2))
    answers = draw(st.lists(st.sampled_from(options), min_size=1, unique=True))
    return {"options": draw(_with(options, "feedback")), "answers": answers} | draw(_pinned(options))


def _with(options: list[str], field: str) -> st.SearchStrategy[list[Any]]:
    """Each text alone, or as a mapping with a further ``field``."""
    choices = (st.one_of(st.just(text), st.fixed_dictionaries({"text": st.just(text), field: texts()})) for text in options)
    return st.tuples(*choices).map(list)


def _pinned(options: list[str]) -> st.SearchStrategy[Content]:
    return st.fixed_dictionaries({}, optional={"pin_last": st.sampled_from(options)})


_true_false = st.fixed_dictionaries({"answer": st.sampled_from(["true", "false"])})
_typed = st.fixed_dictionaries({"answer": texts()}, optional={"accept": lists(1), "spelling": st.just("exact")})
_numeric = st.fixed_dictionaries(
    {"answer": numbers},
    optional={
        "unit": st.sampled_from(["km", "%", "billion USD", "million", "m", "km²", "people"]),
        "tolerance": st.one_of(positive_numbers, st.integers(0, 50).map(lambda share: f"{share}%")),
        "units": st.dictionaries(st.sampled_from(["mi", "verst", "1_000", "no"]), positive_numbers, max_size=3),
    },
)
_date = st.fixed_dictionaries({"answer": partial_dates})
_gap_texts = texts(12).filter(lambda text: not re.search(r"[{}]|::", text) and not text.startswith(":") and not text.endswith(":"))
_between = texts(12).filter(lambda text: not re.search(r"[{}]", text))


@st.composite
def _cloze(draw: st.DrawFn) -> Content:
    parts = draw(st.lists(st.integers(1, 20), min_size=1, max_size=4, unique=True))
    pieces = [draw(_between)]
    for number in parts:
        hint = "".join(f"::{text}" for text in draw(st.lists(_gap_texts, max_size=1)))
        pieces += [f"{{{{c{number}::{draw(_gap_texts)}{hint}}}}}", draw(_between)]
    accept = st.dictionaries(st.sampled_from([f"c{number}" for number in parts]), lists(1, 2), max_size=2)
    return {"text": " ".join(pieces)} | draw(st.fixed_dictionaries({}, optional={"stem": texts(), "accept": accept}))


@st.composite
def _ordering(draw: st.DrawFn) -> Content:
    return {"items": draw(_with(draw(lists(3)), "label"))}


@st.composite
def _matching(draw: st.DrawFn) -> Content:
    lefts, rights = draw(lists(2)), draw(lists(7, 8))
    pairs = [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=False)]
    return {"pairs": pairs, "distractors": rights[len(pairs):]}


@st.composite
def _map(draw: st.DrawFn) -> Content:
    name = draw(st.sampled_from(sorted(FRAMES)))
    frame, names = FRAMES[name], draw(lists(2))
    spots = [
        {"name": place, "lat": draw(_degrees(frame.south, frame.north)), "lon": draw(_degrees(frame.west, frame.east))}
        for place in names
    ]
    return {"map": name, "answer": spots[0], "choices": spots[1:], "within_km": str(draw(st.integers(1, 5000)))}


def _degrees(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low + 0.001, high - 0.001).map(lambda value: round(value, 6))


CONTENTS: dict[str, st.SearchStrategy[Content]] = {
    "card": _card(), "single": _single(), "multiple": _multiple(), "true_false": _true_false, "typed": _typed,
    "numeric": _numeric, "date": _date, "cloze": _cloze(), "ordering": _ordering(), "matching": _matching(), "map": _map(),
}
_places = st.fixed_dictionaries(
    {}, optional={"paragraph": st.integers(1, 99).map(str), "article": st.integers(1, 9).map(str)},
)
_tags = st.lists(texts().filter(lambda tag: len(tag) <= 64), max_size=3, unique=True)
_bank_sources = st.fixed_dictionaries(
    {"title": texts()}, optional={"article": st.just("4"), "published": partial_dates, "url": texts()},
)
_EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "explanation": texts(), "hint": texts(), "as_of": partial_dates, "review_by": partial_dates, "tags": _tags,
        "retired": st.sampled_from(["true", "false"]), "replaces": ids, "source": _places,
    },
)


@cache
@st.composite
def contents(draw: st.DrawFn, kind: str) -> Content:
    """What a bank file holds of a valid question of ``kind``, its scalars as texts."""
    return {"id": draw(ids), "type": kind, "stem": draw(texts())} | draw(CONTENTS[kind]) | draw(_EXTRAS)


@cache
def questions(kind: str) -> st.SearchStrategy[Question]:
    """Valid questions of ``kind``."""
    return contents(kind).map(load_question)


@cache
def any_question() -> st.SearchStrategy[Question]:
    """Valid questions of all kinds."""
    return st.sampled_from(sorted(CONTENTS)).flatmap(questions)


@st.composite
def responses(draw: st.DrawFn, question: Question) -> tuple[str, ...]:
    """Responses that mean something to a question, nearly do, or nothing at all."""
    part = draw(st.sampled_from(question.parts()))
    right = list(question.right_response(part))
    shown = question.shown(part, "seed")
    dates = st.tuples(st.integers(0, 40), st.sampled_from(["/", ".", "-", " May "]), st.integers(0, 2100))
    likely = st.one_of(
        st.text(max_size=12), st.sampled_from([*right, *shown.choices, ""]),
        st.text(alphabet="0123456789., '-+ekm%/", max_size=10),
        dates.map(lambda pieces: "".join(map(str, pieces))),
        st.tuples(st.floats(), st.floats()).map(lambda point: f"{point[0]},{point[1]}"),
    )
    one_text, some_texts = st.lists(likely, min_size=1, max_size=1), st.lists(likely, max_size=len(right) + 2)
    return tuple(draw(st.one_of(st.permutations(right), one_text, some_texts)))


@st.composite
def banks(draw: st.DrawFn, max_questions: int = 4) -> Bank:
    """Valid banks with questions of any kind."""
    found = draw(st.lists(any_question(), min_size=1, max_size=max_questions, unique_by=lambda question: question.id))
    header = draw(st.fixed_dictionaries(
        {"format": st.just("1"), "id": ids, "title": texts().filter(lambda title: len(title) <= 200)},
        optional={
            "description": texts(), "language": st.sampled_from(["de", "en-GB", "ru"]), "license": texts(), "tags": _tags,
            "as_of": partial_dates, "source": _bank_sources,
        },
    ))
    return Bank.model_validate({**header, "questions": ()}).model_copy(update={"questions": tuple(found)})


__all__ = ["CONTENTS", "NASTY", "any_question", "banks", "contents", "ids", "lists", "questions", "responses", "texts"]
