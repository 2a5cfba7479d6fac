"""An .apkg or .colpkg, unpacked no further than its collection, and trusted in nothing it says of itself."""

import json
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from geoquiz.interchange.anki.reading import wire
from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.anki.reading.limits import (
    FREE_OF_RATIO,
    MAX_ARCHIVE,
    MAX_COLLECTION,
    MAX_DIRECTORY,
    MAX_ENTRIES,
    MAX_MEDIA_LIST,
    MAX_META,
    MAX_RATIO,
    MAX_UNPACKED,
    MAX_WINDOW,
    MIB,
)

# The three generations by the number that `meta` gives them; older packages have no `meta`.
_COLLECTIONS = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}
_NEWEST = max(_COLLECTIONS)
# Media are never unpacked, whatever they are.
_READ = {"meta", "media", *_COLLECTIONS.values()}
_CHUNK = 256 * 1024
_END, _END_SIZE, _LOCATOR, _LOCATOR_SIZE = b"PK\x05\x06", 22, b"PK\x06\x07", 20
_LONGEST_COMMENT = 65_535
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = "The archive is damaged: export the deck from Anki again."
# What `zipfile` raises of a file that is none, or no longer.
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, OverflowError,
               UnicodeError, IndexError)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package: where its collection lies until the end of the `with`, of which generation it is, and its count of media."""

    collection: Path
    generation: int
    media: int


@contextmanager
def unpacked(file: BinaryIO) -> Iterator[Unpacked]:
    """Unpack a package's collection into a temporary folder; raise ImportFault for what no package of Anki's is."""
    with tempfile.TemporaryDirectory(prefix="geoquiz-import-") as folder:
        yield _unpack(file, Path(folder) / "collection")


def without_media(file: BinaryIO) -> bytes:
    """Return a package with its collection alone, to be kept for a while; raise ImportFault as `unpacked` does."""
    try:
        with _opened(file) as archive:
            entries = _checked(archive)
            generation = _generation(archive, entries)
            target = BytesIO()
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as kept:
                for name in ("meta", _COLLECTIONS[generation], "media"):
                    if name in entries:
                        with kept.open(name, "w") as copy:
                            _copy(archive, entries[name], cast("BinaryIO", copy), MAX_COLLECTION)
    except _ZIP_ERRORS as error:
        raise ImportFault(_DAMAGED) from error
    return target.getvalue()


def _unpack(file: BinaryIO, target: Path) -> Unpacked:
    try:
        with _opened(file) as archive:
            entries = _checked(archive)
            generation = _generation(archive, entries)
            with target.open("wb") as copy:
                _copy(archive, entries[_COLLECTIONS[generation]], copy, MAX_COLLECTION)
            media = _small(archive, entries, "media", MAX_MEDIA_LIST)
    except _ZIP_ERRORS as error:
        raise ImportFault(_DAMAGED) from error
    if generation == _NEWEST:
        _unzstd_file(target)
        media = _unzstd(media, MAX_MEDIA_LIST) if media else b""
    return Unpacked(target, generation, _count_media(media, generation))


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    _check_end(file)
    try:
        return zipfile.ZipFile(file)
    except _ZIP_ERRORS as error:
        raise ImportFault(_DAMAGED) from error


def _check_end(file: BinaryIO) -> None:
    """Raise ImportFault where the list of entries would be too long to read at all.

    `zipfile` reads it whole, so it is looked up in the same place in which `zipfile` will look for it.
    """
    size = file.seek(0, 2)
    if size > MAX_ARCHIVE:
        raise ImportFault(f"The file has {size:,} bytes; the limit is {MAX_ARCHIVE // MIB} MiB: export fewer decks, or leave out "
                          "the media, which no bank holds.")
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_SIZE)
    file.seek(start)
    tail = file.read()
    at = len(tail) - _END_SIZE
    if not (at >= 0 and tail[at:at + 4] == _END and tail[-2:] == b"\0\0"):
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise ImportFault("This is no package of Anki's: choose a file that ends in .apkg or .colpkg, or notes in plain text.")
    if tail[max(0, at - _LOCATOR_SIZE):at].startswith(_LOCATOR):
        raise ImportFault("The archive is of a kind for files of many gigabytes: export fewer decks.")
    entries = int.from_bytes(tail[at + 10:at + 12], "little")
    directory = int.from_bytes(tail[at + 12:at + 16], "little")
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise ImportFault(_too_many())
    file.seek(0)


def _too_many() -> str:
    return f"The archive has more than {MAX_ENTRIES:,} entries: export fewer decks, or leave out the media, which no bank holds."


def _checked(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by name; raise ImportFault for any that no program of good will would write."""
    entries: dict[str, zipfile.ZipInfo] = {}
    if len(archive.infolist()) > MAX_ENTRIES:
        raise ImportFault(_too_many())
    for info in archive.infolist():
        name = info.filename
        shown = repr(name[:80])
        if name in entries:
            raise ImportFault(f"The archive has two entries named {shown}: export the deck from Anki again.")
        if info.flag_bits & 1:
            raise ImportFault(f"The entry {shown} is encrypted: export the deck from Anki again, without a password.")
        if _is_elsewhere(info):
            raise ImportFault(f"The entry {shown} would lie outside the archive, which no deck needs: do not trust this file.")
        if info.compress_type not in _METHODS:
            raise ImportFault(f"The entry {shown} is packed in a way that Anki does not use: export the deck from Anki again.")
        if name in _READ and info.file_size > FREE_OF_RATIO and info.file_size > MAX_RATIO * info.compress_size:
            raise ImportFault(f"The entry {shown} would unpack to more than {MAX_RATIO} times its size: do not trust this file.")
        entries[name] = info
    if sum(info.file_size for info in entries.values()) > MAX_UNPACKED:
        raise ImportFault(f"The archive would unpack to more than {MAX_UNPACKED // MIB:,} MiB: export fewer decks, or leave out "
                          "the media, which no bank holds.")
    return entries


