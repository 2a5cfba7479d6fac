"""`geoquiz doctor`: everything about this server on one page, and whether anything is wrong."""

import json
import os
import platform
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import click
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.cli.backups import BEFORE_UPGRADE
from geoquiz.cli.faults import FINDINGS
from geoquiz.cli.session import open_engine, refuse_missing
from geoquiz.config import Config, data_folder
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import BankError, GeoquizError
from geoquiz.services import banks, health
from geoquiz.storage import backup, migrate

_LEAST_FREE = 500 * 10**6
_CLOCK_MAY_DIFFER = timedelta(seconds=5)
_LIBRARIES = ("flask", "sqlalchemy", "gunicorn", "fsrs", "psycopg")
_SECRETS = ("key", "password", "secret", "token")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at; ``state`` is "ok", "note" (worth knowing) or "trouble" (to be mended)."""

    name: str
    state: Literal["ok", "note", "trouble"]
    text: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(as_json: bool) -> None:
    """Tell on one page how the server and its database are, and what to mend.

    Looks at versions, settings, disk, clock, migrations, every page of the database, some cards, banks and backups.
    Exits with 1 when there is trouble.
    """
    lines = list(examine(os.environ))
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], indent=2))
    else:
        for line in lines:
            click.echo(f"{line.state:<9}{line.name:<12}{line.text}")
    if any(line.state == "trouble" for line in lines):
        raise click.exceptions.Exit(FINDINGS)


def examine(environ: Mapping[str, str]) -> Iterator[Line]:
    """Give a line for each thing looked at; after trouble that leaves nothing to look at no more come."""
    yield Line("versions", "ok", f"geoquiz {version('geoquiz')}, Python {platform.python_version()}, "
                                 + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES))
    try:
        if not data_folder(environ).is_dir():
            yield Line("data", "trouble", f"There is no folder {data_folder(environ)}: `geoquiz run` makes it, "
                                          "or set GEOQUIZ_DATA.")
            return
        config = Config.from_environ(environ)
    except GeoquizError as error:
        yield Line("settings", "trouble", str(error))
        return
    yield _settings(config)
    yield _secret(config.data / "secret_key")
    yield _disk(config.data)
    try:
        refuse_missing(config.database_url)
        with open_engine(config.database_url) as engine:
            yield from _database(engine)
    except GeoquizError as error:
        yield Line("database", "trouble", str(error))
    yield _backups(config.data / "backups")


def _settings(config: Config) -> Line:
    """Return the settings, none of which gives a secret away."""
    told = []
    for field in fields(config):
        value = getattr(config, field.name)
        if field.name == "database_url":
            value = make_url(value).render_as_string(hide_password=True)
        elif any(word in field.name for word in _SECRETS):
            value = "(set)" if value else "(not set)"
        told.append(f"{field.name} {value}")
    return Line("settings", "ok", ", ".join(told))


def _secret(path: Path) -> Line:
    if not path.exists():
        return Line("secret key", "ok", "It is given by the environment.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Line("secret key", "trouble", f"Others may read {path} (mode {mode:o}): run `chmod 600` on it.")
    return Line("secret key", "ok", "Its file is for its owner alone.")


def _disk(folder: Path) -> Line:
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE:
        return Line("disk", "trouble", f"{free / 1e6:,.0f} MB are free in {folder}: make room, "
                                       f"at least {_LEAST_FREE / 1e6:,.0f} MB.")
    return Line("disk", "ok", f"{free / 1e9:,.1f} GB are free in {folder}.")


def _database(engine: Engine) -> Iterator[Line]:
    status = migrate.status(engine, resources.migrations_folder())
    told = {"empty": "There are no tables yet: run `geoquiz db upgrade`.",
            "behind": "The database is of an older version: run `geoquiz db upgrade`.",
            "newer": "The database was made by a newer version of geoquiz: install that version, or restore a backup.",
            "current": "The database is of this version."}[status]
    yield Line("migrations", "ok" if status == "current" else "trouble", told)
    if status != "current":
        return
    with Session(engine) as session:
        yield from _holdings(session)
        yield from _integrity(session)
        yield from _banks(session)


def _holdings(session: Session) -> Iterator[Line]:
    found = health.overview(session)
    sizes = found.sizes
    yield Line("database", "ok", f"{found.version}: {sizes.users:,} users, {sizes.banks:,} banks, {sizes.questions:,} questions, "
                                 f"{sizes.answers:,} answers, {sizes.cards:,} cards.")
    now = datetime.now(UTC)
    if found.clock is not None and abs(found.clock - now) > _CLOCK_MAY_DIFFER:
        yield Line("clock", "trouble", f"It is {now:%H:%M:%S} UTC here and {found.clock:%H:%M:%S} UTC at the database: "
                                       "set both clocks.")
    elif found.newest_answer_at is not None and found.newest_answer_at > now + _CLOCK_MAY_DIFFER:
        yield Line("clock", "trouble", f"It is {now:%Y-%m-%d %H:%M} UTC here, but the newest answer is of "
                                       f"{found.newest_answer_at:%Y-%m-%d %H:%M}: set the clock.")
    else:
        yield Line("clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC.")


def _integrity(session: Session) -> Iterator[Line]:
    found = health.check(session)
    for fault in found.faults:
        yield Line("integrity", "trouble", fault)
    if not found.faults:
        yield Line("integrity", "ok", f"Every page, link and answer, and {found.cards} cards against their logs.")


def _banks(session: Session) -> Iterator[Line]:
    """Give a line for each shipped bank that waits for a person or cannot be read, or one for all."""
    waiting = 0
    for path in sorted(resources.questions_folder().glob("*.yaml")):
        try:
            plan = banks.plan(session, parse_bank(path.read_bytes(), str(path)), str(path))
        except (BankError, OSError) as error:
            yield Line("banks", "trouble", str(error).splitlines()[0])
            waiting += 1
            continue
        if not plan.is_empty:
            yield Line("banks", "note", f"{plan.bank_key} waits: {plan.summary}. See `geoquiz bank plan {path}`.")
            waiting += 1
    if not waiting:
        yield Line("banks", "ok", "All shipped banks are applied.")


def _backups(folder: Path) -> Line:
    newest = next(iter((*backup.made_in(folder), *backup.made_in(folder, BEFORE_UPGRADE))), None)
    if newest is None:
        return Line("backups", "note", f"There is none in {folder}: `geoquiz db backup` makes one, best every night.")
    return Line("backups", "ok", f"The newest in {folder} is {newest.name}.")
