"""English words as lints compare them: split from texts, brought to a root, sorted out when they say little."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[,\u00a0\u202f']\d{3})+(?:\.\d+)?(?!\w)|(?<![\w.])\d+(?:\.\d+)?")
_SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+")


def words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, without punctuation, in order."""
    return _WORD.findall(text.casefold())


# Words that hold a sentence together and say nothing of its subject.
STOPWORDS = frozenset(words(
    "a an the and or but nor of in on at by for from to into onto with without within as than then that this these those it its "
    "he she they them their his her him who whom whose which what when where why how is are was were be been being am do does "
    "did done has have had having will would shall should can could may might must not no so such if while because although "
    "though there here also only just about over under between among through during before after since until up down out off "
    "again more most much many few some any each every all both either neither other another one according article say says "
    "said call calls called name names named following mark put match give choose order true false s"
))
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
          "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS = {
    **{word: value for value, word in enumerate(_SMALL)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
    **{f"{ten}-{one}": 10 * tens + ones for tens, ten in enumerate(_TENS, start=2) for ones, one in enumerate(_SMALL[1:10], 1)},
    "hundred": 100, "once": 1, "twice": 2,
}


@lru_cache(maxsize=16384)
def root(word: str) -> str:
    """Return the word without its plural or possessive ending, as well as rules can tell."""
    for ending in ("'s", "’s", "'", "’"):
        word = word.removesuffix(ending)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def telling(tokens: Iterable[str]) -> frozenset[str]:
    """Return the roots of those words that say what a text is about."""
    return frozenset(root(word) for word in tokens if word not in STOPWORDS)


def runs_in(needle: Sequence[str], haystack: Sequence[str]) -> bool:
    """Tell whether ``needle`` stands in ``haystack`` as one run of words."""
    if not needle:
        return False
    first, size = needle[0], len(needle)
    return any(word == first and haystack[at:at + size] == needle for at, word in enumerate(haystack))


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``; a colon or a semicolon ends one too."""
    return [piece for piece in _SENTENCE_END.split(text) if piece]


def numbers(text: str) -> set[str]:
    """Return the numbers of ``text`` in plain digits, those spelled in English words included."""
    found = {re.sub(r"[,\u00a0\u202f']", "", digits) for digits in _NUMBER.findall(text)}
    return found | {str(NUMBER_WORDS[word]) for word in re.findall(r"[a-z]+(?:-[a-z]+)?", text.casefold()) if word in NUMBER_WORDS}
