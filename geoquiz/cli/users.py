"""`geoquiz user …`: accounts from the command line."""

import os
from datetime import UTC, datetime

import click

from geoquiz.cli import fit, userdata
from geoquiz.cli.faults import tells_faults
from geoquiz.cli.session import open_session
from geoquiz.config import address_of
from geoquiz.core.errors import GeoquizError
from geoquiz.core.scheduling.calendar import zone_names
from geoquiz.services import accounts, reset


@click.group()
def command() -> None:
    """Make accounts, give them roles, and take along or delete what is kept of them."""


for one in (userdata.export, userdata.import_, userdata.delete, fit.fit):
    command.add_command(one)


@command.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice(accounts.ROLES), default="student", show_default=True, help="What the user may do.")
@click.option("--zone", default="UTC", show_default=True, metavar="ZONE", help="Time zone, such as Europe/Berlin.")
@tells_faults
def create(name: str, role: str, zone: str) -> None:
    """Make an account; the password is asked for, or read as one line from standard input."""
    if zone not in zone_names():
        raise click.UsageError(f"There is no time zone {zone!r}: write one such as Europe/Berlin or UTC.")
    if fault := accounts.name_fault(name.strip()):
        raise GeoquizError(fault)
    password = userdata.asked_password()
    with open_session() as session:
        account = accounts.register(session, name, password, role=role, zone=zone, now=datetime.now(UTC))
    click.echo(f"{account.name} can log in now as {account.role}.")


@command.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(accounts.ROLES))
@tells_faults
def change_role(name: str, role: str) -> None:
    """Give an account another role."""
    with open_session() as session:
        account = accounts.change_role(session, name, role, now=datetime.now(UTC))
    click.echo(f"{account.name} is {account.role} now.")


@command.command("reset-link")
@click.argument("name")
@click.option("--drop-second-factors", is_flag=True, help="Remove the user's app and passkeys too.")
@tells_faults
def reset_link(name: str, drop_second_factors: bool) -> None:
    """Print a link by which a user sets a new password, once and within a day.

    With GEOQUIZ_URL set it is the whole address; else put the server's address before the path.
    """
    with open_session() as session:
        link = reset.for_name(session, name, now=datetime.now(UTC), drop_second_factors=drop_second_factors)
    click.echo(address_of(os.environ) + link.path)
    click.echo(f"It is for {link.name} and works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC.", err=True)
