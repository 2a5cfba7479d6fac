"""HTML and plain text to our markdown, and markdown to plain text and to what other programs read as the same markdown."""

import re
from html import unescape
from html.parser import HTMLParser

import nh3

from geoquiz.core.markdown import to_html

_TAGS = {
    "p", "br", "div", "span", "b", "strong", "i", "em", "s", "del", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "h1", "h2",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "sub", "sup", "img", "audio", "video", "iframe", "a",
}
_ATTRIBUTES = {"img": {"alt", "src"}, "a": {"href"}, "audio": {"src"}, "video": {"src"}, "iframe": {"src"}}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~"}
_BLOCKS = {"p", "div", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "pre", "hr"}
_MEDIA = {"img": "picture", "audio": "sound", "video": "film", "iframe": "embedded page"}
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")

# Editors write no-break spaces where somebody only pressed the space bar twice.
_SPACES = re.compile(r"[ \t\n\r\f\xa0]+")
_OTHER_TAGS = {"u", "font", "script", "style", "center", "object", "embed"}
_KNOWN_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_TAGS | _OTHER_TAGS))})\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
# What CommonMark would take as emphasis, code, or strikethrough; a mark between two spaces is one to nobody.
_MARKED = re.compile(r"\\(?=[!-/:-@\[-`{-~]|\Z)|`|\*(?=\S)|(?<=\S)\*|(?<![^\W_])_(?=\S)|(?<=\S)_(?![^\W_])|~(?=~)|(?<=~)~")
_LINE_START = re.compile(r"^(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|=+\s*$|-{2,}\s*$|~~~|```)|^(\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)

# Most fields of other programs are a line of text with a mark or two.
_SIMPLE = re.compile(r"(?:[^<&\0\r]|&(?:amp|lt|gt|quot|nbsp);|<br ?/?>"
                     r"|<(b|i|em|strong)>(?![ \t\n\f])[^<&\0\r]+(?<![ \t\n\f])</\1>)*+")
_SIMPLE_TAG = re.compile(r"<(br|/?(?:b|i|em|strong)) ?/?>")

# Raw HTML is text to us and markup to others: what looks like a tag is written as an entity, and that is undone in reading.
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")
_LESS_THAN = re.compile(r"&((?:amp;)*)lt;")


def guard(markdown: str) -> str:
    """Return markdown that means the same where raw HTML is markup."""
    return _TAG_LIKE.sub("&lt;", _LESS_THAN.sub(r"&amp;\1lt;", markdown))


def unguard(markdown: str) -> str:
    """Return the markdown of which `guard` made this."""
    return _LESS_THAN.sub(lambda match: f"&{match[1].removeprefix('amp;')}lt;" if match[1] else "<", markdown)


def plain_of(markdown: str) -> str:
    """Return what a reader sees of a markdown text, in one line."""
    return " ".join(unescape(nh3.clean(to_html(markdown).replace("><", "> <"), tags=set())).split())


def escaped(text: str) -> str:
    """Return plain text as markdown that shows just this."""
    return _escaped_start(_escaped_within(text))


def _escaped_within(text: str) -> str:
    return _ENTITY.sub(r"\\&", _MARKED.sub(lambda match: f"\\{match[0]}", text))


def _escaped_start(text: str) -> str:
    """Return text whose lines begin no block."""
    return _LINE_START.sub(lambda match: f"{match[1] or ''}\\", text)


def from_plain(text: str) -> str:
    """Return plain text as markdown, its line ends kept."""
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", "\\\\\n", escaped(text.strip()))


def holds_html(text: str) -> bool:
    """Tell whether a text of unsaid format holds tags of HTML."""
    return _KNOWN_TAG.search(text) is not None


def in_one_line(markdown: str) -> str:
    """Return a markdown text for a place that has no room for blocks."""
    return re.sub(r"\\?\n\s*", " ", markdown).strip()


def from_html(html: str) -> tuple[str, list[str]]:
    """Return HTML as markdown, and what of it could not be carried, such as "a picture (map.png)".

    Scripts, styles and attributes vanish; what is no tag stays the text it is.
    """
    if _SIMPLE.fullmatch(html):
        return _from_simple(html), []
    # nh3 reads as browsers do and in linear time; what comes out of it is well-formed.
    writer = _Writer()
    writer.feed(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto"}))
    writer.close()
    return writer.markdown(), writer.lost


def _from_simple(html: str) -> str:
    """Return a line or a few of HTML with marks alone as markdown: what `_Writer` makes of it, in a tenth of the time."""
    pieces = _SIMPLE_TAG.split(html)
    pieces[::2] = [_escaped_within(_SPACES.sub(" ", unescape(text) if "&" in text else text)) for text in pieces[::2]]
    pieces[1::2] = ["\\\n" if tag.startswith("br") else _MARKS[tag.strip("/")] for tag in pieces[1::2]]
    return _escaped_start(_lines("".join(pieces)))


def _lines(text: str) -> str:
    """Return the text of a block, its lines stripped, those without any text left out."""
    lines = (line.strip(" ") for line in text.removesuffix("\\\n").split("\n"))
    return "\n".join(line for line in lines if line not in ("", "\\"))


class _Writer(HTMLParser):
    """Collects blocks of markdown; lists and quotes become the prefix of their lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lost: list[str] = []
        self._blocks: list[tuple[str, str]] = []
        self._line: list[str] = []
        self._lists: list[int | None] = []
        self._prefix = ""
        self._quotes = 0
        self._pre = False
        self._code = False
        self._cells = 0
        self._shift: dict[int, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, or write the mark that opens a stretch."""
        if tag in _BLOCKS:
            self._open(tag)
        elif tag in _MARKS:
            self._line.append(_MARKS[tag])
        elif tag == "br":
            self._line.append("\\\n")
        elif tag in ("td", "th"):
            self._line.append(" | " if self._cells else "")
            self._cells += 1
        elif tag in ("sub", "sup"):
            self._shift = _LOWERED if tag == "sub" else _RAISED
        elif tag == "code" and not self._pre:
            self._line.append("`")
            self._code = True
        elif tag in _MEDIA:
            self._medium(tag, dict(attrs))
        elif tag == "a" and (address := dict(attrs).get("href")):
            self.lost.append(f"a link ({address[:80]})")

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag in _MARKS:
            self._close_mark(_MARKS[tag])
        elif tag == "code" and self._code:
            self._close_mark("`")
            self._code = False
        elif tag in ("sub", "sup"):
            self._shift = None
        elif tag in _BLOCKS:
            self._end_block()
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
            self._quotes -= tag == "blockquote"
            self._pre = self._pre and tag != "pre"

    def handle_data(self, data: str) -> None:
        """Write text, its marks escaped."""
        if self._pre or self._code:
            self._line.append(data.replace("`", "'"))
            return
        text = _SPACES.sub(" ", data)
        if self._shift is not None:
            text = text.translate(self._shift)
        self._line.append(_escaped_within(text))

    def _open(self, tag: str) -> None:
        self._end_block()
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._prefix = self._bullet()
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._prefix = f"{'#' * int(tag[1])} "
        elif tag == "hr":
            self._blocks.append(("", "---"))
        self._quotes += tag == "blockquote"
        self._pre = self._pre or tag == "pre"
        self._cells = 0

    def _bullet(self) -> str:
        indent = "   " * min(max(len(self._lists) - 1, 0), 8)
        count = self._lists[-1] if self._lists else None
        if count is None:
            return f"{indent}- "
        self._lists[-1] = count + 1
        return f"{indent}{count + 1}. "

    def _close_mark(self, mark: str) -> None:
        """Write a closing mark, moved before the spaces that it would not close behind; an empty stretch vanishes."""
        if self._line and self._line[-1] == mark:
            self._line.pop()
            return
        behind: list[str] = []
        while self._line and mark != "`" and (last := self._line[-1]).endswith((" ", "\\\n")):
            self._line[-1] = last.rstrip(" ").removesuffix("\\\n")
            behind.insert(0, last[len(self._line[-1]):])
            if not self._line[-1]:
                self._line.pop()
        self._line += [mark, *behind]

    def _medium(self, tag: str, attributes: dict[str, str | None]) -> None:
        name = (attributes.get("src") or "").rpartition("/")[2]
        self.lost.append(f"a {_MEDIA[tag]}" + (f" ({name[:80]})" if name else ""))
        if alt := attributes.get("alt"):
            self._line.append(escaped(f"[{_SPACES.sub(' ', alt)}]"))

    def _end_block(self) -> None:
        text = "".join(self._line)
        self._line = []
        if self._pre and text.strip():
            self._blocks.append(("", f"```\n{text.strip(chr(10))}\n```"))
            return
        text = _lines(text)
        if text:
            quote = "> " * min(max(self._quotes, 0), 8)
            start = text if self._prefix else _escaped_start(text)
            self._blocks.append((self._prefix, quote + self._prefix + start.replace("\n", f"\n{quote}{' ' * len(self._prefix)}")))
            self._prefix = ""

    def markdown(self) -> str:
        """Return the blocks, entries of one list without a gap between them."""
        self._end_block()
        pieces = []
        for index, (prefix, text) in enumerate(self._blocks):
            tight = index and prefix.strip() and self._blocks[index - 1][0].strip() and not prefix.startswith("#")
            pieces += ["\n" if tight else "\n\n", text] if index else [text]
        return "".join(pieces).strip()
