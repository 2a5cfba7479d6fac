"""HTML pages as tests read them: their elements, their forms, and what must be true of every one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "kbd", "small", "span", "strong", "sub", "sup"}
# Buttons are sent when they are pressed, boxes when they are ticked.
NOT_SENT = {"submit", "button", "reset", "image", "radio", "checkbox"}
UNLABELLED = {"hidden", "submit", "button", "reset"}


@dataclass
class Element:
    """An element with its attributes and what it contains, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a reader sees, with single spaces."""
        return " ".join(self._raw().split())

    def _raw(self) -> str:
        text = "".join(child if isinstance(child, str) else child._raw() for child in self.children)
        return text if self.tag in INLINE else f" {text} "

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        """Return the elements inside of a tag that have these attributes (``class_`` asks for one class of several)."""
        return [element for element in self.walk() if element.tag == tag and element._has(attributes)]

    def one(self, tag: str, **attributes: str) -> "Element":
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} <{tag}> with {attributes}, not one"
        return found[0]

    def _has(self, attributes: dict[str, str]) -> bool:
        wanted = dict(attributes)
        class_ = wanted.pop("class_", None)
        return (class_ is None or class_ in self.get("class").split()) and all(
            self.attributes.get(name.replace("_", "-")) == value for name, value in wanted.items())

    def fields(self) -> dict[str, str]:
        """Return what a browser would send of a form as it stands, buttons left out."""
        sent: dict[str, str] = {}
        for element in self.walk():
            if element.tag == "select":
                options = element.all("option")
                chosen = [option for option in options if "selected" in option.attributes] or options[:1]
                sent[element["name"]] = chosen[0]["value"]
            elif element.tag == "textarea":
                sent[element["name"]] = element.text
            elif element.tag == "input" and element.get("type") not in NOT_SENT:
                sent[element["name"]] = element.get("value")
        return sent


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    """Return the document; a page with tags that do not close fails here."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert len(builder.open) == 1, f"<{builder.open[-1].tag}> is not closed"
    return builder.root


def check(page: Element) -> None:
    """Assert what must be true of every page, whoever sees it and in whatever state it is."""
    _check_headings(page)
    _check_ids(page)
    for element in page.walk():
        inline = [name for name in element.attributes if name == "style" or name.startswith("on")]
        assert not inline, f"<{element.tag}> has {inline}: the policy forbids styles and scripts in the page"
        assert element.tag != "style", "A <style> block: the policy forbids it."
        if element.tag == "script":
            assert element.get("src").startswith("/static/"), "A script that is not a file of ours."
        if element.tag == "img":
            assert "alt" in element.attributes, f"A picture without alt: {element.get('src')}"
        if element.tag == "a":
            assert element.text or element.get("aria-label"), f"A link without words, to {element.get('href')}"
        if element.tag == "button":
            assert element.text or element.get("aria-label"), "A button without words."
    for form in page.all("form"):
        _check_form(form)
    _check_labels(page)


def _check_headings(page: Element) -> None:
    headings = page.all("h1")
    assert len(headings) == 1, f"{len(headings)} h1, not one"
    title = page.one("head").one("title").text  # A drawing has a title of its own.
    assert title == f"{headings[0].text} – geoquiz", f"The title is {title!r}, and the heading {headings[0].text!r}."
    assert page.one("html")["lang"] == "en"
    levels = [int(e.tag[1]) for e in page.walk() if e.tag in ("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), f"Headings skip a level: {levels}"


def _check_ids(page: Element) -> None:
    ids = Counter(element["id"] for element in page.walk() if element.get("id"))
    assert not [id_ for id_, count in ids.items() if count > 1], f"Ids that are there twice: {ids}"
    for element in page.walk():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            missing = [id_ for id_ in element.get(name).split() if id_ not in ids]
            assert not missing, f"<{element.tag}> names {missing} in {name}, which is not on the page"
        if element.tag == "a" and element.get("href").startswith("#"):
            assert element["href"][1:] in ids, f"A link to {element['href']}, which is not on the page"


def _check_form(form: Element) -> None:
    if form.get("method") == "dialog":  # It closes a dialog and goes nowhere.
        return
    assert form.get("action").startswith("/"), f"A form whose action is {form.get('action')!r}"
    if form.get("method", "get").lower() == "post":
        assert form.one("input", name="csrf_token")["value"], f"The form to {form['action']} has an empty token."


def _check_labels(page: Element) -> None:
    labelled = {label["for"] for label in page.all("label") if label.get("for")}
    wrapped = {id(inner) for label in page.all("label") for inner in label.walk()}
    for element in page.walk():
        if element.tag not in ("input", "select", "textarea") or element.get("type") in UNLABELLED:
            continue
        named = element.get("id") in labelled or id(element) in wrapped or element.get("aria-label") \
            or element.get("aria-labelledby") or element.get("alt")
        assert named, f"<{element.tag} name={element.get('name')!r}> has no label"
