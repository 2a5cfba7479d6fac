"""The static files as browsers get them: under an address that holds their digest, and compressed beforehand."""

import hashlib
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from whitenoise.compress import Compressor


@cache
def digest(folder: Path) -> str:
    """Return ten hexadecimal digits that change with any file of a folder, in name or in content."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for part in (path.relative_to(folder).as_posix().encode(), path.read_bytes()):
            whole.update(len(part).to_bytes(8) + part)
    return whole.hexdigest()[:10]


def prepared_folder(data: Path, folder: Path) -> Path:
    """Return where the prepared files of this version of a static folder are, or would be, in a data folder."""
    return data / "static" / digest(folder)


def prepare(data: Path, folder: Path) -> Path:
    """Copy a static folder into the data folder with a brotli and a gzip form beside every file that they make smaller.

    Done once a version; what an earlier version left goes away. Returns the folder of the copies.
    """
    target = prepared_folder(data, folder)
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        copies = Path(scratch) / target.name
        shutil.copytree(folder, copies)
        compressor = Compressor(quiet=True)
        for path in [path for path in copies.rglob("*") if path.is_file() and compressor.should_compress(path.name)]:
            compressor.compress(str(path))
        # Whole or not at all: another server of the same folder may have been quicker.
        if not target.exists():
            copies.rename(target)
    for old in target.parent.iterdir():
        if old != target and re.fullmatch(r"[0-9a-f]{10}", old.name):
            shutil.rmtree(old)
    return target
