"""Bringing in what Anki, Moodle and others export: a look at it first, then a bank file, or a deck of the user's own."""

import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePath
from typing import Any, BinaryIO

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import BankError, Conflict, NotFound
from geoquiz.core.scheduling.arriving import Arriving, log_of
from geoquiz.core.scheduling.memory import LogRow, Memory, fuzz_seed
from geoquiz.core.stages import STORING, OnStage, counted, unheard
from geoquiz.interchange.anki.reading import (
    AnkiImport,
    ImportFault,
    Plan,
    PlanRow,
    read_package,
    without_media,
)
from geoquiz.interchange.anki_text import read_notes
from geoquiz.interchange.bankfile import write_yaml
from geoquiz.interchange.formats import FORMATS, Format, format_of
from geoquiz.interchange.report import Reading
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, applying, arrivals, bank_versions, uploads
from geoquiz.storage.queries.accounts import Account, LearnerSettings
from geoquiz.storage.queries.bank_versions import Comparison
from geoquiz.storage.queries.uploads import UploadRow

# How long a file waits for a decision, how many of a user's do, and how large it may be without its media.
WAITS = timedelta(days=1)
MOST_WAITING = 3
MAX_WAITING_BYTES = 32 * 1024 * 1024
# A file from this size on is taken in beside the page; smaller ones are through in a second or two.
LARGE = 1024 * 1024
_ZIP, _LONGEST_NAME = b"PK", 200
# Our own tables name the column of the type; plain lists have a dash between spaces, looked for in their beginning alone.
_TYPE_COLUMN = re.compile(rb"(?:^|[,;\t])\"?type\"?(?:[,;\t]|\r?$)")
_DASHED = re.compile(r"\S\s[-–—]\s\S")
_PEEK = 64 * 1024
_MOST_OF_ONE_NAME = 100
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    """A deck of the user's own: its bank's key, what changed in it, and how many cards and reviews came along.

    ``kept`` counts the cards that were studied here before: those keep the memory they have.
    """

    key: str
    questions: int
    cards: int
    reviews: int
    kept: int


@dataclass(frozen=True, slots=True)
class BankFile:
    """A bank file to download."""

    filename: str
    data: bytes


def read_file(file: BinaryIO, name: str, *, deck: str = "", bank_id: str = "", title: str = "", on_stage: OnStage = unheard
              ) -> AnkiImport:
    """Return what a package of Anki's, its notes in plain text, or a file of `FORMATS` would become.

    ``name`` is what the file is called. With ``deck``, that deck of Anki's and those below it alone. Raises ImportFault with one
    sentence where that cannot be.
    """
    stem = " ".join(PurePath(name).stem.replace("_", " ").split())
    reading = Reading(path=name, name=stem[:_LONGEST_NAME] or "imported", bank_id=bank_id, title=title)
    head = file.read(len(_ZIP))
    file.seek(0)
    if head == _ZIP:
        return read_package(file, reading, deck=deck, on_stage=on_stage)
    data = file.read()
    other = _other_format(data, PurePath(name).suffix)
    return read_notes(data, reading, deck=deck) if other is None else _read_other(other, data, reading)


def _other_format(data: bytes, suffix: str) -> Format | None:
    """Return the format of a file that is not Anki's: told by its name, or a plain list of pairs by its dashes."""
    first, _, _ = data.lstrip(b"\xef\xbb\xbf").partition(b"\n")
    if suffix.lower() in (".csv", ".tsv"):
        # Anki's own text may end so too; a table of ours names the column of the type.
        return format_of(suffix) if _TYPE_COLUMN.search(first.lower()) else None
    if suffix.lower() == ".txt":
        has_dash = _DASHED.search(data[:_PEEK].decode("utf-8", "replace"))
        return FORMATS["paste"] if has_dash and b"\t" not in data and not first.startswith(b"#") else None
    return format_of(suffix)


