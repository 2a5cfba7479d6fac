"""Lints of options: what gives the key away to those who do not know it, and what cannot be told apart.

"HDR" is Haladyna, Downing & Rodriguez, "A review of multiple-choice item-writing guidelines for classroom
assessment", Applied Measurement in Education 15 (2002), 309-334; its guidelines are numbered there.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from geoquiz.core.banks.lint.catalogue import Hit, Step, question_lint
from geoquiz.core.banks.lint.ground import Asked, Ground, choices, option_index
from geoquiz.core.kinds.map import Map
from geoquiz.core.kinds.matching import Matching
from geoquiz.core.kinds.multiple import Multiple
from geoquiz.core.kinds.ordering import Ordering
from geoquiz.core.kinds.single import Single
from geoquiz.core.question import Question

# HDR 24 asks for options of about equal length. A key stands out when the eye sees it at once: half as
# long again as the longest distractor, and by more than a short word (so that "Iran" / "China" is no finding).
LONGER_BY_SHARE = 1.5
LONGER_BY_CHARACTERS = 12
# A key of fewer words is a name or a term, which is as long as it is ("the United Kingdom" / "Iran").
FEWEST_KEY_WORDS = 6
# HDR 28a: specific determiners. Only words that leave no exception; "only" and "must" say other things too often.
ABSOLUTE = re.compile(
    r"\b(?:always|never|completely|absolutely|entirely|totally|all|every|none|nobody|no one|nothing|impossible)\b", re.IGNORECASE)
# One distractor with such a word happens by chance; a habit shows in several, and in half of them.
ABSOLUTE_DISTRACTORS = 2
_ABOVE = re.compile(
    r"(?:all|none|both|neither|any)(?: of)? (?:the |these |those )?(?:above|these|those|other|others|options|answers)"
    r"(?: (?:options|answers|choices))?\W*", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)
# Words whose first sound differs from their first letter, as far as options begin with them.
_LIKE_CONSONANT = re.compile(r"(?:eu|uni(?!m|n)|us[aeiu]|ut[aei]|one\b|once\b|ur[aeiou])", re.IGNORECASE)
_LIKE_VOWEL = re.compile(r"(?:hour|honou?r|honest|heir|8|11\b|18\b|[FHLMNRSX][A-Z0-9]*\b(?![a-z]))")
_CUE_ARTICLE = re.compile(r"(?<![/(\w])(an?)\s*(?:[:…_]|\.{3})*\s*$", re.IGNORECASE)
_CUE_NUMBER = re.compile(r"\b(is|was|are|were)\s*(?:[:…_]|\.{3})*\s*$", re.IGNORECASE)
_PREPOSITION = re.compile(r"\s(?:of|in|from|to|for|with|on|at|by|between|under|over)\s")
_GROUPING = re.compile(r"(?<=\d)[,\u00a0\u202f' ](?=\d{3}\b)")
_LOOSE = re.compile(r"[-\u2010-\u2015'’‘\"“”„.,;:!?]")


@question_lint(
    "GQ101", "longest-key", "warning",
    title="The key is much longer than every wrong option.",
    why="Writers qualify what must be true and not what is wrong, and learners know it: the longest option is the best guess of "
        "one who knows nothing (Haladyna, Downing & Rodriguez 2002, guideline 24).",
    fix="Shorten the key, moving its details to the explanation, or give the wrong options as much detail.")
def longest_key(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit where the shortest right option is much longer than the longest wrong one."""
    keys, distractors = choices(asked.question)
    if not keys or not distractors:
        return
    key, longest = min(keys, key=len), max(map(len, distractors))
    stands_out = len(key) >= longest * LONGER_BY_SHARE and len(key) >= longest + LONGER_BY_CHARACTERS
    if stands_out and len(key.split()) >= FEWEST_KEY_WORDS:
        what = f"The key has {len(key)} characters" if len(keys) == 1 else f"Every key has at least {len(key)} characters"
        yield Hit(f"{what}, the longest wrong option {longest}: its length gives it away.", asked.index,
                  ("options", option_index(asked.question, key)))


