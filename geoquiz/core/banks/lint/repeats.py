"""Lints that compare questions of a bank: what is asked twice, and what one question tells of another.

All of them work by an index, so that their cost grows with the bank and not with its square.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from geoquiz.core.banks.lint.catalogue import Hit, bank_lint
from geoquiz.core.banks.lint.ground import LONGEST_READ, Asked, Ground
from geoquiz.core.banks.lint.words import root, sentences, telling, words
from geoquiz.core.dates import Partial
from geoquiz.core.kinds.cloze import Cloze
from geoquiz.core.kinds.date import Date
from geoquiz.core.kinds.map import Map
from geoquiz.core.kinds.matching import Matching
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.kinds.ordering import Ordering
from geoquiz.core.kinds.single import Single
from geoquiz.core.kinds.typed import Typed

# Below this many telling words two stems are alike by chance ("What is the capital of …?").
FEWEST_WORDS = 4
# A stem tells the answer of another question when it has the answer and this share of the other stem's
# telling words: it then reads as that question turned into a statement. Found by trying on real banks.
COVERED = 0.75
# An answer that so many questions share ("Russia" in a bank on Russia) is named everywhere and tells nothing.
MOST_SHARERS = 25
# Words that may come and go without making another question. Those of time and kind stay: "before" and
# "after", "when" and "where" ask for different things.
_LITTLE = frozenset(words("the a an of in on at to for by is are was were do does did has had have that s according article says"))


def _tokens(asked: Asked) -> list[str]:
    """Return all the words that make a question what it is: an ordering also by its items."""
    match asked.question:
        case Ordering():
            return [*asked.words, *words(" ".join(asked.question.right_response()))]
        case Matching():
            return [*asked.words, *words(" ".join(pair.left for pair in asked.question.pairs))]
        case _:
            return asked.words


@bank_lint(
    "GQ203", "same-stem", "error",
    title="Two questions ask the same.",
    why="The learner has to answer it twice, each with a memory of its own, and may be marked by two different keys.",
    fix="Retire one of them (`retired: true`), or say what makes them different.")
def same_stem(ground: Ground) -> Iterator[Hit]:
    """Yield a hit for each question whose words are those of an earlier one, in the same order."""
    first: dict[tuple[str, ...], Asked] = {}
    for asked in ground.asked:
        earlier = first.setdefault(tuple(_tokens(asked)), asked)
        if earlier is not asked:
            yield Hit(f"This asks the same as {earlier.question.id!r}.", asked.index, (asked.text_field,))


@bank_lint(
    "GQ204", "near-same-stem", "warning",
    title="Two questions ask nearly the same.",
    why="Questions are to be independent of each other (Haladyna, Downing & Rodriguez 2002, guideline 4); a reworded question "
        "takes a learner's time twice for one fact.",
    fix="Retire the weaker one (`retired: true`), or ask for another fact.")
def near_same_stem(ground: Ground) -> Iterator[Hit]:
    """Yield a hit for stems of the same telling words, or of all but one with the same answer.

    A stem is filed under the set of its words, and with its answer under each set that lacks one of them. Names and
    numbers are never left out: "the capital of France" and "the capital of Spain" are two questions.
    """
    shared = Counter(answer for asked in ground.asked if (answer := _answer(asked)))
    filed: dict[object, Asked] = {}
    for asked in ground.asked:
        bag = telling(_tokens(asked))
        if len(bag) < FEWEST_WORDS:
            continue
        signs: list[object] = [frozenset(root(word) for word in _tokens(asked) if word not in _LITTLE)]
        answer = _answer(asked)
        if shared[answer] > 1:
            signs += [(answer, bag), *((answer, bag - {word}) for word in bag - _names(asked))]
        alike = [found for sign in signs if (found := filed.get(sign)) is not None]
        earlier = min(alike, key=lambda found: found.index, default=None)
        if earlier is not None and _tokens(earlier) != _tokens(asked):
            yield Hit(f"This asks nearly the same as {earlier.question.id!r}.", asked.index, (asked.text_field,))
        for sign in signs:
            filed.setdefault(sign, asked)


def _names(asked: Asked) -> frozenset[str]:
    """Return the roots of a stem's names and numbers: words with a capital inside a sentence, or a digit."""
    found = []
    for sentence in sentences(asked.text):
        for position, word in enumerate(sentence.split()):
            if any(c.isdigit() for c in word) or (position and word[:1].isupper()):
                found += words(word)
    return telling(found)


def _answer(asked: Asked) -> tuple[str, ...]:
    """Return the words of the one answer of a question, or nothing where it has none that could be told."""
    match asked.question:
        case Single() | Typed():
            return tuple(words(asked.question.answer))
        case Map():
            return tuple(words(asked.question.answer.name))
        case Numeric():
            return (format(asked.question.answer.normalize(), "f"),)
        case Date():
            return tuple(words(str(Partial.parse(asked.question.answer))))
        case Cloze():
            return tuple(words(next(iter(asked.question.gaps.values())).text)) if len(asked.question.gaps) == 1 else ()
        case _:
            return ()


@bank_lint(
    "GQ205", "answers-another", "warning",
    title="A stem or an explanation gives the answer of another question.",
    why="Questions are asked in any order, so the learner may have just read the answer (Haladyna, Downing & Rodriguez 2002, "
        "guideline 4: independent of each other).",
    fix="Leave the detail out here, or ask the other question about something else.")
def answers_another(ground: Ground) -> Iterator[Hit]:
    """Yield a hit where one sentence has the answer of another question and nearly all of its stem's words."""
    wanted = _Wanted(ground)
    for asked in ground.asked:
        for field, text in ((asked.text_field, asked.text), ("explanation", asked.question.explanation[:LONGEST_READ])):
            target = wanted.answered_by(text, asked)
            if target is not None:
                yield Hit(f"The {field} gives the answer of {target.question.id!r}.", asked.index, (field,))


class _Wanted:
    """The questions whose answer can be told, by the words of that answer."""

    def __init__(self, ground: Ground) -> None:
        self._by_answer: dict[tuple[str, ...], list[Asked]] = defaultdict(list)
        # How many words the answers have that begin with a word: only runs of these lengths are looked up.
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for asked in ground.asked:
            answer = _answer(asked)
            if answer and len(asked.telling - telling(answer)) >= FEWEST_WORDS:
                self._by_answer[answer].append(asked)
                self._lengths[answer[0]].add(len(answer))

    def answered_by(self, text: str, asker: Asked) -> Asked | None:
        """Return a question, other than ``asker``, that one sentence of ``text`` answers, or None."""
        for sentence in sentences(text):
            tokens = words(sentence)
            runs = (tuple(tokens[at:at + length]) for at, word in enumerate(tokens) for length in self._lengths.get(word, ()))
            answers = [run for run in runs if 0 < len(self._by_answer.get(run, ())) <= MOST_SHARERS]
            roots = telling(tokens) if answers else frozenset()
            for answer in answers:
                for other in self._by_answer[answer]:
                    if other is not asker and _covers(roots, other, answer):
                        return other
        return None


def _covers(roots: frozenset[str], asked: Asked, answer: tuple[str, ...]) -> bool:
    """Tell whether these words have nearly all that a question asks with, its answer left aside."""
    stem = asked.telling - telling(answer)
    return len(stem & roots) >= COVERED * len(stem)
