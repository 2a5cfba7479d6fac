"""Handing banks out as files."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from geoquiz import resources
from geoquiz.core.errors import NotFound
from geoquiz.core.scheduling.memory import LogRow, Memory, Settings, fuzz_seed, replay
from geoquiz.interchange.anki import DeckBank, DeckNote, Learned, Logged, write_apkg
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts, banks, exports
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.exports import ExportedQuestion

_PAGE = 200


def write_anki(session: Database, keys: Sequence[str], target: BinaryIO, *, learner: int | None = None,
               met_by: int | None = None, tags: Collection[str] = ()) -> None:
    """Write the banks of these keys as one Anki deck package.

    With ``learner``, a user's id, their memory and review log go along; without, every card is new. With
    ``met_by`` only the questions are written that this user has met, and with ``tags`` only those that carry one
    of them, their bank's tags included. Everything comes from stored rows: equal content gives equal bytes.
    Raises NotFound for a key that is no public bank's, and for a learner who is not there.
    """
    found = [_bank(session, key) for key in dict.fromkeys(keys)]
    progress = _progress(session, learner) if learner is not None else None
    decks = (DeckBank(bank.key, bank.header, int(bank.created_at.timestamp()),
                      _notes(session, bank, progress, met_by, frozenset(tags))) for bank in found)
    write_apkg(decks, target, media=_map)


def _bank(session: Database, key: str) -> BankRow:
    bank = banks.find_bank(session, key)
    if bank is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return bank


def _map(name: str) -> bytes:
    return (resources.static_folder() / "maps" / name).read_bytes()


@dataclass(frozen=True, slots=True)
class _Progress:
    """Whose memory is written, and every version of the settings that it was computed under."""

    user_id: int
    settings: Settings
    versions: Mapping[int, Settings]


def _progress(session: Database, user_id: int) -> _Progress:
    if accounts.by_id(session, user_id) is None:
        raise NotFound("There is no such learner here.")
    return _Progress(user_id, accounts.settings_of(session, user_id).memory, accounts.all_settings_of(session, user_id))


def _notes(session: Database, bank: BankRow, progress: _Progress | None, met_by: int | None,
           tags: frozenset[str]) -> Iterator[DeckNote]:
    last: ExportedQuestion | None = None
    while page := exports.questions_after(session, bank.id, last, most=_PAGE, met_by=met_by):
        last = page[-1]
        wanted = [row for row in page if not tags or not tags.isdisjoint((*bank.header.tags, *row.question.tags))]
        learned = _learned(session, progress, [row.id for row in wanted]) if progress else {}
        for row in wanted:
            parts = {part: learned[row.id, part] for part in row.question.parts() if (row.id, part) in learned}
            yield DeckNote(row.question, row.modified, parts)


def _learned(session: Database, progress: _Progress, question_ids: Sequence[int]) -> dict[exports.Part, Learned]:
    memories = exports.memories_of(session, progress.user_id, question_ids)
    logs = exports.logs_of(session, progress.user_id, question_ids)
    return {
        (id_, part): Learned(memories.get((id_, part), Memory()), progress.settings,
                             tuple(_logged(progress, id_, part, logs.get((id_, part), []))))
        for id_, part in sorted({*memories, *logs})
    }


def _logged(progress: _Progress, question_id: int, part: str, log: Sequence[tuple[LogRow, timedelta]]) -> Iterator[Logged]:
    """Yield the reviews and resets of a card; what else moved it is in its memory already."""
    took = {row.id: time for row, time in log}
    seed = fuzz_seed(progress.user_id, question_id, part)
    for row, before, after in replay((row for row, _ in log), progress.versions, seed):
        if row.rating is not None or row.cause == "reset":
            yield Logged(row.answered_at, took[row.id], row.rating, before, after, progress.versions[row.settings].calendar)
