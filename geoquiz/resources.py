"""Finds questions/, migrations/ and static/, in a checkout and in an installed wheel alike.

In a checkout the folders beside ``pyproject.toml`` count, never the copies that an editable install
leaves behind, since those go stale.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """Return the root of the checkout that this package runs from, or None when it is installed."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "migrations").is_dir() else None


def _folder(name: str) -> Path:
    root = checkout()
    return (root if root is not None else _PACKAGE / "_data") / name


def questions_folder() -> Path:
    """Return the folder of the shipped bank files."""
    return _folder("questions")


def migrations_folder() -> Path:
    """Return the folder of the Alembic migrations."""
    return _folder("migrations")


def static_folder() -> Path:
    """Return the folder of styles, scripts and maps."""
    return _folder("static")


def gunicorn_config() -> Path:
    """Return gunicorn's settings file."""
    return _folder("gunicorn.conf.py")
