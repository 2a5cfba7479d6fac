"""`geoquiz db …`: the database's version and its health."""

import json
import logging
import os
from dataclasses import asdict

import click

from geoquiz import resources
from geoquiz.cli import backups, copying
from geoquiz.cli.faults import FINDINGS, tells_faults
from geoquiz.cli.session import check_version, open_engine, open_session
from geoquiz.config import Config
from geoquiz.services import health
from geoquiz.storage import migrate


@click.group()
def command() -> None:
    """Bring the database up to date and look after it."""


for one in (backups.make, backups.restore, copying.copy):
    command.add_command(one)


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
        if status == "behind":
            backups.before_upgrade(config)
        migrate.upgrade(engine, folder)
    click.echo("The database is made." if status == "empty" else "The database is brought up to date.")


@command.command("check")
@click.option("--cards", type=click.IntRange(min=0), default=health.SAMPLE, show_default=True, metavar="N",
              help="Compare so many cards, drawn at random, with their logs.")
@click.option("--all", "every", is_flag=True, help="Compare all cards.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@tells_faults
def check(cards: int, every: bool, as_json: bool) -> None:
    """Read the database through: its version, its pages, the links between rows, answers and reviews, cards and their logs.

    Exits with 1 when something is wrong.
    """
    with open_session() as session:
        found = health.check(session, sample=None if every else cards)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        for fault in found.faults:
            click.echo(fault, err=True)
        click.echo(f"{len(found.faults)} faults are found." if found.faults else
                   f"The database is sound; {found.cards} of its cards were compared with their logs.")
    if found.faults:
        raise click.exceptions.Exit(FINDINGS)
