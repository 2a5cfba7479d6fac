"""The HTML of fields as our markdown, with what of it no bank can hold."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from geoquiz.interchange.markup import escaped, from_html, in_one_line, plain_of

_SPACES = re.compile(r"[ \t\n\r\f]+")
_SOUND = re.compile(r"\[sound:[^\[\]]{0,500}\]|\[anki:(?:play|tts)[^\[\]]{0,500}\]", re.IGNORECASE)
_FORMULA = re.compile(r"\\\(|\\\[|\[latex\]|\[\$|<anki-mathjax", re.IGNORECASE)
_OPEN = re.compile(r"\{\{c(\d{1,3})(?:,\d{1,3}){0,50}::")
_PRIVATE = re.compile("[\U000f0000-\U000ffffd]")
_MOST_GAPS = 500
_HIGHEST_GAP = 999
_FIRST_PRIVATE = 0xF0000
_KEPT = 2048


def markdown(html: str) -> tuple[str, tuple[str, ...]]:
    """Return HTML as markdown, and the kinds of things in it that no bank holds, such as "a picture"."""
    return _plain(html) if "<" not in html and "&" not in html else _marked(html)


def _plain(text: str) -> tuple[str, tuple[str, ...]]:
    text, lost = _without_sounds(text)
    return escaped(_SPACES.sub(" ", text).strip()), lost


@lru_cache(maxsize=_KEPT)
def _marked(html: str) -> tuple[str, tuple[str, ...]]:
    html, lost = _without_sounds(html)
    text, others = from_html(html)
    return text, (*lost, *dict.fromkeys(other.partition(" (")[0] for other in others))


def _without_sounds(text: str) -> tuple[str, tuple[str, ...]]:
    if "[" not in text and "\\" not in text:
        return text, ()
    found, count = _SOUND.subn(" ", text)
    lost = ("a sound",) * bool(count) + ("a formula",) * bool(_FORMULA.search(found))
    return found, lost


def plain(html: str) -> str:
    """Return what a reader sees of a field, in one line."""
    if "<" not in html and "&" not in html and "[" not in html:
        return " ".join(html.split())
    return plain_of(markdown(html)[0])


@dataclass(slots=True)
class Gapped:
    """A text with gaps in our form; ``parts`` says which part the memory of each of Anki's cards goes to."""

    text: str
    parts: dict[int, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    changes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Gap:
    number: int
    pieces: list[str] = field(default_factory=list)
    holds_gap: bool = False


def gapped(html: str) -> Gapped:
    """Return a field with Anki's gaps as a text with ours: side by side, each with a number of its own."""
    outside, gaps = _parted(_PRIVATE.sub("", html))
    text, lost = markdown(outside)
    found = Gapped("", lost=lost)
    if "{{" in text or "}}" in text:
        text = _apart(text)
        found.changes.append("double braces outside of gaps: they stand apart now")
    numbers = _numbers([gap.number for gap in gaps], found)
    gaps_in_ours: list[str] = []
    for gap, number in zip(gaps, numbers, strict=True):
        written, lost = _written(gap, number)
        gaps_in_ours.append(written)
        found.lost = tuple(dict.fromkeys((*found.lost, *lost)))
        if gap.holds_gap:
            found.changes.append("a gap within a gap: the outer one is asked, and the inner one shown in it")
    found.text = _PRIVATE.sub(lambda match: gaps_in_ours[ord(match[0]) - _FIRST_PRIVATE], text)
    return found


def _parted(html: str) -> tuple[str, list[_Gap]]:
    """Return the text with a private character in the place of each gap, so that markdown cannot tear one, and the gaps."""
    gaps: list[_Gap] = []
    outside: list[str] = []
    stack: list[_Gap] = []
    position, opening, closing, end = 0, -1, -1, len(html)
    while position < end:
        # Each mark is looked for once: a long text of nothing but openings must not be searched to its end for each.
        opening = _next(html, "{{c", position, opening)
        closing = _next(html, "}}", position, closing)
        at = min(opening, closing) if stack else opening
        target = stack[0].pieces if stack else outside
        target.append(html[position:at])
        position = at
        if at == end:
            break
        if stack and at == closing:
            gap = stack.pop()
            position += 2
            if not stack:
                outside.append(chr(_FIRST_PRIVATE + len(gaps)))
                gaps.append(gap)
        elif (match := _OPEN.match(html, at)) and len(gaps) + len(stack) < _MOST_GAPS:
            if stack:
                stack[0].holds_gap = True
            stack.append(_Gap(int(match[1])))
            position = match.end()
        else:
            target.append("{{c")
            position += 3
    for gap in stack[:1]:  # A gap that is never closed is text.
        outside += [f"{{{{c{gap.number}::", *gap.pieces]
    return "".join(outside), gaps


def _next(text: str, mark: str, position: int, known: int) -> int:
    """Return where the next mark stands, or the end of the text; ``known`` is where the one before stood."""
    if known >= position:
        return known
    found = text.find(mark, position)
    return found if found >= 0 else len(text)


def _numbers(wanted: list[int], found: Gapped) -> list[int]:
    """Return a number of its own for each gap; the first gap of a number keeps it, and Anki's memory goes there."""
    taken: set[int] = set()
    free = max((number for number in wanted if number <= _HIGHEST_GAP), default=0) + 1
    numbers = []
    for number in wanted:
        own = number
        if number in taken or not 1 <= number <= _HIGHEST_GAP:
            own, free = free, free + 1
            found.changes.append("gaps that share a number: each is asked by itself now")
        taken.add(own)
        found.parts.setdefault(number - 1, f"c{own}")
        numbers.append(own)
    return numbers


def _written(gap: _Gap, number: int) -> tuple[str, tuple[str, ...]]:
    deleted, mark, hint = "".join(gap.pieces).partition("::")
    text, lost = markdown(deleted)
    text = _apart(in_one_line(text).replace("::", ": :"))
    hint = _apart(plain(hint)) if mark else ""
    return f"{{{{c{number}::{text}{f'::{hint}' if hint else ''}}}}}", lost


def _apart(text: str) -> str:
    """Return a text in which no two braces stand side by side, nor one at its end."""
    text = re.sub(r"(?<=\{)(?=\{)|(?<=\})(?=\})", " ", text)
    return f"{text} " if text.endswith("}") else text

