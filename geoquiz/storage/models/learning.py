"""Cards, answers and the review log. Every key begins with the user, so the tables can be spread by it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Id, Instant, Model


class Card(Model):
    """A learner's memory of one part of a question: the fold of its rows in `reviews`."""

    __tablename__ = "cards"
    __table_args__ = (
        Index("ix_cards_user_state_due", "user_id", "state", "due"),
        Index("ix_cards_user_first_day", "user_id", "first_day"),
        # An applied key change looks for everybody's cards of its questions.
        Index("ix_cards_question", "question_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    state: Mapped[int] = mapped_column(Integer, default=0)
    step: Mapped[int | None]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    due: Mapped[datetime | None] = mapped_column(Instant)
    due_cause: Mapped[str] = mapped_column(String(16), default="")
    last_review: Mapped[datetime | None] = mapped_column(Instant)
    reps: Mapped[int] = mapped_column(Integer, default=0)
    lapses: Mapped[int] = mapped_column(Integer, default=0)
    # The learner's day of the first review, for the day's limit; None while the card is new.
    first_day: Mapped[int | None]
    suspended: Mapped[bool] = mapped_column(default=False)
    buried_until: Mapped[datetime | None] = mapped_column(Instant)


class StudySession(Model):
    """One sitting of study or practice: some questions in a row, with a summary at the end."""

    __tablename__ = "study_sessions"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    # None: all banks together.
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("banks.id"))
    target: Mapped[int]
    day: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Instant)
    mode: Mapped[str] = mapped_column(String(16), default="study")
    # Of practice: what is practised, in words, and the cards in their order, as [question, part].
    about: Mapped[str] = mapped_column(String(200), default="")
    cards: Mapped[list[tuple[int, str]] | None] = mapped_column(JSON(none_as_null=True))


class Answer(Model):
    """What a learner gave, as given. Only ever inserted; `key` makes it exactly once."""

    __tablename__ = "answers"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "session_number"], ["study_sessions.user_id", "study_sessions.number"]),
        Index("ix_answers_user_session", "user_id", "session_number"),
        Index("ix_answers_user_received", "user_id", "received_at"),
        Index("ix_answers_user_question", "user_id", "question_id", "part"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(36), primary_key=True)
    mode: Mapped[str] = mapped_column(String(16))
    session_number: Mapped[int | None]
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    question_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revisions.id"))
    bank_revision_id: Mapped[int] = mapped_column(ForeignKey("bank_revisions.id"))
    part: Mapped[str] = mapped_column(String(8))
    seed: Mapped[str] = mapped_column(String(32))
    # The order in which choices were shown, and the response in canonical form.
    shown: Mapped[list[str]] = mapped_column(JSON)
    response: Mapped[list[str]] = mapped_column(JSON)
    gave_up: Mapped[bool]
    rating: Mapped[int | None]
    score: Mapped[float]
    verdict: Mapped[str] = mapped_column(String(8))
    first_sight: Mapped[bool]
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    # When an answer was given without a network, as its device says; `answered_at` is that within what can be true.
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    # How sure the learner was before the verdict, where they want to be asked: 3 sure, 2 think so, 1 guess.
    confidence: Mapped[int | None]


class Review(Model):
    """Whatever moves a card is a row here, only ever appended; memory is the fold of a card's rows."""

    __tablename__ = "reviews"
    __table_args__ = (
        ForeignKeyConstraint(["user_id", "settings_number"], ["settings_versions.user_id", "settings_versions.number"]),
        ForeignKeyConstraint(["user_id", "answer_key"], ["answers.user_id", "answers.key"]),
        ForeignKeyConstraint(["user_id", "voids"], ["reviews.user_id", "reviews.id"]),
        Index("ix_reviews_user_card", "user_id", "question_id", "part"),
        Index("ix_reviews_user_answer", "user_id", "answer_key"),
        Index("ix_reviews_user_day", "user_id", "local_day", "question_id"),
        Index("ix_reviews_user_voids", "user_id", "voids"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    # Counts up within the user.
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    part: Mapped[str] = mapped_column(String(8))
    cause: Mapped[str] = mapped_column(String(16))
    answer_key: Mapped[str | None] = mapped_column(String(36))
    voids: Mapped[int | None] = mapped_column(Id)
    rating: Mapped[int | None]
    moves_memory: Mapped[bool]
    settings_number: Mapped[int]
    answered_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    local_day: Mapped[int]
    # Memory after this row as it was computed then; a late answer refolds the card.
    state: Mapped[int]
    step: Mapped[int | None]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    due: Mapped[datetime | None] = mapped_column(Instant)
    due_cause: Mapped[str] = mapped_column(String(16))
    # Of rows that set a date by hand: that date, whatever came of it.
    chosen_due: Mapped[datetime | None] = mapped_column(Instant)
    # Of rows that another program's log came in as: how long the review took, or the memory that the card came with.
    imported: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ReadyPlan(Model):
    """A bank of which a learner wants to know so much by a day; all banks of one plan have its numbers."""

    __tablename__ = "ready_plans"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"), primary_key=True)
    # Days of the learner.
    made_on: Mapped[int]
    day: Mapped[int]
    target: Mapped[float]
    # The rule that decides due days; see core/scheduling/outlook.py.
    retention: Mapped[float]
    enough: Mapped[float]
    last_days: Mapped[int]
    weights: Mapped[list[float]] = mapped_column(JSON)
    new_a_day: Mapped[int]
    last_new_day: Mapped[int]
    # The mean recall on the day that was predicted when the plan was made.
    recall: Mapped[float]
