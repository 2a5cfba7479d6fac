"""The zip itself: writing its files line by line, and reading them within limits."""

import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeVar

from pydantic import ValidationError
from pydantic.json_schema import models_json_schema
from pydantic_core import ErrorDetails

from geoquiz.core.errors import GeoquizError
from geoquiz.interchange.mydata.lines import FILES, Line

MIB = 1024 * 1024
# The zip as it comes, all files in it together, and one line. Years of daily study are a few megabytes.
MAX_BYTES, MAX_UNPACKED, MAX_LINE = 128 * MIB, 1024 * MIB, 4 * MIB
MAX_FAULTS = 20
_MANIFEST, _SCHEMA = "geoquiz.json", "schema.json"
_ABOUT = {"format": "geoquiz my data", "version": 1}
# What files of an older version do not have: no line is in it then.
_LATER = ("flags.jsonl",)
_NAMES = {_MANIFEST, _SCHEMA, *FILES}
_END_SIZE, _MAX_DIRECTORY = 22, 64 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, UnicodeError)
L = TypeVar("L", bound=Line)


class DataFault(GeoquizError):
    """A file cannot be imported; ``str()`` of it has a line for each thing that is wrong."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def write_data(target: BinaryIO, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Write all rows, by file; each file is written as its rows come, and equal rows give equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(_entry(_MANIFEST), json.dumps(_ABOUT) + "\n")
        archive.writestr(_entry(_SCHEMA), json.dumps(schema(), indent=1) + "\n")
        for name, model in FILES.items():
            with archive.open(_entry(name), "w") as file:
                for row in rows[name]:
                    # What is stored goes out as it is: nothing that is checked here may keep anybody's data from leaving.
                    file.write(model.model_construct(**row).model_dump_json(warnings=False).encode() + b"\n")


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a zip entry of a fixed time, the earliest that a zip can say."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the package, as an object that has the lines of each file as an array."""
    references, definitions = models_json_schema([(model, "validation") for model in FILES.values()],
                                                 ref_template="#/$defs/{model}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "All that a geoquiz server keeps of one user",
        "description": "Each file NAME.jsonl has one JSON object a line; here it is an array of them.",
        "type": "object",
        "properties": {name: {"type": "array", "items": references[model, "validation"]} for name, model in FILES.items()},
        "required": list(FILES),
        "additionalProperties": False,
        "$defs": definitions["$defs"],
    }


