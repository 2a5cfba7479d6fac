import pytest

from geoquiz.core.errors import GeoquizError
from geoquiz.interchange.roster import Entry, read_roster


@pytest.mark.parametrize("data", [
    b"ada,Ada Lovelace\nbob\n", b"name,display name\nada,Ada Lovelace\nbob,\n",
    b"\xef\xbb\xbfUser_Name;Full Name\r\n\r\nada;Ada Lovelace\r\nbob;",
    b"display name\tclass\tname\nAda Lovelace\t7b\tada\n\t7b\tbob\n", '"ada","Ada Lovelace"\r"bob"\r'.encode("utf-16"),
])
def test_a_list_is_read_whatever_its_shape(data: bytes) -> None:
    roster = read_roster(data)
    assert [(entry.name, entry.called) for entry in roster.entries] == [("ada", "Ada Lovelace"), ("bob", "")]
    assert roster.faults == ()


def test_each_line_that_cannot_be_read_gets_one_sentence_with_its_number() -> None:
    lines = b"name,display name\nada,Ada\n,Nobody\n?,x\nA-da,Other\n\"two\nlines\",y\nbob," + b"b" * 101 + b"\ncarol\n"
    roster = read_roster(lines)
    assert roster.entries == (Entry(2, "ada", "Ada"), Entry(9, "carol", ""))
    assert roster.faults == (
        "Line 3: there is no user name: write one, or leave the line out.",
        "Line 4: '?' cannot be a user name. A user name has 2 to 64 characters.",
        "Line 5: 'A-da' stands in line 2 already, or looks like a name there: give the two different names.",
        "Line 6: 'two\\nlines' cannot be a user name. A user name is made of letters, digits, spaces, dots, hyphens and "
        "apostrophes, and starts with a letter or digit.",
        "Line 8: the display name of 'bob' has 101 characters; the most is 100.",
    )


@pytest.mark.parametrize(("data", "sentence"), [
    (b"", "There is nobody in this list: write one student a line, the user name first."),
    (b"name,display name\n", "There is nobody in this list: write one student a line, the user name first."),
    (b"\n".join(b"s%d" % number for number in range(301)), "The list has 301 lines; the most at once is 300: split it."),
    (b"\xff\xfe\x00\xd8\x00\x00", "This cannot be read as UTF-16: save the file in UTF-8."),
])
def test_a_file_that_is_no_list_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(GeoquizError) as caught:
        read_roster(data)
    assert str(caught.value) == sentence
