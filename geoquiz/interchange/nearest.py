"""Kinds that other programs do not have, as the nearest ones they do, each with what is lost on the way."""

from collections.abc import Callable, Sequence

from geoquiz.core.dates import Partial
from geoquiz.core.kinds import KINDS
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.question import Question
from geoquiz.interchange.markup import plain_of
from geoquiz.interchange.report import Loss

_SHARED = ("id", "stem", "explanation", "hint", "tags", "source", "as_of", "review_by", "retired", "replaces")
# What a learner can be asked to type instead of turning a card over.
_LONGEST_TYPED = 80


def nearest(question: Question, program: str) -> tuple[Question, list[Loss]]:
    """Return a question of a kind that every program knows, and what was lost; most questions stay as they are."""
    change = _CHANGES.get(question.kind)
    return change(question, program) if change is not None else (question, [])


def _made(question: Question, kind: str, **content: object) -> Question:
    shared = {name: getattr(question, name) for name in _SHARED if getattr(question, name) is not None}
    return KINDS[kind].model_validate({**shared, "type": kind, **content})


def _card(question: Question, program: str) -> tuple[Question, list[Loss]]:
    face = question.face()
    answer = plain_of(face.back)
    if not answer or len(answer) > _LONGEST_TYPED or "\n\n" in face.back:
        return question, []
    loss = Loss(question.id, "that it is a card", f"{program} has no cards that learners rate themselves: the back is to be typed")
    return _made(question, "typed", stem=face.front, answer=answer), [loss]


def _date(question: Question, program: str) -> tuple[Question, list[Loss]]:
    date = Partial.parse(question.right_response()[0])
    loss = Loss(question.id, "that the answer is a date", f"{program} has no dates: its usual spellings are accepted")
    answer, *accept = spellings(date)
    return _made(question, "typed", answer=answer, accept=accept), [loss]


def spellings(date: Partial) -> list[str]:
    """Return how people write a date, the one in words first; those with two readings are left out."""
    words = str(date)
    if date.month is None:
        return [words]
    year, month_name = f"{date.year:04d}", words.split()[-2]
    if date.day is None:
        return [words, f"{month_name}, {year}", f"{year}-{date.month:02d}", f"{date.month:02d}/{year}"]
    return [words, f"{month_name} {date.day}, {year}", f"{year}-{date.month:02d}-{date.day:02d}",
            f"{date.day}.{date.month}.{year}", f"{date.day:02d}.{date.month:02d}.{year}"]


def _map(question: Question, program: str) -> tuple[Question, list[Loss]]:
    face = question.face()
    loss = Loss(question.id, "the map", f"{program} has no maps of ours: the place is chosen from the list of names")
    return _made(question, "single", options=list(face.options), answer=question.right_response()[0]), [loss]


_CHANGES: dict[str, Callable[[Question, str], tuple[Question, list[Loss]]]] = {"card": _card, "date": _date, "map": _map}


def weights(rights: int, allowed: Sequence[str]) -> tuple[str, bool]:
    """Return the share that each of so many right options counts, out of those a program allows, and whether it is just that."""
    exact = 100 / rights
    closest = min(allowed, key=lambda share: abs(float(share) - exact))
    return closest, abs(float(closest) - exact) < 0.001


def absolute_tolerance(question: Numeric, program: str, losses: list[Loss]) -> str:
    """Return the tolerance as a number; a share of the answer becomes one, which is a loss."""
    if not question.tolerance.endswith("%"):
        return question.tolerance
    tolerance = format(question.margin.normalize(), "f")
    if question.margin:
        losses.append(Loss(question.id, f"the tolerance {question.tolerance}", f"{program} takes a number alone: {tolerance}"))
    return tolerance
