"""Work that takes longer than a page may: how far it is, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Instant, Model


class Work(Model):
    """A piece of work that a user waits for; it goes away by itself, with the file that it made."""

    __tablename__ = "works"
    __table_args__ = (Index("ix_works_created", "created_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    # running, done, failed or cancelled.
    state: Mapped[str] = mapped_column(String(12))
    stage: Mapped[str] = mapped_column(String(80))
    done: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    is_unwanted: Mapped[bool]
    # Work that is running and was not heard of until then has ended with its server.
    heard_until: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    # What came of it, as its kind has it; for work that failed, why.
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    file: Mapped[bytes | None] = mapped_column(LargeBinary)
