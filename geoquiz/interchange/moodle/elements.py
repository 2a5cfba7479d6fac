"""XML that strangers have written, one question at a time, with the line of each element and nothing that could do harm."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.expatreader import ExpatParser
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.sax import make_parser

from geoquiz.core.errors import BankError, Fault
from geoquiz.interchange.decoding import check_size

_MAX_DEPTH = 32
# A question of fifty options with feedback and tags has a few hundred elements.
_MAX_ELEMENTS = 5_000
_CHUNK = 64 * 1024


@dataclass(slots=True)
class Element:
    """An element: its attributes, its text, the elements within, and the line it starts on."""

    tag: str
    line: int
    attributes: dict[str, str]
    children: "list[Element]" = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> "list[Element]":
        """Return the elements directly within that have this tag."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> "Element | None":
        """Return the first of them."""
        return next((child for child in self.children if child.tag == tag), None)

    def inner(self, *path: str) -> str:
        """Return the text of the element that a path of tags leads to, without spaces around; "" where there is none."""
        element: Element | None = self
        for tag in path:
            element = element.first(tag) if element is not None else None
        return element.text.strip() if element is not None else ""


def questions(data: bytes, path: str) -> Iterator[Element]:
    """Yield each `question` of a quiz; none is kept when the next ones are read.

    Raises BankError for what is no Moodle XML, for declared entities and document types, and beyond the limits.
    """
    check_size(data, path)
    parser = make_parser()
    parser.forbid_dtd = True
    handler = _Handler(path, parser)
    parser.setContentHandler(handler)
    for start in range(0, len(data) + 1, _CHUNK):
        try:
            _feed(parser, handler, data[start:start + _CHUNK])
        finally:
            yield from handler.take()  # Those before a fault too, so that theirs are told with it.
    if not handler.is_quiz:
        raise handler.fault("This is XML, but no quiz of Moodle: its outermost element is <quiz>.")


def _feed(parser: ExpatParser, handler: "_Handler", chunk: bytes) -> None:
    """Read a piece of the file; the last is shorter than the others and closes it."""
    try:
        parser.feed(chunk)
        if len(chunk) < _CHUNK:
            parser.close()
    except SAXParseException as error:
        raise handler.fault(f"This is not XML: {error.getMessage()}.", (error.getColumnNumber() or 0) + 1) from error
    except DefusedXmlException as error:
        what = {DTDForbidden: "a document type (<!DOCTYPE …>)", EntitiesForbidden: "an entity (<!ENTITY …>)"}.get(
            type(error), "something from outside")
        raise handler.fault(f"The file declares {what}, which no Moodle does: delete it.") from error
    except (LookupError, ValueError) as error:  # An encoding that is none, or that Python cannot feed to expat.
        raise handler.fault("The encoding that the file declares is not known: save it in UTF-8.") from error


class _Handler(ContentHandler):
    """Builds the element of the question that is being read."""

    def __init__(self, path: str, locator: Locator) -> None:
        super().__init__()
        self.is_quiz = False
        self._path = path
        self._locator = locator
        self._whole: list[Element] = []
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._depth = 0
        self._elements = 0

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self._locator.getLineNumber() or 1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # The name that SAX gives it.
        """Open an element; between questions only those are kept."""
        self._depth += 1
        self._elements += 1
        self.is_quiz = self.is_quiz or (self._depth == 1 and name == "quiz")
        if self._depth > _MAX_DEPTH:
            raise self.fault(f"Elements stand more than {_MAX_DEPTH} deep in one another: no Moodle writes that.")
        if self._open and self._elements > _MAX_ELEMENTS:
            raise self.fault(f"A question has more than {_MAX_ELEMENTS:,} elements: split it.")
        if self._open or (self.is_quiz and self._depth == 2 and name == "question"):
            if not self._open:
                self._elements = 0
            self._open.append(Element(name, self.line, dict(attrs.items())))
            self._texts.append([])

    def characters(self, content: str) -> None:
        """Keep text within a question."""
        if self._texts:
            self._texts[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  # The name that SAX gives it.
        """Close an element, and hand a whole question over."""
        self._depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        element.text = "".join(self._texts.pop())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._whole.append(element)

    def take(self) -> list[Element]:
        """Return the questions that were read since the last call."""
        whole, self._whole = self._whole, []
        return whole

    def fault(self, sentence: str, column: int = 1) -> BankError:
        """Return the error of what is wrong where the reading is."""
        return BankError([Fault(self._path, self.line, column, sentence)])
