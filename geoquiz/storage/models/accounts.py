"""Users, their logins and the versions of their settings."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Id, Instant, Model


class User(Model):
    """A person, or a visitor who has not registered (no name, no password)."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('visitor', 'student', 'teacher', 'admin')", name="role"),
        Index("ix_users_role_created", "role", "created_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str | None] = mapped_column(String(64))
    # The name as it is compared: two names that look alike are one.
    name_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    # Random and permanent: the first half of the keys of this user's own banks.
    handle: Mapped[str] = mapped_column(String(16), unique=True)
    settings_number: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Instant)
    # Set while the password is one that somebody else made up: the user chooses another before anything else.
    must_change_password: Mapped[bool] = mapped_column(server_default=false())
    # Nobody logs in to a disabled account; its rows stay.
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)


class LoginSession(Model):
    """One log-in; the browser holds the token, the server its digest. Logging out deletes the row."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_expires", "expires_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    # From where, and what the browser calls itself: so that users recognise their own sessions.
    address: Mapped[str | None] = mapped_column(String(45))
    agent: Mapped[str | None] = mapped_column(String(200))


class SettingsVersion(Model):
    """One immutable version of a learner's settings; log rows name the version they were computed under."""

    __tablename__ = "settings_versions"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    weights: Mapped[list[float]] = mapped_column(JSON)
    learning_steps: Mapped[list[float]] = mapped_column(JSON)
    relearning_steps: Mapped[list[float]] = mapped_column(JSON)
    desired_retention: Mapped[float]
    maximum_interval: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    day_start: Mapped[int]
    new_per_day: Mapped[int]
    reviews_per_day: Mapped[int]
    # Whether buttons that rate say when the card comes again.
    show_intervals: Mapped[bool]
    # The desired retention of single banks, by their keys.
    retentions: Mapped[dict[str, float]] = mapped_column(JSON)
    # Whether pages that ask also ask how sure the learner is, and what a day should hold; 0 is no goal.
    asks_confidence: Mapped[bool] = mapped_column(server_default=false())
    goal_minutes: Mapped[int] = mapped_column(server_default="0")
    goal_questions: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(Instant)
