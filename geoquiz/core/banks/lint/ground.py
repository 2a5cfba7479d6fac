"""A bank as the lints look at it: each question with its words, worked out once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from geoquiz.core.banks.lint.words import telling, words
from geoquiz.core.banks.model import Bank
from geoquiz.core.kinds.card import Card
from geoquiz.core.kinds.cloze import GAP_SHOWN, Cloze
from geoquiz.core.kinds.multiple import Multiple
from geoquiz.core.kinds.single import Single
from geoquiz.core.question import Question

# No stem or explanation that people read is longer; looking further would only cost time.
LONGEST_READ = 4000


class Asked:
    """A question that is asked (not a retired one), with its place in the bank and its words."""

    def __init__(self, question: Question, index: int) -> None:
        self.question = question
        self.index = index

    @cached_property
    def text(self) -> str:
        """What the learner reads first: the stem, a card's front, or a cloze with all its gaps open."""
        match self.question:
            case Card():
                text = f"{self.question.stem} {self.question.front}"
            case Cloze():
                text = f"{self.question.stem} {self._with_gaps_open(self.question)}"
            case _:
                text = self.question.stem
        return text.strip()[:LONGEST_READ]

    @property
    def text_field(self) -> str:
        """The field in which `text` stands."""
        return {"card": "front", "cloze": "text"}.get(self.question.kind, "stem")

    @staticmethod
    def _with_gaps_open(cloze: Cloze) -> str:
        pieces, position = [], 0
        for gap in cloze.gaps.values():
            pieces += [cloze.text[position:gap.start], GAP_SHOWN]
            position = gap.end
        return "".join((*pieces, cloze.text[position:]))

    @cached_property
    def words(self) -> list[str]:
        """The words of `text` in order."""
        return words(self.text)

    @cached_property
    def telling(self) -> frozenset[str]:
        """The roots of those words of `text` that say what it is about."""
        return telling(self.words)

    @cached_property
    def explanation(self) -> list[str]:
        """The words of the explanation in order."""
        return words(self.question.explanation[:LONGEST_READ])


@dataclass(frozen=True)
class Ground:
    """What lints may know: the bank, and today's date."""

    bank: Bank
    today: date

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The questions that are asked, in the order of the file."""
        return tuple(Asked(question, index) for index, question in enumerate(self.bank.questions) if not question.retired)

    @property
    def is_english(self) -> bool:
        """Whether the bank is in English."""
        return self.bank.language.split("-", maxsplit=1)[0] == "en"


def choices(question: Question) -> tuple[list[str], list[str]]:
    """Return the right and the wrong options of a question that has some, in the order of the file."""
    match question:
        case Single():
            texts, keys = [option.text for option in question.options], {question.answer}
        case Multiple():
            texts, keys = [option.text for option in question.options], set(question.answers)
        case _:
            return [], []
    return [text for text in texts if text in keys], [text for text in texts if text not in keys]


def option_index(question: Question, text: str) -> int:
    """Return the place of the option with this text in the list of a `single` or `multiple`."""
    assert isinstance(question, Single | Multiple)
    return next(index for index, option in enumerate(question.options) if option.text == text)
