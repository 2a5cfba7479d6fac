"""Lay the tables of tries, reset links, second factors and the audit log"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id, Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# The days within which no row of the audit log can be deleted, whatever the setting says.
KEPT = 30


def upgrade() -> None:
    """Bring the database to this version."""
    op.add_column("users", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("users", sa.Column("disabled_at", Instant(), nullable=True))
    op.add_column("sessions", sa.Column("address", sa.String(length=45), nullable=True))
    op.add_column("sessions", sa.Column("agent", sa.String(length=200), nullable=True))
    op.create_table(
        "tries",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("waits_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tries")),
    )
    op.create_index("ix_tries_last", "tries", ["last_at"])
    _of_a_user("known_devices", "device_hash", sa.Column("seen_at", Instant(), nullable=False))
    _of_a_user("reset_links", "token_hash", sa.Column("created_at", Instant(), nullable=False),
               sa.Column("expires_at", Instant(), nullable=False))
    _of_a_user("authenticators", "key", sa.Column("name", sa.String(length=64), nullable=False),
               sa.Column("credential", sa.LargeBinary(), nullable=True), sa.Column("secret", sa.LargeBinary(), nullable=False),
               sa.Column("counter", sa.BigInteger(), nullable=False), sa.Column("created_at", Instant(), nullable=False),
               sa.Column("used_at", Instant(), nullable=True))
    _of_a_user("recovery_codes", "code_hash")
    op.create_table(
        "audit_log",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at", "id"])
    _only_append()


def _of_a_user(name: str, key: str, *columns: sa.Column) -> None:
    """Make a table whose rows go with their user."""
    op.create_table(
        name, sa.Column("user_id", Id, nullable=False), sa.Column(key, sa.String(length=64), nullable=False), *columns,
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{name}_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", key, name=op.f(f"pk_{name}")),
    )


def _only_append() -> None:
    """Let the database refuse every change of the audit log, and the deletion of what is not old."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE TRIGGER audit_log_unchanged BEFORE UPDATE ON audit_log "
                   "BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END")
        op.execute(f"CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log WHEN OLD.at > datetime('now', '-{KEPT} days') "
                   "BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END")
        return
    op.execute(f"""
        CREATE FUNCTION audit_log_only_appends() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.at <= now() - interval '{KEPT} days' THEN RETURN OLD; END IF;
            END IF;
            RAISE EXCEPTION 'the audit log is only appended to';
        END $$
    """)
    op.execute("CREATE TRIGGER audit_log_only_appends BEFORE UPDATE OR DELETE ON audit_log "
               "FOR EACH ROW EXECUTE FUNCTION audit_log_only_appends()")
    op.execute("CREATE TRIGGER audit_log_never_emptied BEFORE TRUNCATE ON audit_log "
               "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_appends()")


def downgrade() -> None:
    """Take it back to the version before."""
    for name in ("audit_log", "recovery_codes", "authenticators", "reset_links", "known_devices", "tries"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_log_only_appends()")
    for table, names in (("sessions", ("agent", "address")), ("users", ("disabled_at", "must_change_password"))):
        for name in names:
            op.drop_column(table, name)
