"""Moodle XML to a bank; what our banks cannot hold is told question by question."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from geoquiz.core.errors import BankError
from geoquiz.interchange.amounts import plain_digits, read_inverse, share_of
from geoquiz.interchange.categories import names_of
from geoquiz.interchange.collecting import Collector, Content, Source
from geoquiz.interchange.markup import plain_of
from geoquiz.interchange.moodle.elements import Element, questions
from geoquiz.interchange.moodle.gaps import read_embedded
from geoquiz.interchange.moodle.texts import line_of, markdown_of
from geoquiz.interchange.report import Imported, Reading

_WHOLE = Decimal(100)
# An id and a name in a sentence are made of no more.
_LONGEST_START = 300
# What Moodle writes into every question of its own accord.
_USUAL_FEEDBACK = ("Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.")
_WILDCARD = re.compile(r"(?<!\\)\*")
_NO_ROOM = "our questions have no place for it"
_LEFT_BEHIND = {
    "description": "it is a text without a question",
    "essay": "an essay is graded by a person",
}


def read_moodle(data: bytes, reading: Reading) -> Imported:
    """Return the bank in a Moodle XML file; raise BankError with all faults."""
    collector = Collector(reading)
    quiz = _Quiz(collector)
    try:
        for element in questions(data, reading.path):
            quiz.take(element)
    except BankError as error:
        collector.faults += error.faults
    return collector.finish(bank_id=quiz.bank_id, description=quiz.description)


class _Quiz:
    """Takes one question after the other, under the category that was named last."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.bank_id = self.description = ""
        self._category: tuple[str, ...] = ()

    def take(self, element: Element) -> None:
        """Take a question or a change of category."""
        kind = element.attributes.get("type", "")
        if kind == "category":
            self._category = names_of(element.inner("category", "text"))
            self.bank_id = element.inner("idnumber") or self.bank_id
            self.description = markdown_of(element.first("info"), self.collector, Source(element.line, "the category"))
            return
        source = Source(element.line, element.inner("name", "text"), element.inner("idnumber"), category=self._category)
        read = _READERS.get(kind)
        if read is None:
            self.collector.skip(source, _LEFT_BEHIND.get(kind, f"the type {kind!r} is not known here"))
            return
        stem = markdown_of(element.first("questiontext"), self.collector, source)
        source = replace(source, text=plain_of(stem[:_LONGEST_START]))
        content = read(element, source, self.collector)
        if content is not None:
            self.collector.add(source, self._shared(element, source) | {"stem": stem} | content)

    def _shared(self, element: Element, source: Source) -> Content:
        """Return what questions of all types may have."""
        hints = [line_of(hint, self.collector, source) for hint in element.all("hint")]
        hints = [hint for hint in hints if hint]
        if len(hints) > 1:
            self.collector.lose(source, "further hints", "a question has one hint")
        for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            said = markdown_of(element.first(name), self.collector, source)
            if said and said not in _USUAL_FEEDBACK:
                self.collector.lose(source, f"the feedback {said[:40]!r}", _NO_ROOM)
        if (grade := share_of(element.inner("defaultgrade"))) is not None and grade != 1:
            self.collector.lose(source, f"its weight of {element.inner('defaultgrade')}", "all questions count alike")
        tags = element.first("tags")
        return {
            "explanation": markdown_of(element.first("generalfeedback"), self.collector, source),
            "hint": hints[0] if hints else "",
            "tags": [tag.inner("text") for tag in tags.all("tag")] if tags is not None else [],
            "retired": "true" if element.inner("hidden") == "1" else "",
        }


def _shares(element: Element, source: Source, collector: Collector) -> list[tuple[Element, Decimal]] | None:
    """Return the answers with their shares in per cent, or None when one is no number."""
    found = []
    for answer in element.all("answer"):
        share = share_of(answer.attributes.get("fraction", "0"))
        if share is None:
            collector.fault(answer.line, f"The fraction {answer.attributes['fraction']!r} is not a number: write 100 for right, "
                            "0 for wrong.", source)
            return None
        found.append((answer, share))
    return found


def _multichoice(element: Element, source: Source, collector: Collector) -> Content | None:
    answers = _shares(element, source, collector)
    if answers is None:
        return None
    options = [{"text": line_of(answer, collector, source), "feedback": line_of(answer.first("feedback"), collector, source)}
               for answer, _ in answers]
    texts = [option["text"] for option in options]
    if element.inner("single") in ("true", "1", ""):
        right = [text for text, (_, share) in zip(texts, answers, strict=True) if share == _WHOLE]
        if not right:
            collector.fault(element.line, "No option has the fraction 100: say which one is right.", source)
            return None
        if len(right) > 1:
            collector.skip(source, "several options are wholly right, and it asks for one")
            return None
        if any(share not in (0, _WHOLE) for _, share in answers):
            collector.lose(source, "that some options are partly right", "an option is right or wrong")
        return {"type": "single", "options": options, "answer": right[0]}
    right = [text for text, (_, share) in zip(texts, answers, strict=True) if share > 0]
    if not right:
        collector.fault(element.line, "No option has a fraction above 0: say which ones are right.", source)
        return None
    if not _even(answers, len(right)):
        collector.lose(source, "the weights of the options", "every right option counts alike, and a wrong one takes as much away")
    return {"type": "multiple", "options": options, "answers": right}


