"""From first answers to the figures of each question, whoever has answered which of them.

In study nobody has answered everything, so learners are compared by what they did on the other questions they have met.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from geoquiz.core.statistics.calibration import Prediction
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.items import (
    Chosen,
    Discrimination,
    Facility,
    chosen_by_thirds,
    correlation,
    cronbach_alpha,
    facility,
    measured_minus_predicted,
    with_interval,
)
from geoquiz.core.text import normalise

OTHERS = 3
"""A learner who has met fewer other questions than these is not compared with anybody."""

ENOUGH_LEARNERS = 15
"""With fewer learners who can be compared, neither discrimination nor thirds are shown: chance alone would make them."""

GAVE_UP, POINTED = "", " "
"""What stands for "I don't know", and for a place pointed at on a map, among the options chosen; no option is blank."""

SEVERAL, MOST_MISTAKES = 2, 5
"""A wrong response is told that so many learners gave, and so many of them: what one alone has typed is nobody's business."""

_NOTHING = Share(0, 0)
Scores = Mapping[int, Mapping[int, float]]


class First(NamedTuple):
    """The first answer of a learner to a part of a question: its score 0..1, what was chosen, and how long it took."""

    learner: int
    question: int
    part: str
    score: float
    chosen: tuple[str, ...] = ()
    seconds: float = 0.0


class Options(NamedTuple):
    """What a question offers to choose from, and which of it is right; nothing where one does not choose.

    ``is_one`` says that exactly one is chosen, so that it can be told how often somebody would be right blindly.
    """

    texts: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    is_one: bool = False


class Mistake(NamedTuple):
    """What several learners typed wrongly to a part at first sight, as the first of them wrote it."""

    part: str
    text: str
    learners: int


class Later(NamedTuple):
    """What came of a question after its first answers: all answers, tested predictions, and lapses of cards in review."""

    answers: int = 0
    predictions: tuple[Prediction, ...] = ()
    lapses: Share = _NOTHING


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """The figures of one question; None where there is nothing yet, or where ``compared`` learners are too few.

    ``answers`` counts all of them; everything else but ``difference`` (measured minus predicted recall) and ``lapses`` is of
    first answers alone. ``chance`` is how often somebody would be right by choosing blindly.
    """

    answers: int
    facility: Facility | None
    discrimination: Discrimination | None
    compared: int
    options: Options
    chosen: tuple[Chosen, ...]
    seconds: float | None
    difference: float | None
    predictions: int
    lapses: Share
    chance: float | None = None

    @property
    def learners(self) -> int:
        """How many learners have answered it at first sight."""
        return self.facility.answers if self.facility else 0


class Consistency(NamedTuple):
    """Cronbach's alpha of a quiz, None where it cannot be told, and on how many learners and common questions it rests."""

    alpha: float | None
    learners: int
    questions: int


def scores_of(firsts: Iterable[First]) -> dict[int, dict[int, float]]:
    """Return the score of each learner on each question, by question; a question in parts counts as the mean of those met."""
    parts: dict[tuple[int, int], list[float]] = defaultdict(list)
    for first in firsts:
        parts[first.question, first.learner].append(first.score)
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for (question, learner), scores in parts.items():
        found[question][learner] = math.fsum(scores) / len(scores)
    return dict(found)


def standings(scores: Scores) -> dict[tuple[int, int], float]:
    """Return by (learner, question) how far a learner did better than others on all other questions they have met, on average.

    Each score is taken less the mean of its question, so that nobody looks strong for having met the easy ones alone. Learners
    with fewer than `OTHERS` other questions are left out. Where everybody has met everything, this orders learners as the
    sum of their other scores does.
    """
    means = {question: math.fsum(by.values()) / len(by) for question, by in scores.items()}
    above: dict[int, list[float]] = defaultdict(list)
    for question, by in scores.items():
        for learner, score in by.items():
            above[learner].append(score - means[question])
    sums = {learner: math.fsum(values) for learner, values in above.items()}
    return {(learner, question): (sums[learner] - (score - means[question])) / (len(above[learner]) - 1)
            for question, by in scores.items() for learner, score in by.items() if len(above[learner]) > OTHERS}


def figures(firsts: Sequence[First], questions: Mapping[int, Options], later: Mapping[int, Later]) -> dict[int, ItemFigures]:
    """Return the figures of every question, those nobody has answered included."""
    scores = scores_of(firsts)
    standing = standings(scores)
    by_question: dict[int, list[First]] = defaultdict(list)
    for first in firsts:
        by_question[first.question].append(first)
    return {question: _figures(by_question[question], scores.get(question, {}), standing, options, later.get(question, Later()))
            for question, options in questions.items()}


def _figures(firsts: Sequence[First], scores: Mapping[int, float], standing: Mapping[tuple[int, int], float], options: Options,
             later: Later) -> ItemFigures:
    compared = {first.learner: standing[first.learner, first.question] for first in firsts
                if (first.learner, first.question) in standing}
    enough = len(compared) >= ENOUGH_LEARNERS
    return ItemFigures(
        answers=later.answers, facility=facility(list(scores.values())) if scores else None,
        discrimination=_discrimination(scores, compared) if enough else None,
        compared=len(compared), options=options, chosen=_chosen(firsts, options, compared if enough else {}),
        seconds=median(first.seconds for first in firsts) if firsts else None,
        difference=measured_minus_predicted(later.predictions), predictions=len(later.predictions), lapses=later.lapses,
        chance=1 / len(options.texts) if options.is_one else None)


def _discrimination(scores: Mapping[int, float], compared: Mapping[int, float]) -> Discrimination | None:
    value = correlation([scores[learner] for learner in compared], list(compared.values()))
    return None if value is None else with_interval(value, len(compared))


def _chosen(firsts: Sequence[First], options: Options, compared: Mapping[int, float]) -> tuple[Chosen, ...]:
    """Return how often each option was chosen; what nobody offers today comes after it."""
    if not options.texts:
        return ()
    counts = Counter(text for first in firsts for text in first.chosen)
    earlier = sorted(counts.keys() - {*options.texts, POINTED, GAVE_UP})
    texts = [*options.texts, *earlier, *(text for text in (POINTED, GAVE_UP) if text in counts)]
    thirds = chosen_by_thirds([(compared[first.learner], first.chosen) for first in firsts if first.learner in compared], texts)
    return tuple(Chosen(one.option, Share(counts[one.option], len(firsts)), one.lower, one.upper) for one in thirds)


def mistakes(typed: Iterable[tuple[str, str]]) -> tuple[Mistake, ...]:
    """Return the wrong responses that several learners gave, the most frequent first, from (part, text) of each.

    Texts are one that grading takes for one: capitals, accents and spaces make no difference.
    """
    counts: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    for part, text in typed:
        counts[part, normalise(text)] += 1
        written.setdefault((part, normalise(text)), text.strip())
    return tuple(Mistake(place[0], written[place], count) for place, count in counts.most_common(MOST_MISTAKES)
                 if count >= SEVERAL)


def consistency(scores: Scores, asked: Mapping[int, Collection[int]]) -> Consistency:
    """Return how consistent a quiz is, from the scores by question and which questions each learner was asked.

    It rests on the questions that everybody was asked; whoever left one unanswered has nought there.
    """
    common = sorted(set.intersection(*map(set, asked.values()))) if asked else []
    table = [[scores.get(question, {}).get(learner, 0.0) for question in common] for learner in sorted(asked)]
    alpha = cronbach_alpha(table) if len(asked) >= ENOUGH_LEARNERS else None
    return Consistency(alpha, len(asked), len(common))
