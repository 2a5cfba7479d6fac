"""What a database complains of, in words for those who use the server and for whoever runs it."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError


@dataclass(frozen=True, slots=True)
class Trouble:
    """A database that cannot do what it should, through no fault of the request.

    ``title`` and ``told`` are for the page, ``remedy`` is for the log.
    """

    title: str
    told: str
    remedy: str


BUSY = Trouble("The server is busy", "Nothing is lost: go back and send it once more in a moment.",
               "Others hold it for too long, or it is away. If this stays: `geoquiz doctor`.")
_STAYS = "What you sent last is not stored; all that was taken before is. Go back and send it again later"
FULL = Trouble("The server cannot store anything now",
               f"{_STAYS}, and tell whoever runs this server that its disk is full or fails.",
               "Make room on the disk of the database (or replace it); nothing else is to be done, no restart either.")
READ_ONLY = Trouble("The server cannot store anything now",
                    f"{_STAYS}, and tell whoever runs this server that its database can only be read.",
                    "Let the server's user write the database file and its folder, or mount its disk for writing.")
DAMAGED = Trouble("The database of this server is damaged",
                  "Nothing was changed. Tell whoever runs this server: its database has to be repaired from a backup.",
                  "Stop the server, keep the damaged file, restore the newest backup: `geoquiz db restore FILE --force`.")

_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY, sqlite3.SQLITE_LOCKED: BUSY, sqlite3.SQLITE_FULL: FULL, sqlite3.SQLITE_IOERR: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY, sqlite3.SQLITE_CORRUPT: DAMAGED, sqlite3.SQLITE_NOTADB: DAMAGED,
}
_POSTGRESQL = {"53100": FULL, "58030": FULL, "25006": READ_ONLY, "XX001": DAMAGED, "XX002": DAMAGED}


def trouble_of(error: DBAPIError) -> Trouble | None:
    """Return what ails the database, or None where it is well and the statement was wrong."""
    origin: Any = error.orig
    known = _SQLITE.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF) or _POSTGRESQL.get(getattr(origin, "sqlstate", None) or "")
    return known or (BUSY if isinstance(error, OperationalError) else None)
