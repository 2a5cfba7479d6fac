"""A bank to GIFT; what GIFT cannot hold is told question by question."""

import re
from collections.abc import Callable

from geoquiz.core.banks.model import Bank
from geoquiz.core.clozetext import read_gaps
from geoquiz.core.kinds import KINDS
from geoquiz.core.kinds.card import Card
from geoquiz.core.kinds.cloze import Cloze
from geoquiz.core.kinds.matching import Matching
from geoquiz.core.kinds.multiple import Multiple
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.kinds.ordering import Ordering
from geoquiz.core.kinds.single import Single
from geoquiz.core.kinds.true_false import TrueFalse
from geoquiz.core.kinds.typed import Typed
from geoquiz.core.question import Question
from geoquiz.interchange.categories import path_of, title_losses
from geoquiz.interchange.gift.blocks import escape, escape_start
from geoquiz.interchange.gift.reading import BLANK
from geoquiz.interchange.markup import guard
from geoquiz.interchange.nearest import absolute_tolerance, nearest, weights
from geoquiz.interchange.report import Exported, Loss, asked, unheld, unheld_header

_SHARES = ("100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5")
_NO_PLACE = "GIFT has no place for it"
_ARROW = "->"
_HELD_TAG = re.compile(r"[^<>`\\\x00-\x1f]+\Z")
_LOOKS_WEIGHED = re.compile(r"%-?\d")
Lines = list[str]


def write_gift(bank: Bank) -> Exported:
    """Return the bank as GIFT text in UTF-8: a category, then a block for each question."""
    losses = [*unheld_header(bank, (), _NO_PLACE), *title_losses(bank.title)]
    blocks = [f"// [bank:{bank.id}]\n$CATEGORY: {path_of(bank.title)}"]
    for question in asked(bank, losses):
        losses += unheld(question, ("explanation", "tags"), _NO_PLACE)
        for shown in _askable(question, losses):
            block = _block(shown, losses)
            blocks += [block] if block else []
    return Exported(("\n\n".join(blocks) + "\n").encode(), tuple(losses))


def _askable(question: Question, losses: list[Loss]) -> list[Question]:
    """Return the question, or those that stand for it, in kinds that GIFT has."""
    if isinstance(question, Cloze):
        return _gaps(question, losses)
    if isinstance(question, Ordering):
        losses.append(Loss(question.id, "that it is an ordering", "GIFT has none: places are matched with items"))
        losses += [Loss(question.id, "the labels of its items", _NO_PLACE)] if any(item.label for item in question.items) else []
        pairs = [{"left": str(number), "right": item.text} for number, item in enumerate(question.items, 1)]
        return [_as(question, "matching", stem=question.stem, pairs=pairs)]
    shown, lost = nearest(question, "GIFT")
    losses += lost
    return [_essay(shown, losses) if isinstance(shown, Card) else shown]


def _essay(question: Card, losses: list[Loss]) -> Question:
    """Return a long card with its back as what is said afterwards."""
    losses.append(Loss(question.id, "that it is a card", "GIFT has none: it is an essay now, with the back as its feedback"))
    return question.model_copy(update={"explanation": "\n\n".join(text for text in (question.back, question.explanation) if text)})


def _as(question: Question, kind: str, **content: object) -> Question:
    shared = {"id": question.id, "explanation": question.explanation, "tags": question.tags}
    return KINDS[kind].model_validate({**shared, "type": kind, **content})


def _gaps(question: Cloze, losses: list[Loss]) -> list[Question]:
    """Return a cloze of one gap as it is, and one with several as a question for each."""
    gaps = read_gaps(question.text)
    losses += [Loss(question.id, f"the hint to {gap.text!r}", "GIFT has no hints") for gap in gaps if gap.hint]
    if question.stem:
        losses.append(Loss(question.id, "that its heading is one", "it stands above the text now"))
    if len(gaps) == 1:
        return [question]
    losses.append(Loss(question.id, "that its gaps are one question", f"GIFT has one gap a question: they are {len(gaps)} now"))
    made = []
    for gap in gaps:
        shown = question.shown(gap.part, "")
        content = {"stem": question.stem, "text": f"{shown.before}{{{{c1::{gap.text}}}}}{shown.after}",
                   "accept": {"c1": question.accept[gap.part]} if gap.part in question.accept else {}}
        made.append(_as(question, "cloze", **content).model_copy(update={"id": f"{question.id[:59]}-{gap.part}"}))
    return made


def _block(question: Question, losses: list[Loss]) -> str:
    """Return the block of a question, or nothing, with a loss, when GIFT would take it for something else."""
    tags = [tag for tag in question.tags if _HELD_TAG.match(tag)]
    losses += [Loss(question.id, f"the tag {tag!r}", "GIFT has no < > ` \\ and line ends in tags")
               for tag in question.tags if tag not in tags]
    comment = " ".join((f"[id:{question.id}]", *(f"[tag:{tag.replace(']', chr(92) + ']')}]" for tag in tags)))
    written = _WRITERS[question.kind](question, losses)
    if written is None:
        return ""
    head, answers, tail = written
    if question.explanation:
        answers = [*answers, f"####{escape_start(guard(question.explanation))}"]
    body = "\n".join(("{", *(f"\t{line}" for line in answers), "}"))
    return f"// {comment}\n::{question.id}::[markdown]{head}{body}{tail}"