def lists_of_choices(question: Question) -> Iterator[tuple[list[str], list[tuple[Step, ...]]]]:
    """Yield each list of texts from which a learner chooses, with the way to every text."""
    match question:
        case Single() | Multiple():
            yield [o.text for o in question.options], [("options", n) for n in range(len(question.options))]
        case Ordering():
            yield [item.text for item in question.items], [("items", n) for n in range(len(question.items))]
        case Matching():
            ways: list[tuple[Step, ...]] = [("pairs", n, "right") for n in range(len(question.pairs))]
            yield [pair.left for pair in question.pairs], [("pairs", n, "left") for n in range(len(question.pairs))]
            yield ([*(pair.right for pair in question.pairs), *question.distractors],
                   [*ways, *(("distractors", n) for n in range(len(question.distractors)))])
        case Map():
            places: list[tuple[Step, ...]] = [("answer", "name")]
            yield ([question.answer.name, *(spot.name for spot in question.choices)],
                   [*places, *(("choices", n, "name") for n in range(len(question.choices)))])


def _tight(text: str) -> str:
    """Return a text such that equal ones cannot be told apart by reading them."""
    folded = _GROUPING.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(folded.split()).rstrip(".,;: ")


def _loose(text: str) -> str:
    """Return a text such that equal ones differ in case, hyphens, articles or the order of a list alone."""
    folded = _LOOSE.sub(" ", _tight(text).casefold())
    plain = re.sub(r"^(?:the|an|a) (?=\w\w)", "", " ".join(folded.split()))
    return " and ".join(sorted(re.split(r" (?:and|&) ", plain)))


def _pairs_alike(texts: Sequence[str], *, loosely: bool) -> Iterator[tuple[int, int]]:
    first_at: dict[str, int] = {}
    tight_at: dict[str, int] = {}
    for index, text in enumerate(texts):
        tight = _tight(text)
        if loosely:
            seen = first_at.setdefault(_loose(text), index)
            if seen != index and tight not in tight_at:
                yield seen, index
            tight_at.setdefault(tight, index)
        elif (seen := tight_at.setdefault(tight, index)) != index:
            yield seen, index


@question_lint(
    "GQ104", "equal-options", "error",
    title="Two options are the same.",
    why="They differ in nothing that a learner can read (spaces, a final full stop, separators in a number), so one who knows "
        "the answer may be marked wrong (Haladyna, Downing & Rodriguez 2002, guideline 19).",
    fix="Delete one of them, or write what tells them apart.")
