"""`geoquiz bank convert`: bank files into other formats and back."""

import sys
from pathlib import Path

import click

from geoquiz.cli.faults import FINDINGS, tells_faults
from geoquiz.cli.files import read_file
from geoquiz.cli.output import whole_file
from geoquiz.core.banks.yamltree import MAX_BYTES
from geoquiz.interchange.formats import FORMATS, Format, format_of
from geoquiz.interchange.naming import is_id
from geoquiz.interchange.report import Reading, told

_STREAM = "-"
_READ = [name for name, format_ in FORMATS.items() if format_.reader]
_WRITTEN = [name for name, format_ in FORMATS.items() if format_.writer]
_PAIRS = ("card", "typed")


@click.command("convert")
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="DEST")
@click.option("--from", "source_format", type=click.Choice(_READ), help="What SRC holds, where its name does not say it.")
@click.option("--to", "target_format", type=click.Choice(_WRITTEN), help="What DEST shall hold, where its name does not say it.")
@click.option("--id", "bank_id", default="", help="The id of the bank, instead of the one in SRC or made of its name.")
@click.option("--title", default="", help="The title of the bank, instead of the one in SRC.")
@click.option("--separator", default="", help="What parts the cells of a table or the pairs of a list; `tab` for a tab.")
@click.option("--as", "kind", type=click.Choice(_PAIRS), default="card", show_default=True, help="What the pairs of a list become.")
@click.option("--lenient", is_flag=True, help="Exit with 0 even when something could not be carried.")
@tells_faults
def command(source: str, target: str, source_format: str | None, target_format: str | None, bank_id: str, title: str,
            separator: str, kind: str, lenient: bool) -> None:
    """Convert a bank into another format, or a file of another format into a bank.

    The names of SRC and DEST say what they hold (.yaml, .xml, .gift, .csv, .tsv, .md); - is standard input or output.
    What could not be carried is told on standard error, question by question, and makes the exit code 1.
    """
    reader = FORMATS[source_format] if source_format else _of_name(source, "--from", _READ)
    writer = FORMATS[target_format] if target_format else _of_name(target, "--to", _WRITTEN)
    path, name = ("standard input", "imported") if source == _STREAM else (source, Path(source).stem)
    reading = Reading(
        path=path, name=name, bank_id=_checked_id(bank_id),
        title=" ".join(title.split()), kind=kind, separator=_checked_separator(separator, reader))
    imported = reader.read(_read(source), reading)
    exported = writer.write(imported.bank)
    _write(target, exported.data)
    losses = [*imported.losses, *exported.losses]
    for line in (*imported.notes, *told(losses)):
        click.echo(line, err=True)
    count, where = len(imported.bank.questions), "Standard output" if target == _STREAM else target
    click.echo(f"{where} holds {count} question{'s' if count != 1 else ''} now"
               + (f"; what could not be carried is told above ({len(losses)})." if losses else "."), err=True)
    if losses and not lenient:
        raise click.exceptions.Exit(FINDINGS)


def _of_name(name: str, option: str, names: list[str]) -> Format:
    """Return the format that a file's name says; raise UsageError where it says none that fits."""
    found = format_of(Path(name).suffix)
    if name == _STREAM or found is None or found.name not in names:
        raise click.UsageError(f"The name {name!r} does not say what it holds: add {option} with one of {', '.join(names)}.")
    return found


def _checked_id(bank_id: str) -> str:
    if bank_id and not is_id(bank_id):
        raise click.UsageError(f"{bank_id!r} is not an id: use a-z, 0-9 and single hyphens, 64 of them at the most.")
    return bank_id


def _checked_separator(separator: str, reader: Format) -> str:
    text = "\t" if separator in ("tab", "\\t") else separator
    if text and reader.name in ("csv", "tsv") and (len(text) != 1 or text.isalnum() or text in " \"'\r\n"):
        raise click.UsageError(f"{separator!r} cannot part the cells of a table: use one sign such as , or ;.")
    return text


def _read(source: str) -> bytes:
    if source == _STREAM:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    if not Path(source).is_file():
        raise click.UsageError(f"There is no file {source}.")
    return read_file(Path(source))


def _write(target: str, data: bytes) -> None:
    if target == _STREAM:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    if Path(target).is_dir():
        raise click.UsageError(f"{target} is a folder: name a file in it.")
    with whole_file(Path(target)) as file:
        file.write(data)
