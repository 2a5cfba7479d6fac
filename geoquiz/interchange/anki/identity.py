"""Who is who in Anki: GUIDs, ids, names of decks and tags, made of permanent keys and titles.

Anki finds a note again by its GUID and nothing else, so this file must give the same GUIDs for ever.
"""

import base64
import hashlib
import re
from functools import lru_cache

# About fifty days: ids are times in Anki, which refuses those in the future, so they lie before the bank's creation.
_SPREAD_MS = 2 ** 32


def _digest(*names: str, size: int) -> bytes:
    return hashlib.blake2b("\0".join(("geoquiz", *names)).encode(), digest_size=size).digest()


def guid(bank_key: str, question_id: str) -> str:
    """Return the GUID of a question's note: sixteen letters, digits, hyphens and underscores."""
    return base64.urlsafe_b64encode(_digest(bank_key, question_id, size=12)).decode()


def first_id(created_ms: int, bank_key: str) -> int:
    """Return the id of a bank's deck, and the first of a package's ids: a time in the fifty days before ``created_ms``.

    The ids of notes and cards need not be the same in the next export, since Anki goes by the GUID.
    """
    return created_ms - int.from_bytes(_digest("ids", bank_key, size=8), "big") % _SPREAD_MS


def deck_name(title: str) -> str:
    """Return the deck of a bank of this title, under the deck "geoquiz"."""
    return "geoquiz::" + (re.sub(r":{2,}", ":", title).strip(": ") or "bank")


@lru_cache(maxsize=4096)
def tag(*names: str) -> str:
    """Return a tag of these levels; tags hold no spaces in Anki."""
    return "::".join(re.sub(r"\s+", "_", name.strip()) for name in names)
