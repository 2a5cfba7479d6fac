"""A bank as a sheet of paper: questions numbered, options lettered in a seeded order, the key on a page of its own."""

import hashlib
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

from geoquiz.core.banks.model import Bank
from geoquiz.core.clozetext import read_gaps
from geoquiz.core.dates import Partial
from geoquiz.core.kinds.cloze import Cloze
from geoquiz.core.kinds.map import Map
from geoquiz.core.kinds.matching import Matching
from geoquiz.core.kinds.multiple import Multiple
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.kinds.ordering import Ordering
from geoquiz.core.kinds.single import Single
from geoquiz.core.kinds.typed import Typed
from geoquiz.core.question import MAIN, Question
from geoquiz.interchange.report import Exported, Loss, asked, unheld, unheld_header

RULE = "…" * 8  # Underscores would be emphasis to markdown.
PAGE_BREAK = '<div style="page-break-after: always"></div>'
MOST_VERSIONS = 6
_NO_PLACE = "a sheet of questions has no place for it"
_HOW = {
    "multiple": "Mark all that are right.", "true_false": "True or false?", "ordering": "Number these in their order.",
    "matching": "Write the letter that belongs to each.", "map": "Mark one.",
}
_WHEN = {"year": "the year", "month": "month and year", "day": "day, month and year"}


