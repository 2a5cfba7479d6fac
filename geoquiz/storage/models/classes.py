"""Classes: who is in them, how one joins, what is assigned and announced there, and calendar feeds of what is due."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Id, Instant, Model


class Classroom(Model):
    """A class under its permanent, random key; an archived one can be read and no longer changed."""

    __tablename__ = "classes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Instant)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
    # Whether students who want to be on a board of the class can be.
    has_board: Mapped[bool] = mapped_column(default=False, server_default=false())


class Membership(Model):
    """Somebody's place in a class; whoever leaves loses this row alone."""

    __tablename__ = "class_members"
    __table_args__ = (
        CheckConstraint("role IN ('student', 'teacher', 'owner')", name="role"),
        Index("ix_class_members_class", "class_id", "role"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(8))
    # What teachers call a student, where that is not the user name.
    display_name: Mapped[str | None] = mapped_column(String(100))
    # What is added to the time limits of quizzes, in per cent.
    extra_percent: Mapped[int] = mapped_column(default=0)
    # Whether a teacher made the account from a roster, and so may hand out a new password.
    from_roster: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(Instant)
    # Whether the student has joined the board of the class.
    on_board: Mapped[bool] = mapped_column(default=False, server_default=false())


class ClassLink(Model):
    """A code by which students join a class, typed or as a link; it may expire, and a revoked one is deleted."""

    __tablename__ = "class_links"
    __table_args__ = (Index("ix_class_links_class", "class_id"),)

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)


class Assignment(Model):
    """Work set for a class: to study something until it is known, or to take a quiz.

    Its questions are those of its banks, narrowed by tags (any of them), or by a fixed list.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("mode IN ('study', 'quiz')", name="mode"),
        Index("ix_assignments_class_due", "class_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    mode: Mapped[str] = mapped_column(String(8))
    tags: Mapped[list[str]] = mapped_column(JSON)
    opens_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    # Of study: how much is to be known by then, 0..1.
    target: Mapped[float | None]
    # Of a quiz: how many questions it draws, how often and how long one may try, and when the answers are told.
    count: Mapped[int | None]
    attempts: Mapped[int | None]
    minutes: Mapped[int | None]
    feedback: Mapped[str] = mapped_column(String(8), default="end")
    hidden_keys: Mapped[bool] = mapped_column(default=False)
    # Until when a quiz is taken late, and what that costs, in per cent of its score.
    late_until: Mapped[datetime | None] = mapped_column(Instant)
    late_percent: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class AssignmentBank(Model):
    """A bank that an assignment takes questions from."""

    __tablename__ = "assignment_banks"
    __table_args__ = (Index("ix_assignment_banks_bank", "bank_id"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"), primary_key=True)


class AssignmentQuestion(Model):
    """A question of an assignment that asks a fixed list."""

    __tablename__ = "assignment_questions"
    __table_args__ = (Index("ix_assignment_questions_question", "question_id"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)


class Announcement(Model):
    """A message of a teacher on the page of a class; the author's name is kept as it was then."""

    __tablename__ = "announcements"
    __table_args__ = (Index("ix_announcements_class", "class_id", "created_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"))
    author: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class CalendarFeed(Model):
    """The secret in the address of a user's calendar of what is due; without a row there is no feed."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
