"""What a device needs to judge a response by itself; ``static/js/offline/kinds.js`` does it with the same rules."""

from functools import singledispatch
from typing import Any

from geoquiz.core.clozetext import Gap
from geoquiz.core.kinds.card import Card
from geoquiz.core.kinds.cloze import Cloze
from geoquiz.core.kinds.date import Date
from geoquiz.core.kinds.map import Map
from geoquiz.core.kinds.matching import Matching
from geoquiz.core.kinds.multiple import Multiple
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.kinds.ordering import Ordering
from geoquiz.core.kinds.single import Single
from geoquiz.core.kinds.true_false import TrueFalse
from geoquiz.core.kinds.typed import Typed
from geoquiz.core.numbers import is_point_decimal
from geoquiz.core.question import Context, Question, Shown
from geoquiz.core.text import near


def device_key(question: Question, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    """Return what judging one part takes, its key included, as plain values for JSON; ``kind`` says which rules hold."""
    return {"kind": question.kind, **_key_of(question, part, context, shown)}


@singledispatch
def _key_of(question: Question, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    raise TypeError(f"No device can judge a {question.kind}: say here what it takes.")


@_key_of.register
def _(question: Card, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return {}


@_key_of.register
def _(question: Single, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return {"choices": shown.choices, "answer": question.answer}


@_key_of.register
def _(question: Multiple, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return {"choices": shown.choices, "answers": question.answers}


@_key_of.register
def _(question: TrueFalse, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return {"answer": question.right_response()[0]}


@_key_of.register
def _(question: Typed, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return _text_key(question.answer, question.accepted, context, exact=question.spelling == "exact")


@_key_of.register
def _(question: Cloze, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    gap: Gap = question.gap(part)
    return _text_key(gap.text, question.accepted(part), context, exact=False)


def _text_key(answer: str, accepted: frozenset[str], context: Context, *, exact: bool) -> dict[str, Any]:
    known = frozenset[str]() if exact else near(accepted, context.known)
    return {"answer": answer, "accepted": sorted(accepted), "known": sorted(known), "exact": exact}


@_key_of.register
def _(question: Numeric, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return {"answer": str(question.answer), "margin": str(question.margin), "unit": question.unit,
            "units": {name: str(factor) for name, factor in question.units.items()},
            "point": is_point_decimal(context.language)}


@_key_of.register
def _(question: Date, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return {"answer": question.answer}


@_key_of.register
def _(question: Ordering, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return {"choices": shown.choices, "items": question.right_response()}


@_key_of.register
def _(question: Matching, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    return {"choices": shown.choices, "lefts": shown.lefts, "rights": question.right_response()}


@_key_of.register
def _(question: Map, part: str, context: Context, shown: Shown) -> dict[str, Any]:
    frame, answer = question.frame, question.answer
    return {"choices": shown.choices, "answer": answer.name, "lat": answer.lat, "lon": answer.lon, "radius": question.radius_km,
            "frame": [frame.west, frame.east, frame.south, frame.north, frame.width, frame.height]}
