"""A bank to Moodle XML; what Moodle cannot hold is told question by question."""

import re
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from geoquiz.core.banks.model import Bank
from geoquiz.core.clozetext import read_gaps
from geoquiz.core.kinds.card import Card
from geoquiz.core.kinds.cloze import Cloze
from geoquiz.core.kinds.matching import Matching
from geoquiz.core.kinds.multiple import Multiple
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.kinds.ordering import Ordering
from geoquiz.core.kinds.single import Single
from geoquiz.core.kinds.true_false import TrueFalse
from geoquiz.core.kinds.typed import Typed
from geoquiz.core.options import Option
from geoquiz.core.question import Question
from geoquiz.interchange.amounts import read_inverse, written_inverse
from geoquiz.interchange.categories import path_of, title_losses
from geoquiz.interchange.markup import guard, plain_of
from geoquiz.interchange.moodle.gaps import written_between, written_gap
from geoquiz.interchange.nearest import absolute_tolerance, nearest, weights
from geoquiz.interchange.report import Exported, Loss, asked, unheld, unheld_header

# The shares that Moodle takes, in the digits it writes them with.
SHARES = ("100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5")
_HEADER, _HELD = ("description",), ("explanation", "hint", "tags")
_NO_PLACE = "Moodle has no place for it"
_LONGEST_NAME = 80
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Body = tuple[str, list[str]]


def write_moodle(bank: Bank) -> Exported:
    """Return the bank as Moodle XML: one category with its id and title, and one question for each of ours."""
    losses = [*unheld_header(bank, _HEADER, "a category of Moodle has no place for it"), *title_losses(bank.title)]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *_category(bank)]
    for question in asked(bank, losses):
        losses += unheld(question, _HELD, _NO_PLACE)
        lines += _question(question, losses)
    lines += ["</quiz>", ""]
    return Exported(_NOT_XML.sub("", "\n".join(lines)).encode(), tuple(losses))


def _category(bank: Bank) -> list[str]:
    return [
        '<question type="category">', f"<category><text>{escape(path_of(bank.title))}</text></category>",
        *_text("info", bank.description), f"<idnumber>{escape(bank.id)}</idnumber>", "</question>",
    ]


def _question(question: Question, losses: list[Loss]) -> list[str]:
    shown, lost = nearest(question, "Moodle")
    losses += lost
    kind, body = _WRITERS[shown.kind](shown, losses)
    asking = shown.face().front if shown.kind == "card" else shown.stem
    stem = _cloze_text(shown, losses) if isinstance(shown, Cloze) else guard(asking)
    name = plain_of(question.face(question.parts()[0]).front)
    return [
        f'<question type="{kind}">',
        f"<name><text>{escape(name[:_LONGEST_NAME] or question.id)}</text></name>",
        f'<questiontext format="markdown"><text>{escape(stem)}</text></questiontext>',
        *_text("generalfeedback", shown.explanation),
        "<defaultgrade>1</defaultgrade>",
        f"<idnumber>{question.id}</idnumber>",
        *body,
        *_text("hint", shown.hint),
        *_tags(shown.tags),
        "</question>",
    ]


def _text(tag: str, markdown: str) -> list[str]:
    return [f'<{tag} format="markdown"><text>{escape(guard(markdown))}</text></{tag}>'] if markdown else []


def _tags(tags: tuple[str, ...]) -> list[str]:
    return ["<tags>", *(f"<tag><text>{escape(tag)}</text></tag>" for tag in tags), "</tags>"] if tags else []


def _option(option: Option, share: str) -> Iterator[str]:
    yield f'<answer fraction="{share}" format="markdown"><text>{escape(guard(option.text))}</text>'
    yield from _text("feedback", option.feedback)
    yield "</answer>"


def _plain_answer(text: str, *more: str) -> list[str]:
    return [f'<answer fraction="100" format="moodle_auto_format"><text>{escape(text)}</text>', *more, "</answer>"]


def _pinned(question: Single | Multiple, losses: list[Loss]) -> None:
    if question.pin_last is not None:
        losses.append(Loss(question.id, f"that {question.pin_last[:40]!r} stays last", "Moodle shuffles all options or none"))


def _single(question: Question, losses: list[Loss]) -> Body:
    assert isinstance(question, Single)
    _pinned(question, losses)
    lines = ["<single>true</single>", "<shuffleanswers>true</shuffleanswers>", "<answernumbering>abc</answernumbering>"]
    for option in question.options:
        lines += _option(option, "100" if option.text == question.answer else "0")
    return "multichoice", lines


def _multiple(question: Question, losses: list[Loss]) -> Body:
    assert isinstance(question, Multiple)
    _pinned(question, losses)
    share, is_exact = weights(len(question.answers), SHARES)
    if not is_exact:
        losses.append(Loss(question.id, f"that each of {len(question.answers)} right options counts alike",
                           f"the nearest share that Moodle knows is {share} per cent"))
    lines = ["<single>false</single>", "<shuffleanswers>true</shuffleanswers>", "<answernumbering>abc</answernumbering>"]
    for option in question.options:
        lines += _option(option, share if option.text in question.answers else f"-{share}")
    return "multichoice", lines


