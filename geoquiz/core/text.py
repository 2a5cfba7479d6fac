"""Normalising and comparing typed text, as a fair teacher would.

Similarity never decides that an answer is right: equality of normalised forms does. A small slip of
the finger in a long word counts as "almost", unless what was typed is a real answer to something else.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

# Letters that Unicode does not decompose into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng"}
)
# Accents and vowel points, which people leave out. Marks of other scripts (Indic and Thai vowels, the
# Japanese voicing marks) make another letter and stay.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487"  # Latin, Greek, Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]"  # Hebrew, Arabic
)
_LEADING_ARTICLE = re.compile(r"^(?:the|an|a) (?=\S)")
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212/]")
# What keeps two words or two numbers apart: 1.5 is not 15.
_SEPARATORS = re.compile(r"[,;:()\[\]]|(?<=\d)\.(?=\d)")
_SPACES = re.compile(r"\s+")

# One edit is forgiven from this many letters on, two from that many: shorter words are too often
# one edit from another real word.
ONE_EDIT_FROM = 5
TWO_EDITS_FROM = 9


_NONE: frozenset[str] = frozenset()
# Longer texts are compared like any other, but are not kept in memory, and a slip in them is not looked for.
_LONGEST_KEPT = 256


def _fold(text: str) -> str:
    """Return ``text`` in lower case without accents."""
    if text.isascii():
        return text.casefold()
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()))
    # Put together again, so that the length of a word is counted in letters as they are typed.
    return unicodedata.normalize("NFC", folded).translate(_UNDECOMPOSED)


def normalise(text: str) -> str:
    """Return the form in which typed answers are compared.

    NFKC, case folded, without accents, punctuation, extra spaces and a leading English article.
    A text that is nothing but punctuation keeps it, so that "%" and "&" stay different answers.
    """
    return _normalise_and_keep(text) if len(text) <= _LONGEST_KEPT else _normalise(text)


def _normalise(text: str) -> str:
    folded = _fold(text)
    if not folded.replace(" ", "").isalnum():  # Most answers are letters and spaces alone.
        folded = _SEPARATORS.sub(" ", _HYPHENS.sub(" ", folded.replace("&", " and ")))
        folded = "".join(c for c in folded if _is_kept(c))
    plain = _SPACES.sub(" ", folded).strip()
    return _LEADING_ARTICLE.sub("", plain) or _SPACES.sub(" ", text.casefold()).strip()


_normalise_and_keep = lru_cache(maxsize=8192)(_normalise)


def _is_kept(character: str) -> bool:
    return character.isalnum() or character.isspace() or unicodedata.category(character)[0] == "M"


def forms(texts: Iterable[str]) -> frozenset[str]:
    """Return the normalised forms of ``texts``, hyphenated words also as one word."""
    found = set()
    for text in texts:
        found.add(normalise(text))
        if _HYPHENS.search(text):
            found.add(normalise(_HYPHENS.sub("", text)))
    return frozenset(found)


def same(given: str, accepted: frozenset[str]) -> bool:
    """Tell whether ``given`` is one of ``accepted``, which holds forms made by `forms`."""
    return normalise(given) in accepted or not forms([given]).isdisjoint(accepted)


def almost(given: str, accepted: frozenset[str], known: frozenset[str]) -> bool:
    """Tell whether ``given`` is a slip of the finger away from one of ``accepted``.

    A word of five letters or more may differ by one edit (insertion, deletion, substitution or two
    neighbours swapped), one of nine or more by two, where both the word and what was typed are that long
    (Laos is not Lagos, Austria not Australia); digits never may. ``known`` holds the normalised
    answers, options and places of the bank: what is itself one of them is never a slip.
    """
    text = normalise(given)
    if len(text) > _LONGEST_KEPT or text in known:
        return False
    return any(_slip(text, form, known) for form in accepted)


def near(accepted: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """Return those of ``known`` that `almost` needs to know of to judge about ``accepted``: the others change no verdict."""
    words = {(word[0], len(word), word) for form in accepted for word in form.split(" ") if len(word) >= ONE_EDIT_FROM}
    reach = {(first, length + more) for first, length, _ in words for more in (-2, -1, 0, 1, 2)}
    squeezed = {form.replace(" ", "") for form in accepted}
    initials = {form[:1] for form in accepted}

    def matters(text: str) -> bool:
        if " " not in text and (text[:1], len(text)) in reach and any(_word_slip(text, word, _NONE) for _, _, word in words):
            return True
        if " " in text and text[:1] in initials and any(_slip(text, form, _NONE) for form in accepted):
            return True
        return text.replace(" ", "") in squeezed

    return frozenset(text for text in known if text in accepted or matters(text))


def _slip(given: str, wanted: str, known: frozenset[str]) -> bool:
    """Tell whether ``given`` differs from ``wanted`` by forgivable slips alone."""
    given_words, wanted_words = given.split(" "), wanted.split(" ")
    if len(given_words) != len(wanted_words):
        joined = given.replace(" ", "")
        return len(joined) >= ONE_EDIT_FROM and not _has_digit(joined) and joined == wanted.replace(" ", "")
    return all(
        typed == word or _word_slip(typed, word, known)
        for typed, word in zip(given_words, wanted_words, strict=True)
    )


def _word_slip(typed: str, word: str, known: frozenset[str]) -> bool:
    """Tell whether ``typed`` is ``word`` with few enough slips for its length."""
    length = min(len(typed), len(word))
    allowed = 2 if length >= TWO_EDITS_FROM else 1 if length >= ONE_EDIT_FROM else 0
    # Fingers seldom slip at the first letter (7.8 % of misspellings: Pollock and Zamora 1984), but prefixes
    # stand there: immigration is no slip of emigration, centralised none of decentralised.
    if not allowed or typed[0] != word[0] or typed in known or _has_digit(typed) or _has_digit(word):
        return False
    return bool(OSA.distance(typed, word, score_cutoff=allowed) <= allowed)


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)
