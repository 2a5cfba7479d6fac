"""Noting in the audit log what changes nothing else, such as an export."""

from datetime import datetime

from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import audit


def note(session: Database, action: str, subject: str, *, now: datetime) -> None:
    """Append a row in a transaction of its own; ``action`` is one of `geoquiz.storage.queries.audit.ACTIONS`."""
    begin_write(session)
    audit.record(session, action, subject, now=now)
    session.commit()
