"""Files that a user has sent and not yet decided about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Instant, Model


class Upload(Model):
    """A file between its upload and the decision what becomes of it; it goes away by itself."""

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_created", "created_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    # What the file is called on the user's own disk.
    name: Mapped[str] = mapped_column(String(200))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
