"""Bytes of text files to text: encodings found out and told, limits held, line ends made alike."""

import codecs

from charset_normalizer import from_bytes

from geoquiz.core.banks.yamltree import MAX_BYTES, REFUSED_IN_TEXTS
from geoquiz.core.errors import BankError, Fault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# What spreadsheets on Windows write without being asked; the names are those that people know.
_WINDOWS = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1253": "Windows-1253",
            "cp1254": "Windows-1254"}
# Beyond this, more text does not make the guess better.
_SAMPLE = 64 * 1024


def check_size(data: bytes, path: str) -> None:
    """Raise BankError when a file is larger than any bank may be."""
    if len(data) > MAX_BYTES:
        raise BankError([Fault(path, 1, 1, f"The file has {len(data):,} bytes; the limit is {MAX_BYTES:,}: split it.")])


def decode(data: bytes, path: str) -> tuple[str, list[str]]:
    """Return the text of a file with plain line ends, and notes for the reader where something was found out.

    UTF-8 and UTF-16 are read by their mark or as they are; what is neither is looked at closely. Characters that
    no bank may hold are left out. Raises BankError when it is no text.
    """
    check_size(data, path)
    encoding, name = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[:error.start].count(b"\n") + 1
        raise BankError([Fault(path, line, 1, f"This cannot be read as {name}: save the file in UTF-8.")]) from error
    if "\0" in text:
        line = text[:text.index("\0")].count("\n") + 1
        raise BankError([Fault(path, line, 1, "This is no text: save the file as text in UTF-8.")])
    notes = [] if name == "UTF-8" else [f"The file was read as {name}."]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned, count = REFUSED_IN_TEXTS.subn("", text)
    if count:
        notes.append(f"{count:,} characters that nobody sees were left out.")
    return cleaned, notes


def _encoding(data: bytes) -> tuple[str, str]:
    """Return the codec of a file and its name."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return codec, name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in data:
            return "utf-8", "UTF-8"
        codec = _windows(data)
        return codec, _WINDOWS[codec]
    return "utf-8", "UTF-8"


def _windows(data: bytes) -> str:
    """Return the Windows code page of a text: the western one wherever it reads the same as the likeliest."""
    likely = from_bytes(data[:_SAMPLE], cp_isolation=list(_WINDOWS))
    western = data.decode("cp1252", errors="replace")
    if not likely or any(str(match) == western[:len(str(match))] for match in likely):
        return "cp1252"
    best = likely.best()
    return best.encoding if best is not None and best.encoding in _WINDOWS else "cp1252"
