"""Markdown of stems, cards and explanations to HTML that cannot do anything but be read."""

import re
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt

# Raw HTML of the author is shown as text; links lead nowhere from a question, so they stay text too, and of pictures only those
# of a bank are drawn: `![what it shows](/banks/KEY/images/DIGEST)`.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(["image", "link", "autolink", "reference"])
_MARKDOWN.enable(["table", "strikethrough"])
# What markdown-it writes for the rules above; nh3 drops whatever else might slip through.
_TAGS = {
    "p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td",
}
_ATTRIBUTES: dict[str, set[str]] = {"ol": {"start"}}
_PICTURE = re.compile(r"!\[([^\[\]\n]*[^\[\]\s][^\[\]\n]*)\]\((/banks/[a-z0-9.-]{1,96}/images/[0-9a-f]{64})\)")
# Characters for private use, refused nowhere and drawn nowhere, keep a picture's place while the rest is rendered.
_PLACE = re.compile("\ue000(\\d+)\ue001")


@lru_cache(maxsize=4096)
def to_html(text: str) -> str:
    """Return the blocks of a markdown text as HTML cleaned by an allowlist; of pictures it has their words alone."""
    return nh3.clean(_MARKDOWN.render(in_words(text)), tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)


@lru_cache(maxsize=4096)
def to_page_html(text: str) -> str:
    """Return the blocks of a markdown text for a page of ours: as `to_html` does, with the pictures of banks drawn."""
    pictures: list[str] = []

    def put(match: re.Match[str]) -> str:
        pictures.append(f'<img src="{match[2]}" alt="{escape(match[1].strip())}">')
        return f"\ue000{len(pictures) - 1}\ue001"

    html = to_html(_PICTURE.sub(put, _PLACE.sub("", text)))
    return _PLACE.sub(lambda match: pictures[int(match[1])], html)


def in_words(text: str) -> str:
    """Return a markdown text with each picture of a bank as the words that stand for it."""
    return _PICTURE.sub(r"[picture: \1]", text)


@lru_cache(maxsize=4096)
def to_inline_html(text: str) -> str:
    """Return a markdown text without blocks, for use within a line, as HTML cleaned by an allowlist."""
    return nh3.clean(_MARKDOWN.renderInline(in_words(text)), tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)
