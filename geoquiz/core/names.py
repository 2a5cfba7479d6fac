"""User names: what may be one, and which of them nobody could tell apart."""

import re
import unicodedata

SHORTEST, LONGEST = 2, 64
_NAME = re.compile(r"\w(?:[\w .'-]*[\w.])?\Z")
# Letters of other scripts, and digits, that look like a Latin small letter. Source: Unicode's confusables.txt, the
# Greek and Cyrillic letters that are drawn alike in common fonts, after case folding.
_LOOK_LIKE = str.maketrans({
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "н": "h", "і": "i", "ј": "j", "к": "k", "м": "m", "о": "o",
    "р": "p", "ԛ": "q", "ѕ": "s", "т": "t", "у": "y", "х": "x", "ԝ": "w", "ү": "y", "ь": "b",
    "α": "a", "β": "b", "ε": "e", "ζ": "z", "η": "n", "ι": "i", "κ": "k", "μ": "m", "ν": "v", "ο": "o", "ρ": "p", "τ": "t",
    "υ": "u", "χ": "x", "γ": "y",
    "ı": "i", "l": "i", "ł": "i", "ø": "o", "đ": "d", "0": "o", "1": "i",
})


def name_fault(name: str) -> str | None:
    """Return what is wrong with a user name, or None."""
    if not SHORTEST <= len(name) <= LONGEST:
        return f"A user name has {SHORTEST} to {LONGEST} characters."
    if not _NAME.match(name) or not any(c.isalnum() for c in name):
        return "A user name is made of letters, digits, spaces, dots, hyphens and apostrophes, and starts with a letter or digit."
    if len(name_key(name)) > LONGEST:
        return "This user name holds characters that stand for several letters each: write it with plain ones."
    return None


def name_key(name: str) -> str:
    """Return the form in which user names are compared: names that look alike have one key.

    Without case, accents, spaces and punctuation, and with letters that look like Latin ones as these.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in folded if c.isalnum()).translate(_LOOK_LIKE)
