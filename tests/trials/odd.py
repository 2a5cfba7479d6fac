"""Odd things to send and to read: long, empty, of the wrong type, from every corner of Unicode; seeded, so that they come again."""

import random

TEXTS = (
    "", " ", "0", "-1", "1", "007", "999999999999999999999999", "1e309", "nan", "-inf", "0x10", "1_000", "٣", "½", "²", "１２",
    "true", "null", "None", "[]", "{}", "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n", "../../etc/passwd",
    "\\", "a\tb", "a\r\nb", "\u200b", "\u202eabc", "\ufeff", "e\u0301", "ﬀ", "İ", "ẞ", "👩‍👩‍👧‍👦", "🏳️‍🌈", "\U0010ffff", "\ud7ff",
    "2026-02-30", "0000-00-00", "9999-12-31", "2026-13", "12:61", "Europe/Berlin", "Mars/Olympus", "all-kinds", "c1", "main",
    "x" * 300, "é" * 5_000, "((((" * 2_000, "a " * 3_000, "\n" * 1_000, "`" * 500 + "*" * 500,
)
RAW = (b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"a\x00b", b"\xf4\x90\x80\x80")
CHUNKS = (
    b"\x00", b"\xff\xff\xff\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"{{c1::", b"}}", b"<![CDATA[", b"]]>", b"&x;",
    b"<!DOCTYPE a [", b"- - - - -", b"&a [*a]",
    b"!!python/object:os.system", b"\t", b"\r", b"\"", b"'", b"=1+1", b"::", b"{", b"~", b"->", b"%100%",
    b"{\"a\":", b"[[[[", b"9" * 400, b"e308", b"\xe2\x80\xae", "𝟙".encode(), b"PK\x03\x04", b"PK\x05\x06", b"SQLite format 3\x00",
)


def text(draw: random.Random) -> str | bytes:
    """Return something to type into a field."""
    kind = draw.random()
    if kind < 0.08:
        return draw.choice(RAW)
    if kind < 0.2:
        return "".join(chr(draw.choice((draw.randrange(32, 127), draw.randrange(0xA0, 0xD7FF), draw.randrange(0xE000, 0x10FFFF))))
                       for _ in range(draw.randrange(1, 40)))
    if kind < 0.22:
        return "x" * draw.choice((70_000, 200_000, 400_000))
    return draw.choice(TEXTS)


def damaged(draw: random.Random, data: bytes) -> bytes:
    """Return a file with a few things changed in it."""
    found = bytearray(data)
    for _ in range(draw.randrange(1, 6)):
        at = draw.randrange(len(found) + 1)
        match draw.randrange(6):
            case 0:
                found[at:at + draw.randrange(1, 60)] = b""
            case 1:
                found[at:at] = draw.choice(CHUNKS)
            case 2:
                found[at:at + 1] = bytes([draw.randrange(256)])
            case 3:
                found[at:at] = found[draw.randrange(len(found) + 1):][:draw.randrange(200)]
            case 4:
                found[at:at] = draw.choice(TEXTS)[:400].encode("utf-8", "surrogatepass")
            case _:
                del found[at if draw.random() < 0.2 else len(found):]
    return bytes(found)
