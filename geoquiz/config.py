"""The settings: GEOQUIZ_* variables of the environment, read once, typed and checked."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from geoquiz import resources
from geoquiz.core.errors import ConfigError

REGISTRATIONS = ("open", "invite", "closed")
LOG_FORMS, LOG_LEVELS = ("text", "json"), ("warning", "info", "error")
METRICS = ("off", "on")
SECOND_FACTORS = ("optional", "teachers")
DEFAULT_HOST, DEFAULT_PORT, DEFAULT_WORKERS = "127.0.0.1", 8000, 2
_SHORTEST_KEY = 16
_HOST = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\]")


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
    # The address that people type, such as https://quiz.example.org; with https cookies travel over it alone.
    url: str = ""
    # Names beside that of ``url`` by which the server may be asked; none of both: by any.
    trusted_hosts: tuple[str, ...] = ()
    # How many proxies of one's own stand before the server and say who asks.
    proxies: int = 0
    second_factor: str = "optional"
    audit_days: int = 365
    session_days: int = 30
    # How lines of the log look, from which level on they are written, and whether /metrics is there.
    log: str = "text"
    log_level: str = "warning"
    metrics: str = "off"

    @property
    def is_https(self) -> bool:
        """Whether people reach this server over https."""
        return self.url.startswith("https://")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names by which this server may be asked; none: by any."""
        own = (urlsplit(self.url).hostname or "",) if self.url else ()
        return (*own, *self.trusted_hosts)

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
            url=address_of(environ),
            trusted_hosts=_hosts(environ),
            proxies=_number(environ, "GEOQUIZ_PROXIES", 0, 0, 9),
            second_factor=_one_of(environ, "GEOQUIZ_SECOND_FACTOR", SECOND_FACTORS),
            audit_days=_number(environ, "GEOQUIZ_AUDIT_DAYS", 365, 30, 3650),
            session_days=_number(environ, "GEOQUIZ_SESSION_DAYS", 30, 1, 365),
            log=_one_of(environ, "GEOQUIZ_LOG", LOG_FORMS),
            log_level=_one_of(environ, "GEOQUIZ_LOG_LEVEL", LOG_LEVELS),
            metrics=_one_of(environ, "GEOQUIZ_METRICS", METRICS),
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


def address_of(environ: Mapping[str, str]) -> str:
    """Return the address that people type, GEOQUIZ_URL, without a slash at its end; empty where it is not set."""
    text = (environ.get("GEOQUIZ_URL") or "").rstrip("/")
    try:
        parts = urlsplit(text)
        is_right = not text or (parts.scheme in ("http", "https") and parts.hostname is not None and parts.port != 0
                                and text == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc)
    except ValueError:
        is_right = False
    if not is_right:
        raise ConfigError(f"GEOQUIZ_URL is {text!r}; it must be the address that people type, such as https://quiz.example.org, "
                          "without a path.")
    return text


def _hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    names = tuple(name for part in (environ.get("GEOQUIZ_TRUSTED_HOSTS") or "").split(",") if (name := part.strip().lower()))
    for name in names:
        if not _HOST.fullmatch(name):
            raise ConfigError(f"GEOQUIZ_TRUSTED_HOSTS holds {name!r}; write names without port or path, with commas between, such "
                              "as quiz.example.org,localhost.")
    return names


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
