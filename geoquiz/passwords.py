"""Passwords and other secrets: what may be one, how they are kept, and whether one fits."""

import hashlib
import secrets
from functools import lru_cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geoquiz.core.names import name_key

SHORTEST = 8
LONGEST = 1024
# argon2id with 64 MiB, three passes and four lanes: the second choice of RFC 9106. OWASP's floor is 19 MiB and two passes.
HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16)
# No letter or digit that is read as another one, so that a password can be copied from paper.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def fault(password: str, *, name: str = "") -> str | None:
    """Return what is wrong with a password for the user of this name, or None."""
    if len(password) < SHORTEST:
        return f"A password has at least {SHORTEST} characters; a few words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"A password has at most {LONGEST} characters."
    if password.lower() in _common():
        return "This password is among the first that anybody would try: choose another, such as a few words in a row."
    if name and name_key(password) == name_key(name):
        return "The password is the same as the user name: choose another, such as a few words in a row."
    return None


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    # Where the list is from, and its licence, is told beside it.
    return frozenset(resources.files("geoquiz").joinpath("common-passwords.txt").read_text("ascii").splitlines())


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return HASHER.hash(password)


def fits(password_hash: str, password: str) -> bool:
    """Return whether this is the password; without a hash (an unknown name) the answer is no, after as much work."""
    known = bool(password_hash)
    try:
        return len(password) <= LONGEST and HASHER.verify(password_hash or _nobody(), password) and known
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    return HASHER.hash(secrets.token_hex(16))


def temporary() -> str:
    """Return a new password that can be read from paper and typed: three groups of four, 59 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))


def new_token() -> str:
    """Return a secret of 256 bits for a link or a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is kept of a token. It has so many random bits that a fast digest makes a stolen table worthless."""
    return hashlib.sha256(token.encode()).hexdigest()
