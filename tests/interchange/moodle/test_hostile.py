"""Files made to do harm, or broken by accident, are refused with one sentence that says where."""

import time
from pathlib import Path

import pytest

from geoquiz.core.errors import BankError
from geoquiz.interchange.moodle import read_moodle
from geoquiz.interchange.report import Reading

_LAUGHS = "\n".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_UNKNOWN = "The encoding that the file declares is not known: save it in UTF-8."
_TRUE = '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'


def _refusal(data: bytes) -> str:
    with pytest.raises(BankError) as error:
        read_moodle(data, Reading("x.xml"))
    return str(error.value)


@pytest.mark.parametrize("inside", [
    f'<!ENTITY l0 "ha">\n{_LAUGHS}', '<!ENTITY x SYSTEM "file:///etc/hostname">', '<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;',
    "",
])
def test_document_types_and_entities_are_refused_before_anything_is_expanded(inside: str) -> None:
    data = f'<?xml version="1.0"?>\n<!DOCTYPE quiz [{inside}]>\n<quiz><question>&l9;&x;</question></quiz>'
    sentence = "The file declares a document type (<!DOCTYPE …>), which no Moodle does: delete it."
    assert _refusal(data.encode()) == f"x.xml:2:1: {sentence}"


def test_an_external_file_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", "utf-8")
    data = f'<!DOCTYPE quiz SYSTEM "{secret}"><quiz></quiz>'
    assert "a secret" not in _refusal(data.encode())


def test_ten_megabytes_are_refused_unread() -> None:
    began = time.perf_counter()
    assert _refusal(b"<quiz>" + b"x" * 10_000_000) == "x.xml:1:1: The file has 10,000,006 bytes; the limit is 8,388,608: split it."
    assert time.perf_counter() - began < 1


def test_depth_and_number_of_elements_are_limited() -> None:
    assert _refusal(b"<quiz>\n" + b"<question>" * 40) == (
        "x.xml:2:1: Elements stand more than 32 deep in one another: no Moodle writes that.")
    assert _refusal(b"<quiz>\n<question>" + b"<answer/>" * 5_001) == (
        "x.xml:2:1: A question has more than 5,000 elements: split it.")


def test_a_text_of_too_many_tags_is_refused_quickly() -> None:
    text = "&lt;ol&gt;" * 3_000
    asked = f"<name><text>Q</text></name><questiontext><text>{text}</text></questiontext>"
    data = f'<quiz>\n<question type="truefalse">{asked}{_TRUE}</question></quiz>'
    began = time.perf_counter()
    assert _refusal(data.encode()) == "x.xml:2:1: In 'Q': A text of more than 65,536 characters or 1,000 tags: shorten it."
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(("data", "sentence"), [
    (b"", "x.xml:1:1: This is not XML: no element found."),
    (b"just text", "x.xml:1:1: This is not XML: syntax error."),
    (b"<quiz>\n<question>\n</quiz>", "x.xml:3:3: This is not XML: mismatched tag."),
    (b"<quiz>\n  caf\xe9</quiz>", "x.xml:2:6: This is not XML: not well-formed (invalid token)."),
    (b"<html></html>", "x.xml:1:1: This is XML, but no quiz of Moodle: its outermost element is <quiz>."),
    (b'<?xml version="1.0" encoding="klingon"?><quiz/>', f"x.xml:1:1: {_UNKNOWN}"),
    (b'<?xml version="1.0" encoding="gb18030"?><quiz/>', f"x.xml:1:1: {_UNKNOWN}"),
    (b"<quiz></quiz>", "x.xml:1:1: There is no question in it that a bank could hold."),
])
def test_what_is_broken_is_told_with_its_place(data: bytes, sentence: str) -> None:
    assert _refusal(data) == sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_declared_encodings_and_odd_line_ends_are_read(encoding: str, end: str) -> None:
    text = end.join((f'<?xml version="1.0" encoding="{encoding}"?>', "<quiz>", '<question type="truefalse">',
                     "<name><text>Zürich</text></name>", f"<questiontext><text>Is it Zürich?</text></questiontext>{_TRUE}",
                     "</question>", "</quiz>"))
    (question,) = read_moodle(text.encode(encoding), Reading("x.xml")).bank.questions
    assert (question.id, question.stem) == ("zurich", "Is it Zürich?")


def test_faults_before_the_file_breaks_are_told_with_it() -> None:
    data = b'<quiz>\n<question type="multichoice"><name><text>Q</text></name></question>\n<oops'
    assert _refusal(data).splitlines() == [
        "x.xml:2:1: In 'Q': No option has the fraction 100: say which one is right.",
        "x.xml:3:1: This is not XML: unclosed token.",
    ]


def test_scripts_in_texts_do_not_arrive() -> None:
    text = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick='x'&gt;Safe?&lt;/p&gt;"
    asked = f'<questiontext format="html"><text>{text}</text></questiontext>'
    data = f'<quiz><question type="truefalse">{asked}{_TRUE}</question></quiz>'
    assert read_moodle(data.encode(), Reading()).bank.questions[0].stem == "Safe?"
