"""`geoquiz bank check` and `schema`: what needs no server and no database."""

import json
from datetime import UTC, datetime

import click

from geoquiz.cli.faults import FINDINGS, tells_faults
from geoquiz.cli.files import find_files, read_file
from geoquiz.core.banks.lint import REPORTS, Finding, check_file, chosen, explain, findings_of, report
from geoquiz.core.banks.model import json_schema
from geoquiz.core.errors import BankError


@click.command("check")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--select", default="", metavar="CODES", help="Run these lints alone: codes, names, or a beginning such as GQ1.")
@click.option("--ignore", default="", metavar="CODES", help="Leave these lints out.")
@click.option("--format", "form", type=click.Choice(tuple(REPORTS)), default="text", show_default=True, help="How to report.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--explain", "code", metavar="CODE", help="Say what a lint means and how to mend it, and check nothing.")
@tells_faults
def command(paths: tuple[str, ...], select: str, ignore: str, form: str, as_json: bool, code: str | None) -> None:
    """Check bank files: their format, and what makes a question unfair or guessable.

    Codes are separated by commas. Exits with 1 when there is anything to mend.
    """
    if code is not None:
        click.echo(explain(code), nl=False)
        return
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    selected, ignored = _words(select), _words(ignore)
    chosen(selected, ignored)
    today = datetime.now(UTC).date()
    findings: list[Finding] = []
    for path in find_files(paths):
        try:
            findings += check_file(read_file(path), str(path), today=today, select=selected, ignore=ignored)
        except BankError as error:
            findings += findings_of(error.faults)
    click.echo(report(findings, "json" if as_json else form), nl=False)
    if findings:
        raise click.exceptions.Exit(FINDINGS)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of bank files, for completion in editors."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
