"""`geoquiz db …`: the database's version and its health."""

import logging
import os

import click

from geoquiz import resources
from geoquiz.cli.faults import tells_faults
from geoquiz.cli.session import check_version, open_engine
from geoquiz.config import Config
from geoquiz.storage import migrate


@click.group()
def command() -> None:
    """Bring the database up to date and look after it."""


@command.command("upgrade")
@tells_faults
def upgrade() -> None:
    """Make the database where it is missing, and bring it to this version."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config.from_environ(os.environ)
    folder = resources.migrations_folder()
    with open_engine(config.database_url) as engine:
        status = migrate.status(engine, folder)
        if status == "current":
            click.echo("The database is up to date.")
            return
        if status == "newer":
            check_version(status)
        migrate.upgrade(engine, folder)
    click.echo("The database is made." if status == "empty" else "The database is brought up to date.")