class DataPackage:
    """A package that is open for reading. The lines of a file can be read as often as they are needed."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def lines(self, model: type[L], faults: list[str] | None = None) -> Iterator[tuple[int, L]]:
        """Yield the lines of the file that holds ``model``, each with its number.

        What is wrong with one is added to ``faults``, and the reading goes on with the next; from 20 faults on, and at
        once where there is no list for them, DataFault is raised.
        """
        found: list[str] = [] if faults is None else faults
        name = file_of(model)
        for number, text in self._texts(name):
            if number > model.most:
                raise DataFault(*found, f"{name} has more than {model.most:,} line{'s' if model.most != 1 else ''}: "
                                "that is more than one user can have.")
            try:
                line = model.model_validate_json(text)
            except ValidationError as error:
                add_fault(found, name, number, _sentence(error.errors()[0]))
                if faults is None:
                    raise DataFault(*found) from error
            else:
                yield number, line

    def _texts(self, name: str) -> Iterator[tuple[int, bytes]]:
        if name in _LATER and name not in self._archive.namelist():
            return
        try:
            with self._archive.open(name) as file:
                number = 0
                while text := file.readline(MAX_LINE + 1):
                    number += 1
                    if len(text) > MAX_LINE:
                        raise DataFault(f"{name}, line {number}: the line is longer than {MAX_LINE // MIB} MiB.")
                    if stripped := text.strip():
                        yield number, stripped
        except _ZIP_ERRORS as error:
            raise DataFault(f"{name} is damaged: download the file again.") from error


def file_of(model: type[Line]) -> str:
    """Return the name of the file that holds lines of this kind."""
    return next(name for name, held in FILES.items() if held is model)


def add_fault(faults: list[str], name: str, number: int, sentence: str) -> None:
    """Note what is wrong with a line; raise DataFault when that is enough to stop."""
    faults.append(f"{name}, line {number}: {sentence}")
    if len(faults) >= MAX_FAULTS:
        raise DataFault(*faults, "There may be more that is wrong: the reading stopped here.")


def _sentence(detail: ErrorDetails) -> str:
    """Return what is wrong with a line, for the first error that pydantic has found."""
    field = ".".join(str(step) for step in detail["loc"])
    match detail["type"]:
        case "json_invalid":
            reason = str((detail.get("ctx") or {}).get("error", ""))
            return f"this is no JSON ({reason.replace('at line 1 column', 'at character')})."
        case "model_type":
            return "this is no JSON object."
        case "extra_forbidden":
            return f"there is no field {field!r} here."
        case "missing":
            return f"the field {field!r} is missing."
        case _:
            said = detail["msg"].removeprefix("Value error, ").replace("Input should", "it should")
            return f"the field {field!r} does not fit: {said}."


@contextmanager
def open_data(file: BinaryIO) -> Iterator[DataPackage]:
    """Open a package; raise DataFault for a file that is none, or larger than any can be."""
    _check_end(file)
    try:
        archive = zipfile.ZipFile(file)
    except _ZIP_ERRORS as error:
        raise DataFault("The zip is damaged: download the file again.") from error
    with archive:
        _check_entries(archive)
        _check_manifest(archive)
        yield DataPackage(archive)


def _check_end(file: BinaryIO) -> None:
    """Raise DataFault where the list of entries would be too long to read at all; `zipfile` reads it whole."""
    size = file.seek(0, 2)
    if size > MAX_BYTES:
        raise DataFault(f"The file has {size:,} bytes; the limit is {MAX_BYTES // MIB} MiB.")
    # Nobody writes a comment into these files, so the list's own entry stands at the very end.
    file.seek(max(0, size - _END_SIZE - 20))
    tail = file.read()
    end = tail[-_END_SIZE:]
    if end[:4] != b"PK\x05\x06" or tail[:-_END_SIZE].startswith(b"PK\x06\x07"):
        raise DataFault("This is no file of “All my data”: choose the zip that was downloaded from the settings.")
    if int.from_bytes(end[12:16], "little") > _MAX_DIRECTORY:
        raise DataFault("The zip has more files in it than such a file has: download it again.")
    file.seek(0)


def _check_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = [info.filename for info in entries]
    for name in names:
        if name not in _NAMES:
            raise DataFault(f"The zip holds {name[:80]!r}, which does not belong there.")
        if names.count(name) > 1:
            raise DataFault(f"The zip holds {name!r} twice.")
    missing = [name for name in (_MANIFEST, *FILES) if name not in names and name not in _LATER]
    if missing:
        raise DataFault(f"There is no {missing[0]} in the zip: choose the zip that was downloaded from the settings.")
    for info in entries:
        if info.flag_bits & 1 or info.compress_type not in _METHODS:
            raise DataFault(f"{info.filename} is encrypted or packed in another way than usual: use the file as it was downloaded.")
    # `zipfile` reads no more of an entry than it says here.
    if sum(info.file_size for info in entries) > MAX_UNPACKED:
        raise DataFault(f"The zip would unpack to more than {MAX_UNPACKED // MIB:,} MiB, which no such file does.")


def _check_manifest(archive: zipfile.ZipFile) -> None:
    try:
        with archive.open(_MANIFEST) as file:
            about = json.loads(file.read(4096))
    except (*_ZIP_ERRORS, RecursionError):
        about = None
    if not isinstance(about, dict) or about.get("format") != _ABOUT["format"]:
        raise DataFault(f"{_MANIFEST} does not say that this is “All my data”: choose the zip that came from the settings.")
    if about.get("version") != _ABOUT["version"]:
        raise DataFault(f"The file is of version {str(about.get('version'))[:20]}, and this server reads version 1: "
                        "import it on a server of the geoquiz that wrote it, or a newer one.")
