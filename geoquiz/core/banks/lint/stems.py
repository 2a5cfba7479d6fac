"""Lints of stems: what they give away, and what makes them hard to read for reasons that are not the subject's.

"HDR" as in `options`: the guidelines of Haladyna, Downing & Rodriguez (2002).
"""

import re
from collections.abc import Iterator

from geoquiz.core.banks.lint.catalogue import Hit, question_lint
from geoquiz.core.banks.lint.ground import Asked, Ground, choices, option_index
from geoquiz.core.banks.lint.words import numbers, runs_in, sentences, telling, words
from geoquiz.core.kinds.cloze import Cloze
from geoquiz.core.kinds.date import Date
from geoquiz.core.kinds.multiple import Multiple
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.kinds.single import Single
from geoquiz.core.kinds.true_false import TrueFalse
from geoquiz.core.kinds.typed import Typed

# Shorter keys ("gas", "US", "1st") are parts of ordinary sentences.
SHORTEST_KEY = 4
# Smaller numbers count other things of the same sentence ("the two presidents").
SMALLEST_NUMBER = 10
# The question itself says not or except, in small letters: "which of these is not …", and not a clause within it.
# So the question word opens its sentence, but for "According to the article, " or "In 2024, of ".
_SUBORDINATE = r"(?!\b(?:when|because|if|although|though|since|while|whether|that|who|unless|as|where)\b)"
_VERB = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
_OPENING = (r"(?:^|[.?!:]\s+)(?i:(?:according|in|by|as|on|at|during|after|before|of|among|besides|from|apart)\b[^,.?!]{0,80},\s+)?"
            r"(?i:(?:in|of|by|to|from|with|for|on|at)\s+)?(?i:which|what|who|whom|whose)\b")
_NEGATIVE = re.compile(
    rf"{_OPENING}(?:{_SUBORDINATE}[^,;:.?!])*?\b{_VERB}(?:n['’]t\b|(?:\s+{_SUBORDINATE}\w+){{0,4}}?\s+not\b)"
    r"|\b(?i:all)\b[^,;:.?!]{0,80}\bexcept\b|\bexcept(?: for)?\s*[:?…_]")
_NEGATION = re.compile(
    r"\b(?:not(?! only\b| least\b| just\b)|never|nobody|nothing|none|neither|without|except|hardly|scarcely"
    r"|no(?! longer\b| more\b| less\b| fewer\b| doubt\b| one\b|\.|-))\b|n['’]t\b|\bno one\b", re.IGNORECASE)
_NOT_UN = re.compile(
    r"\b(?:not|never)\s+(?:un(?:able|aware|common|likely|usual|true|important|known|related|willing|successful|reasonable|affected)"
    r"|im(?:possible|probable)|in(?:correct|accurate|significant|frequent|valid)|false|wrong)\b", re.IGNORECASE)
_DENIAL = re.compile(rf"\b{_VERB} not\b")
_DENYING_OPTION = re.compile(r"^(?:no|none|neither|without)\b|\b(?:not|never)\b|n['’]t\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.?!()–—]|\b(?:but|while|whereas|although|though|because|and|or|if|when|unless)\b", re.IGNORECASE)


@question_lint(
    "GQ106", "key-in-stem", "warning",
    title="The stem names the key.",
    why="What is asked for can be read off the question, or the one option that repeats the stem's words is chosen without "
        "knowing anything (Haladyna, Downing & Rodriguez 2002, guideline 28b).",
    fix="Say it in other words in the stem, or ask for something else.")
