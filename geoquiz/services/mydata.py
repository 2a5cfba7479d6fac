"""What belongs to one user: taking all of it along, and deleting it."""

from dataclasses import dataclass
from typing import BinaryIO

from geoquiz.core.errors import NotFound
from geoquiz.core.names import name_key
from geoquiz.interchange.mydata import write_data
from geoquiz.storage.db import Database, begin_read, begin_write
from geoquiz.storage.queries import accounts, log, mydata


def find_user(session: Database, name: str) -> int:
    """Return the id of the user of this name; raise NotFound when there is none."""
    found = accounts.by_name(session, name_key(name))
    if found is None:
        raise NotFound(f"There is no user {name!r}: check the spelling.")
    return found[0].id


def write(session: Database, user_id: int, target: BinaryIO) -> None:
    """Write everything that is kept of a user as a zip of JSON lines; equal rows give equal bytes."""
    begin_read(session)
    write_data(target, mydata.rows_of(session, user_id))


@dataclass(frozen=True, slots=True)
class Deleted:
    """An account that is gone, and how many answers went with it."""

    name: str
    answers: int


def delete(session: Database, name: str) -> Deleted:
    """Delete an account with all its rows, in one transaction; raise NotFound when there is none of this name."""
    begin_write(session)
    try:
        user_id = find_user(session, name)
        account = accounts.lock(session, user_id)
        if account is None:  # Somebody else was faster.
            raise NotFound(f"There is no user {name!r}: check the spelling.")
        gone = Deleted(account.name or "", log.count_answers(session, user_id))
        mydata.delete_user(session, user_id)
        session.commit()
    finally:
        session.rollback()
    return gone
