"""GIFT to a bank; what our banks cannot hold is told question by question."""

import re
from dataclasses import replace
from decimal import Decimal

from geoquiz.core.banks.yamltree import MAX_SCALAR
from geoquiz.core.errors import Fault
from geoquiz.interchange.amounts import plain_digits
from geoquiz.interchange.categories import names_of
from geoquiz.interchange.collecting import Collector, Content, Source
from geoquiz.interchange.decoding import decode
from geoquiz.interchange.gift.blocks import Block, Broken, Pieces, blocks, cut, split_format, unmask
from geoquiz.interchange.markup import in_one_line, plain_of
from geoquiz.interchange.moodle.texts import converted
from geoquiz.interchange.report import Imported, Reading

BLANK = "_____"
_MARK = "\U000f0000"
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_TRUTHS = {"T": "true", "TRUE": "true", "F": "false", "FALSE": "false"}
_RANGE = re.compile(r"(.+?)\.\.(.+)\Z", re.DOTALL)
_WHOLE = Decimal(100)
_MOST_ANSWERS = 1_000
# An id and a name in a sentence are made of no more.
_LONGEST_START = 300
_OPTIONS_ALONE = "options alone have feedback of their own"


def read_gift(data: bytes, reading: Reading) -> Imported:
    """Return the bank in a GIFT file; raise BankError with all faults."""
    text, notes = decode(data, reading.path)
    collector = Collector(reading, notes=notes)
    bank_id, category = "", ""
    for block in blocks(text):
        bank_id = block.comment.bank or bank_id
        if block.category is not None:
            category = block.category
        elif len(block.text) > 4 * MAX_SCALAR:
            collector.faults.append(Fault(reading.path, block.line, 1, f"A question of more than {4 * MAX_SCALAR:,} characters: "
                                          "is a blank line missing behind it?"))
        elif block.text:
            _take(block, Source(block.line, id=block.comment.id, category=names_of(category)), collector)
    return collector.finish(bank_id=bank_id)


def _take(block: Block, source: Source, collector: Collector) -> None:
    try:
        pieces = cut(block.text)
    except Broken as error:
        first = unmask(block.text).splitlines()[0]
        collector.fault(block.line, str(error), replace(source, text=first))
        return
    source = replace(source, name=pieces.name, text=plain_of(unmask(pieces.head[:_LONGEST_START])))
    if pieces.answers is None:
        collector.skip(source, "it is a text without a question")
    elif not pieces.answers:
        collector.skip(source, "an essay is graded by a person")
    else:
        reader = _Reader(pieces, source, collector)
        content = reader.content(pieces.answers)
        if content is not None:
            collector.add(source, {"stem": reader.stem, "explanation": reader.text(pieces.feedback),
                                   "tags": list(block.comment.tags)} | content)


