"""A question as the fields of its note: HTML out of markdown, with everything that Anki would read as its own made harmless."""

import re
from collections.abc import Iterable
from html import escape, unescape

from geoquiz.core.banks.model import BankHeader, BankSource
from geoquiz.core.clozetext import Gap, read_gaps
from geoquiz.core.dates import Partial
from geoquiz.core.geo import FRAMES
from geoquiz.core.markdown import to_html, to_inline_html
from geoquiz.core.question import Face, Place, Question
from geoquiz.interchange.anki.notetypes import NOTE_TYPES

# Anki would play, typeset or replace what follows these brackets, and hand what follows these strokes to MathJax.
_ANKI_BRACKET = re.compile(r"\[(?=sound:|anki:|latex\]|\$\$?\]|\[type:)", re.IGNORECASE)
_MATHJAX_STROKE = re.compile(r"\\(?=[(\[])")
_PLAIN = re.compile(r"""[\w .,;:?!'’"“”()/%–—…+-]*""")
_PRIVATE = re.compile("[\U000f0000-\U000ffffd]")
_TAG = re.compile(r"<[^>]*>")
_MEDIA_TAG = re.compile(r'<img src="([^"]*)"[^>]*>')


def note_fields(bank_key: str, header: BankHeader, question: Question, face: Face) -> tuple[str, ...]:
    """Return the fields of a question's note, in the order of its note type; ``face`` is that of its first part."""
    values = {
        "Question": _cloze(face.cloze) if face.form == "cloze" else _blocks(face.front),
        "Answer": _answer(face),
        "Options": _options(face),
        "Hint": _blocks(question.hint),
        "Also right": _also(question, face),
        "Explanation": _blocks(question.explanation) + _feedback(face),
        "Source": _plain(source_line(header, question)),
        "As of": as_of(header, question),
        "Bank": _plain(header.title),
        "Id": f"{bank_key}/{question.id}",
        "Heading": _blocks(question.stem),
        "Map": map_image(face.map) if face.map else "",
        "Pin": "".join(_pin(face.map, place) for place in face.places),
    }
    # The separator of Anki's fields is no text that anyone writes, but nothing may ever move fields.
    return tuple(values[name].replace("\x1f", " ") for name in NOTE_TYPES[face.form].fields)


def media_name(map_name: str) -> str:
    """Return the name that a file under static/maps has in Anki, where all decks share one folder."""
    return f"geoquiz-{map_name}"


def map_image(map_name: str) -> str:
    """Return the image of a map."""
    return f'<img src="{media_name(map_name)}" alt="{escape(FRAMES[map_name].title)}">'


def stripped(html: str) -> str:
    """Return a field without its HTML, names of images kept: what Anki sorts and compares by."""
    if "<img" in html:
        html = _MEDIA_TAG.sub(r" \1 ", html)
    return unescape(_TAG.sub("", html)).replace("\xa0", " ").strip()


def source_line(header: BankHeader, question: Question) -> str:
    """Return what a question rests on, in one line: title, collection, article, paragraph."""
    source, place = header.source, question.source
    article = (place and place.article) or (source and source.article)
    pieces = [
        *(_titles(source) if source else ()),
        f"article {article}" if article else "",
        f"paragraph {place.paragraph}" if place and place.paragraph else "",
    ]
    return ", ".join(piece for piece in pieces if piece)


def credit(header: BankHeader) -> str:
    """Return the HTML that describes a bank's deck: what it holds, what it rests on, and under which licence."""
    source = header.source
    rests_on = ", ".join((*_titles(source), f"published {Partial.parse(source.published)}" if source.published else "")
                         ).strip(", ") if source else ""
    lines = [
        _blocks(header.description),
        f"<p>After: {_plain(rests_on)}</p>" if rests_on else "",
        f"<p>{_link(source.url)}</p>" if source and source.url else "",
        f"<p>As of {Partial.parse(header.as_of)}</p>" if header.as_of else "",
        f"<p>Licence: {_plain(header.license)}</p>" if header.license else "",
        "<p>Made with geoquiz. A newer export updates these cards and leaves your progress as it is.</p>",
    ]
    return "".join(line for line in lines if line)


def _titles(source: BankSource) -> tuple[str, ...]:
    return tuple(piece for piece in (source.title, source.author, source.collection) if piece)