def _is_elsewhere(info: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a link or a folder, or has a name that leads anywhere."""
    mode = info.external_attr >> 16
    return (stat.S_IFMT(mode) not in (0, stat.S_IFREG) or info.filename in ("", ".", "..")
            or any(c in "/\\:" or ord(c) < 32 for c in info.filename))


def _generation(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> int:
    meta = _small(archive, entries, "meta", MAX_META)
    said = wire.whole_number(meta, 1) if meta else 0
    if said > _NEWEST:
        raise ImportFault("The package was made by an Anki that is newer than this import: tick “Support older Anki versions” in "
                          "Anki's export window and export it again.")
    if said in _COLLECTIONS and _COLLECTIONS[said] in entries:
        return said
    found = max((number for number, name in _COLLECTIONS.items() if name in entries), default=0)
    if not found:
        raise ImportFault("There is no collection in the archive: choose a file that Anki exported as .apkg or .colpkg.")
    return found


def _small(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str, limit: int) -> bytes:
    """Return the whole content of a small entry, b"" where there is none."""
    if name not in entries:
        return b""
    target = BytesIO()
    _copy(archive, entries[name], target, limit)
    return target.getvalue()


def _copy(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: BinaryIO, limit: int) -> None:
    """Copy an entry, counting what really comes and not what it claims."""
    with archive.open(info) as source:
        _copy_limited(cast("BinaryIO", source), target, limit, info.filename)


def _copy_limited(source: BinaryIO, target: BinaryIO, limit: int, name: str) -> None:
    count = 0
    while piece := source.read(_CHUNK):
        count += len(piece)
        if count > limit:
            size = f"{limit // MIB:,} MiB" if limit >= MIB else f"{limit:,} bytes"
            raise ImportFault(f"The entry {name!r} holds more than {size}: export fewer decks.")
        target.write(piece)


def _unzstd_file(path: Path) -> None:
    packed = path.with_suffix(".zst")
    path.rename(packed)
    with packed.open("rb") as source, path.open("wb") as target:
        _unzstd_into(source, target, MAX_COLLECTION)
    packed.unlink()


def _unzstd(data: bytes, limit: int) -> bytes:
    target = BytesIO()
    _unzstd_into(BytesIO(data), target, limit)
    return target.getvalue()


def _unzstd_into(source: BinaryIO, target: BinaryIO, limit: int) -> None:
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(source, read_across_frames=True)
        _copy_limited(cast("BinaryIO", reader), target, limit, "collection.anki21b" if limit == MAX_COLLECTION else "media")
    except zstandard.ZstdError as error:
        raise ImportFault(_DAMAGED) from error


def _count_media(data: bytes, generation: int) -> int:
    """Return how many files the list of media names."""
    if generation == _NEWEST:
        count = sum(1 for _ in wire.messages(data, 1))
    else:
        try:
            listed = json.loads(data or b"{}")
        except (ValueError, RecursionError) as error:
            raise ImportFault("The list of media in the archive is damaged: export the deck from Anki again.") from error
        count = len(listed) if isinstance(listed, dict) else 0
    if count > MAX_ENTRIES:
        raise ImportFault(f"The list of media names more than {MAX_ENTRIES:,} files: export the deck without its media.")
    return count