def _even(answers: list[tuple[Element, Decimal]], rights: int) -> bool:
    """Tell whether each right option counts an equal share and each wrong one takes it away."""
    return all(abs(abs(share) - _WHOLE / rights) < Decimal("0.001") for _, share in answers) or (
        rights > 10 and len({abs(share) for _, share in answers}) == 1)


def _truefalse(element: Element, source: Source, collector: Collector) -> Content | None:
    answers = _shares(element, source, collector)
    if answers is None:
        return None
    right = [answer.inner("text").casefold() for answer, share in answers if share > 0]
    if len(right) != 1 or right[0] not in ("true", "false"):
        collector.fault(element.line, "It needs the answers true and false, one of them with the fraction 100.", source)
        return None
    for answer, _ in answers:
        _lose_feedback(answer, source, collector)
    return {"type": "true_false", "answer": right[0]}


def _lose_feedback(answer: Element, source: Source, collector: Collector) -> None:
    if markdown_of(answer.first("feedback"), collector, source):
        collector.lose(source, f"the feedback to {answer.inner('text')[:40]!r}", "options alone have feedback of their own")


def _shortanswer(element: Element, source: Source, collector: Collector) -> Content | None:
    answers = _shares(element, source, collector)
    if answers is None:
        return None
    right: list[str] = []
    for answer, share in answers:
        text = answer.inner("text")
        _lose_feedback(answer, source, collector)
        if share != _WHOLE:
            if text != "*":
                collector.lose(source, f"the answer {text[:40]!r} at {share} per cent", "an answer is right or wrong")
        elif _WILDCARD.search(text):
            collector.lose(source, f"the pattern {text[:40]!r}", "answers are compared as they are, without patterns")
        else:
            right.append(text.replace("\\*", "*"))
    if not right:
        collector.skip(source, "it has no answer that is wholly right and no pattern")
        return None
    exact = element.inner("usecase") == "1"
    return {"type": "typed", "answer": right[0], "accept": right[1:], "spelling": "exact" if exact else ""}


def _numerical(element: Element, source: Source, collector: Collector) -> Content | None:
    answers = _shares(element, source, collector)
    if answers is None:
        return None
    right: list[tuple[str, str]] = []
    for answer, share in answers:
        text = answer.inner("text")
        _lose_feedback(answer, source, collector)
        if text == "*":
            continue
        number, tolerance = plain_digits(text), plain_digits(answer.inner("tolerance") or "0")
        if number is None or tolerance is None:
            given = f"{text[:40]!r} with the tolerance {answer.inner('tolerance')[:40]!r}"
            collector.fault(answer.line, f"{given} is not a number: write digits such as 7200 or 17.5.", source)
            return None
        if share != _WHOLE or right:
            collector.lose(source, f"the answer {text!r} at {share} per cent", "there is one right number")
        else:
            right.append((number, tolerance.removeprefix("-")))
    if not right:
        collector.fault(element.line, "No answer has the fraction 100: say which number is right.", source)
        return None
    unit, units = _units(element, source, collector)
    return {"type": "numeric", "answer": right[0][0], "tolerance": right[0][1], "unit": unit, "units": units}


def _units(element: Element, source: Source, collector: Collector) -> tuple[str, dict[str, str]]:
    """Return the unit of the answer, and how many of it one of each other is; Moodle tells the inverse."""
    listed = element.first("units")
    unit, others = "", {}
    for entry in listed.all("unit") if listed is not None else ():
        name, factor = entry.inner("unit_name"), read_inverse(entry.inner("multiplier"))
        if factor is None:
            given = entry.inner("multiplier")[:40]
            collector.fault(entry.line, f"The multiplier {given!r} of {name!r} is not a number above 0.", source)
        elif share_of(factor) == 1 and not unit:
            unit = name
        elif name:
            others[name] = factor
    if others and not unit:
        collector.lose(source, "its units", "none of them has the multiplier 1")
        others = {}
    return unit, others


def _matching(element: Element, source: Source, collector: Collector) -> Content | None:
    pairs, distractors = [], []
    for entry in element.all("subquestion"):
        left, right = line_of(entry, collector, source), entry.inner("answer", "text")
        if left:
            pairs.append({"left": left, "right": right})
        elif right:
            distractors.append(right)
    return {"type": "matching", "pairs": pairs, "distractors": distractors}


def _ordering(element: Element, source: Source, collector: Collector) -> Content | None:
    return {"type": "ordering", "items": [line_of(answer, collector, source) for answer in element.all("answer")]}


def _cloze(element: Element, source: Source, collector: Collector) -> Content | None:
    question = element.first("questiontext")
    text = read_embedded(question.inner("text"), collector, source) if question is not None else None
    if text is None or question is None:
        return None
    masked, gaps = text
    shown = Element("questiontext", question.line, question.attributes, [Element("text", question.line, {}, text=masked)])
    return gaps.content(markdown_of(shown, collector, source))


Reader = Callable[[Element, Source, Collector], Content | None]
_READERS: dict[str, Reader] = {
    "multichoice": _multichoice, "truefalse": _truefalse, "shortanswer": _shortanswer, "numerical": _numerical,
    "matching": _matching, "match": _matching, "ordering": _ordering, "cloze": _cloze, "multianswer": _cloze,
}