Written = tuple[str, Lines, str]


def _asking(stem: str, answers: Lines) -> Written:
    return escape(guard(stem)), answers, ""


def _option(text: str, feedback: str) -> str:
    return escape_start(guard(text)) + (f"#{escape_start(guard(feedback))}" if feedback else "")


def _pinned(question: Single | Multiple, losses: list[Loss]) -> None:
    if question.pin_last is not None:
        losses.append(Loss(question.id, f"that {question.pin_last[:40]!r} stays last", _NO_PLACE))


def _single(question: Question, losses: list[Loss]) -> Written:
    assert isinstance(question, Single)
    _pinned(question, losses)
    lines = []
    for option in question.options:
        wrong = "~%0%" if _LOOKS_WEIGHED.match(option.text) else "~"
        lines.append(("=" if option.text == question.answer else wrong) + _option(option.text, option.feedback))
    return _asking(question.stem, lines)


def _multiple(question: Question, losses: list[Loss]) -> Written:
    assert isinstance(question, Multiple)
    _pinned(question, losses)
    share, is_exact = weights(len(question.answers), _SHARES)
    if not is_exact:
        losses.append(Loss(question.id, f"that each of {len(question.answers)} right options counts alike",
                           f"the nearest share that Moodle knows is {share} per cent"))
    shares = [share if option.text in question.answers else f"-{share}" for option in question.options]
    return _asking(question.stem, [f"~%{each}%{_option(option.text, option.feedback)}"
                                   for each, option in zip(shares, question.options, strict=True)])


def _true_false(question: Question, _losses: list[Loss]) -> Written:
    assert isinstance(question, TrueFalse)
    return _asking(question.stem, ["TRUE" if question.answer else "FALSE"])


def _short(question: Question, answers: tuple[str, ...], losses: list[Loss]) -> Lines | None:
    """Return the right answers; one with an arrow in it would make the question a matching."""
    kept = [text for text in answers if _ARROW not in text]
    why = "GIFT would take it for a matching"
    if answers[0] not in kept:
        losses.append(Loss(question.id, "the question", f"its answer holds ->: {why}"))
        return None
    losses += [Loss(question.id, f"the answer {text!r}", why) for text in answers if text not in kept]
    return [f"=%100%{escape_start(text)}" for text in kept]


def _typed(question: Question, losses: list[Loss]) -> Written | None:
    assert isinstance(question, Typed)
    if question.spelling == "exact":
        losses.append(Loss(question.id, "that the spelling must be exact", _NO_PLACE))
    lines = _short(question, (question.answer, *question.accept), losses)
    return _asking(question.stem, lines) if lines is not None else None


def _cloze(question: Question, losses: list[Loss]) -> Written | None:
    assert isinstance(question, Cloze)
    (gap,) = read_gaps(question.text)
    lines = _short(question, (gap.text, *question.accept.get(gap.part, ())), losses)
    if lines is None:
        return None
    heading = f"{question.stem}\n\n" if question.stem else ""
    before, after = heading + question.text[:gap.start], question.text[gap.end:]
    if not after.strip():
        losses.append(Loss(question.id, "that its gap is one", "at the end of a text GIFT knows none: it is a short answer now"))
        return escape(guard(before) + BLANK), lines, ""
    return escape(guard(before)), lines, escape(guard(after))


def _numeric(question: Question, losses: list[Loss]) -> Written:
    assert isinstance(question, Numeric)
    tolerance = absolute_tolerance(question, "GIFT", losses)
    if question.unit or question.units:
        losses.append(Loss(question.id, "its unit", "GIFT has none: it stands in the question, and a number alone is to be typed"))
    return _asking(question.face().front, [f"#{format(question.answer, 'f')}:{tolerance}"])


def _matching(question: Question, losses: list[Loss]) -> Written:
    assert isinstance(question, Matching)
    lines = []
    for pair in question.pairs:
        left = pair.left.replace(_ARROW, "→")
        if left != pair.left:
            losses.append(Loss(question.id, f"the -> in {pair.left!r}", "GIFT parts pairs by it: it is → now"))
        lines.append(f"={escape_start(guard(left))} {_ARROW} {escape(pair.right)}")
    return _asking(question.stem, [*lines, *(f"= {_ARROW} {escape(right)}" for right in question.distractors)])


def _card(question: Question, _losses: list[Loss]) -> Written:
    return _asking(question.face().front, [])


_WRITERS: dict[str, Callable[[Question, list[Loss]], Written | None]] = {
    "single": _single, "multiple": _multiple, "true_false": _true_false, "typed": _typed, "numeric": _numeric, "cloze": _cloze,
    "matching": _matching, "card": _card,
}
