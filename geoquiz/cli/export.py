"""`geoquiz export …`: banks in other formats."""

from pathlib import Path

import click

from geoquiz.cli.faults import tells_faults
from geoquiz.cli.output import whole_file
from geoquiz.cli.session import open_session
from geoquiz.services import export


@click.group()
def command() -> None:
    """Hand banks out in other formats."""


@command.command("anki")
@click.argument("banks", nargs=-1, required=True, metavar="BANK...")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The .apkg file to write.")
@tells_faults
def anki(banks: tuple[str, ...], output: Path) -> None:
    """Write banks as one Anki deck package; the file appears whole or not at all."""
    with open_session() as session, whole_file(output) as target:
        export.write_anki(session, list(dict.fromkeys(banks)), target)
    click.echo(f"{output} is written: import it in Anki with File → Import.")
