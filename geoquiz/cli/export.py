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
@click.option("--learner", metavar="NAME", help="Take this user's progress along: due dates, memory and review log.")
@click.option("--only-met", is_flag=True, help="Only questions that the learner has answered; needs --learner.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only questions with this tag; may be given several times.")
@tells_faults
def anki(banks: tuple[str, ...], output: Path, learner: str | None, only_met: bool, tags: tuple[str, ...]) -> None:
    """Write banks as one Anki deck package; the file appears whole or not at all."""
    if only_met and learner is None:
        raise click.UsageError("--only-met needs --learner NAME: it is about what one user has met.")
    with open_session() as session:
        user_id = export.find_learner(session, learner) if learner is not None else None
        with whole_file(output) as target:
            export.write_anki(session, banks, target, learner=user_id, met_by=user_id if only_met else None, tags=tags,
                              viewer=user_id)
    click.echo(f"{output} is written: import it in Anki with File → Import.")
