"""Registering, logging in and out, settings, and trying without an account."""

import hashlib
import secrets
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypedDict, Unpack

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.exc import IntegrityError

from geoquiz.core import names
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.names import name_key
from geoquiz.core.scheduling.memory import Settings
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks
from geoquiz.storage.queries.accounts import Account, LearnerSettings

SESSION_LASTS = timedelta(days=30)
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1024
ROLES = ("student", "teacher", "admin")
name_fault = names.name_fault
# OWASP's floor for argon2id is 19 MiB and two passes; the defaults of argon2-cffi lie above it.
_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Login:
    """A login session: the account, and the token that only the browser holds from now on."""

    account: Account
    token: str


def password_fault(password: str) -> str | None:
    """Return what is wrong with a password, or None."""
    if len(password) < SHORTEST_PASSWORD:
        return f"A password has at least {SHORTEST_PASSWORD} characters; a few words in a row are easy to remember."
    if len(password) > LONGEST_PASSWORD:
        return f"A password has at most {LONGEST_PASSWORD} characters."
    return None


def register(session: Database, name: str, password: str, *, now: datetime, role: str = "student", zone: str = "UTC",
             visitor_id: int | None = None) -> Account:
    """Make an account and return it; a visitor's answers become the account's own.

    Raises GeoquizError for an unusable name or password and Conflict when the name is taken.
    """
    fault = name_fault(name.strip()) or password_fault(password)
    if fault:
        raise GeoquizError(fault)
    if role not in ROLES:
        raise GeoquizError(f"There is no role {role!r}: choose one of {', '.join(ROLES)}.")
    name, password_hash = name.strip(), _HASHER.hash(password)
    begin_write(session)
    taken = Conflict(f"The user name {name!r} is taken: choose another.")
    if accounts.by_name(session, name_key(name)) is not None:
        session.rollback()
        raise taken
    try:
        user_id = _own(session, name, password_hash, role, zone, visitor_id, now)
    except IntegrityError as error:  # Another process took the name between the look and the insert.
        session.rollback()
        raise taken from error
    account = accounts.by_id(session, user_id)
    session.commit()
    assert account is not None  # It was written a moment ago, in this transaction.
    return account


def _own(session: Database, name: str, password_hash: str, role: str, zone: str, visitor_id: int | None, now: datetime) -> int:
    """Return the id of a new account, made of the visitor's row where there is one."""
    visitor = accounts.lock(session, visitor_id) if visitor_id is not None else None
    if visitor is not None and visitor.is_visitor:
        accounts.name_user(session, visitor.id, name=name, name_key=name_key(name), password_hash=password_hash, role=role)
        user_id = visitor.id
        settings = accounts.settings_of(session, user_id)
        accounts.store_settings(session, user_id, settings, replace(settings, memory=replace(settings.memory, zone=zone)), now)
        return user_id
    return _add(session, name=name, password_hash=password_hash, role=role, zone=zone, now=now)


def _add(session: Database, *, name: str | None, password_hash: str | None, role: str, zone: str, now: datetime) -> int:
    user_id = accounts.add_user(session, name=name, name_key=name_key(name) if name else None, password_hash=password_hash,
                                role=role, handle=secrets.token_hex(6), now=now)
    accounts.add_settings(session, user_id, 1, Settings(zone=zone), now=now)
    return user_id


def change_role(session: Database, name: str, role: str) -> Account:
    """Give an account another role and return it; raise NotFound when there is no such account."""
    if role not in ROLES:
        raise GeoquizError(f"There is no role {role!r}: choose one of {', '.join(ROLES)}.")
    begin_write(session)
    found = accounts.by_name(session, name_key(name))
    if found is None:
        session.rollback()
        raise NotFound(f"There is no user {name!r}: check the spelling.")
    accounts.set_role(session, found[0].id, role)
    session.commit()
    return replace(found[0], role=role)


