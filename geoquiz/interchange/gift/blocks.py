"""GIFT text cut into its pieces: blocks between blank lines, names, answers in braces, and escapes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geoquiz.core.errors import GeoquizError

# What stands for an escaped character while the text is cut up: no text read by `decode` holds control characters.
_MASKS = {character: chr(number) for number, character in enumerate("\\~=#{}:n", 1)}
_UNMASKS = {ord(mask): "\n" if character == "n" else character for character, mask in _MASKS.items()}
_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_RESERVED = re.compile(r"[\\~=#{}:]")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_ID = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`])+)\]")
_BANK = re.compile(r"\[bank:([^\]]+)\]")
_CATEGORY = "$CATEGORY:"


class Broken(GeoquizError):
    """A block cannot be cut up; the text is the sentence for its writer, without a place."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What Moodle, and we, read out of the comments of a block."""

    id: str
    tags: tuple[str, ...]
    bank: str


@dataclass(frozen=True, slots=True)
class Block:
    """The lines between two blank lines, comments apart; ``text`` has its escapes masked."""

    line: int
    text: str
    comment: Comment
    category: str | None


@dataclass(frozen=True, slots=True)
class Pieces:
    """A question cut up, still masked; ``answers`` is None where there are no braces."""

    name: str
    format: str
    head: str
    answers: str | None
    tail: str
    feedback: str


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a file; a category is a block of its own, whatever follows it."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate((*text.split("\n"), ""), 1):
        if line.strip():
            lines.append((number, line))
        elif lines:
            yield from _block(lines)
            lines = []


def _block(lines: list[tuple[int, str]]) -> Iterator[Block]:
    comment = _comment([line.strip() for _, line in lines if line.lstrip().startswith("//")])
    rest = [(number, line) for number, line in lines if not line.lstrip().startswith("//")]
    while rest and rest[0][1].lstrip().startswith(_CATEGORY):
        number, line = rest.pop(0)
        yield Block(number, "", comment, line.strip().removeprefix(_CATEGORY).strip())
    if rest:
        yield Block(rest[0][0], mask("\n".join(line for _, line in rest)).strip(), comment, None)
    elif comment.bank:
        yield Block(lines[0][0], "", comment, None)


def _comment(lines: list[str]) -> Comment:
    text = "\n".join(lines)
    found, bank = _ID.search(text), _BANK.search(text)
    return Comment(
        found[1].replace("\\]", "]").strip() if found else "",
        tuple(match.replace("\\]", "]").strip() for match in _TAG.findall(text)),
        bank[1].strip() if bank else "",
    )


def cut(text: str) -> Pieces:
    """Return the pieces of a question's block; raise Broken where its braces or its name do not end."""
    name = ""
    if text.startswith("::"):
        end = text.find("::", 2)
        if end < 0:
            raise Broken("Its name begins with :: and does not end: write ::name:: before the question.")
        name, text = unmask(text[2:end]).strip(), text[end + 2:].strip()
    text_format, text = split_format(text, "moodle")
    opening, closing = text.find("{"), text.find("}")
    if opening < 0 and closing < 0:
        return Pieces(name, text_format, text, None, "", "")
    if opening < 0 or 0 <= closing < opening:
        raise Broken("A } stands before any {: write braces of the text itself as \\{ and \\}.")
    if closing < 0:
        raise Broken("The { of its answers is never closed: end them with }.")
    head, answers, tail = text[:opening], text[opening + 1:closing].strip(), text[closing + 1:]
    if "{" in tail or "}" in tail or "{" in answers:
        raise Broken("There are braces after those of its answers: write braces of the text itself as \\{ and \\}.")
    answers, _, feedback = answers.rpartition("####") if "####" in answers else (answers, "", "")
    return Pieces(name, text_format, head, answers.strip(), tail, feedback)


def split_format(text: str, default: str) -> tuple[str, str]:
    """Return the format that a text names before it begins, and the text without it."""
    text = text.lstrip()
    named = _FORMAT.match(text)
    return (named[1], text[named.end():]) if named else (default, text)


def mask(text: str) -> str:
    """Return ``text`` with each escaped character as one that means nothing to GIFT."""
    return _ESCAPED.sub(lambda match: _MASKS[match[1]], text)


def unmask(text: str) -> str:
    """Return the text that was meant."""
    return text.translate(_UNMASKS)


def escape(text: str) -> str:
    """Return ``text`` as GIFT writes it, in one line."""
    return _RESERVED.sub(lambda match: f"\\{match[0]}", text).replace("\n", "\\n")


def escape_start(text: str) -> str:
    """Return ``text`` as GIFT writes it where a format may be named: one of markdown says so if it looks as if it named another."""
    return f"[markdown]{escape(text)}" if _FORMAT.match(text) else escape(text)
