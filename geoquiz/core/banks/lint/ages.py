"""Lints of age: what was true when it was written and may not be when it is asked."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from geoquiz.core.banks.lint.catalogue import Hit, bank_lint, question_lint
from geoquiz.core.banks.lint.ground import Asked, Ground
from geoquiz.core.banks.lint.words import sentences
from geoquiz.core.dates import Partial

_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_OFFICE = (r"(?:president|prime minister|chancellor|minister|premier|king|queen|monarch|emperor|pope|head of (?:state|government)"
           r"|governor|mayor|secretary[- ]general|general secretary|chair(?:man|woman|person)?|chief executive|CEO|ambassador"
           r"|leader)")
_HOLDS = re.compile(
    rf"\b(?:who|which|what)\b[^,;.?!]{{0,80}}\b(?:is|are|leads|heads|governs|rules)\b[^,;.?!]{{0,80}}\b{_OFFICE}\b"
    rf"|\b{_OFFICE}\b[^,;.?!]{{0,80}}\b(?:is|are) (?:who|whom|called|named)\b", re.IGNORECASE)
_CURRENT = re.compile(
    r"\b(?:current|currently|nowadays|today|at present|at the moment|this year|so far|to date|incumbent|now)\b", re.IGNORECASE)
_SUPERLATIVE = re.compile(
    r"\b(?:the|its|world's|world’s) (?:\w+[- ])?(?:largest|biggest|richest|poorest|tallest|newest|latest|youngest|fastest|busiest"
    r"|longest[- ]serving|(?:most|least) (?:populous|populated|valuable|powerful|expensive|profitable|visited|spoken|common))\b",
    re.IGNORECASE)
# What does not change within the life of a bank, however large it is.
_LASTING = re.compile(
    r"\b(?:planet|moon|star|galaxy|ocean|sea|continent|desert|island|lake|river|mountain|volcano|bone|organ|muscle|mammal|animal|bird"
    r"|fish|reptile|insect|prime|number|angle|integer|divisor|element|atom|vowel)s?\b", re.IGNORECASE)


def _first_day(text: str) -> date:
    partial = Partial.parse(text)
    return date(partial.year, partial.month or 1, partial.day or 1)


def _last_day(text: str) -> date:
    partial = Partial.parse(text)
    month = partial.month or 12
    return date(partial.year, month, partial.day or monthrange(partial.year, month)[1])


def _is_dated(asked: Asked, ground: Ground) -> bool:
    return (asked.question.as_of or ground.bank.as_of) is not None


def perishable(text: str) -> str:
    """Return the words of a text in English that will not stay true for ever, or nothing."""
    for sentence in sentences(text):
        if _YEAR.search(sentence):
            continue
        if match := _CURRENT.search(sentence) or _HOLDS.search(sentence):
            return match[0]
        match = _SUPERLATIVE.search(sentence)
        if match and not _LASTING.search(sentence, match.end()):
            return match[0]
    return ""


@question_lint(
    "GQ401", "undated-claim", "warning", english=True,
    title="An office-holder, a superlative or a word like \"currently\" stands in a question without `as_of`.",
    why="Governments and records change. Without a date the learner cannot know for when the answer is right, and nobody is "
        "reminded to look at it again.",
    fix="Set `as_of:` on the question or on the bank, or write the year into the stem.")
def undated_claim(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for a perishable stem without a date in it, on its question or on its bank."""
    if not _is_dated(asked, ground) and (found := perishable(asked.text)):
        yield Hit(f"{found!r} changes with time, and the question says nowhere as of when.", asked.index, (asked.text_field,))


@bank_lint(
    "GQ402", "as-of-missing", "warning",
    title="Questions do not say as of when they are true.",
    why="Learners are shown the date beside the answer, and teachers find by it what has grown old.",
    fix="Set `as_of:` for the whole bank, beside `source:`; where a question differs, on the question too.")
def as_of_missing(ground: Ground) -> Iterator[Hit]:
    """Yield one hit for a bank without `as_of` of which some question has none either.

    Questions that GQ401 reports are left out, so that one fault is told once.
    """
    if ground.bank.as_of is not None:
        return
    undated = [asked for asked in ground.asked
               if asked.question.as_of is None and not (ground.is_english and perishable(asked.text))]
    if undated:
        count = "1 of its questions has" if len(undated) == 1 else f"{len(undated)} of its questions have"
        yield Hit(f"The bank has no `as_of`, and {count} none either (the first is {undated[0].question.id!r}).")


@bank_lint(
    "GQ403", "as-of-future", "error",
    title="`as_of` lies in the future.",
    why="Nobody can know yet what will be true then: it is a slip in the date.",
    fix="Write the day, month or year for which the fact was known to be true.")
def as_of_future(ground: Ground) -> Iterator[Hit]:
    """Yield a hit for each `as_of` whose first day is after today."""
    dates = [(ground.bank.as_of, None), *((asked.question.as_of, asked.index) for asked in ground.asked)]
    for text, index in dates:
        if text is not None and _first_day(text) > ground.today:
            yield Hit(f"as_of {text} lies in the future (today is {ground.today}).", index, ("as_of",))


@question_lint(
    "GQ404", "review-by-passed", "warning",
    title="The date by which the question was to be reviewed has passed.",
    why="Its writer expected it to grow old by then. It may teach something that is no longer so.",
    fix="Check the fact, correct it or its `as_of`, then move `review_by`, or delete it where nothing can change any more.")
def review_by_passed(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit when the last day of `review_by` is before today."""
    text = asked.question.review_by
    if text is not None and _last_day(text) < ground.today:
        yield Hit(f"review_by {text} has passed (today is {ground.today}).", asked.index, ("review_by",))
