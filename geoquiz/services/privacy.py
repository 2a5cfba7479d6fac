"""How long things are kept."""

from datetime import datetime, timedelta

from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import audit


def purge(session: Database, audit_lasts: timedelta, *, now: datetime) -> None:
    """Delete rows of the audit log that are older than they are kept."""
    begin_write(session)
    audit.prune(session, now - audit_lasts)
    session.commit()
