"""Static files: each under an address that changes with them, so that a browser may keep it for good."""

from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, url_for
from whitenoise import WhiteNoise

from geoquiz import assets
from geoquiz.web.security import HEADERS

A_YEAR = 365 * 24 * 60 * 60


def url_path(folder: Path) -> str:
    """Return the path under which the files of a static folder are served."""
    return f"/static/{assets.digest(folder)}"


def init(app: Flask, data: Path) -> None:
    """Let ``app`` serve the compressed copies that `geoquiz run` prepares, where they are; else it serves the files as they are."""
    app.jinja_env.globals["asset"] = asset
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    folder = assets.prepared_folder(data, Path(app.static_folder or ""))
    if folder.is_dir():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's own way to put something around the application.
            app.wsgi_app, root=str(folder), prefix=app.static_url_path, max_age=A_YEAR, allow_all_origins=False,
            immutable_file_test=lambda _path, _url: True, add_headers_function=_add_headers,
            mimetypes={".webmanifest": "application/manifest+json"})


def asset(name: str) -> str:
    """Return the address of a static file."""
    return url_for("static", filename=name)


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
