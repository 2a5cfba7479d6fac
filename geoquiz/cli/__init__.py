"""The `geoquiz` command: thin over the services, quick to start."""

from importlib.metadata import version

import click

from geoquiz.cli.lazy import LazyGroup

COMMANDS = {
    "bank": ("bank:command", "Check, plan, apply and convert question banks."),
    "db": ("database:command", "Bring the database up to date and look after it."),
    "demo": ("demo:command", "Make up a class that has studied the banks here, and its teacher; not where real people study."),
    "doctor": ("doctor:command", "Tell on one page how the server and its database are, and what to mend."),
    "export": ("export:command", "Hand banks out in other formats."),
    "import": ("imports:command", "Turn what Anki exports into a bank file, and say what becomes of what."),
    "run": ("run:command", "Start the server and keep it running."),
    "user": ("users:command", "Make accounts, give them roles, and take along or delete what is kept of them."),
}


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"geoquiz {version('geoquiz')}")
        ctx.exit()


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]},
             help="A study server for a class: question banks in YAML, studied in a browser, taken along to Anki.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version.")
def main() -> None:
    """Run the command that is named."""
