"""The zip of "All my data": read within limits, whatever it is."""

import io
import zipfile
from typing import Any

import pytest

from geoquiz.interchange.mydata import DataFault
from geoquiz.interchange.mydata import package as module
from geoquiz.interchange.mydata.lines import SettingsLine
from tests.interchange.mydata.packages import ABOUT, check, package, small

NONE_OF_OURS = "This is no file of “All my data”: choose the zip that was downloaded from the settings."


def fault(data: bytes) -> str:
    with pytest.raises(DataFault) as caught:
        check(data)
    return str(caught.value)


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 5000, b"\0" * 22, package(small())[:-1], package(small()) + b"more"])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    assert fault(data) == NONE_OF_OURS


def test_a_zip_of_something_else_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("collection.anki21", b"")
    assert fault(target.getvalue()) == "The zip holds 'collection.anki21', which does not belong there."


@pytest.mark.parametrize("name", ["../account.jsonl", "/etc/passwd", "answers.jsonl/", "__MACOSX/._answers.jsonl"])
def test_a_file_that_does_not_belong_there_is_refused(name: str) -> None:
    assert fault(package(small(), more={name: b""})) == f"The zip holds {name!r}, which does not belong there."


@pytest.mark.filterwarnings("ignore:Duplicate name")  # zipfile warns of what this test is about.
def test_a_file_that_is_there_twice_is_refused() -> None:
    assert fault(package(small(), more={"answers.jsonl": b""})) == "The zip holds 'answers.jsonl' twice."


@pytest.mark.parametrize("name", ["account.jsonl", "cards.jsonl"])
def test_a_file_that_is_missing_is_named(name: str) -> None:
    rows = small()
    del rows[name]
    assert fault(package(rows)) == f"There is no {name} in the zip: choose the zip that was downloaded from the settings."


@pytest.mark.parametrize(("about", "sentence"), [
    (None, "There is no geoquiz.json in the zip: choose the zip that was downloaded from the settings."),
    *[(text, "geoquiz.json does not say that this is “All my data”: choose the zip that came from the settings.")
      for text in (b"", b"[]", b"{", b'{"format": "another"}', b"[" * 4000, b"\xff")],
    (b'{"format": "geoquiz my data", "version": 2}', "The file is of version 2, and this server reads version 1: "
                                                    "import it on a server of the geoquiz that wrote it, or a newer one."),
])
def test_a_manifest_that_is_another_is_refused(about: bytes | None, sentence: str) -> None:
    assert fault(package(small(), about=about)) == sentence


@pytest.mark.parametrize(("line", "sentence"), [
    (b"{", "this is no JSON (EOF while parsing an object at character 1)."),
    (b"\xff", "this is no JSON (expected value at character 1)."),
    (b"[" * 5000, "this is no JSON (recursion limit exceeded at character 202)."),
    (b"[]", "this is no JSON object."),
    (b"null", "this is no JSON object."),
    (b"{}", "the field 'bank' is missing."),
    (b'{"bank": "rivers", "title": "\\ud800"}', "this is no JSON (unexpected end of hex escape at character 36)."),
    (b'{"bank": "rivers", "title": 7}', "the field 'title' does not fit: it should be a valid string."),
    (b'{"bank": "' + b"r" * 97 + b'", "title": ""}', "the field 'bank' does not fit: String should have at most 96 characters."),
    (b'{"bank": "rivers", "title": "Rivers", "__proto__": 1}', "there is no field '__proto__' here."),
])
def test_a_line_that_cannot_be_read_is_told_with_its_number(line: bytes, sentence: str) -> None:
    rows = small()
    rows["banks.jsonl"].append(line)
    assert fault(package(rows)).splitlines()[0] == f"banks.jsonl, line 2: {sentence}"


def test_empty_lines_are_passed_over_and_counted() -> None:
    rows = small()
    rows["banks.jsonl"] = [b"", rows["banks.jsonl"][0], b"  ", b"{}"]
    assert fault(package(rows)) == "banks.jsonl, line 4: the field 'bank' is missing."


def test_a_damaged_zip_is_told() -> None:
    data = bytearray(package(small(), method=zipfile.ZIP_STORED))
    at = data.find(b'"title": "Rivers"')
    data[at + 10] ^= 1
    assert fault(bytes(data)) == "banks.jsonl is damaged: download the file again."
    packed = bytearray(package(small()))
    packed[packed.find(b"answers.jsonl") + 40] ^= 255
    assert fault(bytes(packed)) == "answers.jsonl is damaged: download the file again."


def test_an_encrypted_entry_and_a_strange_packing_are_refused() -> None:
    said = "is encrypted or packed in another way than usual: use the file as it was downloaded."
    assert fault(package(small(), method=zipfile.ZIP_LZMA)) == f"geoquiz.json {said}"
    data = bytearray(package(small()))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert fault(bytes(data)) == f"geoquiz.json {said}"


def test_a_bomb_is_refused_before_anything_is_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("geoquiz.json", ABOUT)
        for name, lines in small().items():
            with archive.open(name, "w") as file:
                if name == "answers.jsonl":
                    for _ in range(1025):
                        file.write(b" " * module.MIB)
                else:
                    file.write(b"")
                    assert lines
    assert len(target.getvalue()) < 10 * module.MIB
    assert fault(target.getvalue()) == "The zip would unpack to more than 1,024 MiB, which no such file does."


def test_an_entry_that_lies_about_its_size_is_read_no_further() -> None:
    rows: dict[str, Any] = small()
    rows["banks.jsonl"] += [b" " * 5000]
    data = bytearray(package(rows))
    at = data.find(b"banks.jsonl", data.find(b"PK\x01\x02")) - 46
    data[at + 24:at + 28] = (60).to_bytes(4, "little")
    assert "damaged: download the file again." in fault(bytes(data))


def test_a_line_has_its_limit() -> None:
    rows = small()
    rows["banks.jsonl"].append(b" " * (module.MAX_LINE + 1))
    assert fault(package(rows)) == "banks.jsonl, line 2: the line is longer than 4 MiB."


def test_a_file_has_its_limit_of_lines() -> None:
    rows = small()
    rows["account.jsonl"] *= 2
    assert fault(package(rows)) == "account.jsonl has more than 1 line: that is more than one user can have."
    rows = small()
    rows["settings.jsonl"] = [rows["settings.jsonl"][0] | {"number": number} for number in range(1, SettingsLine.most + 2)]
    assert fault(package(rows)) == "settings.jsonl has more than 10,000 lines: that is more than one user can have."


def test_a_list_of_entries_that_is_too_long_is_not_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(2000):
            archive.writestr(f"{number}.jsonl", b"")
    assert fault(target.getvalue()) == "The zip has more files in it than such a file has: download it again."


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Any) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(module.MAX_BYTES + 1)
    with path.open("rb") as file, pytest.raises(DataFault, match=r"The file has 134,217,729 bytes; the limit is 128 MiB\."), \
            module.open_data(file):
        pass