def _read_other(format_: Format, data: bytes, reading: Reading) -> AnkiImport:
    """Return what a file of another format becomes; raise ImportFault with the first of its faults."""
    try:
        found = format_.read(data, reading)
    except BankError as error:
        more = f" ({len(error.faults) - 1} more in the file)" if len(error.faults) > 1 else ""
        raise ImportFault(f"{error.faults[0]}{more}") from error
    kinds = Counter(question.kind for question in found.bank.questions)
    row = PlanRow(format_.title, len(found.bank.questions), tuple(kinds.most_common()), ())
    return AnkiImport(found.bank, Plan((row,), ()), found.losses, found.notes)


def keep(session: Database, user_id: int, file: BinaryIO, name: str, *, now: datetime) -> str:
    """Keep a user's file until they decide about it, and return its key; media are left out, since no bank holds them.

    Raises ImportFault for a file that cannot be brought in.
    """
    head = file.read(len(_ZIP))
    file.seek(0)
    data = without_media(file) if head == _ZIP else file.read(MAX_WAITING_BYTES + 1)
    if len(data) > MAX_WAITING_BYTES:
        raise ImportFault(f"Without its media the file still has more than {MAX_WAITING_BYTES // 2**20} MiB: export fewer decks, "
                          "or use `geoquiz import` on the server.")
    key = secrets.token_hex(16)
    begin_write(session)
    uploads.add_upload(session, user_id, key, UploadRow(name[:_LONGEST_NAME], data), now)
    uploads.drop_uploads(session, user_id, keep=MOST_WAITING, before=now - WAITS)
    session.commit()
    return key


def is_large(session: Database, user_id: int, key: str, *, now: datetime) -> bool:
    """Return whether a user's file is one that takes long; raise NotFound as `look` does."""
    size = uploads.size_of(session, user_id, key, now - WAITS)
    if size is None:
        raise NotFound("There is no such file.")
    return size >= LARGE


def look(session: Database, user_id: int, key: str, *, deck: str = "", now: datetime, on_stage: OnStage = unheard) -> AnkiImport:
    """Return what a user's file would become; raise NotFound when it is not theirs or has waited too long."""
    row = uploads.upload_of(session, user_id, key, now - WAITS)
    if row is None:
        raise NotFound("There is no such file.")
    on_stage("Reading the file", 0, 0)
    return read_file(BytesIO(row.data), row.name, deck=deck, on_stage=on_stage)


def bank_file(session: Database, user_id: int, key: str, *, deck: str = "", now: datetime, on_stage: OnStage = unheard) -> BankFile:
    """Return the bank file that a user's file becomes; raise NotFound as `look` does."""
    bank = look(session, user_id, key, deck=deck, now=now, on_stage=on_stage).bank
    on_stage("Writing the bank file", 0, 0)
    return BankFile(f"{bank.id}.yaml", write_yaml(bank).data)


def take(session: Database, user_id: int, key: str, *, deck: str = "", now: datetime, on_stage: OnStage = unheard) -> Taken:
    """Make a deck of the user's own out of their file; raise NotFound as `look` does, and what `take_deck` raises."""
    found = look(session, user_id, key, deck=deck, now=now, on_stage=on_stage)
    return take_deck(session, user_id, found.bank, found.progress, now=now, on_stage=on_stage)


