"""Lints of explanations: what a learner reads at the very moment they want to know why."""

from collections.abc import Iterator

from geoquiz.core.banks.lint.catalogue import Hit, question_lint
from geoquiz.core.banks.lint.ground import LONGEST_READ, Asked, Ground
from geoquiz.core.banks.lint.words import numbers, root, runs_in, telling, words
from geoquiz.core.dates import Partial
from geoquiz.core.kinds.cloze import Cloze
from geoquiz.core.kinds.date import Date
from geoquiz.core.kinds.map import Map
from geoquiz.core.kinds.multiple import Multiple
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.kinds.single import Single
from geoquiz.core.kinds.typed import Typed

# Fewer words can repeat the key and give no reason: "It is Kyiv, the capital." has five.
FEWEST_WORDS = 6
# Words that begin alike are taken for forms of one word ("annexed", "annexation").
SAME_BEGINNING = 4
# This share of an answer's words makes it recognisable in the explanation, in whatever grammar.
RECOGNISED = 0.5


@question_lint(
    "GQ301", "missing-explanation", "warning",
    title="The question has no explanation.",
    why="Feedback that explains the answer carries over to new questions; the right answer alone does less (Butler, Godbole & "
        "Marsh 2013, Journal of Educational Psychology 105, 290-298).",
    fix="Add `explanation:` with one or two sentences: why it is so, and what it is not.")
def missing_explanation(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for a question without explanation."""
    if not asked.question.explanation:
        yield Hit("There is no explanation.", asked.index)


@question_lint(
    "GQ302", "short-explanation", "warning",
    title="The explanation is too short to explain.",
    why=f"With fewer than {FEWEST_WORDS} words it can repeat the key and give no reason.",
    fix="Say why it is so, or what it is often taken for.")
def short_explanation(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for an explanation of too few words."""
    count = len(asked.explanation)
    if asked.question.explanation and count < FEWEST_WORDS:
        noun = "word" if count == 1 else "words"
        yield Hit(f"The explanation has {count} {noun}; fewer than {FEWEST_WORDS} explain nothing.", asked.index, ("explanation",))


@question_lint(
    "GQ303", "answer-not-explained", "warning", english=True,
    title="The explanation does not mention the answer.",
    why="Who reads it has to see which of its words was asked for. Where the answer is missing, the explanation often belongs to "
        "an older version of the question.",
    fix="Name the answer in the explanation, in the words of the key.")
def answer_not_explained(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for each answer of which the explanation has no trace."""
    if not asked.question.explanation:
        return
    for answer, forms in _answers(asked):
        if not any(_is_mentioned(form, asked) for form in forms):
            yield Hit(f"The explanation does not mention the answer {answer!r}.", asked.index, ("explanation",))
            return


def _answers(asked: Asked) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each answer that has to be mentioned, with the forms that count as a mention."""
    match asked.question:
        case Single():
            yield asked.question.answer, (asked.question.answer,)
        case Multiple():
            yield from ((text, (text,)) for text in asked.question.answers)
        case Typed():
            yield asked.question.answer, (asked.question.answer, *asked.question.accept)
        case Cloze():
            accept = asked.question.accept
            yield from ((gap.text, (gap.text, *accept.get(part, ()))) for part, gap in asked.question.gaps.items())
        case Numeric():
            yield asked.question.key_text, (format(asked.question.answer.normalize(), "f"),)
        case Date():
            date = Partial.parse(asked.question.answer)
            yield str(date), _forms_of_date(date)
        case Map():
            yield asked.question.answer.name, (asked.question.answer.name,)


def _forms_of_date(date: Partial) -> tuple[str, ...]:
    """Return ways to write a date in an explanation; the year may be understood."""
    if date.precision == "year":
        return (str(date), f"{date.year % 100:02d}")
    without_year = str(date).removesuffix(f" {date.year:04d}")
    day, _, month = without_year.rpartition(" ")
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(int(day) % 10 if int(day) not in (11, 12, 13) else 0, "th") if day else ""
    return (without_year, f"{month} {day}", f"{day}{ordinal} of {month}", f"{day}{ordinal}") if day else (month,)


def _is_mentioned(answer: str, asked: Asked) -> bool:
    tokens = words(answer)
    if runs_in(tokens, asked.explanation):
        return True
    found = numbers(answer)
    if found and found <= numbers(asked.question.explanation[:LONGEST_READ]):
        return True
    wanted = telling(tokens) or frozenset(tokens)
    if wanted == frozenset(tokens) and any(token.isdigit() for token in tokens):
        return False
    roots = {root(word) for word in asked.explanation}
    beginnings = {word[:SAME_BEGINNING] for word in roots}
    known = sum(word in roots or (len(word) >= SAME_BEGINNING and word[:SAME_BEGINNING] in beginnings) for word in wanted)
    return known >= RECOGNISED * len(wanted)
