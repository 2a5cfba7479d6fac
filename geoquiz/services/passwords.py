"""A user's own password: asking for it again, and changing it."""

from datetime import datetime

from geoquiz import passwords
from geoquiz.core.errors import GeoquizError, NotFound, TooManyTries
from geoquiz.core.tries import OWN
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, audit, logins, reset, tries


def confirm(session: Database, user_id: int, password: str, *, now: datetime) -> bool:
    """Return whether this is the user's password, as pages ask before what cannot be undone.

    Raises TooManyTries when it was tried too often: whoever finds a browser open must not find out the password there.
    """
    key = f"own:{user_id}"
    begin_write(session)
    wait = tries.count_try(session, {key: OWN}, now)
    kept = accounts.password_hash_of(session, user_id)
    session.commit()
    if wait:
        raise TooManyTries(wait)
    if not passwords.fits(kept, password):
        return False
    begin_write(session)
    tries.forget(session, [key])
    session.commit()
    return True


def change(session: Database, user_id: int, password: str, *, token: str, now: datetime) -> None:
    """Give a user, who has just confirmed the old one, a new password; all other sessions end, and reset links are void.

    ``token`` is that of the session that stays. Raises GeoquizError for a password that cannot be used, and for the old one.
    """
    account = accounts.by_id(session, user_id)
    if account is None:
        raise NotFound("There is no such account any more.")
    if fault := passwords.fault(password, name=account.name or ""):
        raise GeoquizError(fault)
    if passwords.fits(accounts.password_hash_of(session, user_id), password):
        raise GeoquizError("This is the password that you have already: choose another.")
    kept = passwords.hashed(password)
    begin_write(session)
    accounts.lock(session, user_id)
    accounts.set_password(session, user_id, kept)
    logins.end_all(session, user_id, but=passwords.digest(token))
    logins.forget_devices(session, user_id, but=passwords.digest(audit.origin_of(session).device))
    reset.drop(session, user_id)
    audit.record(session, "password changed", account.name or "", now=now)
    session.commit()
