"""Public banks as files of other formats, and as a sheet to print."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import NotFound
from geoquiz.interchange.formats import FORMATS, Format
from geoquiz.interchange.report import Loss, told
from geoquiz.interchange.sheet import Version, make_versions
from geoquiz.storage.db import Database
from geoquiz.storage.queries import assignments, banks, classes, withheld
from geoquiz.storage.queries.assignments import Assigned
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.classes import Class

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
    """A bank as sheets of paper, one for each version."""

    bank: BankRow
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class PrintedWork:
    """An assignment as sheets of paper, one for each version."""

    room: Class
    assigned: Assigned
    versions: tuple[Version, ...]


def download(session: Database, key: str, name: str, *, viewer: int | None = None, now: datetime | None = None) -> Download:
    """Return a bank in the format called ``name``; raise NotFound for no such format, or no such bank ``viewer`` may see.

    Given ``now``, this and the others leave out what is withheld from the viewer then.
    """
    format_ = next((format_ for format_ in WRITTEN if format_.name == name), None)
    if format_ is None:
        raise NotFound(f"There is no format {name!r} here.")
    exported = format_.write(_bank(session, _row(session, key, viewer), viewer, now))
    return Download(f"geoquiz-{key}{format_.suffixes[0]}", format_.mimetype, exported.data, exported.losses)


def choices(session: Database, key: str, *, viewer: int | None = None, now: datetime | None = None
            ) -> tuple[BankRow, tuple[Choice, ...]]:
    """Return a bank with every format it can be downloaded in; raise NotFound when ``viewer`` may see no such bank."""
    row = _row(session, key, viewer)
    bank = _bank(session, row, viewer, now)
    # The bank's own format loses nothing, and of all it takes the longest to write.
    return row, tuple(Choice(format_, () if format_.name == "yaml" else tuple(told(format_.write(bank).losses)))
                      for format_ in WRITTEN)


def sheet(session: Database, key: str, seed: str = "", *, versions: int = 1, most: int | None = None, viewer: int | None = None,
          now: datetime | None = None) -> PrintedBank:
    """Return a bank as sheets, of all questions or the ``most`` of them that are drawn; equal seeds give equal orders.

    Raises NotFound when ``viewer`` may see no such bank.
    """
    row = _row(session, key, viewer)
    return PrintedBank(row, make_versions(_bank(session, row, viewer, now), versions, seed, most))


def assigned_sheet(session: Database, room_key: str, user_id: int, assignment: str, seed: str = "", *, versions: int = 1,
                   most: int | None = None) -> PrintedWork:
    """Return an assignment as sheets, for those who teach the class; raise NotFound for everybody else.

    A quiz that draws some of its questions draws as many on paper, unless ``most`` says how many.
    """
    room = classes.taught_by(session, room_key, user_id)
    one = assignments.of_key(session, room.id, assignment)
    asked = {question_id for question_id, _ in assignments.parts_of(session, [one])[one.id]}
    questions = tuple(found.question for bank in assignments.banks_of(session, [one.id]).get(one.id, ())
                      for found in banks.questions_of(session, bank.id) if found.id in asked)
    paper = Bank.model_construct(format=1, id=one.key, title=one.title, description=one.note, language="en", questions=questions)
    return PrintedWork(room, one, make_versions(paper, versions, seed, most or one.count))


def _row(session: Database, key: str, viewer: int | None) -> BankRow:
    row = banks.find_bank(session, key, viewer)
    if row is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return row


def _bank(session: Database, row: BankRow, viewer: int | None, now: datetime | None) -> Bank:
    """Return the bank with the questions that are asked now; retired ones stay on the server, and so do withheld ones."""
    hidden = withheld.questions(session, viewer, now) if now else frozenset()
    questions = tuple(found.question for found in banks.questions_of(session, row.id)
                      if not found.retired and found.id not in hidden)
    return Bank.model_construct(**dict(row.header), questions=questions)
