"""Moodle's embedded answers, `{1:SHORTANSWER:=Nile~=the Nile#yes}`, to the gaps of a `cloze` and back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape, unescape

from geoquiz.interchange.amounts import share_of
from geoquiz.interchange.collecting import Collector, Content, Source

_SHORT = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBER = {"NUMERICAL", "NM"}
_CHOICE = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS",
           "MULTICHOICE_HS", "MCHS"}
_OPEN = re.compile(r"\{(\d*):([A-Z_]+):")
_BODY = re.compile(r"((?:[^\\}]|\\.)*)\}", re.DOTALL)
_ALTERNATIVE = re.compile(r"(?:(=)|%(-?\d+(?:[.,]\d*)?)%)?((?:[^\\#]|\\.)*)(?:#(.*))?\Z", re.DOTALL)
_BETWEEN = re.compile(r"((?:[^\\~]|\\.)+)", re.DOTALL)
_ESCAPED = re.compile(r"\\([}#~/\"\\*])")
_RESERVED = re.compile(r"[}#~\\*]")
_WILDCARD = re.compile(r"(?:[^\\*]|\\.)*\*", re.DOTALL)
_LIKE_AN_OPENING = re.compile(r"\{(?=\d*:[A-Z_]+:)")
_KEPT_OPENING = re.compile(r"&#123;(?=\d*:[A-Z_]+:)")
_WHOLE = Decimal(100)
# Stand for the gaps while the text around them is turned into markdown; no text of ours has them.
_FIRST_MARK, _MOST_GAPS = 0xF0000, 999
_MARKS = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + _MOST_GAPS)}]")


@dataclass(slots=True)
class Gaps:
    """The right answers of each gap, in the order of the text."""

    answers: list[list[str]] = field(default_factory=list)

    def content(self, markdown: str) -> Content:
        """Return the cloze whose text is ``markdown``, a mark standing for each gap."""
        def gap(match: re.Match[str]) -> str:
            number = ord(match[0]) - _FIRST_MARK
            return f"{{{{c{number + 1}::{self.answers[number][0]}}}}}"

        text = _MARKS.sub(gap, _KEPT_OPENING.sub("{", markdown))
        accept = {f"c{number}": answers[1:] for number, answers in enumerate(self.answers, 1) if len(answers) > 1}
        return {"type": "cloze", "stem": "", "text": text, "accept": accept}


def read_embedded(text: str, collector: Collector, source: Source) -> tuple[str, Gaps] | None:
    """Return the text with a mark for each gap, and the gaps; None, with a loss or fault, when it cannot be a cloze."""
    gaps, pieces, position = Gaps(), [], 0
    for opening in _OPEN.finditer(text):
        if opening.start() < position:
            continue
        body = _BODY.match(text, opening.end())
        if body is None:
            start = text[opening.start():opening.start() + 20]
            collector.fault(source.line, f"The embedded answer {start!r} is not closed: end it with }}.", source)
            return None
        answers = _right_answers(opening[2], body[1], collector, source)
        if answers is None or len(gaps.answers) == _MOST_GAPS:
            if answers is not None:
                collector.skip(source, f"it has more than {_MOST_GAPS} gaps")
            return None
        pieces += [_MARKS.sub("", text[position:opening.start()]), chr(_FIRST_MARK + len(gaps.answers))]
        gaps.answers.append(answers)
        position = body.end()
    if not gaps.answers:
        collector.fault(source.line, "It has no embedded answer such as {1:SHORTANSWER:=Nile}: write one.", source)
        return None
    return "".join((*pieces, _MARKS.sub("", text[position:]))), gaps


def _right_answers(kind: str, body: str, collector: Collector, source: Source) -> list[str] | None:
    """Return the right texts of one gap, the first of them its answer; None when it has none that we could hold."""
    if kind not in _SHORT | _NUMBER | _CHOICE:
        collector.skip(source, f"a gap of the type {kind} cannot be typed")
        return None
    right: list[str] = []
    for alternative in _BETWEEN.findall(body):
        match = _ALTERNATIVE.match(alternative.strip())
        if match is not None:  # Only a lone backslash at the end, which escapes nothing, is none.
            right += _if_right(kind, match, collector, source)
    if not right:
        collector.skip(source, "one of its gaps has no answer that is wholly right")
        return None
    if kind in _CHOICE:
        collector.lose(source, f"the choices at {right[0][:40]!r}", "a gap is typed")
    return right


def _if_right(kind: str, alternative: re.Match[str], collector: Collector, source: Source) -> list[str]:
    """Return the text of an alternative when it is wholly right and no pattern; what is lost with it is told."""
    sign, weight, answer, feedback = alternative.groups()
    share, answer = _WHOLE if sign else share_of(weight or "0"), answer.strip()
    if feedback and feedback.strip():
        collector.lose(source, f"the feedback to {answer[:40]!r}", "options alone have feedback of their own")
    if kind in _SHORT and _WILDCARD.match(answer):
        if answer != "*":
            collector.lose(source, f"the pattern {answer[:40]!r}", "answers are compared as they are, without patterns")
    elif share == _WHOLE:
        return [_number(answer, collector, source) if kind in _NUMBER else _read(answer)]
    elif kind not in _CHOICE or share:
        collector.lose(source, f"the answer {answer[:40]!r} at {share} per cent", "an answer is right or wrong")
    return []


def _number(answer: str, collector: Collector, source: Source) -> str:
    number, _, tolerance = answer.partition(":")
    if share_of(tolerance or "0") != 0:
        collector.lose(source, f"the tolerance {tolerance[:40]}", "what is typed into a gap is compared letter by letter")
    return number.strip()


def _read(answer: str) -> str:
    return unescape(_ESCAPED.sub(r"\1", answer)).strip()


def written_gap(answers: Sequence[str]) -> str:
    """Return a gap with its right answers."""
    alternatives = (_RESERVED.sub(lambda match: f"\\{match[0]}", escape(answer)) for answer in answers)
    return f"{{1:SHORTANSWER:{'~'.join(f'={answer}' for answer in alternatives)}}}"


def written_between(text: str) -> str:
    """Return text beside gaps in which nothing is taken for one."""
    return _LIKE_AN_OPENING.sub("&#123;", text)