def key_in_stem(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit where the words of a key stand in the stem or the hint, and no distractor's do."""
    match asked.question:
        case Single() | Multiple():
            yield from _named_option(asked)
        case Typed():
            # "Which is larger, Iran or Iraq?" has to name both.
            if " or " not in asked.text and _is_named(asked.question.answer, asked.words):
                yield Hit(f"The stem names the answer {asked.question.answer!r}.", asked.index, ("stem",))
            elif _is_named(asked.question.answer, words(asked.question.hint)):
                yield Hit(f"The hint names the answer {asked.question.answer!r}.", asked.index, ("hint",))
        case Cloze():
            yield from _named_gap(asked, asked.question)
        case Numeric():
            answer = format(asked.question.answer.normalize(), "f")
            if abs(asked.question.answer) >= SMALLEST_NUMBER and answer in numbers(asked.text):
                yield Hit(f"The stem names the answer {answer}.", asked.index, ("stem",))
        case Date():
            if asked.question.answer in asked.text:
                yield Hit(f"The stem names the answer {asked.question.answer}.", asked.index, ("stem",))


def _is_named(text: str, haystack: list[str]) -> bool:
    return len(text) >= SHORTEST_KEY and runs_in(words(text), haystack)


def _named_option(asked: Asked) -> Iterator[Hit]:
    keys, distractors = choices(asked.question)
    named = [text for text in keys if _is_told(text, asked)]
    if named and not any(_is_told(text, asked) for text in distractors):
        yield Hit(f"The stem has all the words of the key {named[0]!r} and of no wrong option.", asked.index,
                  ("options", option_index(asked.question, named[0])))


def _is_told(text: str, asked: Asked) -> bool:
    """Tell whether all the words that matter in an option stand in the stem."""
    roots = telling(words(text))
    return sum(map(len, roots)) >= SHORTEST_KEY and roots <= asked.telling


def _named_gap(asked: Asked, cloze: Cloze) -> Iterator[Hit]:
    for part, gap in cloze.gaps.items():
        # The other gaps are filled in while one is asked.
        others = " ".join(other.text for name, other in cloze.gaps.items() if name != part)
        if _is_named(gap.text, [*asked.words, "", *words(others), "", *words(gap.hint)]):
            yield Hit(f"The text outside the gap {part} names its answer {gap.text!r}.", asked.index, ("text",))


@question_lint(
    "GQ201", "negative-stem", "warning", english=True,
    title='The stem asks what is "not" so, in small letters.',
    why='Readers miss a small "not" and answer the opposite of what they know; the question then measures reading '
        "(Haladyna, Downing & Rodriguez 2002, guideline 17).",
    fix="Ask for what is so; where that cannot be, write NOT or EXCEPT in capitals.")
def negative_stem(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit where the question of a choice turns on a "not" or "except" in small letters."""
    if isinstance(asked.question, Single | Multiple) and (match := _NEGATIVE.search(asked.text)):
        word = "except" if "except" in match[0] else "n't" if match[0].endswith("t") and "not" not in match[0] else "not"
        yield Hit(f"The stem asks what is {word!r} so: a word that is easily missed.", asked.index, ("stem",))


@question_lint(
    "GQ202", "double-negative", "warning", english=True,
    title="Two negations have to be cancelled to understand the question.",
    why="Working out that two negations make a statement costs attention that belongs to the subject (Haladyna, Downing & "
        "Rodriguez 2002, guidelines 17 and 27).",
    fix="Say it without negation.")
def double_negative(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for a clause with two negations, or a negative question with a negative key."""
    for sentence in sentences(asked.text):
        for clause in _CLAUSE.split(sentence):
            found = [match[0].lower() for match in _NEGATION.finditer(clause or "")]
            double = _NOT_UN.search(clause or "")
            if double or (len(found) >= 2 and found[:2] != ["neither", "no"]):
                what = double[0] if double else " … ".join(found[:2])
                yield Hit(f"The stem denies twice ({what!r}).", asked.index, (asked.text_field,))
                return
    question = asked.question
    if isinstance(question, TrueFalse):
        match = _DENIAL.search(asked.text)
        if match and not question.answer and not _CLAUSE.search(asked.text.rstrip(" .")):
            yield Hit(f"The statement says {match[0]!r} and is false: the learner has to deny a denial.", asked.index, ("stem",))
    elif isinstance(question, Single | Multiple) and _NEGATIVE.search(asked.text.replace("NOT", "not")):
        keys, distractors = choices(question)
        denying = [text for text in (*keys, *distractors) if _DENYING_OPTION.search(text)]
        if denying:
            yield Hit(f"The stem asks for what is not so, and the option {denying[0]!r} denies again.", asked.index,
                      ("options", option_index(question, denying[0])))
