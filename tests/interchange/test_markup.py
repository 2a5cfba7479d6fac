from html import unescape

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.markdown import to_html
from geoquiz.interchange.markup import escaped, from_html, from_plain, guard, holds_html, in_one_line, plain_of, unguard

_TROUBLE = st.text(st.one_of(st.sampled_from("&<>amplt;#*_`\\~|[]!-+.=0123) \n"), st.characters(exclude_categories=["Cs", "Cc"])),
                   max_size=40)


@pytest.mark.parametrize(("html", "markdown"), [
    ("<p>Which <b>river </b>flows?</p><p>Second &amp; <i>last</i></p>", "Which **river** flows?\n\nSecond & *last*"),
    ("no tags, a < b", "no tags, a < b"),
    ("<ul><li>one</li><li>two<br>more</li></ul>after", "- one\n- two\\\n  more\n\nafter"),
    ("<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>", "1. a\n   1. b\n2. c"),
    ("<h2>Title</h2><blockquote><p>said</p></blockquote>", "## Title\n\n> said"),
    ("km<sup>2</sup>, H<sub>2</sub>O", "km², H₂O"),
    ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
    ("<code>x*y</code>", "`x*y`"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\n\nc"),
    ("<p># no heading</p><p>1. no list</p>", "\\# no heading\n\n1\\. no list"),
    ("*no star* a_b", "\\*no star\\* a_b"),
    ("<b>bold<br></b>x", "**bold**\\\nx"),
    ("<p><b></b>x</p>", "x"),
    ("<script>alert(1)</script><style>p {}</style><p onclick='x()'>safe</p>", "safe"),
    ("&lt;b&gt;shown&lt;/b&gt;", "<b>shown</b>"),
])
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert from_html(html) == (markdown, [])


def test_pictures_and_links_are_named_as_lost() -> None:
    html = '<img src="@@PLUGINFILE@@/map.png" alt="A map"> <a href="https://example.org/x">here</a> <video src="film.mp4"></video>'
    assert from_html(html) == ("[A map] here", ["a picture (map.png)", "a link (https://example.org/x)", "a film (film.mp4)"])


@given(st.text(max_size=60))
def test_html_never_becomes_markup_that_does_anything(html: str) -> None:
    shown = to_html(from_html(f"<p>{html}<img src=x onerror=alert(1)><script>{html}</script></p>")[0])
    assert "<script" not in shown
    assert "onerror" not in nh3.clean(shown, tags=set()) or "onerror" in html
    assert "<img" not in shown


@given(_TROUBLE)
def test_plain_text_shows_as_it_is(text: str) -> None:
    shown = unescape(nh3.clean(to_html(escaped(text)), tags=set()))
    assert shown.split() == text.split()


@given(_TROUBLE)
def test_a_guarded_text_comes_back_and_holds_no_tag(text: str) -> None:
    assert unguard(guard(text)) == text
    assert "<b" not in guard(f"{text}<b>")


def test_line_ends_of_plain_text_are_kept_and_go_where_there_is_no_room() -> None:
    assert from_plain("one\ntwo\n\nthree") == "one\\\ntwo\n\nthree"
    assert in_one_line("one\\\ntwo\n\nthree") == "one two three"


def test_only_known_tags_make_a_text_html() -> None:
    assert holds_html("a <b>b</b>")
    assert not holds_html("a <x> and b < c")


def test_a_name_is_what_a_reader_sees() -> None:
    assert plain_of("# **Bold**\n\n- one\n- `two` & three") == "Bold one two & three"
