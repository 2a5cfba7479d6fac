"""Our own note types on their way back: fields that `interchange.anki.fields` wrote become the question they came from.

What a field holds in words comes back where the words say all of it; the rest is told as lost.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geoquiz.core.clozetext import Gap, read_gaps
from geoquiz.core.dates import MONTHS
from geoquiz.interchange.anki.notetypes import COMMON_FIELDS, NOTE_TYPES
from geoquiz.interchange.anki.reading.becoming import Made, Skipped
from geoquiz.interchange.anki.reading.texts import gapped, markdown, plain
from geoquiz.interchange.anki.reading.values import Note, NoteType
from geoquiz.interchange.naming import is_id

_FORMS = {kind.name.lower(): form for form, kind in NOTE_TYPES.items()}
_ITEM = re.compile(r'<li(?: class="([\w -]*)")?>(.*?)</li>', re.DOTALL)
_FEEDBACK = re.compile(r"<ul><li>(?:(?!</ul>).)*</li></ul>\Z", re.DOTALL)
_PARAGRAPH = re.compile(r"(?:, |\A)paragraph (\d{1,5})\Z")
_ARTICLE = re.compile(r"(?:, |\A)article (\d{1,5})\Z")
_DATE = re.compile(rf"(?:(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) )?(\d{{4}})\Z")
_TRUE_FALSE = ("True", "False")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a question of ours came from: the bank's key and title, its id there, and its source without the paragraph."""

    bank: str
    title: str
    id: str
    source: str
    article: int | None


class OwnMaker:
    """Makes questions of the notes of one of our own note types."""

    is_cloze = True  # One question a note, whatever its cards.

    def __init__(self, note_type: NoteType) -> None:
        self.note_type = note_type
        self.form = _FORMS[note_type.name.lower()]

    def make(self, values: tuple[str, ...], _ord: int) -> Made:
        """Return the question of a note; raise Skipped where its fields are not all there."""
        fields = dict(zip(self.note_type.fields, values, strict=False))
        made = _MAKERS[self.form](fields)
        shared = {"hint": _text(fields["Hint"]), "source": _source(fields), "as_of": _date(fields["As of"])}
        content = {"explanation": _text(fields["Explanation"]), **made.content}
        return Made({**content, **{name: value for name, value in shared.items() if value}}, made.lost, made.changes, made.parts)


def is_own(note_type: NoteType) -> bool:
    """Tell whether a note type is one of ours, with all its fields."""
    return note_type.name.lower() in _FORMS and set(COMMON_FIELDS) <= set(note_type.fields)


def origin(note_type: NoteType, note: Note) -> Origin | None:
    """Return where a note of ours came from, or None where its id does not say it."""
    fields = dict(zip(note_type.fields, note.fields, strict=False))
    bank, slash, id_ = plain(fields.get("Id", "")).rpartition("/")
    if not slash or not is_id(id_):
        return None
    source = _PARAGRAPH.sub("", plain(fields.get("Source", "")))
    article = _ARTICLE.search(source)
    return Origin(bank, plain(fields.get("Bank", "")), id_, _ARTICLE.sub("", source), int(article[1]) if article else None)


def tags_of(note: Note, bank: str) -> tuple[str, ...]:
    """Return a note's tags without the levels that we put before them; the bank's own tag is none."""
    prefix = f"geoquiz::{bank}"
    return tuple(tag.removeprefix(f"{prefix}::") for tag in note.tags if tag != prefix)


def _text(html: str) -> str:
    return markdown(html)[0]


def _inline(html: str) -> str:
    return " ".join(markdown(html)[0].split())


def _card(fields: Mapping[str, str]) -> Made:
    options = [_inline(html) for _, html in _ITEM.findall(fields["Options"])]
    if not options:
        return Made({"type": "card", "front": _text(fields["Question"]), "back": _text(fields["Answer"])})
    if fields["Answer"].startswith("<ol>"):
        ordered = [_inline(html) for _, html in _ITEM.findall(fields["Answer"])]
        items = [_item(text, options) for text in ordered]
        if all(items) and len(items) == len(options):
            return Made({"type": "ordering", "stem": _text(fields["Question"]), "items": items})
    listed = "\n".join(f"- {option}" for option in options)
    return Made({"type": "card", "front": f"{_text(fields['Question'])}\n\n{listed}", "back": _text(fields["Answer"])},
                changes=("matching the pairs: it is a card to turn, since its fields do not hold them apart",))


def _item(text: str, options: list[str]) -> dict[str, str] | str | None:
    """Return an item of an ordering with its label; None where no option begins so."""
    if text in options:
        return text
    found = max((option for option in options if text.startswith(f"{option} (") and text.endswith(")")), key=len, default=None)
    return {"text": found, "label": text[len(found) + 2:-1]} if found is not None else None


