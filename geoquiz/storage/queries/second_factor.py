"""Second factors: the app that makes codes, passkeys, and the codes for when both are lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from geoquiz.storage.db import Database
from geoquiz.storage.models import Authenticator, RecoveryCode

# The key of the app that makes codes; every other is the digest of a passkey.
TOTP = "totp"


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor; see the model for its columns."""

    key: str
    name: str
    credential: bytes | None
    secret: bytes
    counter: int
    created_at: datetime
    used_at: datetime | None

    @property
    def is_app(self) -> bool:
        """Whether it is the app that makes codes, and no passkey."""
        return self.key == TOTP


_FACTOR = (Authenticator.key, Authenticator.name, Authenticator.credential, Authenticator.secret, Authenticator.counter,
           Authenticator.created_at, Authenticator.used_at)


def of(session: Database, user_id: int) -> Sequence[Factor]:
    """Return the second factors of a user, the oldest first."""
    rows = session.execute(select(*_FACTOR).where(Authenticator.user_id == user_id)
                           .order_by(Authenticator.created_at, Authenticator.key))
    return [Factor(*row) for row in rows]


def find(session: Database, user_id: int, key: str) -> Factor | None:
    """Return one second factor of a user."""
    row = session.execute(select(*_FACTOR).where(Authenticator.user_id == user_id, Authenticator.key == key)).one_or_none()
    return Factor(*row) if row else None


def has_any(session: Database, user_id: int) -> bool:
    """Return whether a user has a second factor."""
    return session.execute(select(Authenticator.key).where(Authenticator.user_id == user_id).limit(1)).first() is not None


def add(session: Database, user_id: int, key: str, *, name: str, secret: bytes, counter: int, now: datetime,
        credential: bytes | None = None) -> None:
    """Insert a second factor; the app takes the place of the one before."""
    session.execute(delete(Authenticator).where(Authenticator.user_id == user_id, Authenticator.key == key))
    session.execute(insert(Authenticator).values(user_id=user_id, key=key, name=name, credential=credential, secret=secret,
                                                 counter=counter, created_at=now))


def used(session: Database, user_id: int, key: str, counter: int, now: datetime) -> None:
    """Store that a second factor was used, and its new count."""
    session.execute(update(Authenticator).where(Authenticator.user_id == user_id, Authenticator.key == key)
                    .values(counter=counter, used_at=now))


def remove(session: Database, user_id: int, key: str) -> None:
    """Delete a second factor; with the last one the recovery codes go too."""
    session.execute(delete(Authenticator).where(Authenticator.user_id == user_id, Authenticator.key == key))
    if not has_any(session, user_id):
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def remove_all(session: Database, user_id: int) -> None:
    """Delete all second factors of a user, and the recovery codes."""
    for model in (Authenticator, RecoveryCode):
        session.execute(delete(model).where(model.user_id == user_id))


def set_codes(session: Database, user_id: int, hashes: Iterable[str]) -> None:
    """Store new recovery codes in place of the old ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.execute(insert(RecoveryCode), [{"user_id": user_id, "code_hash": code} for code in hashes])


def use_code(session: Database, user_id: int, code_hash: str) -> bool:
    """Delete a recovery code and return whether there was one."""
    return session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash)
                           .returning(RecoveryCode.user_id)).first() is not None


def codes_left(session: Database, user_id: int) -> int:
    """Return how many recovery codes a user has."""
    return session.execute(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)).scalar_one()
