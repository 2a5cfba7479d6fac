"""Numbers as other programs write them, to the plain digits of bank files."""

import re
from decimal import Context, Decimal

_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][+-]?\d{1,2})?\Z", re.ASCII)
# Moodle keeps factors in twenty digits; a quotient of two is good for twelve of them.
_WRITTEN, _READ = Context(prec=20), Context(prec=12)


def plain_digits(text: str) -> str | None:
    """Return a number without exponent and with a decimal point, or None when it is no number a bank could hold."""
    typed = text.strip()
    if not _NUMBER.match(typed):
        return None
    digits = format(Decimal(typed.replace(",", ".")), "f").rstrip(".").removeprefix("+")
    whole, _, fraction = digits.partition(".")
    return digits if len(whole.lstrip("-")) <= 30 and len(fraction) <= 30 else None


def share_of(text: str) -> Decimal | None:
    """Return a percentage such as "33.33333", or None when it is none."""
    digits = plain_digits(text)
    return Decimal(digits) if digits is not None else None


def written_inverse(value: Decimal) -> str:
    """Return 1/value as Moodle writes the factor of a unit."""
    return format(_WRITTEN.divide(Decimal(1), value).normalize(), "f")


def read_inverse(text: str) -> str | None:
    """Return 1/value of a factor that Moodle wrote, or None when it is no positive number."""
    value = share_of(text)
    if value is None or value <= 0:
        return None
    return plain_digits(format(_READ.divide(Decimal(1), value).normalize(), "f"))
