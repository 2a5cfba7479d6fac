"""`geoquiz user export, import, delete`: everything that is kept of one user."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from geoquiz.cli.faults import FINDINGS, tells_faults
from geoquiz.cli.output import whole_file
from geoquiz.cli.session import open_session
from geoquiz.core.errors import GeoquizError
from geoquiz.services import accounts, mydata, restore
from geoquiz.services.restore import LeftOut, Restored

_MOST_NAMED = 5


def asked_password() -> str:
    """Return a password that was typed twice, or read as one line from standard input."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again"))
    return sys.stdin.readline().rstrip("\r\n")


@click.command("export")
@click.argument("name")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The .zip file to write.")
@tells_faults
def export(name: str, output: Path) -> None:
    """Write everything that is kept of a user as a zip of JSON lines; the password stays here."""
    with open_session() as session:
        user_id = mydata.find_user(session, name)
        with whole_file(output) as target:
            mydata.write(session, user_id, target)
    click.echo(f"{output} is written: `geoquiz user import` restores it on another server.")


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--name", default="", metavar="NAME", help="The user name here, instead of the one there.")
@click.option("--role", type=click.Choice(accounts.ROLES), default="student", show_default=True, help="What the user may do here.")
@click.option("--password", "asks", is_flag=True, help="Ask for a password, or read it as one line from standard input.")
@click.option("--check", is_flag=True, help="Say what would come of it, and change nothing.")
@click.option("--lenient", is_flag=True, help="Exit with 0 even when something stays out.")
@tells_faults
def import_(file: BinaryIO, name: str, role: str, asks: bool, check: bool, lenient: bool) -> None:
    """Restore a user from a file of `user export` or of "All my data", as a new account.

    Questions are found again by their bank, their id and their type; what this server does not have stays out, is
    told on standard error, and makes the exit code 1.
    """
    password = asked_password() if asks else restore.random_password()
    if fault := accounts.password_fault(password):
        raise GeoquizError(fault)
    with open_session() as session:
        found = restore.restore(session, file, name=name, password=password, role=role, now=datetime.now(UTC), only_look=check)
    for left_out in found.left_out:
        click.echo(_told(left_out), err=True)
    click.echo(_summary(found, check=check))
    if not check and not asks:
        click.echo(f"A password was made up: {password}")
    if not check and found.former_role != role:
        click.echo(f"The role there was {found.former_role}, here it is {role}: `geoquiz user role` gives another.")
    if found.left_out and not lenient:
        raise click.exceptions.Exit(FINDINGS)


def _summary(found: Restored, *, check: bool) -> str:
    counts = f"{_count(found.answers, 'answer')}, {_count(found.reviews, 'review')} and {_count(found.cards, 'card')}"
    if check:
        return f"{found.name} could be restored with {counts}. Nothing was changed."
    return f"{found.name} is restored with {counts}."


def _told(left_out: LeftOut) -> str:
    """Return what stays out of one bank, and what would bring it in."""
    counts = (f"{_count(left_out.answers, 'answer')}, {_count(left_out.reviews, 'review')} and "
              f"{_count(left_out.cards, 'card')} stay out")
    if left_out.missing == "bank":
        return f"The bank {left_out.bank!r} ({left_out.title}) is not on this server: {counts}."
    names = ", ".join(left_out.questions[:_MOST_NAMED])
    more = len(left_out.questions) - _MOST_NAMED
    return (f"The bank {left_out.bank!r} is here without {names}{f' and {more} more' if more > 0 else ''}, or with another "
            f"type of it: {counts}.")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


@click.command("delete")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@tells_faults
def delete(name: str, yes: bool) -> None:
    """Delete an account with its settings, answers, reviews and cards; nothing brings them back."""
    with open_session() as session:
        mydata.find_user(session, name)
        if not yes and not (sys.stdin.isatty() and click.confirm(f"Delete {name} with everything that is kept of them?")):
            raise GeoquizError("Nothing was deleted: add --yes to delete without being asked.")
        gone = mydata.delete(session, name, now=datetime.now(UTC))
    click.echo(f"{gone.name} is deleted, with {_count(gone.answers, 'answer')}.")