def _typed(fields: Mapping[str, str]) -> Made:
    accept = [form for form in plain(fields["Also right"]).split("; ") if form]
    return Made({"type": "typed", "stem": _text(fields["Question"]), "answer": plain(fields["Answer"]), "accept": accept})


def _cloze(fields: Mapping[str, str]) -> Made:
    found = gapped(fields["Question"])
    if not found.parts:
        raise Skipped("it has no gap")
    content: dict[str, Any] = {"type": "cloze", "text": found.text, "stem": _text(fields.get("Heading", ""))}
    try:
        content["accept"] = _accepted(plain(fields["Also right"]), read_gaps(found.text))
    except ValueError as error:
        raise Skipped("its gaps cannot be read") from error
    return Made(content, found.lost, tuple(dict.fromkeys(found.changes)), found.parts)


def _accepted(text: str, gaps: tuple[Gap, ...]) -> dict[str, list[str]]:
    """Return the other right forms by part, out of "a; b" for one gap, or "for one: 1, I; for three: 3" for several."""
    if not text:
        return {}
    if len(gaps) == 1:
        return {gaps[0].part: text.split("; ")}
    found = {}
    for gap in sorted(gaps, key=lambda gap: int(gap.part[1:])):
        mark = f"for {gap.text}: "
        if text.startswith(mark):
            forms, _, rest = text.removeprefix(mark).partition("; for ")
            found[gap.part] = forms.split(", ")
            text = f"for {rest}"
    return found


def _choice(fields: Mapping[str, str]) -> Made:
    found = [(classes.split(), _inline(html)) for classes, html in _ITEM.findall(fields["Options"])]
    texts, keys = [text for _, text in found], [text for classes, text in found if "gq-key" in classes]
    if len(texts) < 2 or not keys:
        raise Skipped("its options do not say which of them is right")
    last = next((text for classes, text in found if "gq-last" in classes), None)
    stem = _text(fields["Question"])
    explanation, feedback = _feedback(fields["Explanation"], texts)
    if tuple(texts) == _TRUE_FALSE and len(keys) == 1 and not any(feedback):
        return Made({"type": "true_false", "stem": stem, "answer": str(keys == ["True"]).lower(), "explanation": explanation})
    options = [{"text": text, "feedback": said} if said else text for text, said in zip(texts, feedback, strict=True)]
    content = {"stem": stem, "options": options, "explanation": explanation, **({"pin_last": last} if last else {})}
    if len(keys) == 1 and not fields["Answer"].startswith("<ul>"):
        return Made({"type": "single", "answer": keys[0], **content})
    answers = [_inline(html) for _, html in _ITEM.findall(fields["Answer"])]
    return Made({"type": "multiple", "answers": answers if sorted(answers) == sorted(keys) else keys, **content})


def _feedback(html: str, options: list[str]) -> tuple[str, list[str]]:
    """Return the explanation, and what it says of each option in the list at its end, where that is such a list."""
    none = [""] * len(options)
    match = _FEEDBACK.search(html)
    if match is None:
        return _text(html), none
    said = dict.fromkeys(options, "")
    for _, line in _ITEM.findall(match[0]):
        text = _inline(line)
        option = max((option for option in options if text.startswith(f"{option}: ")), key=len, default=None)
        if option is None:
            return _text(html), none
        said[option] = text[len(option) + 2:]
    return _text(html[:match.start()]), [said[option] for option in options]


def _map(fields: Mapping[str, str]) -> Made:
    places = [_inline(html) for _, html in _ITEM.findall(fields["Options"])]
    listed = "\n".join(f"- {place}" for place in places)
    return Made({"type": "card", "front": f"{_text(fields['Question'])}\n\n{listed}".strip(), "back": _text(fields["Answer"])},
                lost=("a map",), changes=("pointing at a map: it is a card to turn, since its fields hold no coordinates",))


_MAKERS = {"card": _card, "typed": _typed, "cloze": _cloze, "choice": _choice, "map": _map}


def _source(fields: Mapping[str, str]) -> dict[str, int]:
    match = _PARAGRAPH.search(plain(fields["Source"]))
    return {"paragraph": int(match[1])} if match else {}


def _date(html: str) -> str:
    """Return "15 July 2024", "July 2024" or "2024" as a bank file writes it; "" for anything else."""
    match = _DATE.match(plain(html))
    if match is None:
        return ""
    month = f"-{MONTHS.index(match[2]) + 1:02d}" if match[2] else ""
    return f"{match[3]}{month}" + (f"-{int(match[1]):02d}" if match[1] else "")
