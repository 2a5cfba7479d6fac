"""Setting a forgotten password anew, by a link that somebody trusted hands over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geoquiz import passwords
from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.names import name_key
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, audit, logins, reset, second_factor
from geoquiz.storage.queries.accounts import Account

LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that sets a password once: whose, the secret in it, and until when."""

    name: str
    user_id: int
    token: str
    expires_at: datetime

    @property
    def path(self) -> str:
        """Return the path of the page it leads to."""
        return f"/reset/{self.user_id}/{self.token}"


def for_name(session: Database, name: str, *, now: datetime, drop_second_factors: bool = False) -> Link:
    """Return a link for the user of this name, for whoever runs the server; raise NotFound when there is none."""
    found = accounts.by_name(session, name_key(name))
    if found is None:
        raise NotFound(f"There is no user {name!r}: check the spelling.")
    return _link(session, found[0], now, drop_second_factors=drop_second_factors)


def by(session: Database, actor: Account, user_id: int, *, now: datetime) -> Link:
    """Return a link for a user, made by an admin, or for a student by a teacher of a common class.

    Raises NotFound for whom the actor may not help: teachers get at no account that can do more than a student's.
    """
    target = accounts.by_id(session, user_id)
    if target is None or target.is_visitor or not _may(session, actor, target):
        raise NotFound("There is no such user.")
    return _link(session, target, now)


def _may(session: Database, actor: Account, target: Account) -> bool:
    if actor.role == "teacher":
        return target.role == "student" and reset.teaches(session, actor.id, target.id)
    return actor.role == "admin"


def _link(session: Database, target: Account, now: datetime, *, drop_second_factors: bool = False) -> Link:
    token, expires_at = passwords.new_token(), now + LASTS
    begin_write(session)
    accounts.lock(session, target.id)
    reset.add(session, target.id, passwords.digest(token), now=now, expires_at=expires_at)
    audit.record(session, "reset link made", target.name or "", now=now)
    if drop_second_factors and second_factor.has_any(session, target.id):
        second_factor.remove_all(session, target.id)
        audit.record(session, "second factor removed", f"{target.name}: all", now=now)
    session.commit()
    return Link(target.name or "", target.id, token, expires_at)


def whose(session: Database, user_id: int, token: str, *, now: datetime) -> str:
    """Return the name of the user whose password a link sets; raise NotFound when it is used up or has run out."""
    account = accounts.by_id(session, user_id)
    if account is None or not reset.holds(session, user_id, passwords.digest(token), now):
        raise NotFound("This link is used up or has run out.")
    return account.name or ""


def use(session: Database, user_id: int, token: str, password: str, *, now: datetime) -> None:
    """Set a new password by a link, which is void from then on; every session of the user ends.

    Raises NotFound when the link does not hold, and GeoquizError for a password that cannot be used.
    """
    name = whose(session, user_id, token, now=now)
    if fault := passwords.fault(password, name=name):
        raise GeoquizError(fault)
    kept = passwords.hashed(password)
    begin_write(session)
    accounts.lock(session, user_id)
    if not reset.holds(session, user_id, passwords.digest(token), now):  # Used at the same moment.
        session.rollback()
        raise NotFound("This link is used up or has run out.")
    accounts.set_password(session, user_id, kept)
    reset.drop(session, user_id)
    logins.end_all(session, user_id)
    logins.forget_devices(session, user_id)
    audit.record(session, "password reset", name, now=now)
    session.commit()
