"""Bank files named on the command line: single ones, and all of a folder."""

from pathlib import Path

import click

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import BankError, Fault

SUFFIXES = (".yaml", ".yml")


def find_files(paths: tuple[str, ...]) -> list[Path]:
    """Return the files that ``paths`` name, folders searched through and all; raise UsageError where there is none."""
    found: list[Path] = []
    for text in paths:
        path = Path(text)
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
            if not inside:
                raise click.UsageError(f"There is no .yaml file in the folder {path}.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise click.UsageError(f"There is no file {path}.")
    return list(dict.fromkeys(found))


def read_file(path: Path) -> bytes:
    """Return a file's bytes; raise BankError with a fault on its first line when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BankError([Fault(str(path), 1, 1, f"The file cannot be read: {error.strerror}.")]) from error


def read_banks(paths: tuple[str, ...]) -> list[tuple[Path, Bank]]:
    """Return the banks of all files; raise BankError with the faults of all of them together."""
    banks: list[tuple[Path, Bank]] = []
    faults: list[Fault] = []
    for path in find_files(paths):
        try:
            banks.append((path, parse_bank(read_file(path), str(path))))
        except BankError as error:
            faults += error.faults
    faults += _doubled(banks)
    if faults:
        raise BankError(faults)
    return banks


def _doubled(banks: list[tuple[Path, Bank]]) -> list[Fault]:
    """Return a fault for each bank whose id an earlier file has taken."""
    first: dict[str, Path] = {}
    return [
        Fault(str(path), 1, 1, f"The bank id {bank.id!r} is already taken by {first[bank.id]}: choose another.")
        for path, bank in banks if first.setdefault(bank.id, path) != path
    ]
