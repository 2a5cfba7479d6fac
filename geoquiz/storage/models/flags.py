"""What learners report of questions, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Instant, Model

_OPEN = text("resolved_at IS NULL")


class Flag(Model):
    """A learner's report of a question; it is open until somebody resolves it, and each learner has one open one a question."""

    __tablename__ = "flags"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "answer_key"], ["answers.user_id", "answers.key"]),
        CheckConstraint("reason IN ('wrong', 'outdated', 'unclear', 'count')", name="reason"),
        CheckConstraint("resolution IN ('accepted', 'edited', 'retired', 'replied', 'dismissed')", name="resolution"),
        # Of nobody but the learner; the queue of whoever answers looks for open ones by the second.
        Index("uq_flags_open", "user_id", "question_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_flags_open", "question_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    # Counts up within the user.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(8))
    # The revision that was looked at; None where another server's is not here.
    question_revision_id: Mapped[int | None] = mapped_column(ForeignKey("question_revisions.id", ondelete="CASCADE"))
    answer_key: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolution: Mapped[str | None] = mapped_column(String(16))
    reply: Mapped[str] = mapped_column(String(500), default="")
    # The name of whoever resolved it, as it was then.
    resolver: Mapped[str] = mapped_column(String(64), default="")
    # When the learner saw what became of it.
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