def equal_options(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for each choice that reads exactly like an earlier one."""
    for texts, ways in lists_of_choices(asked.question):
        for first, second in _pairs_alike(texts, loosely=False):
            yield Hit(f"{texts[second]!r} reads the same as {texts[first]!r}.", asked.index, ways[second])


@question_lint(
    "GQ105", "near-equal-options", "warning",
    title="Two options mean the same.",
    why="They differ in capitals, hyphens, an article or the order of a list alone. Unless exactly that is asked, both or "
        "neither would have to be right (Haladyna, Downing & Rodriguez 2002, guidelines 19 and 22).",
    fix="Replace one of them by an option of its own.")
def near_equal_options(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for each choice that differs from an earlier one in next to nothing."""
    for texts, ways in lists_of_choices(asked.question):
        for first, second in _pairs_alike(texts, loosely=True):
            yield Hit(f"{texts[second]!r} means the same as {texts[first]!r}.", asked.index, ways[second])


@question_lint(
    "GQ107", "grammar-clue", "warning", english=True,
    title="The stem's grammar fits the key and not every wrong option.",
    why='A stem that ends in "a", "an", "is" or "are" excludes options by their first letter or their plural: whoever reads '
        "closely need not know the answer (Haladyna, Downing & Rodriguez 2002, guideline 28c).",
    fix='Ask a whole question, move the article into the options, or write "a/an".')
def grammar_clue(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit where the last word of a stem agrees with the keys and not with some distractor."""
    keys, distractors = choices(asked.question)
    if not keys:
        return
    stem = asked.text
    if cue := _CUE_ARTICLE.search(stem):
        wants_vowel = cue[1].lower() == "an"
        misfits = [text for text in distractors if _sounds_like_vowel(text) != wants_vowel]
        if misfits and all(_sounds_like_vowel(text) == wants_vowel for text in keys):
            yield Hit(f"The stem ends in {cue[1]!r}, which does not fit {misfits[0]!r}.", asked.index, ("stem",))
    elif cue := _CUE_NUMBER.search(stem):
        wants_plural = cue[1].lower() in ("are", "were")
        misfits = [text for text in distractors if _is_plural(text) != wants_plural]
        # A plural cannot be told for certain, so all the wrong options must disagree with the stem.
        if misfits and len(misfits) == len(distractors) and all(_is_plural(text) == wants_plural for text in keys):
            yield Hit(f"The stem ends in {cue[1]!r}, which does not fit {misfits[0]!r}.", asked.index, ("stem",))


def _sounds_like_vowel(text: str) -> bool:
    if _LIKE_VOWEL.match(text):
        return True
    return bool(_VOWEL.match(text)) and not _LIKE_CONSONANT.match(text)


def _is_plural(text: str) -> bool:
    """Tell whether the head of an option is a plural, or a list joined by "and"; names count as singular."""
    head = _PREPOSITION.split(text)[0].split()[-1]
    if " and " in text:
        return True
    return head.endswith("s") and not head.endswith(("ss", "us", "is", "ics", "news")) and head[0].islower()


@question_lint(
    "GQ108", "of-the-above", "warning", english=True,
    title='An option says "all of the above" or "none of the above".',
    why='Options are shuffled at each showing, so "above" is meaningless; and "all" is right as soon as two options are known to '
        "be, while \"none\" tests nothing (Haladyna, Downing & Rodriguez 2002, guidelines 25 and 26).",
    fix="Delete the option, or make the question a `multiple`.")
def of_the_above(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for each option that speaks of the others."""
    keys, distractors = choices(asked.question)
    for text in (*keys, *distractors):
        if _ABOVE.fullmatch(text):
            yield Hit(f"The option {text!r} speaks of the other options.", asked.index,
                      ("options", option_index(asked.question, text)))


@question_lint(
    "GQ109", "absolute-distractors", "warning", english=True,
    title="Only wrong options use absolute words.",
    why='Little is true "always" or of "all", so learners strike such options out without knowing anything of the subject '
        "(Haladyna, Downing & Rodriguez 2002, guideline 28a).",
    fix="Soften the wrong options to the tone of the key.")
def absolute_distractors(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit where several distractors, at least half, have an absolute word, and no key has."""
    keys, distractors = choices(asked.question)
    found = [(text, match[0].lower()) for text in distractors if (match := ABSOLUTE.search(text))]
    if len(found) >= ABSOLUTE_DISTRACTORS and 2 * len(found) >= len(distractors) and not any(map(ABSOLUTE.search, keys)):
        quoted = ", ".join(repr(word) for word in dict.fromkeys(word for _, word in found))
        yield Hit(f"{len(found)} of {len(distractors)} wrong options use absolute words ({quoted}), the right ones none.",
                  asked.index, ("options", option_index(asked.question, found[0][0])))


@question_lint(
    "GQ110", "orphan-feedback", "warning",
    title="Some wrong options have feedback and others have none.",
    why="Feedback on an option tells those who chose it where their thinking went wrong. Who chose one of the others is left "
        "alone, mostly because an option was added later. (Feedback on the key is free: the explanation says why it is right.)",
    fix="Write feedback for every wrong option, or for none.")
def orphan_feedback(asked: Asked, ground: Ground) -> Iterator[Hit]:
    """Yield a hit for a question that gives feedback on a part of its distractors."""
    question = asked.question
    if not isinstance(question, Single | Multiple):
        return
    keys = {question.answer} if isinstance(question, Single) else set(question.answers)
    wrong = [(index, option) for index, option in enumerate(question.options) if option.text not in keys]
    silent = [(index, option.text) for index, option in wrong if not option.feedback]
    if silent and len(silent) < len(wrong):
        yield Hit(f"{len(wrong) - len(silent)} of {len(wrong)} wrong options have feedback; {silent[0][1]!r} has none.",
                  asked.index, ("options", silent[0][0]))
