"""Keep tallies of deleted answers"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "tallies",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("first_answers", sa.Integer(), nullable=False),
        sa.Column("first_score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_tallies_question_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "part", "month", name=op.f("pk_tallies")),
    )


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_table("tallies")
