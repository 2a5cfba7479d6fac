"""Codes by which one joins a class: made to be read aloud and typed."""

# No letter or digit that is read as another one.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 8


def read_code(typed: str) -> str:
    """Return a code as it is stored, however it was typed: "K7PQ 2MXA" is "k7pq2mxa"."""
    return "".join(c for c in typed.casefold() if c.isalnum())[:LENGTH + 1]


def shown_code(code: str) -> str:
    """Return a code as pages and paper show it, in two groups."""
    return f"{code[:4]}-{code[4:]}".upper()