def _true_false(question: Question, _losses: list[Loss]) -> Body:
    assert isinstance(question, TrueFalse)
    shares = {"true": "100" if question.answer else "0", "false": "0" if question.answer else "100"}
    return "truefalse", [f'<answer fraction="{share}" format="moodle_auto_format"><text>{text}</text></answer>'
                         for text, share in shares.items()]


def _typed(question: Question, _losses: list[Loss]) -> Body:
    assert isinstance(question, Typed)
    lines = [f"<usecase>{1 if question.spelling == 'exact' else 0}</usecase>"]
    for text in (question.answer, *question.accept):
        lines += _plain_answer(text.replace("*", "\\*"))
    return "shortanswer", lines


def _numeric(question: Question, losses: list[Loss]) -> Body:
    assert isinstance(question, Numeric)
    tolerance = absolute_tolerance(question, "Moodle", losses)
    lines = _plain_answer(format(question.answer, "f"), f"<tolerance>{tolerance}</tolerance>")
    return "numerical", lines + _units(question, losses)


def _units(question: Numeric, losses: list[Loss]) -> list[str]:
    if not question.unit:
        losses += [Loss(question.id, "its units", "Moodle needs a unit of the answer itself")] if question.units else []
        return []
    listed = [(question.unit, "1")]
    for name, factor in question.units.items():
        inverse = written_inverse(factor)
        if factor == 1 or read_inverse(inverse) != format(factor.normalize(), "f"):
            losses.append(Loss(question.id, f"the unit {name!r}", f"Moodle cannot tell that one is {factor} {question.unit}"))
        else:
            listed.append((name, inverse))
    units = [f"<unit><multiplier>{factor}</multiplier><unit_name>{escape(name)}</unit_name></unit>" for name, factor in listed]
    return ["<units>", *units, "</units>", "<unitgradingtype>0</unitgradingtype>", "<showunits>0</showunits>"]


def _matching(question: Question, _losses: list[Loss]) -> Body:
    assert isinstance(question, Matching)
    lines = ["<shuffleanswers>true</shuffleanswers>"]
    sides = [*((pair.left, pair.right) for pair in question.pairs), *(("", right) for right in question.distractors)]
    for left, right in sides:
        lines.append(f'<subquestion format="markdown"><text>{escape(guard(left))}</text>'
                     f"<answer><text>{escape(right)}</text></answer></subquestion>")
    return "matching", lines


def _ordering(question: Question, losses: list[Loss]) -> Body:
    assert isinstance(question, Ordering)
    if any(item.label for item in question.items):
        losses.append(Loss(question.id, "the labels of its items", _NO_PLACE))
    lines = ["<layouttype>VERTICAL</layouttype>", "<selecttype>ALL</selecttype>", "<selectcount>0</selectcount>",
             "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>", "<showgrading>SHOW</showgrading>"]
    for number, item in enumerate(question.items, 1):
        lines.append(f'<answer fraction="{number}" format="markdown"><text>{escape(guard(item.text))}</text></answer>')
    return "ordering", lines


def _cloze(_question: Question, _losses: list[Loss]) -> Body:
    return "cloze", []


def _cloze_text(question: Cloze, losses: list[Loss]) -> str:
    """Return the text of a cloze with Moodle's gaps, its heading above it."""
    gaps = read_gaps(question.text)
    pieces, position = [], 0
    for gap in gaps:
        answers = (gap.text, *question.accept.get(gap.part, ()))
        pieces += [written_between(guard(question.text[position:gap.start])), written_gap(answers)]
        position = gap.end
    pieces.append(written_between(guard(question.text[position:])))
    heading = f"{guard(question.stem)}\n\n" if question.stem else ""
    losses += [Loss(question.id, f"the hint to {gap.text!r}", "Moodle has no hints in a text") for gap in gaps if gap.hint]
    if question.stem:
        losses.append(Loss(question.id, "that its heading is one", "it stands above the text now"))
    if [gap.part for gap in gaps] != [f"c{number}" for number in range(1, len(gaps) + 1)]:
        losses.append(Loss(question.id, "the numbers of its gaps", "Moodle counts them in the order of the text"))
    return heading + "".join(pieces)


def _long_card(question: Question, losses: list[Loss]) -> Body:
    assert isinstance(question, Card)
    why = "Moodle has none: it is an essay now, with the back for whoever grades it"
    losses.append(Loss(question.id, "that it is a card", why))
    return "essay", _text("graderinfo", question.back)


_WRITERS: dict[str, Callable[[Question, list[Loss]], Body]] = {
    "single": _single, "multiple": _multiple, "true_false": _true_false, "typed": _typed, "numeric": _numeric, "cloze": _cloze,
    "matching": _matching, "ordering": _ordering, "card": _long_card,
}
