"""Public banks as files of other formats, and as a sheet to print."""

from dataclasses import dataclass

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import NotFound
from geoquiz.interchange.formats import FORMATS, Format
from geoquiz.interchange.report import Loss, told
from geoquiz.interchange.sheet import Sheet, make_sheet
from geoquiz.storage.db import Database
from geoquiz.storage.queries import banks
from geoquiz.storage.queries.banks import BankRow

WRITTEN = tuple(format_ for format_ in FORMATS.values() if format_.writer)


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the browser, and what of the bank is not in it."""

    filename: str
    mimetype: str
    data: bytes
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A format that a bank can be downloaded in, and, line by line, what it cannot hold of just this bank."""

    format: Format
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedBank:
    """A bank as a sheet of paper."""

    bank: BankRow
    sheet: Sheet


def download(session: Database, key: str, name: str, *, viewer: int | None = None) -> Download:
    """Return a bank in the format called ``name``; raise NotFound for no such format, or no such bank ``viewer`` may see."""
    format_ = next((format_ for format_ in WRITTEN if format_.name == name), None)
    if format_ is None:
        raise NotFound(f"There is no format {name!r} here.")
    exported = format_.write(_bank(session, _row(session, key, viewer)))
    return Download(f"geoquiz-{key}{format_.suffixes[0]}", format_.mimetype, exported.data, exported.losses)


def choices(session: Database, key: str, *, viewer: int | None = None) -> tuple[BankRow, tuple[Choice, ...]]:
    """Return a bank with every format it can be downloaded in; raise NotFound when ``viewer`` may see no such bank."""
    row = _row(session, key, viewer)
    bank = _bank(session, row)
    # The bank's own format loses nothing, and of all it takes the longest to write.
    return row, tuple(Choice(format_, () if format_.name == "yaml" else tuple(told(format_.write(bank).losses)))
                      for format_ in WRITTEN)


def sheet(session: Database, key: str, seed: str = "", *, viewer: int | None = None) -> PrintedBank:
    """Return a bank as a sheet; equal seeds give equal orders. Raises NotFound when ``viewer`` may see no such bank."""
    row = _row(session, key, viewer)
    return PrintedBank(row, make_sheet(_bank(session, row), seed, with_maps=True))


def _row(session: Database, key: str, viewer: int | None) -> BankRow:
    row = banks.find_bank(session, key, viewer)
    if row is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return row


def _bank(session: Database, row: BankRow) -> Bank:
    """Return the bank with the questions that are asked now; retired ones stay on the server."""
    questions = tuple(found.question for found in banks.questions_of(session, row.id) if not found.retired)
    return Bank.model_construct(**dict(row.header), questions=questions)
