"""What belongs to one user: taking all of it along, and deleting it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.names import name_key
from geoquiz.core.stages import OnStage, unheard
from geoquiz.interchange.mydata import write_data
from geoquiz.storage.db import Database, begin_read, begin_write
from geoquiz.storage.queries import accounts, audit, log, mydata, tallies, withheld, works

Rows = Iterable[Mapping[str, Any]]

# More answers and reviews are written beside the page.
LARGE = 2000
_EVERY = 200


def find_user(session: Database, name: str) -> int:
    """Return the id of the user of this name; raise NotFound when there is none."""
    found = accounts.by_name(session, name_key(name))
    if found is None:
        raise NotFound(f"There is no user {name!r}: check the spelling.")
    return found[0].id


def is_large(session: Database, user_id: int) -> bool:
    """Return whether a user's data is so much that it takes long to write."""
    return _much(session, user_id) > LARGE


def write(session: Database, user_id: int, target: BinaryIO, *, now: datetime | None = None, on_stage: OnStage = unheard) -> None:
    """Write everything that is kept of a user as a zip of JSON lines; equal rows give equal bytes.

    Given ``now``, as where users take their data themselves, what is withheld from them then stays out.
    """
    begin_read(session)
    rows = mydata.rows_of(session, user_id, withheld.questions(session, user_id, now) if now else frozenset())
    gone_by = _GoneBy(_much(session, user_id), on_stage)
    write_data(target, {name: gone_by.count(found) if name in _MANY else found for name, found in rows.items()})


# The files that grow with every answer.
_MANY = ("answers.jsonl", "reviews.jsonl")


def _much(session: Database, user_id: int) -> int:
    return log.count_answers(session, user_id) + works.count_log(session, user_id)


@dataclass(slots=True)
class _GoneBy:
    """Says how many rows have gone by, of several files together."""

    total: int
    on_stage: OnStage
    done: int = 0

    def count(self, rows: Rows) -> Iterator[Mapping[str, Any]]:
        """Yield the rows."""
        for row in rows:
            if self.done % _EVERY == 0:
                self.on_stage("Writing answers and reviews", min(self.done, self.total), self.total)
            self.done += 1
            yield row


@dataclass(frozen=True, slots=True)
class Deleted:
    """An account that is gone, and how many answers went with it."""

    name: str
    answers: int


def delete(session: Database, name: str, *, now: datetime) -> Deleted:
    """Delete an account with all its rows, in one transaction; raise NotFound when there is none of this name.

    Its answers are added to the tallies of their questions first, without anybody's name or words.
    """
    begin_write(session)
    try:
        gone = _delete(session, find_user(session, name), now)
    except NotFound as error:  # Somebody else was faster.
        raise NotFound(f"There is no user {name!r}: check the spelling.") from error
    finally:
        session.rollback()
    return gone


def delete_own(session: Database, user_id: int, *, now: datetime) -> Deleted:
    """Delete the account of whoever asks for it, as `delete` does; the only admin must name another one first (Conflict)."""
    begin_write(session)
    try:
        account = accounts.by_id(session, user_id)
        if account is not None and account.role == "admin" and accounts.count_admins(session) == 1:
            raise Conflict("You are the only admin here: give somebody else the role first.")
        return _delete(session, user_id, now)
    finally:
        session.rollback()


def _delete(session: Database, user_id: int, now: datetime) -> Deleted:
    account = accounts.lock(session, user_id)
    if account is None:
        raise NotFound("There is no such account any more.")
    gone = Deleted(account.name or "", log.count_answers(session, user_id))
    tallies.keep(session, [user_id])
    mydata.delete_user(session, user_id)
    audit.record(session, "account deleted", gone.name, now=now)
    session.commit()
    return gone
