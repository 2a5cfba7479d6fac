"""Markdown of stems, cards and explanations to HTML that cannot do anything but be read."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

# Raw HTML of the author is shown as text; links and images lead nowhere from a question, so both stay text too.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(["image", "link", "autolink", "reference"])
_MARKDOWN.enable(["table", "strikethrough"])
# What markdown-it writes for the rules above; nh3 drops whatever else might slip through.
_TAGS = {
    "p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td",
}
_ATTRIBUTES: dict[str, set[str]] = {"ol": {"start"}}


@lru_cache(maxsize=4096)
def to_html(text: str) -> str:
    """Return the blocks of a markdown text as HTML cleaned by an allowlist."""
    return nh3.clean(_MARKDOWN.render(text), tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)


@lru_cache(maxsize=4096)
def to_inline_html(text: str) -> str:
    """Return a markdown text without blocks, for use within a line, as HTML cleaned by an allowlist."""
    return nh3.clean(_MARKDOWN.renderInline(text), tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)
