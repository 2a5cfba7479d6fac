from html.parser import HTMLParser

import pytest

from geoquiz.core.markdown import to_html, to_inline_html, to_page_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A **bold** _word_.", "<p>A <strong>bold</strong> <em>word</em>.</p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("2. two", '<ol start="2">\n<li>two</li>\n</ol>\n'),
        ("~~no~~ `code`", "<p><s>no</s> <code>code</code></p>\n"),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html


def test_tables_are_drawn() -> None:
    assert "<td>1</td>" in to_html("|a|\n|-|\n|1|")


def test_inline_text_has_no_paragraph() -> None:
    assert to_inline_html("A **bold** word.") == "A <strong>bold</strong> word."


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](http://example.org/x.png)",
        "<http://example.org>", "[x]: http://example.org\n\n[x]", '<a href="//example.org">x</a>', "<style>*{}</style>",
        "```html\n<script>x</script>\n```", "<!-- x -->", "&lt;script&gt;", "<svg/onload=alert(1)>",
    ],
)
@pytest.mark.parametrize("render", [to_html, to_inline_html])
def test_nothing_of_it_can_act_or_lead_away(render: object, text: str) -> None:
    html = render(text)  # type: ignore[operator]  # Both are functions.
    seen = _Elements()
    seen.feed(html)
    assert seen.names <= {"p", "pre", "code"}
    assert not seen.attributes
    assert "<!" not in html


class _Elements(HTMLParser):
    """The names of all elements of a page, and of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


PICTURE = f"/banks/3f9c.rivers/images/{'0a' * 32}"


def test_a_bank_s_picture_is_drawn_on_pages_and_told_in_words_elsewhere() -> None:
    text = f"Look: ![A map & <more>]({PICTURE}) **there**"
    assert to_page_html(text) == f'<p>Look: <img src="{PICTURE}" alt="A map &amp; &lt;more&gt;"> <strong>there</strong></p>\n'
    assert to_html(text) == "<p>Look: [picture: A map &amp; &lt;more&gt;] <strong>there</strong></p>\n"
    assert to_inline_html(f"![A map]({PICTURE})") == "[picture: A map]"


@pytest.mark.parametrize("text", [
    f"![]({PICTURE})", f"![ ]({PICTURE})", "![x](https://elsewhere.example/a.png)", f"![x]({PICTURE}00)", f"![x](//evil{PICTURE})",
    "![x](/banks/a/images/../../settings)", f'![x]({PICTURE} "title")', "\ue0000\ue001",
])
def test_no_other_picture_is_drawn(text: str) -> None:
    assert "<img" not in to_page_html(text)
