"""Banks that are written in the browser: their versions, drafts, shares and images."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Instant, Model


class BankVersion(Model):
    """One version of a browser bank as it was saved: its whole text, comments included. Rows are never changed."""

    __tablename__ = "bank_versions"

    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    # What changed, in a few words, and the name of whoever saved it, as it was then.
    summary: Mapped[str] = mapped_column(String(200))
    author: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)


class BankDraft(Model):
    """A user's unsaved text of a bank, begun on its version ``base_number``."""

    __tablename__ = "bank_drafts"
    __table_args__ = (Index("ix_bank_drafts_bank", "bank_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True)
    base_number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class BankShare(Model):
    """A user whom a bank's owner lets see it, or edit it."""

    __tablename__ = "bank_shares"
    __table_args__ = (CheckConstraint("\"right\" IN ('view', 'edit')", name="right"), Index("ix_bank_shares_bank", "bank_id"))

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True)
    right: Mapped[str] = mapped_column(String(8))


class BankClassShare(Model):
    """A class whose members see a bank; with "edit" its teachers edit it too."""

    __tablename__ = "bank_class_shares"
    __table_args__ = (CheckConstraint("\"right\" IN ('view', 'edit')", name="right"), Index("ix_bank_class_shares_bank", "bank_id"))

    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True)
    right: Mapped[str] = mapped_column(String(8))


class BankImage(Model):
    """A picture of a bank under the digest of its bytes; it is never changed."""

    __tablename__ = "bank_images"

    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    mimetype: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(String(500))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
