"""`geoquiz bank sync`: a folder or a git checkout of banks, applied now and, when asked to, whenever a file changes."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from geoquiz.cli.faults import FINDINGS, tells_faults
from geoquiz.cli.files import SUFFIXES, read_file
from geoquiz.cli.session import open_session
from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.plan import Plan
from geoquiz.core.errors import BankError, Fault
from geoquiz.services import banks

# How many milliseconds of quiet end a change: an editor or git writes several files at once.
_QUIET = 300


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of one file: ``state`` is "applied", "unchanged", "held back" or "faulty"."""

    path: str
    state: str
    plan: Plan | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether nothing of it is left to be done by a person."""
        return self.state in ("applied", "unchanged")


@click.command("sync")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--watch", is_flag=True, help="Go on: apply again whenever a file changes, until Ctrl-C.")
@click.option("--gentle", is_flag=True,
              help="Hold back what would make learners relearn or retire a question; plan and apply it by hand.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text; with --watch one line for each time.")
@tells_faults
def command(folder: Path, watch: bool, gentle: bool, as_json: bool) -> None:
    """Plan and apply every bank file of a folder or git checkout, with a report.

    Each bank is applied in one transaction of its own: a file with faults holds no other back. Exits with 1 when a file has
    faults or was held back.
    """
    done = _sync(folder, gentle=gentle)
    _report(done, as_json=as_json, whole=True, one_line=watch)
    if watch:
        _watch(folder, gentle=gentle, as_json=as_json)
    if not all(synced.is_fine for synced in done):
        raise click.exceptions.Exit(FINDINGS)


def _sync(folder: Path, *, gentle: bool) -> list[Synced]:
    """Apply the banks of a folder, files of hidden folders (such as .git) left out."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()
                   and not any(part.startswith(".") for part in path.relative_to(folder).parts))
    first: dict[str, Path] = {}
    done: list[Synced] = []
    with open_session() as session:
        for path in files:
            try:
                bank = parse_bank(read_file(path), str(path))
                _refuse_twin(bank, path, first)
                plan, applied = banks.apply(session, bank, now=datetime.now(UTC), path=str(path), only_gentle=gentle)
            except BankError as error:
                done.append(Synced(str(path), "faulty", faults=tuple(error.faults)))
                continue
            done.append(Synced(str(path), "applied" if applied else "unchanged" if plan.is_empty else "held back", plan))
    return done


def _refuse_twin(bank: Bank, path: Path, first: dict[str, Path]) -> None:
    """Raise BankError where an earlier file has a bank of the same id."""
    if first.setdefault(bank.id, path) != path:
        fault = f"The bank id {bank.id!r} is already taken by {first[bank.id]}: choose another."
        raise BankError([Fault(str(path), 1, 1, fault)])


def _watch(folder: Path, *, gentle: bool, as_json: bool) -> None:
    """Apply a folder whenever something in it changes; Ctrl-C ends it."""
    from watchfiles import watch  # noqa: PLC0415  # Its library takes long to load, and is needed here alone.

    click.echo(f"Watching {folder}; Ctrl-C ends it.", err=True)
    for _changes in watch(folder, watch_filter=lambda _change, path: path.endswith(SUFFIXES), debounce=_QUIET,
                          raise_interrupt=False):
        _report(_sync(folder, gentle=gentle), as_json=as_json, whole=False, one_line=True)


def _report(done: list[Synced], *, as_json: bool, whole: bool, one_line: bool) -> None:
    """Print what became of each file; with ``whole`` of those too to which nothing happened."""
    told = [synced for synced in done if whole or synced.state != "unchanged"]
    if as_json:
        if told or whole:
            click.echo(json.dumps([_as_dict(synced) for synced in told], ensure_ascii=False, indent=None if one_line else 2))
        return
    if not done:
        click.echo("There is no .yaml file in the folder.")
    for synced in told:
        if synced.plan is None:
            click.echo(f"{synced.path}: not applied")
            for fault in synced.faults:
                click.echo(f"  {fault.line}:{fault.column}: {fault.message}")
            continue
        held = "; held back: apply it with `geoquiz bank apply`" if synced.state == "held back" else ""
        click.echo(f"{synced.plan.bank_key}: {synced.plan.summary}{' (a new bank)' if synced.plan.is_new else ''}{held}")
        for change in () if synced.plan.is_new else synced.plan.changes:
            click.echo(f"  {change.effect:<11}  {change.id}")


def _as_dict(synced: Synced) -> dict[str, Any]:
    plan = synced.plan
    changes = [{"id": change.id, "effect": change.effect, "parts": list(change.parts)} for change in plan.changes] if plan else []
    return {"path": synced.path, "bank": plan.bank_key if plan else None, "state": synced.state, "changes": changes,
            "summary": plan.summary if plan else None,
            "faults": [{"line": fault.line, "column": fault.column, "message": fault.message} for fault in synced.faults]}
