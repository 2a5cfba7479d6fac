"""Files that users have sent and not yet decided about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from geoquiz.storage.db import Database
from geoquiz.storage.models import Upload


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file as it was sent, or what of it is needed."""

    name: str
    data: bytes


def add_upload(session: Database, user_id: int, key: str, upload: UploadRow, now: datetime) -> None:
    """Insert a file."""
    session.execute(insert(Upload).values(user_id=user_id, key=key, name=upload.name, data=upload.data, created_at=now))


def upload_of(session: Database, user_id: int, key: str, since: datetime) -> UploadRow | None:
    """Return a user's own file that was sent after ``since``."""
    row = session.execute(select(Upload.name, Upload.data)
                          .where(Upload.user_id == user_id, Upload.key == key, Upload.created_at >= since)).one_or_none()
    return UploadRow(*row) if row else None


def size_of(session: Database, user_id: int, key: str, since: datetime) -> int | None:
    """Return how many bytes a user's own file has that was sent after ``since``."""
    return session.scalars(select(func.length(Upload.data))
                           .where(Upload.user_id == user_id, Upload.key == key, Upload.created_at >= since)).one_or_none()


def drop_upload(session: Database, user_id: int, key: str) -> None:
    """Delete a file that is used up."""
    session.execute(delete(Upload).where(Upload.user_id == user_id, Upload.key == key))


def drop_uploads(session: Database, user_id: int, *, keep: int, before: datetime) -> None:
    """Delete everybody's files from ``before``, and those of this user beyond the newest ``keep``."""
    session.execute(delete(Upload).where(Upload.created_at < before))
    older = session.scalars(select(Upload.key).where(Upload.user_id == user_id)
                            .order_by(Upload.created_at.desc(), Upload.key).offset(keep)).all()
    if older:
        session.execute(delete(Upload).where(Upload.user_id == user_id, Upload.key.in_(older)))
