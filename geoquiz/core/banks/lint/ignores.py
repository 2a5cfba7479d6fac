"""`# lint: ignore CODE reason` comments of a bank file: where they stand, and what they hold for."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from geoquiz.core.banks.lint.catalogue import LINTS, Lint, declare
from geoquiz.core.banks.yamltree import Marks

BAD_IGNORE = declare(Lint(
    "GQ901", "unreadable-ignore", "error",
    title="A `# lint:` comment cannot be understood.",
    why="A comment that is meant to silence a finding and does not is worse than none: its writer believes it works.",
    fix="Write `# lint: ignore CODE the reason`, with a code such as GQ101 that exists."))
NO_REASON = declare(Lint(
    "GQ902", "ignore-without-reason", "error",
    title="An ignore comment gives no reason.",
    why="The next reader has to decide whether the exception still holds, and can only judge a reason.",
    fix="Say behind the code why the finding is not right here."))
UNUSED = declare(Lint(
    "GQ903", "unused-ignore", "warning",
    title="An ignore comment silences nothing.",
    why="What it excused is gone. Left standing, it would hide the same fault when it comes back.",
    fix="Delete the comment, or move it to the question that it is about."))

_CANDIDATE = re.compile(r"#[ \t]*lint\b")
_COMMENT = re.compile(r"#[ \t]*lint:[ \t]*ignore[ \t]+(GQ\d{3})\b[ \t:,–—-]*(.*)")


@dataclass(frozen=True, slots=True)
class Ignore:
    """An ignore comment; ``index`` is the question it holds for, None for the whole bank.

    ``line`` and ``column`` count from 0. ``code`` is empty when the comment cannot be read.
    """

    line: int
    column: int
    code: str
    reason: str
    index: int | None
    text: str


def read_ignores(text: str, marks: Marks) -> list[Ignore]:
    """Return the ignore comments of a bank file in order; texts that only look like one are left alone.

    A comment holds for the question in whose lines it stands. One on a line of its own that is indented
    less than the question's fields stands above the next question and holds for that one. One that
    stands before the first question's `questions:` holds for the whole bank.
    """
    candidates = list(_CANDIDATE.finditer(text))
    if not candidates:
        return []
    scalars = list(_scalars(text))
    starts = [start for start, _ in scalars]
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    blocks = _Blocks(marks)
    found: list[Ignore] = []
    comment_ends = 0
    for match in candidates:
        at = match.start()
        line = bisect_right(line_starts, at) - 1
        if at < comment_ends or _is_within(scalars, starts, at):
            continue
        line_start = line_starts[line]
        comment_ends = line_starts[line + 1] if line + 1 < len(line_starts) else len(text)
        hashes = (line_start + hit.start() for hit in re.finditer("#", text[line_start:at]))
        if any(not _is_within(scalars, starts, earlier) for earlier in hashes):
            continue  # Another comment has begun before it.
        found.append(_ignore(text[at:comment_ends].strip(), line, at - line_start,
                             blocks.question_at(line, at - line_start, alone=not text[line_start:at].strip())))
    return found


def _ignore(written: str, line: int, column: int, index: int | None) -> Ignore:
    parsed = _COMMENT.fullmatch(written)
    return Ignore(line, column, parsed[1] if parsed else "", parsed[2].strip() if parsed else "", index, written)


def _scalars(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each scalar of a YAML text begins and ends; a block scalar begins behind its header line."""
    for event in yaml.parse(text, Loader=yaml.CLoader):
        if isinstance(event, yaml.ScalarEvent) and event.start_mark is not None and event.end_mark is not None:
            start, end = event.start_mark.index, event.end_mark.index
            if event.style in ("|", ">"):
                start = text.find("\n", start) + 1 or end
            yield start, end


def _is_within(scalars: list[tuple[int, int]], starts: list[int], at: int) -> bool:
    """Tell whether a character of the text belongs to a scalar."""
    before = bisect_right(starts, at) - 1
    return before >= 0 and at < scalars[before][1]


class _Blocks:
    """The lines of a file by the question they belong to."""

    def __init__(self, marks: Marks) -> None:
        questions = marks.entries["questions"]
        self._header_ends = marks.keys["questions"][0]
        self._starts = [(mark.line, mark.column) for _, mark in sorted(questions.entries.items(), key=lambda entry: int(entry[0]))]
        # The header may also stand below the questions: what follows their end belongs to the bank again.
        keys = [place[0] for name, place in marks.keys.items() if name != "questions" and place[0] > self._header_ends]
        self._questions_end = min(keys, default=None)

    def question_at(self, line: int, column: int, *, alone: bool) -> int | None:
        """Return the index of the question to which a comment belongs, or None for the bank."""
        if line <= self._header_ends or (self._questions_end is not None and line >= self._questions_end):
            return None
        index = bisect_right(self._starts, (line, column)) - 1
        if alone and index + 1 < len(self._starts) and (index < 0 or column < self._starts[index][1]):
            return index + 1
        return max(index, 0)


def judge(ignores: list[Ignore], used: set[Ignore], ran: frozenset[str]) -> Iterator[tuple[Lint, str, Ignore]]:
    """Yield what is wrong with ignore comments: the lint, the sentence and the comment."""
    for ignore in ignores:
        lint = LINTS.get(ignore.code)
        if not ignore.code:
            yield BAD_IGNORE, f"{ignore.text!r} cannot be read: write `# lint: ignore CODE the reason`.", ignore
        elif lint is None or lint.check is None:
            what = "There is no lint" if lint is None else "Nothing can ignore"
            yield BAD_IGNORE, f"{what} {ignore.code}: write one of the codes of docs/lints.md.", ignore
        elif not ignore.reason:
            yield NO_REASON, f"The comment ignores {ignore.code} and does not say why.", ignore
        elif ignore.code in ran and ignore not in used:
            where = "in this bank" if ignore.index is None else "on this question"
            yield UNUSED, f"{ignore.code} finds nothing {where}: the comment can go.", ignore
