"""The texts of a Moodle question, whatever format it says they are in, as our markdown."""

from geoquiz.core.banks.yamltree import MAX_SCALAR
from geoquiz.interchange.collecting import Collector, Source
from geoquiz.interchange.markup import from_html, from_plain, holds_html, in_one_line, unguard
from geoquiz.interchange.moodle.elements import Element

# What no text of a question needs; a browser's parser is slow on more of them.
_MAX_TAGS = 1_000


def markdown_of(element: Element | None, collector: Collector, source: Source) -> str:
    """Return the text of an element as markdown."""
    if element is None:
        return ""
    return converted(element.inner("text"), element.attributes.get("format", "html"), collector, source)


def converted(text: str, text_format: str, collector: Collector, source: Source) -> str:
    """Return a text of one of Moodle's four formats as markdown.

    Pictures and links in it are losses, and too much of it is a fault.
    """
    if len(text) > MAX_SCALAR or text.count("<") > _MAX_TAGS:
        collector.fault(source.line, f"A text of more than {MAX_SCALAR:,} characters or {_MAX_TAGS:,} tags: shorten it.", source)
        return ""
    if text_format == "markdown":
        return unguard(text)
    if text_format in ("plain_text", "plain") or (text_format in ("moodle_auto_format", "moodle") and not holds_html(text)):
        return from_plain(text)
    markdown, lost = from_html(text)
    for what in dict.fromkeys(lost):
        collector.lose(source, what, "a question holds words alone; what stands there in words is kept")
    return markdown


def line_of(element: Element | None, collector: Collector, source: Source) -> str:
    """Return the text of an element as markdown for one line; one that was written as markdown is kept as it is."""
    markdown = markdown_of(element, collector, source)
    is_markdown = element is not None and element.attributes.get("format") == "markdown"
    return markdown if is_markdown else in_one_line(markdown)
