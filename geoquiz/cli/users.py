"""`geoquiz user …`: accounts from the command line."""

import sys
from datetime import UTC, datetime

import click

from geoquiz.cli.faults import tells_faults
from geoquiz.cli.session import open_session
from geoquiz.core.errors import GeoquizError
from geoquiz.core.scheduling.calendar import zone_names
from geoquiz.services import accounts


@click.group()
def command() -> None:
    """Make accounts and give them roles."""


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
    password = _password()
    with open_session() as session:
        account = accounts.register(session, name, password, role=role, zone=zone, now=datetime.now(UTC))
    click.echo(f"{account.name} can log in now as {account.role}.")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again"))
    return sys.stdin.readline().rstrip("\r\n")


@command.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(accounts.ROLES))
@tells_faults
def change_role(name: str, role: str) -> None:
    """Give an account another role."""
    with open_session() as session:
        account = accounts.change_role(session, name, role)
    click.echo(f"{account.name} is {account.role} now.")
