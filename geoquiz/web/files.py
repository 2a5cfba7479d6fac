"""Files that are made for one request and sent as they are read, so that they never lie in memory."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from flask import Response, send_file


def send_written(write: Callable[[BinaryIO], None], name: str, mimetype: str) -> Response:
    """Return what ``write`` writes as a download called ``name``; the file behind it goes away once it is sent."""
    target = cast("BinaryIO", TemporaryFile(prefix="geoquiz-"))  # noqa: SIM115  # The response closes it, once it is sent.
    try:
        write(target)
        target.seek(0)
    except BaseException:
        target.close()
        raise
    return send_file(target, mimetype, as_attachment=True, download_name=name)
