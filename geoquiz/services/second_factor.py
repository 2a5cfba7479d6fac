"""The second step of logging in: codes of an app, and recovery codes for when it is lost."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp

from geoquiz import passwords
from geoquiz.core.errors import GeoquizError, NotFound, TooManyTries
from geoquiz.core.tries import OWN
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, audit, second_factor, tries
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.second_factor import TOTP, Factor

# As long as a code of the app shows, in seconds (RFC 6238).
_STEP = 30
_CODES = 10
# No letter or digit that is read as another; eight pairs of them are 39 bits, and there are five tries.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Status:
    """What a user has beside the password, and how many recovery codes are left."""

    factors: Sequence[Factor]
    codes_left: int

    @property
    def app(self) -> Factor | None:
        """The app that makes codes."""
        return next((factor for factor in self.factors if factor.is_app), None)

    @property
    def passkeys(self) -> Sequence[Factor]:
        """The passkeys."""
        return [factor for factor in self.factors if not factor.is_app]


def status(session: Database, user_id: int) -> Status:
    """Return the second factors of a user."""
    return Status(second_factor.of(session, user_id), second_factor.codes_left(session, user_id))


def is_missing(session: Database, account: Account) -> bool:
    """Return whether somebody who must have a second factor, a teacher or an admin, has none."""
    return account.role in ("teacher", "admin") and not second_factor.has_any(session, account.id)


def new_secret() -> str:
    """Return a secret for an app, in the letters that apps take."""
    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """Return the address that apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="geoquiz")


def add_app(session: Database, user_id: int, secret: str, code: str, *, now: datetime) -> list[str] | None:
    """Store the app that showed this code, and return new recovery codes, or None where the user has some already.

    Raises GeoquizError when the code is not one of this secret's.
    """
    step = _step_of(secret, code, now)
    if step is None:
        raise GeoquizError("This is not the code that the app shows now: type the six digits anew, before they change.")
    begin_write(session)
    accounts.lock(session, user_id)
    second_factor.add(session, user_id, TOTP, name="App", secret=secret.encode(), counter=step, now=now)
    codes = None if second_factor.codes_left(session, user_id) else _new_codes(session, user_id)
    audit.record(session, "second factor added", f"{audit.origin_of(session).actor}: app", now=now)
    session.commit()
    return codes


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step of which a code is, of this one and its neighbours, since clocks differ; or None."""
    digits = "".join(code.split())
    here = int(now.timestamp()) // _STEP
    app = pyotp.TOTP(secret)
    return next((step for step in (here, here - 1, here + 1) if hmac.compare_digest(app.generate_otp(step), digits)), None) \
        if digits.isascii() else None


def _new_codes(session: Database, user_id: int) -> list[str]:
    codes = ["-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(2)) for _ in range(_CODES)]
    second_factor.set_codes(session, user_id, [_code_hash(user_id, code) for code in codes])
    return codes


def _code_hash(user_id: int, code: str) -> str:
    return passwords.digest(f"{user_id}:{''.join(c for c in code.lower() if c.isalnum())}")


def new_codes(session: Database, user_id: int, *, now: datetime) -> list[str]:
    """Return new recovery codes; those before are void. Raises NotFound without a second factor, which they could stand for."""
    begin_write(session)
    accounts.lock(session, user_id)
    if not second_factor.has_any(session, user_id):
        session.rollback()
        raise NotFound("There is no second factor that codes could stand for.")
    codes = _new_codes(session, user_id)
    session.commit()
    return codes


def passes(session: Database, account: Account, code: str, *, now: datetime) -> bool:
    """Return whether a code is the app's, and used for the first time, or a recovery code, which is void from then on.

    Raises TooManyTries when codes were tried too often.
    """
    key = f"second:{account.id}"
    begin_write(session)
    if wait := tries.count_try(session, {key: OWN}, now):
        session.rollback()
        raise TooManyTries(wait)
    accounts.lock(session, account.id)
    passed = _app_passes(session, account.id, code, now) or _code_passes(session, account, code, now)
    if passed:
        tries.forget(session, [key])
    else:
        audit.record(session, "log-in failed", account.name or "", now=now, actor=(account.id, account.name or ""))
    session.commit()
    return passed


def _app_passes(session: Database, user_id: int, code: str, now: datetime) -> bool:
    app = second_factor.find(session, user_id, TOTP)
    step = _step_of(app.secret.decode(), code, now) if app else None
    if app is None or step is None or step <= app.counter:
        return False
    second_factor.used(session, user_id, TOTP, step, now)
    return True


def _code_passes(session: Database, account: Account, code: str, now: datetime) -> bool:
    if not second_factor.use_code(session, account.id, _code_hash(account.id, code)):
        return False
    audit.record(session, "recovery code used", account.name or "", now=now, actor=(account.id, account.name or ""))
    return True


def remove(session: Database, user_id: int, key: str, *, now: datetime) -> None:
    """Remove one second factor of a user; raise NotFound when it is none of theirs."""
    begin_write(session)
    accounts.lock(session, user_id)
    found = second_factor.find(session, user_id, key)
    if found is None:
        session.rollback()
        raise NotFound("There is no such second factor any more.")
    second_factor.remove(session, user_id, key)
    audit.record(session, "second factor removed", f"{audit.origin_of(session).actor}: {found.name}", now=now)
    session.commit()
