"""Keep confidence, goals, and what days of study amount to"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.add_column("answers", sa.Column("confidence", sa.Integer(), nullable=True))
    op.add_column("settings_versions", sa.Column("asks_confidence", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("settings_versions", sa.Column("goal_minutes", sa.Integer(), server_default="0", nullable=False))
    op.add_column("settings_versions", sa.Column("goal_questions", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "study_days",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("young", sa.Integer(), nullable=False),
        sa.Column("young_right", sa.Integer(), nullable=False),
        sa.Column("mature", sa.Integer(), nullable=False),
        sa.Column("mature_right", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_study_days_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "day", "kind", name=op.f("pk_study_days")),
    )
    op.create_table(
        "summed_logs",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("before_day", sa.Integer(), nullable=False),
        sa.Column("review_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_summed_logs_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "before_day", name=op.f("pk_summed_logs")),
    )


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_table("summed_logs")
    op.drop_table("study_days")
    op.drop_column("settings_versions", "goal_questions")
    op.drop_column("settings_versions", "goal_minutes")
    op.drop_column("settings_versions", "asks_confidence")
    op.drop_column("answers", "confidence")
