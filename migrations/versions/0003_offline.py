"""Keep what a device says of when its answers were given"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.add_column("answers", sa.Column("claimed_at", Instant(), nullable=True))


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_column("answers", "claimed_at")
