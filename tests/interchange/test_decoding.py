import pytest

from geoquiz.core.errors import BankError
from geoquiz.interchange.decoding import decode

_GERMAN = "Frage;Antwort\nZürich liegt in …;Schweiz – Europa\n"


@pytest.mark.parametrize(("encoding", "notes"), [
    ("utf-8", []), ("utf-8-sig", []), ("utf-16", ["The file was read as UTF-16."]),
    ("cp1252", ["The file was read as Windows-1252."]),
])
def test_an_encoding_is_found_out_and_told(encoding: str, notes: list[str]) -> None:
    assert decode(_GERMAN.encode(encoding), "x.csv") == (_GERMAN, notes)


def test_utf_16_is_read_in_either_order_of_bytes() -> None:
    assert decode(b"\xfe\xff" + _GERMAN.encode("utf-16-be"), "x.csv")[0] == _GERMAN


def test_a_cyrillic_code_page_is_told_from_a_western_one() -> None:
    text = "Столица России;Москва\n"
    assert decode(text.encode("cp1251"), "x.csv") == (text, ["The file was read as Windows-1251."])


def test_odd_line_ends_are_made_plain() -> None:
    assert decode(b"a\r\nb\rc\nd", "x") == ("a\nb\nc\nd", [])


def test_what_nobody_sees_is_left_out_and_told() -> None:
    assert decode("a\u202eb\x07c".encode(), "x") == ("abc", ["2 characters that nobody sees were left out."])


@pytest.mark.parametrize(("data", "sentence"), [
    (b"a\nb\0c", "x:2:1: This is no text: save the file as text in UTF-8."),
    (b"\xff\xfea\0\n\0b", "x:2:1: This cannot be read as UTF-16: save the file in UTF-8."),
    (b"\xef\xbb\xbfa\xff", "x:1:1: This cannot be read as UTF-8: save the file in UTF-8."),
    (b"\xff\0", "x:1:1: This cannot be read as UTF-8: save the file in UTF-8."),
    (b"x" * (8 * 1024 * 1024 + 1), "x:1:1: The file has 8,388,609 bytes; the limit is 8,388,608: split it."),
])
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BankError) as error:
        decode(data, "x")
    assert str(error.value) == sentence
