"""The settings: GEOQUIZ_* variables of the environment, read once, typed and checked."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from geoquiz import resources
from geoquiz.core.errors import ConfigError

REGISTRATIONS = ("open", "invite", "closed")
DEFAULT_HOST, DEFAULT_PORT, DEFAULT_WORKERS = "127.0.0.1", 8000, 2
_SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True)
class Config:
    """One server's settings. ``data`` holds the database and the secret key unless told otherwise."""

    data: Path
    database_url: str
    secret_key: str
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    workers: int = DEFAULT_WORKERS
    registration: str = "open"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Config":
        """Return the settings that the variables give, making the data folder and the secret key where missing.

        Raises ConfigError naming the variable that is wrong, or the folder that cannot be written.
        """
        data = _data_folder(environ)
        return cls(
            data=data,
            database_url=database_url(environ),
            secret_key=environ.get("GEOQUIZ_SECRET_KEY") or _kept_key(data / "secret_key"),
            host=environ.get("GEOQUIZ_HOST") or DEFAULT_HOST,
            port=_number(environ, "GEOQUIZ_PORT", DEFAULT_PORT, 1, 65535),
            workers=_number(environ, "GEOQUIZ_WORKERS", DEFAULT_WORKERS, 1, 64),
            registration=_one_of(environ, "GEOQUIZ_REGISTRATION", REGISTRATIONS),
        )._checked()

    def _checked(self) -> "Config":
        if len(self.secret_key) < _SHORTEST_KEY:
            raise ConfigError(f"GEOQUIZ_SECRET_KEY has {len(self.secret_key)} characters; it needs at least {_SHORTEST_KEY} "
                              "random ones, or leave it unset and one is made.")
        return self


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return where this server keeps its files: GEOQUIZ_DATA, else ./instance in a checkout, else the user's data folder."""
    if environ.get("GEOQUIZ_DATA"):
        return Path(environ["GEOQUIZ_DATA"]).absolute()
    root = resources.checkout()
    if root is not None:
        return root / "instance"
    home = environ.get("XDG_DATA_HOME") or (f"{environ['HOME']}/.local/share" if environ.get("HOME") else "")
    if not home:
        raise ConfigError("There is no HOME to keep data in: set GEOQUIZ_DATA to a folder that can be written.")
    return Path(home) / "geoquiz"


def _data_folder(environ: Mapping[str, str]) -> Path:
    folder = data_folder(environ)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".probe-{secrets.token_hex(4)}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise ConfigError(f"The data folder {folder} cannot be written ({error.strerror}): "
                          "set GEOQUIZ_DATA to a folder that can.") from error
    return folder


def database_url(environ: Mapping[str, str]) -> str:
    """Return the SQLAlchemy URL of the database: GEOQUIZ_DATABASE_URL, else a SQLite file in the data folder.

    ``postgres://`` and ``postgresql://`` mean the psycopg driver. Raises ConfigError for any other database.
    """
    given = environ.get("GEOQUIZ_DATABASE_URL")
    if not given:
        return f"sqlite:///{data_folder(environ) / 'geoquiz.sqlite3'}"
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise ConfigError("GEOQUIZ_DATABASE_URL is no database address: write postgresql://user:password@host/name "
                          "or sqlite:////folder/file.sqlite3.") from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ConfigError(f"GEOQUIZ_DATABASE_URL names the database {url.drivername!r}: it must be postgresql or sqlite.")
    return url.render_as_string(hide_password=False)


def _kept_key(path: Path) -> str:
    """Return the key kept in ``path``, made at the first start and readable by its owner alone."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        pass  # An earlier start made it, or another process does so now.
    except OSError as error:
        raise ConfigError(f"The secret key {path} cannot be written ({error.strerror}): set GEOQUIZ_SECRET_KEY.") from error
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The secret key {path} cannot be read ({error}): mend or delete the file.") from error


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or not low <= int(text) <= high:
        raise ConfigError(f"{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)


def _one_of(environ: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    text = environ.get(name) or values[0]
    if text not in values:
        raise ConfigError(f"{name} is {text!r}; it must be one of {', '.join(values)}.")
    return text