def as_of(header: BankHeader, question: Question) -> str:
    """Return as of when a question is true, in words; "" where nobody said."""
    date = question.as_of or header.as_of
    return str(Partial.parse(date)) if date else ""


def _harmless(html: str) -> str:
    if "[" in html:
        html = _ANKI_BRACKET.sub("&#91;", html)
    return _MATHJAX_STROKE.sub("\\\\\u2060", html) if "\\" in html else html


def _is_plain(text: str) -> bool:
    """Tell whether a text is a line without any markdown; most are, and reading them as such would take most of the time."""
    return bool(_PLAIN.fullmatch(text)) and text[:1].isalpha() and text[-1:] != " " and "_" not in text


def _blocks(markdown: str) -> str:
    if _is_plain(markdown):
        return f"<p>{markdown}</p>"
    return _harmless(to_html(markdown).strip()) if markdown else ""


def _inline(markdown: str) -> str:
    return markdown if _is_plain(markdown) else _harmless(to_inline_html(markdown))


def _plain(text: str) -> str:
    return _harmless(escape(text, quote=False))


def _link(url: str) -> str:
    text = _plain(url)
    return f'<a href="{escape(url)}">{text}</a>' if url.startswith(("https://", "http://")) else text


def _answer(face: Face) -> str:
    """Return the answer; one to be typed stays plain text, since Anki compares it letter by letter."""
    if face.form == "cloze":
        return ""
    return _plain(face.typed or face.back) if face.form in ("typed", "map") else _blocks(face.back)


def _options(face: Face) -> str:
    return _list((_option_classes(face, option), _inline(option)) for option in face.options)


def _option_classes(face: Face, option: str) -> str:
    return " ".join(name for name, holds in (("gq-key", option in face.keys), ("gq-last", option == face.last)) if holds)


def _feedback(face: Face) -> str:
    pairs = zip(face.options, face.feedback, strict=False)
    return _list(("", f"{_inline(option)}: {_inline(feedback)}") for option, feedback in pairs if feedback)


def _list(items: Iterable[tuple[str, str]]) -> str:
    """Return a list of (classes, HTML) items, or nothing for none."""
    lines = "".join(f'<li class="{classes}">{html}</li>' if classes else f"<li>{html}</li>" for classes, html in items)
    return f"<ul>{lines}</ul>" if lines else ""


def _also(question: Question, face: Face) -> str:
    if face.form != "cloze":
        in_full = (face.back,) if face.typed and face.typed != face.back else ()
        return _plain("; ".join((*in_full, *face.also)))
    gaps = {gap.part: gap.text for gap in read_gaps(face.cloze)}
    if len(gaps) == 1:
        return _plain("; ".join(face.also))
    accepted = ((part, question.face(part).also) for part in question.parts())
    return "; ".join(_plain(f"for {gaps[part]}: {', '.join(also)}") for part, also in accepted if also)


def _cloze(text: str) -> str:
    """Return a text with gaps as HTML with Anki's gaps.

    Markdown sees a private character in the place of each gap, so that it cannot tear one apart.
    """
    gaps, pieces, position = read_gaps(text), [], 0
    for index, gap in enumerate(gaps):
        pieces += [_PRIVATE.sub("", text[position:gap.start]), chr(0xF0000 + index)]
        position = gap.end
    html = _blocks("".join((*pieces, _PRIVATE.sub("", text[position:]))))
    return _PRIVATE.sub(lambda match: _gap(gaps[ord(match[0]) - 0xF0000]), html)


def _gap(gap: Gap) -> str:
    hint = f"::{_in_gap(_plain(gap.hint))}" if gap.hint else ""
    return f"{{{{{gap.part}::{_in_gap(_inline(gap.text))}{hint}}}}}"


def _in_gap(html: str) -> str:
    """Return HTML in which nothing is taken for the end of a gap or the start of its hint."""
    return html.replace(":", "&#58;").replace("}", "&#125;")


def _pin(map_name: str, place: Place) -> str:
    frame = FRAMES[map_name]
    x, y = frame.pixels(place.lat, place.lon)
    left, top = 100 * x / frame.width, 100 * y / frame.height
    side = " gq-leftward" if left > 60 else ""
    return (f'<div class="gq-pin{side}" style="left:{left:.1f}%;top:{top:.1f}%">'
            f"<span>{_plain(place.name)}</span></div>")