class _Reader:
    """Reads the answers of one question; what they are shows in their marks, as Moodle sees it."""

    def __init__(self, pieces: Pieces, source: Source, collector: Collector) -> None:
        self._pieces = pieces
        self._source = source
        self._collector = collector
        self.stem = self._whole(BLANK) if pieces.tail.strip() else self.text(pieces.head)

    def text(self, masked: str) -> str:
        """Return a text as markdown, in the format that it names or the one of the question."""
        text_format, text = split_format(masked, self._pieces.format)
        return converted(unmask(text).strip(), text_format, self._collector, self._source)

    def _whole(self, gap: str) -> str:
        """Return the text of the question with ``gap`` where the answers stand."""
        whole = unmask(f"{self._pieces.head}{_MARK}{self._pieces.tail}").strip()
        return converted(whole, self._pieces.format, self._collector, self._source).replace(_MARK, gap)

    def content(self, answers: str) -> Content | None:
        """Return what the answers make of the question, or None, with a loss or fault."""
        if answers.count("=") + answers.count("~") > _MOST_ANSWERS:
            how = "leave some out, or write = and ~ of texts as \\= and \\~"
            self._fault(f"It has more than {_MOST_ANSWERS:,} answers: {how}.")
            return None
        if answers.startswith("#"):
            return self._numeric(answers[1:])
        if "~" in answers:
            return self._choice(answers)
        if "=" in answers and "->" in answers:
            return self._matching(answers)
        truth, *feedback = (piece.strip() for piece in answers.split("#"))
        if truth.upper() in _TRUTHS:
            for said in feedback:
                if said:
                    self._lose(f"the feedback {unmask(said)[:40]!r}", _OPTIONS_ALONE)
            return {"type": "true_false", "answer": _TRUTHS[truth.upper()]}
        return self._short(answers)

    def _lose(self, what: str, why: str) -> None:
        self._collector.lose(self._source, what, why)

    def _fault(self, message: str) -> None:
        self._collector.fault(self._source.line, message, self._source)

    def _choice(self, answers: str) -> Content | None:
        listed = [piece.strip() for piece in answers.replace("=", "~=").split("~") if piece.strip()]
        options, shares = [], []
        for piece in listed:
            share, text = (_WHOLE, piece[1:]) if piece.startswith("=") else _weighed(piece, Decimal(0))
            text, _, feedback = text.partition("#")
            options.append({"text": self._line(text), "feedback": self._line(feedback)})
            shares.append(share)
        if "=" in answers:
            return self._single(options, shares)
        right = [option["text"] for option, share in zip(options, shares, strict=True) if share > 0]
        if not right:
            self._fault("None of its answers is right: write = before the right one, or weights such as ~%50%.")
            return None
        if any(abs(abs(share) - _WHOLE / len(right)) > Decimal("0.001") for share in shares) and len({abs(s) for s in shares}) > 1:
            self._lose("the weights of the options", "every right option counts alike, and a wrong one takes as much away")
        return {"type": "multiple", "options": options, "answers": right}

    def _single(self, options: list[dict[str, str]], shares: list[Decimal]) -> Content | None:
        right = [option["text"] for option, share in zip(options, shares, strict=True) if share == _WHOLE]
        if len(right) > 1:
            self._collector.skip(self._source, "several options are wholly right, and it asks for one")
            return None
        if any(share not in (0, _WHOLE) for share in shares):
            self._lose("that some options are partly right", "an option is right or wrong")
        return {"type": "single", "options": options, "answer": right[0]}

    def _line(self, masked: str) -> str:
        text = self.text(masked)
        return text if split_format(masked, self._pieces.format)[0] == "markdown" else in_one_line(text)

    def _short(self, answers: str) -> Content | None:
        right: list[str] = []
        for piece in (piece.strip() for piece in answers.split("=")):
            if not piece:
                continue
            share, text = _weighed(piece, _WHOLE)
            text, _, feedback = text.partition("#")
            answer = unmask(split_format(text, "")[1]).strip()
            if feedback.strip():
                self._lose(f"the feedback to {answer[:40]!r}", _OPTIONS_ALONE)
            if share != _WHOLE:
                self._lose(f"the answer {answer[:40]!r} at {share} per cent", "an answer is right or wrong")
            else:
                right.append(answer)
        if not right:
            self._collector.skip(self._source, "it has no answer that is wholly right")
            return None
        if self._pieces.tail.strip() and "}}" not in right[0]:
            return {"type": "cloze", "stem": "", "text": self._whole(f"{{{{c1::{right[0]}}}}}"),
                    "accept": {"c1": right[1:]} if right[1:] else {}}
        return {"type": "typed", "answer": right[0], "accept": right[1:]}

    def _matching(self, answers: str) -> Content | None:
        pairs, distractors = [], []
        for piece in (piece.strip() for piece in answers.split("=")):
            if not piece:
                continue
            left, arrow, right = piece.partition("->")
            if not arrow:
                self._fault(f"{unmask(piece)[:40]!r} has no -> in it: write pairs as =left -> right.")
                return None
            named, other = self._line(left), unmask(right).strip()
            if named:
                pairs.append({"left": named, "right": other})
            else:
                distractors.append(other)
        return {"type": "matching", "pairs": pairs, "distractors": distractors}

    def _numeric(self, answers: str) -> Content | None:
        answers, _, wrong = answers.partition("~")
        if wrong.strip("# \n\t"):
            self._lose("the feedback to wrong numbers", _OPTIONS_ALONE)
        found: list[tuple[str, str]] = []
        for piece in (piece.strip() for piece in answers.split("=")):
            if not piece:
                continue
            share, text = _weighed(piece, _WHOLE)
            text, _, feedback = text.partition("#")
            if feedback.strip():
                self._lose(f"the feedback to {unmask(text)[:40]!r}", _OPTIONS_ALONE)
            amount = _amount(unmask(text).strip())
            if amount is None:
                self._fault(f"{unmask(text).strip()[:40]!r} is not a number: write {{#7200}}, {{#7200:50}} or {{#7150..7250}}.")
                return None
            if share != _WHOLE or found:
                self._lose(f"the answer {unmask(text).strip()[:40]!r} at {share} per cent", "there is one right number")
            else:
                found.append(amount)
        if not found:
            self._fault("It has no number that is wholly right: write {#7200}, {#7200:50} or {#7150..7250}.")
            return None
        return {"type": "numeric", "answer": found[0][0], "tolerance": found[0][1]}


def _weighed(piece: str, default: Decimal) -> tuple[Decimal, str]:
    """Return the share that an answer names in per cent, and the answer without it."""
    named = _WEIGHT.match(piece)
    return (Decimal(named[1]), piece[named.end():].strip()) if named else (default, piece)


def _amount(text: str) -> tuple[str, str] | None:
    """Return a number and its tolerance out of `7200`, `7200:50` or `7150..7250`."""
    if between := _RANGE.match(text):
        low, high = plain_digits(between[1]), plain_digits(between[2])
        if low is None or high is None or Decimal(low) > Decimal(high):
            return None
        middle, margin = (Decimal(low) + Decimal(high)) / 2, (Decimal(high) - Decimal(low)) / 2
        return format(middle, "f"), format(margin, "f")
    number, _, margin_text = text.partition(":")
    digits, tolerance = plain_digits(number), plain_digits(margin_text or "0")
    return None if digits is None or tolerance is None else (digits, tolerance.removeprefix("-"))

