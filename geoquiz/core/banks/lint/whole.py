"""Lints of a bank as a whole: habits that no single question shows."""

from collections.abc import Iterator
from math import sqrt

from geoquiz.core.banks.lint.catalogue import Hit, bank_lint
from geoquiz.core.banks.lint.ground import Ground
from geoquiz.core.kinds.single import Single

# One-sided quantile of the normal distribution for 1 in 100: a bank without the habit is blamed that rarely.
Z = 2.326
# Below this many questions no rate is far from chance.
FEWEST_RATED = 10
# Cochran's rule: the chi-squared approximation needs an expected count of five in every cell.
LEAST_EXPECTED = 5.0
# A smaller bank may well be a list of words; one of this size can ask its subject in several ways.
FEWEST_QUESTIONS = 12
FEWEST_TYPES = 3


def _singles(ground: Ground) -> list[Single]:
    return [asked.question for asked in ground.asked if isinstance(asked.question, Single)]


@bank_lint(
    "GQ102", "long-keys", "warning",
    title="Across the bank, the longest option is the key far more often than chance.",
    why="One long key is an accident; a bank full of them teaches learners to take the longest option (Haladyna, Downing & "
        "Rodriguez 2002, guideline 24).",
    fix="Give wrong options the length of the keys, question by question, until the rate is near chance.")
def long_keys(ground: Ground) -> Iterator[Hit]:
    """Yield a hit when the count of keys that are longer than every distractor is improbable (1 in 100) by chance."""
    chances = [1 / len(question.options) for question in _singles(ground)]
    longest = sum(
        all(len(question.answer) > len(option.text) for option in question.options if option.text != question.answer)
        for question in _singles(ground))
    expected, variance = sum(chances), sum(p * (1 - p) for p in chances)
    if len(chances) >= FEWEST_RATED and longest - 0.5 - expected > Z * sqrt(variance):
        yield Hit(f"The key is the longest option in {longest} of {len(chances)} `single` questions; chance would give about "
                  f"{expected:.0f}.", None, ("questions",))


@bank_lint(
    "GQ103", "key-position-skew", "warning",
    title="Across the bank, the key stands far too often in the same place.",
    why="Pages shuffle the options, but print, Anki decks and other programs show them as they are written. A chi-squared test "
        "says whether the places differ by more than chance (Haladyna, Downing & Rodriguez 2002, guideline 20).",
    fix="Move keys to other places in the list; an alphabetical or numerical order does it by itself.")
def key_position_skew(ground: Ground) -> Iterator[Hit]:
    """Yield a hit when the places of the keys differ from an even spread at the level of 1 in 100."""
    counts: list[int] = []
    expected: list[float] = []
    for question in _singles(ground):
        size = len(question.options)
        counts += [0] * (size - len(counts))
        expected += [0.0] * (size - len(expected))
        counts[[option.text for option in question.options].index(question.answer)] += 1
        for place in range(size):
            expected[place] += 1 / size
    # The last places, which few questions have, count as one.
    while len(expected) > 1 and expected[-1] < LEAST_EXPECTED:
        expected[-2:], counts[-2:] = [sum(expected[-2:])], [sum(counts[-2:])]
    if len(expected) < 2:
        return
    statistic = sum((count - wanted) ** 2 / wanted for count, wanted in zip(counts, expected, strict=True))
    if statistic > critical(len(expected) - 1):
        place = max(range(len(counts)), key=lambda index: counts[index] / expected[index])
        yield Hit(f"The key stands in place {place + 1} in {counts[place]} of {sum(counts)} `single` questions; an even spread "
                  f"would give about {expected[place]:.0f} (chi-squared {statistic:.1f}).", None, ("questions",))


def critical(freedom: int) -> float:
    """Return the value that chi-squared exceeds once in 100 times.

    Source: Wilson & Hilferty 1931, PNAS 17, 684-688; within 1 % of the tables from one degree of freedom on.
    """
    third = 2 / (9 * freedom)
    return float(freedom * (1 - third + Z * sqrt(third)) ** 3)


@bank_lint(
    "GQ601", "few-types", "warning",
    title="The bank asks in too few ways.",
    why="A bank that knows one or two types trains those types. Retrieving knowledge in varied ways carries over better to new "
        "questions (Butler et al. 2017, Journal of Experimental Psychology: Applied 23, 433-446).",
    fix="Ask some facts by `typed`, `numeric`, `date` or `cloze`, and sequences or places by `ordering` or `map`.")
def few_types(ground: Ground) -> Iterator[Hit]:
    """Yield a hit for a bank of some size with very few types of question."""
    kinds = sorted({asked.question.kind for asked in ground.asked})
    if len(ground.asked) >= FEWEST_QUESTIONS and len(kinds) < FEWEST_TYPES:
        types = "one type" if len(kinds) == 1 else f"{len(kinds)} types"
        yield Hit(f"All {len(ground.asked)} questions are of {types} ({', '.join(kinds)}); a bank of {FEWEST_QUESTIONS} or more "
                  f"should have at least {FEWEST_TYPES}.", None, ("questions",))
