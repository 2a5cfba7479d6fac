"""Lay the tables of versions, drafts, shares and images"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.add_column("banks", sa.Column("copied_from", sa.String(length=96), nullable=True))
    op.create_index("ix_banks_owner", "banks", ["owner_id"])
    op.create_table(
        "bank_versions",
        _of_bank(),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_bank_versions_bank_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("bank_id", "number", name=op.f("pk_bank_versions")),
    )
    op.create_table(
        "bank_drafts",
        sa.Column("user_id", Id, nullable=False),
        _of_bank(),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bank_drafts_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_bank_drafts_bank_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "bank_id", name=op.f("pk_bank_drafts")),
    )
    op.create_index("ix_bank_drafts_bank", "bank_drafts", ["bank_id"])
    _shares("bank_shares", "user_id", "users")
    _shares("bank_class_shares", "class_id", "classes")
    op.create_table(
        "bank_images",
        _of_bank(),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mimetype", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=500), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_bank_images_bank_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("bank_id", "digest", name=op.f("pk_bank_images")),
    )


def _of_bank() -> sa.Column[int]:
    return sa.Column("bank_id", Id, nullable=False)


def _shares(table: str, column: str, owner: str) -> None:
    """Make a table of who may see or edit a bank: users, or classes."""
    op.create_table(
        table,
        sa.Column(column, Id, nullable=False),
        _of_bank(),
        sa.Column("right", sa.String(length=8), nullable=False),
        sa.CheckConstraint("\"right\" IN ('view', 'edit')", name=op.f(f"ck_{table}_right")),
        sa.ForeignKeyConstraint([column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f(f"fk_{table}_bank_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(column, "bank_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_bank", table, ["bank_id"])


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_table("bank_images")
    op.drop_table("bank_class_shares")
    op.drop_table("bank_shares")
    op.drop_table("bank_drafts")
    op.drop_table("bank_versions")
    op.drop_index("ix_banks_owner", "banks")
    op.drop_column("banks", "copied_from")
