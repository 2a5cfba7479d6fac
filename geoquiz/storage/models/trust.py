"""What guards accounts: tries, known devices, reset links, second factors, and the log of what was done."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Id, Instant, Model


class Tries(Model):
    """How full the measure of tries at one thing is: a name, an address, both together, or a device."""

    __tablename__ = "tries"
    __table_args__ = (Index("ix_tries_last", "last_at"),)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    level: Mapped[float]
    last_at: Mapped[datetime] = mapped_column(Instant)
    # Until then nothing is tried at all.
    waits_until: Mapped[datetime] = mapped_column(Instant)


class KnownDevice(Model):
    """A browser that has logged in as this user before: tries that others make elsewhere do not slow it down."""

    __tablename__ = "known_devices"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    device_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant)


class ResetLink(Model):
    """A link by which a user may set a new password once; using it deletes the row."""

    __tablename__ = "reset_links"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class Authenticator(Model):
    """A second factor of a user: the app that makes codes (kind "totp") or a passkey.

    ``key`` is "totp", or the digest of the passkey's credential id. ``secret`` is what codes are made from, or the
    passkey's public key. ``counter`` is the step of the last code used, or the passkey's own count of uses.
    """

    __tablename__ = "authenticators"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    credential: Mapped[bytes | None] = mapped_column(LargeBinary)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    counter: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class RecoveryCode(Model):
    """A code that stands in for a lost second factor once; using it deletes the row."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class AuditRow(Model):
    """Something that was done: who, what, to whom or what, from where. The database itself refuses changes of it.

    Names stand as they were then, and stay when the account is gone, until the row is as old as rows are kept.
    """

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_at", "at", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    action: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[int | None] = mapped_column(Id)
    actor: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(45))
