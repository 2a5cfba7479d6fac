"""Banks and their questions: current rows, and the immutable revisions behind them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Id, Instant, Model


class Bank(Model):
    """A bank under its permanent key: its id for banks of the server's owner, `handle.id` for others'."""

    __tablename__ = "banks"
    __table_args__ = (Index("ix_banks_owner", "owner_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(96), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    origin: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    revision_id: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(Instant)
    # The key of the bank that this one was copied from.
    copied_from: Mapped[str | None] = mapped_column(String(96))


class BankRevision(Model):
    """One applied version of a bank's header, with what grading may know of the whole bank."""

    __tablename__ = "bank_revisions"
    __table_args__ = (UniqueConstraint("bank_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"))
    number: Mapped[int]
    header: Mapped[dict[str, Any]] = mapped_column(JSON)
    known_forms: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)


class Question(Model):
    """A question: its id in its bank and its kind are permanent, `position` is its place in the file."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("bank_id", "local_id"), Index("ix_questions_bank_position", "bank_id", "position"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id", ondelete="CASCADE"))
    local_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    revision_id: Mapped[int | None] = mapped_column(Id)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class Part(Model):
    """A piece of a question that is asked by itself: there is one row for each that its current revision has."""

    __tablename__ = "parts"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int]


class QuestionRevision(Model):
    """One version of a question; `modified` (epoch seconds) rises with every change of what exports show."""

    __tablename__ = "question_revisions"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    number: Mapped[int]
    # JSON as text: it is written as it comes, and its digest is that of this text.
    content: Mapped[str] = mapped_column(Text)
    # Of `content` alone, and of all that an export shows, which takes some of the bank's header in.
    content_digest: Mapped[str] = mapped_column(String(64))
    exported_digest: Mapped[str] = mapped_column(String(64))
    modified: Mapped[int] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(Instant)
