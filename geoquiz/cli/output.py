"""Files that a command writes: each appears whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from geoquiz.core.errors import GeoquizError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write, and put it in its place when all went well; what stood there stays until then."""
    try:
        file = NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False)  # noqa: SIM115  # Renamed, not deleted.
    except OSError as error:
        raise GeoquizError(f"{path} cannot be written ({error.strerror}): choose another place.") from error
    part = Path(file.name)
    try:
        with file:
            yield cast("BinaryIO", file)
        part.chmod(0o644)
        part.replace(path)
    except OSError as error:
        raise GeoquizError(f"{path} cannot be written ({error.strerror}): choose another place.") from error
    finally:
        part.unlink(missing_ok=True)
