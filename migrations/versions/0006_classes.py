"""Lay the tables of classes and assignments"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id, Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "classes",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
        sa.UniqueConstraint("key", name=op.f("uq_classes_key")),
    )
    op.create_table(
        "announcements",
        sa.Column("id", Id, nullable=False),
        sa.Column("class_id", Id, nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_announcements_class_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index("ix_announcements_class", "announcements", ["class_id", "created_at"])
    op.create_table(
        "assignments",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("class_id", Id, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("opens_at", Instant(), nullable=True),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("feedback", sa.String(length=8), nullable=False),
        sa.Column("hidden_keys", sa.Boolean(), nullable=False),
        sa.Column("late_until", Instant(), nullable=True),
        sa.Column("late_percent", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint("mode IN ('study', 'quiz')", name=op.f("ck_assignments_mode")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_assignments_class_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("key", name=op.f("uq_assignments_key")),
    )
    op.create_index("ix_assignments_class_due", "assignments", ["class_id", "due_at"])
    op.create_table(
        "calendar_feeds",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calendar_feeds_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "secret", name=op.f("pk_calendar_feeds")),
    )
    op.create_table(
        "class_links",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("class_id", Id, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_class_links_class_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_class_links")),
    )
    op.create_index("ix_class_links_class", "class_links", ["class_id"])
    op.create_table(
        "class_members",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("class_id", Id, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("display_name", sa.String(length=100), nullable=True),
        sa.Column("extra_percent", sa.Integer(), nullable=False),
        sa.Column("from_roster", sa.Boolean(), nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.CheckConstraint("role IN ('student', 'teacher', 'owner')", name=op.f("ck_class_members_role")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_class_members_class_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_class_members_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "class_id", name=op.f("pk_class_members")),
    )
    op.create_index("ix_class_members_class", "class_members", ["class_id", "role"])
    op.create_table(
        "assignment_banks",
        sa.Column("assignment_id", Id, nullable=False),
        sa.Column("bank_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"],
                                name=op.f("fk_assignment_banks_assignment_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_assignment_banks_bank_id")),
        sa.PrimaryKeyConstraint("assignment_id", "bank_id", name=op.f("pk_assignment_banks")),
    )
    op.create_index("ix_assignment_banks_bank", "assignment_banks", ["bank_id"])
    op.create_table(
        "assignment_questions",
        sa.Column("assignment_id", Id, nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"],
                                name=op.f("fk_assignment_questions_assignment_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_assignment_questions_question_id")),
        sa.PrimaryKeyConstraint("assignment_id", "question_id", name=op.f("pk_assignment_questions")),
    )
    op.create_index("ix_assignment_questions_question", "assignment_questions", ["question_id"])


def downgrade() -> None:
    """Take it back to the version before."""
    for table in ("assignment_questions", "assignment_banks", "class_members", "class_links", "calendar_feeds", "assignments",
                  "announcements", "classes"):
        op.drop_table(table)
