"""Keep rounds"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id, Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "rounds",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("bank_id", Id, nullable=False),
        sa.Column("game", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("mistakes", sa.Integer(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_rounds_bank_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_rounds_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_rounds")),
    )
    op.create_index("ix_rounds_user_bank", "rounds", ["user_id", "bank_id", "game", "score"])


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_table("rounds")
