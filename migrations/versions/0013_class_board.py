"""Class boards"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.add_column("classes", sa.Column("has_board", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("class_members", sa.Column("on_board", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_column("class_members", "on_board")
    op.drop_column("classes", "has_board")
