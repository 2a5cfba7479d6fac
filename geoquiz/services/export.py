"""Handing banks out as files."""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from geoquiz import resources
from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.names import name_key
from geoquiz.core.scheduling.memory import LogRow, Memory, Settings, fuzz_seed, replay
from geoquiz.core.stages import OnStage, unheard
from geoquiz.interchange.anki import DeckBank, DeckNote, Learned, Logged, write_apkg
from geoquiz.storage.db import Database, begin_read
from geoquiz.storage.queries import accounts, banks, exports, withheld, works
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.exports import ExportedQuestion

# From so many questions and rows of the log on a deck is written beside the page.
LARGE = 2000
_PAGE = 200
_MOST_NAMED = 12


class UnknownTag(GeoquizError):
    """No question of the chosen banks carries a tag that was asked for."""


class NothingFits(GeoquizError):
    """The choices leave no question to write."""


def find_learner(session: Database, name: str) -> int:
    """Return the id of the user of this name; raise NotFound when there is none."""
    found = accounts.by_name(session, name_key(name))
    if found is None:
        raise NotFound(f"There is no user {name!r}: check the spelling.")
    return found[0].id


def write_anki(session: Database, keys: Sequence[str], target: BinaryIO, *, learner: int | None = None,
               met_by: int | None = None, tags: Collection[str] = (), viewer: int | None = None,
               now: datetime | None = None, on_stage: OnStage = unheard) -> None:
    """Write the banks of these keys as one Anki deck package.

    With ``learner``, a user's id, their memory and review log go along; without, every card is new. With
    ``met_by`` only the questions are written that this user has met, and with ``tags`` only those that carry one
    of them, their bank's tags included; given ``now``, what is withheld from ``viewer`` then stays out.
    Everything comes from stored rows: equal content gives equal bytes.
    Raises NotFound for a key of no bank that the user ``viewer`` may see and for a learner who is not there, UnknownTag for a tag
    that none of the questions carries, and NothingFits where ``met_by`` and ``tags`` leave none.
    """
    begin_read(session)
    found = [_bank(session, key, viewer) for key in dict.fromkeys(keys)]
    account = _account(session, learner) if learner is not None else None
    hidden = withheld.questions(session, viewer, now) if now else frozenset()
    deck = _Deck(session, account, met_by, _checked(session, found, tags), hidden, on_stage, sum(bank.questions for bank in found))
    write_apkg((DeckBank(bank.key, bank.header, int(bank.created_at.timestamp()), deck.notes(bank)) for bank in found), target,
               media=_map)
    if not deck.written and (met_by is not None or tags):
        raise NothingFits("No question that fits has been met yet: study some first, or take those not met too."
                          if met_by is not None else "No question fits these tags.")


def is_large(session: Database, keys: Sequence[str], *, learner: int | None = None, viewer: int | None = None) -> bool:
    """Return whether a deck of these banks takes long to write; raise NotFound as `write_anki` does."""
    questions = sum(_bank(session, key, viewer).questions for key in dict.fromkeys(keys))
    return questions + (works.count_log(session, learner) if learner is not None else 0) > LARGE


def _bank(session: Database, key: str, viewer: int | None) -> BankRow:
    bank = banks.find_bank(session, key, viewer)
    if bank is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return bank


def _map(name: str) -> bytes:
    return (resources.static_folder() / "maps" / name).read_bytes()


def _checked(session: Database, found: Sequence[BankRow], tags: Collection[str]) -> frozenset[str]:
    """Return the tags as they are compared, without case; raise UnknownTag for one that no question carries."""
    if not tags:
        return frozenset()
    known = {tag.casefold(): tag for tag in (*exports.tags_of(session, [bank.id for bank in found]),
                                             *(tag for bank in found for tag in bank.header.tags))}
    for tag in tags:
        if tag.casefold() not in known:
            raise UnknownTag(f"No question of these banks has the tag {tag!r}{_hint(tag, known)}")
    return frozenset(tag.casefold() for tag in tags)


def _hint(tag: str, known: Mapping[str, str]) -> str:
    close = difflib.get_close_matches(tag.casefold(), known, n=1)
    if close:
        return f"; did you mean {known[close[0]]!r}?"
    names, more = sorted(known.values())[:_MOST_NAMED], len(known) - _MOST_NAMED
    if not names:
        return ": they have none."
    return f": they have {', '.join(names)}{f' and {more} more' if more > 0 else ''}."


def _account(session: Database, user_id: int) -> Account:
    account = accounts.by_id(session, user_id)
    if account is None:
        raise NotFound("There is no such learner here.")
    return account


@dataclass(frozen=True, slots=True)
class _Progress:
    """Whose memory of which bank is written, and every version of the settings that it was computed under."""

    account: Account
    bank_key: str
    settings: Settings
    versions: Mapping[int, Settings]


def _progress(session: Database, account: Account, bank_key: str) -> _Progress:
    return _Progress(account, bank_key, accounts.settings_of(session, account.id).memory_in(bank_key),
                     accounts.all_settings_of(session, account.id, bank_key))


@dataclass(slots=True)
class _Deck:
    """A deck while it is written: what goes in, and how many questions have gone in so far."""

    session: Database
    learner: Account | None
    met_by: int | None
    tags: frozenset[str]
    hidden: frozenset[int] = frozenset()
    on_stage: OnStage = unheard
    total: int = 0
    read: int = 0
    written: int = 0

    def notes(self, bank: BankRow) -> Iterator[DeckNote]:
        """Yield what of a bank is wanted, a page of the database at a time."""
        progress = _progress(self.session, self.learner, bank.key) if self.learner else None
        last: ExportedQuestion | None = None
        while page := exports.questions_after(self.session, bank.id, last, most=_PAGE, met_by=self.met_by):
            last = page[-1]
            self.on_stage("Writing questions", min(self.read, self.total), self.total)
            self.read += len(page)
            wanted = [row for row in page if row.id not in self.hidden and self._wants((*bank.header.tags, *row.question.tags))]
            names = {row.id: row.question.id for row in wanted}
            learned = _learned(self.session, progress, names) if progress else {}
            for row in wanted:
                parts = {part: learned[row.id, part] for part in row.question.parts() if (row.id, part) in learned}
                self.written += 1
                yield DeckNote(row.question, row.modified, parts)

    def _wants(self, tags: Sequence[str]) -> bool:
        return not self.tags or not self.tags.isdisjoint(tag.casefold() for tag in tags)


def _learned(session: Database, progress: _Progress, names: Mapping[int, str]) -> dict[exports.Part, Learned]:
    """Return what is known of these questions, which are given by their ids with their names in their bank."""
    user_id, handle = progress.account.id, progress.account.handle
    memories, logs = exports.memories_of(session, user_id, list(names)), exports.logs_of(session, user_id, list(names))
    return {
        (id_, part): Learned(memories.get((id_, part), Memory()), progress.settings, tuple(
            _logged(progress, fuzz_seed(handle, progress.bank_key, names[id_], part), logs.get((id_, part), []))))
        for id_, part in sorted({*memories, *logs})
    }


def _logged(progress: _Progress, seed: str, log: Sequence[tuple[LogRow, timedelta]]) -> Iterator[Logged]:
    """Yield the reviews and resets of a card; what else moved it is in its memory already."""
    took = {row.id: time for row, time in log}
    for row, before, after in replay((row for row, _ in log), progress.versions, seed):
        if row.rating is not None or row.cause == "reset":
            yield Logged(row.answered_at, took[row.id], row.rating, before, after, progress.versions[row.settings].calendar)
