"""Checking a bank: all lints over it, its ignore comments applied, its findings in the order of the file."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geoquiz.core.banks.lint.catalogue import LINTS, Hit, Level, Lint, declare
from geoquiz.core.banks.lint.ground import Ground
from geoquiz.core.banks.lint.ignores import Ignore, judge, read_ignores
from geoquiz.core.banks.parse import ParsedBank, read_bank
from geoquiz.core.banks.yamltree import Marks
from geoquiz.core.errors import BankError, Fault, GeoquizError

NOT_A_BANK = declare(Lint(
    "GQ001", "not-a-bank", "error",
    title="The file cannot be read as a bank.",
    why="A field is missing, misspelled or of the wrong kind, or the file is not YAML. Nothing else can be said of it before that "
        "is mended.",
    fix="Mend what the message says; docs/banks.md lists the fields of every type."))


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend in a bank file; lines and columns count from 1.

    ``question_id`` is empty for what concerns the bank as a whole. The order is that of the file.
    """

    path: str
    line: int
    column: int
    code: str
    level: Level
    message: str
    question_id: str = ""
    fix: str = ""

    @property
    def name(self) -> str:
        """The lint's name in words."""
        return LINTS[self.code].name

    def __str__(self) -> str:
        """Return ``file:line:column: CODE level message``, the form editors and terminals can follow."""
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.level} {self.message}"


def check_file(data: bytes, path: str, *, today: date, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[Finding]:
    """Return everything to mend in a bank file: its faults where it has some, else what the lints find."""
    try:
        parsed = read_bank(data, path)
    except BankError as error:
        return findings_of(error.faults)
    return lint_bank(parsed, path, today=today, select=select, ignore=ignore)


def findings_of(faults: Iterable[Fault]) -> list[Finding]:
    """Return the faults of a file as findings, so that one report carries both."""
    return [Finding(fault.path, fault.line, fault.column, NOT_A_BANK.code, NOT_A_BANK.level, fault.message, fix=NOT_A_BANK.fix)
            for fault in faults]


def lint_bank(parsed: ParsedBank, path: str, *, today: date, select: Iterable[str] = (),
              ignore: Iterable[str] = ()) -> list[Finding]:
    """Return what the lints find in a bank, in the order of the file.

    ``select`` limits them to some (all, when it is empty) and ``ignore`` leaves some out, as `chosen`
    reads them. Retired questions are not looked at. Raises GeoquizError for a code that does not exist.
    """
    ran = chosen(select, ignore)
    ground = Ground(parsed.bank, today)
    ignores = read_ignores(parsed.text, parsed.marks)
    by_place: dict[tuple[str, int | None], list[Ignore]] = defaultdict(list)
    for comment in ignores:
        by_place[comment.code, comment.index].append(comment)
    found: list[Finding] = []
    used: set[Ignore] = set()
    for lint in LINTS.values():
        if lint.check is None or lint.code not in ran or (lint.english and not ground.is_english):
            continue
        for hit in lint.check(ground):
            silencing = {*by_place.get((lint.code, hit.index), ()), *by_place.get((lint.code, None), ())}
            used.update(silencing)
            # A comment without a reason is a finding of its own; showing both would punish it twice.
            if not silencing:
                found.append(_finding(lint, hit, parsed, path))
    for lint, message, comment in judge(ignores, used, ran):
        if lint.code in ran:
            id_ = "" if comment.index is None else parsed.bank.questions[comment.index].id
            found.append(Finding(path, comment.line + 1, comment.column + 1, lint.code, lint.level, message, id_, lint.fix))
    return sorted(found)


def chosen(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """Return the codes that run; a beginning such as GQ1 stands for all its codes, and a name for its lint.

    Raises GeoquizError when one of the words fits no lint.
    """
    selected = {code for word in select for code in _codes(word)} or set(LINTS)
    return frozenset(selected - {code for word in ignore for code in _codes(word)})


def _codes(word: str) -> list[str]:
    """Return the codes of lints that a word of --select or --ignore stands for."""
    found = [code for code, lint in LINTS.items() if lint.name == word or (word and code.startswith(word.upper()))]
    if not found:
        raise GeoquizError(f"There is no lint {word!r}: write a code such as GQ101, its name, or a beginning such as GQ1.")
    return found


def _finding(lint: Lint, hit: Hit, parsed: ParsedBank, path: str) -> Finding:
    place = hit.at if hit.index is None else ("questions", hit.index, *hit.at)
    line, column = _place(parsed.marks, place)
    id_ = "" if hit.index is None else parsed.bank.questions[hit.index].id
    return Finding(path, line, column, lint.code, lint.level, hit.message, id_, lint.fix)


def _place(marks: Marks, place: tuple[str | int, ...]) -> tuple[int, int]:
    """Return line and column, from 1, of the innermost entry of ``place`` that the file has."""
    for step in place:
        inner = marks.entries.get(step)
        if inner is None:
            break
        marks = inner
    return marks.line + 1, marks.column + 1
