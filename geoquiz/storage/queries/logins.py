"""Where a user is logged in, and the devices that are known to be theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from geoquiz.storage.db import Database
from geoquiz.storage.models import KnownDevice, LoginSession

# So long a browser is known after its last log-in.
KNOWN_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Place:
    """One login session: since when, until when, from where and with which browser. ``key`` names it, and opens nothing."""

    key: str
    created_at: datetime
    expires_at: datetime
    address: str
    agent: str


def places_of(session: Database, user_id: int, now: datetime) -> Sequence[Place]:
    """Return a user's login sessions that still hold, the newest first."""
    rows = session.execute(
        select(LoginSession.token_hash, LoginSession.created_at, LoginSession.expires_at, func.coalesce(LoginSession.address, ""),
               func.coalesce(LoginSession.agent, ""))
        .where(LoginSession.user_id == user_id, LoginSession.expires_at > now)
        .order_by(LoginSession.created_at.desc(), LoginSession.token_hash))
    return [Place(*row) for row in rows]


def end(session: Database, user_id: int, token_hash: str) -> bool:
    """Delete one login session of a user and return whether there was one."""
    return session.execute(delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.token_hash == token_hash)
                           .returning(LoginSession.user_id)).first() is not None


def end_all(session: Database, user_id: int, *, but: str = "") -> None:
    """Delete all login sessions of a user, but the one of this token's digest."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.token_hash != but))


def is_known(session: Database, user_id: int, device_hash: str, now: datetime) -> bool:
    """Return whether a user has logged in with this browser before."""
    return session.execute(
        select(KnownDevice.user_id).where(KnownDevice.user_id == user_id, KnownDevice.device_hash == device_hash,
                                          KnownDevice.seen_at > now - KNOWN_FOR)).first() is not None


def know(session: Database, user_id: int, device_hash: str, now: datetime) -> None:
    """Remember that a user has logged in with this browser; those of long ago are forgotten."""
    session.execute(delete(KnownDevice).where(KnownDevice.user_id == user_id, KnownDevice.seen_at <= now - KNOWN_FOR))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(KnownDevice).values(user_id=user_id, device_hash=device_hash, seen_at=now)
                    .on_conflict_do_update(index_elements=["user_id", "device_hash"], set_={"seen_at": now}))


def forget_devices(session: Database, user_id: int, *, but: str = "") -> None:
    """Forget the browsers of a user, but the one of this digest."""
    session.execute(delete(KnownDevice).where(KnownDevice.user_id == user_id, KnownDevice.device_hash != but))
