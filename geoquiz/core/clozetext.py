"""The text of a cloze: ``{{c1::deleted::hint}}`` gaps between plain stretches."""

import re
from dataclasses import dataclass

from geoquiz.core.fields import LONGEST_ANSWER, fault

# Anki makes no card for a deletion of a higher number.
HIGHEST_NUMBER = 500
_OPEN = re.compile(r"\{\{")
_GAP = re.compile(r"c([1-9]\d{0,2})::(.+?)(?:::(.*))?\Z", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Gap:
    """One deletion: its part ("c1"), the text that belongs there, the hint, and where it stands."""

    part: str
    text: str
    hint: str
    start: int
    end: int


def read_gaps(text: str) -> tuple[Gap, ...]:
    """Return the gaps of ``text`` in order; raise a fault that names the column (from 1) of what is wrong."""
    gaps: list[Gap] = []
    position = 0
    while (opening := _OPEN.search(text, position)) is not None:
        _refuse_closing(text, position, opening.start())
        closing = text.find("}}", opening.end())
        nested = text.find("{{", opening.end())
        if closing < 0 or 0 <= nested < closing:
            what = "is never closed" if closing < 0 else "holds another gap"
            raise _at(opening.start(), f"The gap {what}", "write each as {{c1::text}}, side by side.")
        gaps.append(_read_gap(text, opening.start(), closing + 2))
        position = closing + 2
    _refuse_closing(text, position, len(text))
    if not gaps:
        raise fault("The text has no gap: write at least one as {{c1::text}}.", at=("text",))
    return tuple(gaps)


def _read_gap(text: str, start: int, end: int) -> Gap:
    match = _GAP.match(text[start + 2:end - 2])
    if match is None or not match[2].strip():
        raise _at(start, "The gap is not complete", "write it as {{c1::text}} or {{c1::text::hint}}.")
    if int(match[1]) > HIGHEST_NUMBER:
        raise _at(start, f"The gap has the number {match[1]}", f"Anki makes no cards above {HIGHEST_NUMBER}; use a smaller one.")
    if len(match[2]) > LONGEST_ANSWER:
        raise _at(start, f"The gap has {len(match[2])} characters; nobody types more than {LONGEST_ANSWER}",
                  "leave out less.")
    return Gap(f"c{match[1]}", match[2].strip(), (match[3] or "").strip(), start, end)


def _refuse_closing(text: str, start: int, end: int) -> None:
    stray = text.find("}}", start, end)
    if stray >= 0:
        raise _at(stray, "These braces close no gap", "write each gap as {{c1::text}}.")


def _at(offset: int, what: str, right: str) -> Exception:
    """Return the fault that says what is wrong at ``offset``, and what would be right."""
    return fault(f"{what} (column {offset + 1} of the text): {right}", at=("text",), offset=offset)
