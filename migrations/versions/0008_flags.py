"""Keep what learners report of questions"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "flags",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("question_revision_id", Id, nullable=True),
        sa.Column("answer_key", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("resolution", sa.String(length=16), nullable=True),
        sa.Column("reply", sa.String(length=500), nullable=False),
        sa.Column("resolver", sa.String(length=64), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.CheckConstraint("reason IN ('wrong', 'outdated', 'unclear', 'count')", name=op.f("ck_flags_reason")),
        sa.CheckConstraint("resolution IN ('accepted', 'edited', 'retired', 'replied', 'dismissed')",
                           name=op.f("ck_flags_resolution")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_flags_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id", "answer_key"], ["answers.user_id", "answers.key"],
                                name=op.f("fk_flags_user_id_answer_key")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_flags_question_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["question_revision_id"], ["question_revisions.id"],
                                name=op.f("fk_flags_question_revision_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "number", name=op.f("pk_flags")),
    )
    is_open = sa.text("resolved_at IS NULL")
    op.create_index("uq_flags_open", "flags", ["user_id", "question_id"], unique=True, sqlite_where=is_open,
                    postgresql_where=is_open)
    op.create_index("ix_flags_open", "flags", ["question_id"], sqlite_where=is_open, postgresql_where=is_open)


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_table("flags")
