"""The audit log is only appended to, and the database itself sees to that."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from geoquiz.services import privacy
from geoquiz.storage.db import begin_write
from geoquiz.storage.models import AuditRow
from geoquiz.storage.queries import audit
from geoquiz.storage.queries.audit import Origin, set_origin

REFUSED = "the audit log is only appended to"


def write(session: Session, at: datetime, subject: str = "ada") -> None:
    begin_write(session)
    audit.record(session, "logged in", subject, now=at)
    session.commit()


@pytest.mark.parametrize("statement", [update(AuditRow).values(actor="somebody else"), delete(AuditRow)])
def test_no_row_is_changed_or_taken_away(session: Session, statement: object) -> None:
    write(session, datetime.now(UTC))
    begin_write(session)
    with pytest.raises(DBAPIError, match=REFUSED):
        session.execute(statement)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditRow)) == 1


def test_old_rows_cannot_be_changed_either_but_go_when_they_are_kept_no_longer(session: Session) -> None:
    now = datetime.now(UTC)
    for days in (31, 400):
        write(session, now - timedelta(days=days))
    begin_write(session)
    with pytest.raises(DBAPIError, match=REFUSED):
        session.execute(update(AuditRow).values(actor="somebody else"))
    privacy.purge(session, timedelta(days=365), now=now)
    assert session.scalar(select(func.count()).select_from(AuditRow)) == 1
    privacy.purge(session, timedelta(days=30), now=now)
    assert session.scalar(select(func.count()).select_from(AuditRow)) == 0


def test_a_row_holds_who_and_from_where_and_no_text_that_breaks_the_page(session: Session) -> None:
    set_origin(session, Origin(7, "root", "192.0.2.1"))
    write(session, datetime(2026, 3, 10, 12, tzinfo=UTC), "a\nb\u202ec" + "x" * 500)
    row = session.scalars(select(AuditRow)).one()
    assert (row.actor_id, row.actor, row.address, row.at) == (7, "root", "192.0.2.1", datetime(2026, 3, 10, 12, tzinfo=UTC))
    assert row.subject == "a�b�c" + "x" * 195


def test_only_what_is_named_is_logged(session: Session) -> None:
    with pytest.raises(ValueError, match=r"^'sneezed' is not among the actions that are logged\.$"):
        audit.record(session, "sneezed", now=datetime.now(UTC))
