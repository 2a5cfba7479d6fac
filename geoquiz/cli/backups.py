"""`geoquiz db backup` and `restore`, and the backup that every upgrade begins with."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from geoquiz import resources
from geoquiz.cli.faults import tells_faults
from geoquiz.cli.session import open_engine, refuse_missing
from geoquiz.config import Config, database_url
from geoquiz.core.errors import GeoquizError
from geoquiz.storage import backup, migrate

BEFORE_UPGRADE = "before-upgrade"
_KEPT_OF_UPGRADES = 5


@click.command("backup")
@click.argument("dest", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Delete all but the newest N backups in the folder.")
@tells_faults
def make(dest: Path, keep: int | None) -> None:
    """Write a backup to DEST, a file or a folder, while the server runs.

    In a folder it gets a name with the time. The file appears whole or not at all.
    """
    url = database_url(os.environ)
    refuse_missing(url)
    folder = dest.is_dir()
    if keep is not None and not folder:
        raise click.UsageError("--keep needs a folder as DEST: it deletes older backups in it.")
    target = _new_name(dest, url) if folder else dest
    backup.make(url, target)
    click.echo(f"{target} is written ({_megabytes(target)}).")
    for old in backup.remove_old(dest, keep) if keep is not None else ():
        click.echo(f"{old} is deleted.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Do so although there is a database already; it is kept under another name.")
@tells_faults
def restore(file: Path, force: bool) -> None:
    """Put a backup in the place of the database. Stop the server first.

    What was there is kept beside it, and told. A backup of an older version is brought up to date at the next start.
    """
    url = database_url(os.environ)
    if not backup.is_empty(url) and not force:
        raise GeoquizError("There is a database already: add --force to put the backup in its place; what is there is kept.")
    kept = backup.restore(url, file, datetime.now(UTC))
    if kept:
        click.echo(f"What was there is kept as {kept}.")
    with open_engine(url) as engine:
        status = migrate.status(engine, resources.migrations_folder())
    click.echo(f"{file} is restored{_told(status)}.")


def _told(status: migrate.Status) -> str:
    return {"behind": "; it is of an older version, and the next start or `geoquiz db upgrade` brings it up to date",
            "newer": ", but a newer version of geoquiz wrote it: install that version",
            "empty": ", but there is nothing of geoquiz in it"}.get(status, "")


def before_upgrade(config: Config) -> None:
    """Write a backup into the data folder and say so; raise GeoquizError where a SQLite file cannot be copied.

    PostgreSQL needs its own program for this. Where that is not at hand the upgrade goes on, as one transaction, and it is told.
    """
    folder = config.data / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / backup.name_of(config.database_url, datetime.now(UTC), BEFORE_UPGRADE)
    try:
        backup.make(config.database_url, target)
    except GeoquizError as error:
        if config.database_url.startswith("sqlite"):
            raise
        click.echo(f"There is no backup from before the upgrade: {error}", err=True)
        return
    backup.remove_old(folder, _KEPT_OF_UPGRADES, BEFORE_UPGRADE)
    click.echo(f"What was there is kept as {target}.")


def _new_name(folder: Path, url: str) -> Path:
    return folder / backup.name_of(url, datetime.now(UTC))


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"
