"""Attempts at quizzes, and the questions of each. Every key begins with the user, so the tables can be spread by it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Id, Instant, Model


class QuizAttempt(Model):
    """One sitting of a quiz: a session of the mode "quiz", whose `about` is the quiz's title, and what else is known of it."""

    __tablename__ = "quiz_attempts"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "number"], ["study_sessions.user_id", "study_sessions.number"]),
        UniqueConstraint("user_id", "key"),
        Index("ix_quiz_attempts_user_assignment", "user_id", "assignment_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    # That of the form that began it, so that a form sent twice begins one attempt.
    key: Mapped[str] = mapped_column(String(36))
    spec: Mapped[dict[str, Any]] = mapped_column(JSON)
    # What was added to the time limit, and when the attempt is over by both and by its window; None: never.
    extra_minutes: Mapped[int] = mapped_column(Integer, default=0)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    # Of an assigned quiz: until when its keys are withheld even from those who have handed it in.
    hidden_keys: Mapped[bool] = mapped_column(default=False)
    closes_at: Mapped[datetime | None] = mapped_column(Instant)
    assignment_id: Mapped[int | None] = mapped_column(Id)
    handed_in_at: Mapped[datetime | None] = mapped_column(Instant)
    points: Mapped[float | None]


class QuizQuestion(Model):
    """A question of an attempt at its place, as it stood when the attempt began; `answer_key` names the answer that counts."""

    __tablename__ = "quiz_questions"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "number"], ["quiz_attempts.user_id", "quiz_attempts.number"]),
        ForeignKeyConstraint(["user_id", "answer_key"], ["answers.user_id", "answers.key"]),
        Index("ix_quiz_questions_user_question", "user_id", "question_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    question_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revisions.id"))
    bank_revision_id: Mapped[int] = mapped_column(ForeignKey("bank_revisions.id"))
    part: Mapped[str] = mapped_column(String(8))
    seed: Mapped[str] = mapped_column(String(32))
    marked: Mapped[bool] = mapped_column(default=False)
    answer_key: Mapped[str | None] = mapped_column(String(36))