def take_deck(session: Database, user_id: int, bank: Bank, progress: Mapping[tuple[str, str], Arriving], *, now: datetime,
              on_stage: OnStage = unheard) -> Taken:
    """Make a private bank of the user's, or bring theirs up to date, with memory and log of its cards, in one transaction.

    ``progress`` is by question id and part. A card to which something has happened here keeps its memory, as in Anki.
    Raises BankError when a question has changed its type, and Conflict when there are too many decks of one name.
    """
    account = accounts.by_id(session, user_id)
    if account is None:
        raise NotFound("This account is no longer here.")
    # What takes long comes before the lock, and is done anew in the rare case that something has changed meanwhile.
    prepared = _prepare(session, account, _own_bank(session, account, bank), progress, now, on_stage)
    on_stage(STORING, 0, 0)
    begin_write(session)
    try:
        applying.lock_banks(session)
        found = _own_bank(session, account, bank)
        bank_id = bank_versions.write(session, bank, found, now, owner_id=user_id)
        # Whoever locks a learner has locked the questions before, as everywhere.
        if accounts.lock(session, user_id) is None:
            raise NotFound("This account is no longer here.")
        if (found.plan.bank_key, accounts.settings_of(session, user_id)) != (prepared.bank_key, prepared.settings):
            prepared = _prepare(session, account, found, progress, now)
        count, past = _store(session, account, bank_id, prepared)
        session.commit()
    finally:
        session.rollback()
    return Taken(found.plan.bank_key, len(bank.questions), count, past, len(progress) - count)


def _own_bank(session: Database, account: Account, bank: Bank) -> Comparison:
    """Return the bank beside the user's own of this name; one that holds nothing of it is another deck, and stays as it is."""
    for number in range(1, _MOST_OF_ONE_NAME):
        key = f"{account.handle}.{bank.id}" + (f"-{number}" if number > 1 else "")
        found = bank_versions.compare(session, bank, key=key)
        if found.bank_id is None or not found.stored.keys().isdisjoint(bank.by_id):
            return found
    raise Conflict(f"You have {_MOST_OF_ONE_NAME - 1} decks of the name {bank.title!r}: give this one another title.")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The rows of all cards that arrive, by question id and part, and under what they were computed."""

    bank_key: str
    settings: LearnerSettings
    logs: Mapping[tuple[str, str], list[tuple[LogRow, Memory]]]
    took: Mapping[tuple[str, str], list[timedelta]]


def _prepare(session: Database, account: Account, found: Comparison, progress: Mapping[tuple[str, str], Arriving], now: datetime,
             on_stage: OnStage = unheard) -> _Prepared:
    """Return the rows of the cards to which nothing has happened here."""
    key, settings = found.plan.bank_key, accounts.settings_of(session, account.id)
    names = {stored.id: name for name, stored in found.stored.items()}
    before = arrivals.with_log(session, account.id, found.bank_id) if found.bank_id is not None else set()
    known = {(names[question_id], part) for question_id, part in before}
    new = {card: arriving for card, arriving in progress.items() if card not in known}
    logs = {
        (name, part): log_of(card, part, settings=settings.memory_in(key), number=settings.number, now=now,
                             seed=fuzz_seed(account.handle, key, name, part))
        for (name, part), card in counted(new.items(), "Working out what you remember", len(new), on_stage)
    }
    return _Prepared(key, settings, logs, {name: [past.took for past in card.in_order] for name, card in new.items()})


def _store(session: Database, account: Account, bank_id: int, prepared: _Prepared) -> tuple[int, int]:
    """Store what was learned elsewhere; return how many cards and reviews that were."""
    ids = {name: stored.id for name, stored in applying.stored_questions(session, bank_id).items()} if prepared.logs else {}
    before = arrivals.with_log(session, account.id, bank_id)
    calendar = prepared.settings.memory.calendar
    next_id = arrivals.next_review_id(session, account.id)
    reviews: list[dict[str, Any]] = []
    cards: list[dict[str, Any]] = []
    count = past = 0
    for (name, part), rows in prepared.logs.items():
        if (ids[name], part) in before:  # It was answered a moment ago.
            continue
        for number, ((row, after), took) in enumerate(zip(rows, [*prepared.took[name, part], None], strict=True), next_id):
            reviews.append(arrivals.review_values(account.id, ids[name], number, row, after, calendar, took))
        cards.append(arrivals.card_values(account.id, bank_id, ids[name], part, rows[-1][1]))
        next_id, count, past = next_id + len(rows), count + 1, past + len(rows) - 1
        if len(reviews) >= _AT_ONCE:
            arrivals.add(session, reviews, cards)
            reviews, cards = [], []
    arrivals.add(session, reviews, cards)
    return count, past
