"""The few messages of Protocol Buffers that a collection holds, read straight from their wire format.

Five fields in three messages are wanted, so a reader of the format is shorter than the library with its generated
code would be. Source: protobuf.dev, "Encoding".
"""

from collections.abc import Iterator

from geoquiz.interchange.anki.reading.faults import ImportFault

_BROKEN = "A setting in the collection is damaged: export the deck from Anki again."
_LONGEST_NUMBER = 10


def messages(data: bytes, number: int) -> Iterator[bytes]:
    """Yield the texts, bytes or messages of one field."""
    for found, value in fields(data):
        if found == number and isinstance(value, bytes):
            yield value


def text(data: bytes, number: int) -> str:
    """Return the last text of one field, or "" where there is none; bytes that are no UTF-8 are replaced."""
    value = b""
    for value in messages(data, number):  # noqa: B007  # The last one counts.
        pass
    return value.decode("utf-8", "replace")


def whole_number(data: bytes, number: int) -> int:
    """Return the last number of one field, or 0 where there is none."""
    return next((value for found, value in reversed(list(fields(data))) if found == number and isinstance(value, int)), 0)


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield (field, value) of a message, in its order; raise ImportFault when it is none."""
    position = 0
    while position < len(data):
        key, position = _number(data, position)
        match key & 7:
            case 0:
                value, position = _number(data, position)
                yield key >> 3, value
            case 1 | 5 as kind:
                size = 8 if kind == 1 else 4
                yield key >> 3, _piece(data, position, size)
                position += size
            case 2:
                size, position = _number(data, position)
                yield key >> 3, _piece(data, position, size)
                position += size
            case _:
                raise ImportFault(_BROKEN)


def _number(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(data[position:position + _LONGEST_NUMBER]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise ImportFault(_BROKEN)


def _piece(data: bytes, position: int, size: int) -> bytes:
    if size > len(data) - position:
        raise ImportFault(_BROKEN)
    return data[position:position + size]
