"""Plain lists of pairs, as copied out of Quizlet, a table or a text: a term and its definition on each line."""

import re

from geoquiz.interchange.collecting import Collector, Source
from geoquiz.interchange.decoding import decode
from geoquiz.interchange.markup import escaped
from geoquiz.interchange.report import Imported, Reading

KINDS = ("card", "typed")
_DASHES = re.compile(r"\s[-–—]\s")


def read_paste(data: bytes, reading: Reading) -> Imported:
    """Return a bank with a `card`, or a `typed` question, for each line; raise BankError with the faults of all lines.

    What stands first is asked, and what stands behind the separator is the answer. The separator is the one that
    ``reading`` names, else a tab where any line has one, else a dash between spaces.
    """
    text, notes = decode(data, reading.path)
    collector = Collector(reading, notes=notes)
    separator = reading.separator or ("\t" if "\t" in text else "")
    named = {"\t": "a tab", "": "a dash between spaces"}.get(separator, repr(separator))
    if not reading.separator:
        notes.append(f"Term and definition are parted by {named}.")
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        term, definition = _parted(line, separator)
        source = Source(number, text=term or line.strip())
        if not term or not definition:
            missing = "definition" if term else "term"
            collector.fault(number, f"{_start(line)!r} has no {missing}: write both on the line, parted by {named}.")
        elif (first := seen.setdefault((term, definition), number)) != number:
            collector.skip(source, f"the same stands on line {first}")
        else:
            collector.add(source, _content(reading.kind, term, definition), strictly=True)
    return collector.finish()


def _parted(line: str, separator: str) -> tuple[str, str]:
    """Return what stands before and behind the first separator; the second is "" where there is none."""
    if separator:
        term, _, definition = line.partition(separator)
    else:
        term, *rest = _DASHES.split(line, maxsplit=1)
        definition = rest[0] if rest else ""
    return term.strip(), definition.strip()


def _start(line: str) -> str:
    text = line.strip()
    return f"{text[:60]}…" if len(text) > 60 else text


def _content(kind: str, term: str, definition: str) -> dict[str, str]:
    if kind == "typed":
        return {"type": "typed", "stem": escaped(term), "answer": definition}
    return {"type": "card", "front": escaped(term), "back": escaped(definition)}
