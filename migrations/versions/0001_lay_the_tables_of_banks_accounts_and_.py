"""Lay the tables of banks, accounts and the log"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "users",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.Column("name_key", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("handle", sa.String(length=16), nullable=False),
        sa.Column("settings_number", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("role IN ('visitor', 'student', 'teacher', 'admin')", name=op.f("ck_users_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("handle", name=op.f("uq_users_handle")),
        sa.UniqueConstraint("name_key", name=op.f("uq_users_name_key")),
    )
    op.create_index("ix_users_role_created", "users", ["role", "created_at"])
    op.create_table(
        "banks",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("owner_id", Id, nullable=True),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("revision_id", Id, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_banks_owner_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_banks")),
        sa.UniqueConstraint("key", name=op.f("uq_banks_key")),
    )
    op.create_table(
        "sessions",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "token_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_expires", "sessions", ["expires_at"])
    op.create_table(
        "settings_versions",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("learning_steps", sa.JSON(), nullable=False),
        sa.Column("relearning_steps", sa.JSON(), nullable=False),
        sa.Column("desired_retention", sa.Double(), nullable=False),
        sa.Column("maximum_interval", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("day_start", sa.Integer(), nullable=False),
        sa.Column("new_per_day", sa.Integer(), nullable=False),
        sa.Column("reviews_per_day", sa.Integer(), nullable=False),
        sa.Column("show_intervals", sa.Boolean(), nullable=False),
        sa.Column("retentions", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_settings_versions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "number", name=op.f("pk_settings_versions")),
    )
    op.create_table(
        "bank_revisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("bank_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("known_forms", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_bank_revisions_bank_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_revisions")),
        sa.UniqueConstraint("bank_id", "number", name=op.f("uq_bank_revisions_bank_id_number")),
    )
    op.create_table(
        "questions",
        sa.Column("id", Id, nullable=False),
        sa.Column("bank_id", Id, nullable=False),
        sa.Column("local_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision_id", Id, nullable=True),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_questions_bank_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("bank_id", "local_id", name=op.f("uq_questions_bank_id_local_id")),
    )
    op.create_index("ix_questions_bank_position", "questions", ["bank_id", "position"])
    op.create_table(
        "study_sessions",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("bank_id", Id, nullable=True),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_study_sessions_bank_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_study_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "number", name=op.f("pk_study_sessions")),
    )
    op.create_table(
        "cards",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("bank_id", Id, nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("due", Instant(), nullable=True),
        sa.Column("due_cause", sa.String(length=16), nullable=False),
        sa.Column("last_review", Instant(), nullable=True),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=True),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("buried_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_cards_bank_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_cards_question_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_cards_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "question_id", "part", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_question", "cards", ["question_id"])
    op.create_index("ix_cards_user_first_day", "cards", ["user_id", "first_day"])
    op.create_index("ix_cards_user_state_due", "cards", ["user_id", "state", "due"])
    op.create_table(
        "ready_plans",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("bank_id", Id, nullable=False),
        sa.Column("made_on", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("target", sa.Double(), nullable=False),
        sa.Column("retention", sa.Double(), nullable=False),
        sa.Column("enough", sa.Double(), nullable=False),
        sa.Column("last_days", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("new_a_day", sa.Integer(), nullable=False),
        sa.Column("last_new_day", sa.Integer(), nullable=False),
        sa.Column("recall", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_ready_plans_bank_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ready_plans_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "bank_id", name=op.f("pk_ready_plans")),
    )
    op.create_table(
        "parts",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_parts_question_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "part", name=op.f("pk_parts")),
    )
    op.create_table(
        "question_revisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("exported_digest", sa.String(length=64), nullable=False),
        sa.Column("modified", Id, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"],
                                name=op.f("fk_question_revisions_question_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_revisions")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_question_revisions_question_id_number")),
    )
    op.create_table(
        "answers",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("session_number", sa.Integer(), nullable=True),
        sa.Column("bank_id", Id, nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.Column("question_revision_id", Id, nullable=False),
        sa.Column("bank_revision_id", Id, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("gave_up", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("first_sight", sa.Boolean(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_answers_bank_id")),
        sa.ForeignKeyConstraint(["bank_revision_id"], ["bank_revisions.id"], name=op.f("fk_answers_bank_revision_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_answers_question_id")),
        sa.ForeignKeyConstraint(["question_revision_id"], ["question_revisions.id"], name=op.f("fk_answers_question_revision_id")),
        sa.ForeignKeyConstraint(["user_id", "session_number"], ["study_sessions.user_id", "study_sessions.number"],
                                name=op.f("fk_answers_user_id_session_number")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_answers_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_answers")),
    )
    op.create_index("ix_answers_user_question", "answers", ["user_id", "question_id", "part"])
    op.create_index("ix_answers_user_received", "answers", ["user_id", "received_at"])
    op.create_index("ix_answers_user_session", "answers", ["user_id", "session_number"])
    op.create_table(
        "reviews",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("answer_key", sa.String(length=36), nullable=True),
        sa.Column("voids", Id, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("moves_memory", sa.Boolean(), nullable=False),
        sa.Column("settings_number", sa.Integer(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("local_day", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("due", Instant(), nullable=True),
        sa.Column("due_cause", sa.String(length=16), nullable=False),
        sa.Column("chosen_due", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_reviews_question_id")),
        sa.ForeignKeyConstraint(["user_id", "answer_key"], ["answers.user_id", "answers.key"],
                                name=op.f("fk_reviews_user_id_answer_key")),
        sa.ForeignKeyConstraint(["user_id", "settings_number"], ["settings_versions.user_id", "settings_versions.number"],
                                name=op.f("fk_reviews_user_id_settings_number")),
        sa.ForeignKeyConstraint(["user_id", "voids"], ["reviews.user_id", "reviews.id"], name=op.f("fk_reviews_user_id_voids")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reviews_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_user_answer", "reviews", ["user_id", "answer_key"])
    op.create_index("ix_reviews_user_card", "reviews", ["user_id", "question_id", "part"])
    op.create_index("ix_reviews_user_day", "reviews", ["user_id", "local_day", "question_id"])
    op.create_index("ix_reviews_user_voids", "reviews", ["user_id", "voids"])


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_table("reviews")
    op.drop_table("answers")
    op.drop_table("question_revisions")
    op.drop_table("parts")
    op.drop_table("ready_plans")
    op.drop_table("cards")
    op.drop_table("study_sessions")
    op.drop_table("questions")
    op.drop_table("bank_revisions")
    op.drop_table("settings_versions")
    op.drop_table("sessions")
    op.drop_table("banks")
    op.drop_table("users")