@dataclass(frozen=True, slots=True)
class Choice:
    """An option with its letter; where places are numbered, without."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """One question on paper; texts are markdown.

    ``how`` says what to do, ``lefts`` are the fixed sides of a matching, and ``line`` is what stands around the line to
    write on, such as a unit, or None where nothing is written. ``key`` holds the lines of the answer.
    """

    number: int
    id: str
    stem: str
    how: str
    choices: tuple[Choice, ...]
    lefts: tuple[str, ...]
    line: str | None
    key: tuple[str, ...]
    explanation: str
    map: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A bank on paper, and what of it is not there."""

    title: str
    description: str
    questions: tuple[SheetQuestion, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One of several sheets that ask the same in different orders; ``name`` is a capital letter, empty for the only one."""

    name: str
    sheet: Sheet


def make_versions(bank: Bank, count: int, seed: str = "", most: int | None = None) -> tuple[Version, ...]:
    """Return up to ``MOST_VERSIONS`` sheets of a bank, with the maps drawn by whoever shows them.

    One alone keeps the order of the bank, as `make_sheet` does. Of several each has its own order of questions and of options,
    and all ask the same questions. ``most`` draws so many of them. The same ``seed`` gives the same sheets.
    """
    questions = [question for question in bank.questions if not question.retired]
    if most is not None and most < len(questions):
        drawn = {question.id for question in sorted(questions, key=lambda one: _rank(seed, one.id))[:most]}
        questions = [question for question in questions if question.id in drawn]
    if count <= 1:
        return (Version("", make_sheet(bank.model_copy(update={"questions": tuple(questions)}), seed, with_maps=True)),)
    found = []
    for name in ascii_uppercase[:min(count, MOST_VERSIONS)]:
        order = f"{seed}\0{name}"
        ranked = tuple(sorted(questions, key=lambda one: _rank(order, one.id)))
        found.append(Version(name, make_sheet(bank.model_copy(update={"questions": ranked}), order, with_maps=True)))
    return tuple(found)


def _rank(seed: str, question_id: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{question_id}".encode(), digest_size=16).digest()


def make_sheet(bank: Bank, seed: str = "", *, with_maps: bool = False) -> Sheet:
    """Return the sheet of a bank; the same ``seed`` gives the same order of options.

    ``with_maps`` says that whoever shows it draws the maps.
    """
    losses = unheld_header(bank, ("description", "language"), _NO_PLACE)
    found = []
    for number, question in enumerate(asked(bank, losses), 1):
        losses += unheld(question, ("explanation",), _NO_PLACE)
        if isinstance(question, Map) and not with_maps:
            losses.append(Loss(question.id, "the map", "the place is chosen from the list of names"))
        found.append(_question(number, question, f"{seed or bank.id}\0{question.id}"))
    return Sheet(bank.title, bank.description, tuple(found), tuple(losses))


def write_markdown(bank: Bank) -> Exported:
    """Return the bank's sheet as markdown, its key behind a page break."""
    sheet = make_sheet(bank)
    lines = [f"# {_one_line(sheet.title)}", "", *([sheet.description, ""] if sheet.description else [])]
    for question in sheet.questions:
        lines += [*_asked_lines(question), ""]
    lines += [PAGE_BREAK, "", f"# Key: {_one_line(sheet.title)}", ""]
    for question in sheet.questions:
        lines += _key_lines(question)
    return Exported(("\n".join(lines).rstrip() + "\n").encode(), sheet.losses)


def _question(number: int, question: Question, seed: str) -> SheetQuestion:
    shown = question.shown(MAIN, seed)
    letters = _letters(len(shown.choices))
    choices = () if question.kind == "true_false" else tuple(
        Choice("" if question.kind == "ordering" else letter, text) for letter, text in zip(letters, shown.choices, strict=True))
    letter_of = {choice.text: choice.letter for choice in choices}
    stem = _blanked(question) if isinstance(question, Cloze) else shown.stem
    return SheetQuestion(
        number, question.id, stem, _HOW.get(question.kind, ""), choices, shown.lefts, _line(question),
        _key(question, letter_of), question.explanation, shown.map)


def _letters(count: int) -> list[str]:
    """Return the letters from a to z, then aa, ab and so on."""
    return [(ascii_lowercase[n // 26 - 1] if n >= 26 else "") + ascii_lowercase[n % 26] for n in range(count)]


def _blanked(question: Cloze) -> str:
    """Return the text with a numbered line for each gap, its heading above it."""
    gaps = read_gaps(question.text)
    pieces, position = [], 0
    for number, gap in enumerate(gaps, 1):
        label = f"({number}) " if len(gaps) > 1 else ""
        pieces += [question.text[position:gap.start], f"{label}{RULE}", f" [{gap.hint}]" if gap.hint else ""]
        position = gap.end
    text = "".join((*pieces, question.text[position:]))
    return f"{question.stem}\n\n{text}" if question.stem else text


def _line(question: Question) -> str | None:
    """Return what stands behind the line for the answer, or None where there is no line."""
    if isinstance(question, Numeric):
        return question.unit
    if question.kind == "date":
        return f"({_WHEN[Partial.parse(question.right_response()[0]).precision]})"
    return "" if question.kind in ("typed", "card") else None


def _key(question: Question, letter_of: dict[str, str]) -> tuple[str, ...]:  # noqa: PLR0911  # One return for each kind.
    """Return the lines of the answer, with the letters under which it stands on this sheet."""
    def lettered(text: str) -> str:
        return f"{letter_of[text]}) {text}"

    match question:
        case Single() | Multiple():
            feedback = {option.text: option.feedback for option in question.options}
            right = frozenset(question.right_response())
            # In the order of this sheet's letters, as who corrects it reads down the page.
            return (", ".join(lettered(text) for text in letter_of if text in right),
                    *(f"{letter}) {feedback[text]}" for text, letter in letter_of.items() if feedback[text]))
        case Typed():
            return (" / ".join((question.answer, *question.accept)),)
        case Numeric():
            return (question.key_text + (f" ± {question.tolerance}" if question.margin else ""),)
        case Cloze():
            return _gap_keys(question)
        case Ordering():
            return (" → ".join(item.text + (f" ({item.label})" if item.label else "") for item in question.items),)
        case Matching():
            return (", ".join(f"{pair.left}: {lettered(pair.right)}" for pair in question.pairs),)
        case Map():
            return (lettered(question.answer.name),)
    return (question.face().back,)


def _gap_keys(question: Cloze) -> tuple[str, ...]:
    gaps = read_gaps(question.text)
    texts = [" / ".join((gap.text, *question.accept.get(gap.part, ()))) for gap in gaps]
    return tuple(f"({number}) {text}" for number, text in enumerate(texts, 1)) if len(texts) > 1 else (texts[0],)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _asked_lines(question: SheetQuestion) -> list[str]:
    """Return a question as an entry of a numbered list; what is lettered becomes lines of its own."""
    margin = " " * (len(str(question.number)) + 2)
    blocks = [question.stem, *([f"*{question.how}*"] if question.how else [])]
    blocks += ["\n".join(f"- {_one_line(left)}: …" for left in question.lefts)] if question.lefts else []
    if question.choices:
        marks = [f"{choice.letter})" if choice.letter else "…" for choice in question.choices]
        blocks.append("\n".join(f"- {mark} {_one_line(choice.text)}"
                                for mark, choice in zip(marks, question.choices, strict=True)))
    if question.line is not None:
        blocks.append(f"{RULE} {question.line}".rstrip())
    text = "\n\n".join(blocks).replace("\n", f"\n{margin}")
    return [line.rstrip() for line in f"{question.number}. {text}".split("\n")]


def _key_lines(question: SheetQuestion) -> list[str]:
    margin = " " * (len(str(question.number)) + 2)
    blocks = ["\\\n".join(question.key), *([question.explanation] if question.explanation else [])]
    text = "\n\n".join(blocks).replace("\n", f"\n{margin}")
    return [*(line.rstrip() for line in f"{question.number}. {text}".split("\n")), ""]
