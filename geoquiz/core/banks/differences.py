"""Two texts side by side, line by line, with what is alike between them left out."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Side = tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of each text, with its number from 1; one of them is None where lines were added or left out."""

    left: Side
    right: Side
    change: Literal["", "changed", "added", "removed"]


def side_by_side(left: str, right: str, *, around: int = 3) -> list[list[Pair]]:
    """Return the places where two texts differ, each with ``around`` lines that are alike above and below it."""
    old, new = left.splitlines(), right.splitlines()
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(around)
    return [[pair for opcode in group for pair in _pairs(opcode, old, new)] for group in groups]


def _pairs(opcode: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> list[Pair]:
    tag, start, stop, start2, stop2 = opcode
    lefts = [(number + 1, old[number]) for number in range(start, stop)]
    rights = [(number + 1, new[number]) for number in range(start2, stop2)]
    if tag == "equal":
        return [Pair(a, b, "") for a, b in zip(lefts, rights, strict=True)]
    both = min(len(lefts), len(rights))
    changed = [Pair(a, b, "changed") for a, b in zip(lefts, rights, strict=False)]
    return [*changed, *(Pair(a, None, "removed") for a in lefts[both:]), *(Pair(None, b, "added") for b in rights[both:])]