def log_in(session: Database, name: str, password: str, *, now: datetime) -> Login | None:
    """Return a new login session, or None when name and password do not belong together.

    An unknown name costs as much time as a wrong password.
    """
    nobody = _nobody()
    account, password_hash = accounts.by_name(session, name_key(name)) or (None, nobody)
    if not _verify(password_hash or nobody, password) or account is None:
        return None
    return _start(session, account, now)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Return a hash to check when a name is unknown, so that the answer takes as long as for a known one."""
    return _HASHER.hash(secrets.token_hex(16))


def _verify(password_hash: str, password: str) -> bool:
    try:
        return len(password) <= LONGEST_PASSWORD and _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def start_session(session: Database, account: Account, *, now: datetime) -> Login:
    """Return a new login session for an account that has just been made."""
    return _start(session, account, now)


def start_visit(session: Database, *, zone: str, now: datetime) -> Login:
    """Return a session for a visitor who tries questions without an account."""
    begin_write(session)
    user_id = _add(session, name=None, password_hash=None, role="visitor", zone=zone, now=now)
    session.commit()
    account = accounts.by_id(session, user_id)
    assert account is not None  # It was written a moment ago.
    return _start(session, account, now)


def _start(session: Database, account: Account, now: datetime) -> Login:
    token = secrets.token_urlsafe(32)
    begin_write(session)
    accounts.clean_up(session, now, now - SESSION_LASTS)
    accounts.add_session(session, account.id, _digest(token), now=now, expires_at=now + SESSION_LASTS)
    session.commit()
    return Login(account, token)


def _digest(token: str) -> str:
    # The token has 256 random bits, so a fast digest is enough to make a stolen table worthless.
    return hashlib.sha256(token.encode()).hexdigest()


def account_of(session: Database, user_id: int, token: str, *, now: datetime) -> Account | None:
    """Return whose login session this is, or None when it has ended."""
    return accounts.by_session(session, user_id, _digest(token), now)


def log_out(session: Database, user_id: int, token: str) -> None:
    """End a login session on the server."""
    begin_write(session)
    accounts.end_session(session, user_id, _digest(token))
    session.commit()


def settings_of(session: Database, user_id: int) -> LearnerSettings:
    """Return a user's settings."""
    return accounts.settings_of(session, user_id)


class Changes(TypedDict, total=False):
    """Settings by their names; what is left out stays as it is."""

    zone: str
    day_start: int
    desired_retention: float
    learning_steps: tuple[float, ...]
    relearning_steps: tuple[float, ...]
    maximum_interval: int
    new_per_day: int
    reviews_per_day: int
    show_intervals: bool


def change_settings(session: Database, user_id: int, *, now: datetime, **changes: Unpack[Changes]) -> None:
    """Store a new version of a user's settings; the old one stays, since log rows name it."""
    begin_write(session)
    accounts.lock(session, user_id)
    old = accounts.settings_of(session, user_id)
    values: dict[str, Any] = dict(changes)
    of_memory = {field.name: values.pop(field.name) for field in fields(Settings) if field.name in values}
    accounts.store_settings(session, user_id, old, replace(old, memory=replace(old.memory, **of_memory), **values), now)
    session.commit()


def set_retention(session: Database, user_id: int, bank_key: str, retention: float | None, *, now: datetime) -> None:
    """Store the desired retention of one bank, or with None let that of all banks hold there too.

    Raises NotFound for an unknown bank.
    """
    begin_write(session)
    accounts.lock(session, user_id)
    if banks.find_bank(session, bank_key, user_id) is None:
        session.rollback()
        raise NotFound(f"There is no bank {bank_key!r} here.")
    old = accounts.settings_of(session, user_id)
    others = {key: value for key, value in old.retentions.items() if key != bank_key}
    new = others if retention is None else {**others, bank_key: retention}
    accounts.store_settings(session, user_id, old, replace(old, retentions=new), now)
    session.commit()
