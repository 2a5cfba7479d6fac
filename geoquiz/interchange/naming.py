"""Permanent ids out of names and texts that were not made to be ids: equal input gives equal ids."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

LONGEST_ID = 64
# An id made of a whole sentence says enough with its first words.
_LONGEST_OF_TEXT = 40
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z", re.ASCII)
_OTHER = re.compile(r"[^a-z0-9]+")
_UNDECOMPOSED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def is_id(text: str) -> bool:
    """Tell whether a text is an id as it stands."""
    return len(text) <= LONGEST_ID and _ID.match(text) is not None


def slug(text: str, longest: int = LONGEST_ID) -> str:
    """Return ``text`` as an id, cut between words; a text without Latin letters and digits gets a digest."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    words = _OTHER.sub("-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    if not words:
        return f"q-{hashlib.blake2b(text.encode(), digest_size=4).hexdigest()}"
    if len(words) <= longest:
        return words
    cut = words[:longest + 1].rpartition("-")[0]
    return cut if len(cut) > longest // 2 else words[:longest].strip("-")


def slug_of_text(text: str) -> str:
    """Return a short id out of the first words of a sentence."""
    return slug(text, _LONGEST_OF_TEXT)


def unique_ids(wanted: Sequence[str], exact: Iterable[int] = ()) -> list[str]:
    """Return the ids that are wanted, those that come again with a number behind: stop, stop-2, stop-3.

    Those at the positions ``exact`` are ids of their own and go first; the others were made of names.
    """
    first = list(dict.fromkeys(exact))
    asked_for = set(first)
    found, taken, counts = list(wanted), set[str](), dict[str, int]()
    for index in (*first, *(index for index in range(len(wanted)) if index not in asked_for)):
        name = free = wanted[index]
        while free in taken:
            counts[name] = counts.get(name, 1) + 1
            tail = f"-{counts[name]}"
            free = f"{name[:LONGEST_ID - len(tail)].rstrip('-')}{tail}"
        taken.add(free)
        found[index] = free
    return found
