"""`cloze`: a text with gaps; each gap is a part with a memory of its own."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from geoquiz.core.clozetext import Gap, read_gaps
from geoquiz.core.fields import OptionalText, ShortText, Text, fault
from geoquiz.core.question import Context, Face, Outcome, Question, Response, Shown, one
from geoquiz.core.text import forms, normalise
from geoquiz.core.typed_text import grade_text

GAP_SHOWN = "_____"
_Part = Annotated[str, Field(json_schema_extra={"pattern": "^c[1-9][0-9]{0,2}$"})]


class Cloze(Question):
    """``text`` with gaps ``{{c1::deleted::hint}}``; ``accept`` maps a part to other right forms."""

    order: ClassVar = ("id", "type", "stem", "text", "accept")
    is_typed: ClassVar = True

    type: Literal["cloze"]
    stem: OptionalText = ""
    text: Annotated[Text, Field(json_schema_extra={"pattern": r"\{\{c[1-9][0-9]{0,2}::"})]
    accept: Mapping[_Part, Annotated[tuple[ShortText, ...], Field(max_length=100)]] = {}

    @model_validator(mode="after")
    def _check(self) -> Self:
        parts: set[str] = set()
        for gap in read_gaps(self.text):
            if gap.part in parts:
                raise fault(f"The number {gap.part} stands at two gaps: give each gap a number of its own.", at=("text",),
                            offset=gap.start)
            parts.add(gap.part)
        for part in self.accept:
            if part not in parts:
                raise fault(f"accept names {part!r}, but the text has no such gap: it has {', '.join(sorted(parts))}.",
                            at=("accept", part))
        return self

    @cached_property
    def gaps(self) -> dict[str, Gap]:
        """The gaps by part, in the order of the text."""
        return {gap.part: gap for gap in read_gaps(self.text)}

    @cached_property
    def _accepted(self) -> dict[str, frozenset[str]]:
        return {part: forms((gap.text, *self.accept.get(part, ()))) for part, gap in self.gaps.items()}

    def parts(self) -> tuple[str, ...]:
        """Return the gaps' names by number."""
        return tuple(sorted(self.gaps, key=lambda part: int(part[1:])))

    def gap(self, part: str) -> Gap:
        """Return the gap of a part, or the first one where that is gone."""
        return self.gaps[self._existing(part)]

    def accepted(self, part: str) -> frozenset[str]:
        """Return the normalised forms that are right in a gap."""
        return self._accepted[self._existing(part)]

    def grade(self, response: Response, context: Context, part: str = "c1") -> Outcome:
        """Score 1 for a right form of the gap asked, or a forgivable slip, else 0."""
        given = one(response, "Type what belongs in the gap, or choose “I don’t know”.")
        return grade_text(given, self.gap(part).text, self.accepted(part), context)

    def _existing(self, part: str) -> str:
        return part if part in self.gaps else self.parts()[0]

    def right_response(self, part: str = "c1") -> Response:
        """Return the deleted text."""
        return (self.gaps[self._existing(part)].text,)

    def face(self, part: str = "c1") -> Face:
        """Return the text with the gap open, and with it filled in."""
        shown = self.shown(part, "")
        gap = self.gaps[self._existing(part)]
        hint = f" [{gap.hint}]" if gap.hint else ""
        front = "\n\n".join(piece for piece in (self.stem, f"{shown.before}{GAP_SHOWN}{hint}{shown.after}") if piece)
        return Face(front, f"{shown.before}**{gap.text}**{shown.after}", form="cloze", cloze=self.text,
                    also=self.accept.get(gap.part, ()))

    def grading_key(self, part: str = "c1") -> tuple[str, ...]:
        """Return the normalised deleted text, or nothing where the gap is gone."""
        gap = self.gaps.get(part)
        return (normalise(gap.text),) if gap else ()

    def accepts_all_of(self, old: Self, part: str = "c1") -> bool:
        """Tell whether every form that was right in this gap still is."""
        return old._accepted.get(part, frozenset()) <= self._accepted.get(part, frozenset())

    def shown(self, part: str, seed: str) -> Shown:
        """Return the text before and after the gap asked; the other gaps are filled in."""
        gap = self.gaps[self._existing(part)]
        return Shown(stem=self.stem, hint=gap.hint or self.hint, before=self._filled(0, gap.start),
                     after=self._filled(gap.end, len(self.text)))

    def _filled(self, start: int, end: int) -> str:
        """Return the text between two offsets with its gaps filled in."""
        pieces, position = [], start
        for gap in self.gaps.values():
            if start <= gap.start < end:
                pieces += [self.text[position:gap.start], gap.text]
                position = gap.end
        return "".join((*pieces, self.text[position:end]))

    def known_forms(self) -> Iterable[str]:
        """Return the deleted texts and their other forms."""
        return (text for part, gap in self.gaps.items() for text in (gap.text, *self.accept.get(part, ())))
