"""What a lint is, and the catalogue of all of them by code."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from geoquiz.core.banks.lint.ground import Asked, Ground

Level = Literal["error", "warning"]
Step = str | int


@dataclass(frozen=True, slots=True)
class Hit:
    """What a lint has found: a sentence, and the way to the field it is about.

    ``index`` is the question's place in the bank, or None for the bank as a whole; ``at`` leads from
    there to the field, such as ("options", 2).
    """

    message: str
    index: int | None = None
    at: tuple[Step, ...] = ()


Check = Callable[[Ground], Iterable[Hit]]
QuestionCheck = Callable[[Asked, Ground], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Lint:
    """One rule for good questions: ``code`` is permanent; ``english`` ones look at English banks alone.

    ``check`` is None for the rules that the linter itself applies: to the file and to its ignore comments.
    """

    code: str
    name: str
    level: Level
    title: str
    why: str
    fix: str
    english: bool = False
    check: Check | None = None

    def explain(self) -> str:
        """Return what the lint means, why it matters and how to mend it, as a text for a terminal."""
        language = "\nIt looks at banks in English only." if self.english else ""
        ignoring = ""
        if self.check is not None:
            ignoring = f"\n\nWhere a finding is not right, say so in the file: # lint: ignore {self.code} the reason"
        return (f"{self.code} {self.name} ({self.level})\n\n{self.title}{language}\n\nWhy: {self.why}\n\nFix: {self.fix}"
                f"{ignoring}\n")


LINTS: dict[str, Lint] = {}


def declare(lint: Lint) -> Lint:
    """Enter a lint in the catalogue; raise ValueError when its code or name is taken."""
    if any(lint.code == other.code or lint.name == other.name for other in LINTS.values()):
        raise ValueError(f"The lint {lint.code} {lint.name} is already declared.")
    LINTS[lint.code] = lint
    return lint


def bank_lint(code: str, name: str, level: Level, *, title: str, why: str, fix: str,
              english: bool = False) -> Callable[[Check], Check]:
    """Enter the decorated function in the catalogue: it is given the bank and yields its hits."""

    def enter(check: Check) -> Check:
        declare(Lint(code, name, level, title, why, fix, english, check))
        return check

    return enter


def question_lint(code: str, name: str, level: Level, *, title: str, why: str, fix: str,
                  english: bool = False) -> Callable[[QuestionCheck], QuestionCheck]:
    """Enter the decorated function in the catalogue: it is given each question that is not retired."""

    def enter(check: QuestionCheck) -> QuestionCheck:
        def of_all(ground: Ground) -> Iterable[Hit]:
            return (hit for asked in ground.asked for hit in check(asked, ground))

        declare(Lint(code, name, level, title, why, fix, english, of_all))
        return check

    return enter
