"""Rounds that were played to their end."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Instant, Model


class Round(Model):
    """One round: ``score`` is milliseconds in a match (fewer are better) and points in a speed round; ``key`` makes it one."""

    __tablename__ = "rounds"
    __table_args__ = (Index("ix_rounds_user_bank", "user_id", "bank_id", "game", "score"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(36), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"))
    game: Mapped[str] = mapped_column(String(16))
    score: Mapped[int] = mapped_column(Integer)
    mistakes: Mapped[int] = mapped_column(Integer)
    finished_at: Mapped[datetime] = mapped_column(Instant)
