"""Registering, logging in and out, settings, and trying without an account."""

import ipaddress
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy.exc import IntegrityError

from geoquiz import passwords
from geoquiz.core import names, tries
from geoquiz.core.errors import Conflict, GeoquizError, NotFound, TooManyTries
from geoquiz.core.names import name_key
from geoquiz.core.scheduling.memory import Settings
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, audit, banks, logins, second_factor
from geoquiz.storage.queries import tries as measures
from geoquiz.storage.queries.accounts import Account, LearnerSettings

SESSION_LASTS = timedelta(days=30)
ROLES = ("student", "teacher", "admin")
name_fault = names.name_fault
password_fault = passwords.fault


@dataclass(frozen=True, slots=True)
class Login:
    """A login session: the account, and the token that only the browser holds from now on."""

    account: Account
    token: str


@dataclass(frozen=True, slots=True)
class Halfway:
    """The password was right, and a second factor has still to be shown."""

    account: Account


def register(session: Database, name: str, password: str, *, now: datetime, role: str = "student", zone: str = "UTC",
             visitor_id: int | None = None, must_change: bool = False) -> Account:
    """Make an account and return it; a visitor's answers become the account's own.

    With ``must_change`` the password is one that somebody else made up, and the user chooses another at the first log-in.
    Raises GeoquizError for an unusable name or password and Conflict when the name is taken.
    """
    fault = name_fault(name.strip()) or password_fault(password, name=name)
    if fault:
        raise GeoquizError(fault)
    if role not in ROLES:
        raise GeoquizError(f"There is no role {role!r}: choose one of {', '.join(ROLES)}.")
    name, password_hash = name.strip(), passwords.hashed(password)
    begin_write(session)
    taken = Conflict(f"The user name {name!r} is taken: choose another.")
    if accounts.by_name(session, name_key(name)) is not None:
        session.rollback()
        raise taken
    try:
        user_id = _own(session, name, password_hash, role, zone, visitor_id, now)
        if must_change:
            accounts.set_password(session, user_id, password_hash, must_change=True)
        audit.record(session, "account made" if audit.origin_of(session).actor else "registered", name, now=now)
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
    return accounts.add_account(session, name=name, password_hash=password_hash, role=role, zone=zone, now=now)


def make_with_temporary_password(session: Database, name: str, *, now: datetime, role: str = "student",
                                 zone: str = "UTC") -> tuple[Account, str]:
    """Make an account for somebody else and return it with its password, to be handed over and changed at the first log-in.

    Raises GeoquizError for an unusable name and Conflict when it is taken.
    """
    password = passwords.temporary()
    return register(session, name, password, role=role, zone=zone, now=now, must_change=True), password


def change_role(session: Database, name: str, role: str, *, now: datetime) -> Account:
    """Give an account another role and return it; raise NotFound when there is no such account."""
    if role not in ROLES:
        raise GeoquizError(f"There is no role {role!r}: choose one of {', '.join(ROLES)}.")
    begin_write(session)
    found = accounts.by_name(session, name_key(name))
    if found is None:
        session.rollback()
        raise NotFound(f"There is no user {name!r}: check the spelling.")
    accounts.set_role(session, found[0].id, role)
    audit.record(session, "role changed", f"{found[0].name}: {found[0].role} → {role}", now=now)
    session.commit()
    return replace(found[0], role=role)


def log_in(session: Database, name: str, password: str, *, now: datetime, lasts: timedelta = SESSION_LASTS
           ) -> Login | Halfway | None:
    """Return a new login session, or None when name and password do not belong together; `Halfway` with a second factor.

    An unknown name costs as much work as a wrong password, and is slowed down like one. Raises TooManyTries, before
    anything is looked at, when this account is tried too often from this address, from any, or this address tries too
    much; a browser that is known by an earlier log-in has a measure of its own, so nobody else can keep its owner out.
    """
    account, password_hash = accounts.by_name(session, name_key(name)) or (None, "")
    limits = _limits(session, name_key(name), account, now)
    begin_write(session)
    wait = measures.count_try(session, limits, now)
    session.commit()  # The try counts before it is made: many at once get no more of them.
    if wait:
        raise TooManyTries(wait)
    if not passwords.fits(password_hash, password) or account is None:
        begin_write(session)
        # What is no user's name may be a password typed into the wrong field, so it is not kept.
        audit.record(session, "log-in failed", (account.name or "") if account else "", now=now)
        session.commit()
        return None
    begin_write(session)
    narrow = [key for key in limits if key.startswith(("pair:", "device:"))]
    measures.forget(session, narrow)
    measures.take_back(session, [key for key in limits if key not in narrow], now)
    halfway = second_factor.has_any(session, account.id)
    session.commit()
    if account.is_disabled:
        raise GeoquizError("This account is disabled: ask your teacher, or whoever runs the server.")
    return Halfway(account) if halfway else _start(session, account, now, lasts)


def _limits(session: Database, key: str, account: Account | None, now: datetime) -> dict[str, tries.Limit]:
    """Return the measures that a try at this name fills."""
    origin, name = audit.origin_of(session), passwords.digest(key)[:32]
    device = passwords.digest(origin.device)
    if account is not None and origin.device and logins.is_known(session, account.id, device, now):
        return {f"device:{device[:32]}:{account.id}": tries.DEVICE}
    address = _network(origin.address)
    return {f"pair:{name}:{passwords.digest(address)[:32]}": tries.PAIR, f"name:{name}": tries.ACCOUNT,
            f"address:{address}": tries.ADDRESS}


def _network(address: str) -> str:
    """Return whom an address belongs to: with IPv6 everybody has a whole network of them."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


def start_session(session: Database, account: Account, *, now: datetime, lasts: timedelta = SESSION_LASTS) -> Login:
    """Return a new login session for an account that has just been made, or whose owner has shown the second factor."""
    return _start(session, account, now, lasts)


def start_visit(session: Database, *, zone: str, now: datetime, lasts: timedelta = SESSION_LASTS) -> Login:
    """Return a session for a visitor who tries questions without an account."""
    begin_write(session)
    user_id = accounts.add_account(session, name=None, password_hash=None, role="visitor", zone=zone, now=now)
    session.commit()
    account = accounts.by_id(session, user_id)
    assert account is not None  # It was written a moment ago.
    return _start(session, account, now, lasts)


def _start(session: Database, account: Account, now: datetime, lasts: timedelta) -> Login:
    token, origin = passwords.new_token(), audit.origin_of(session)
    begin_write(session)
    accounts.clean_up(session, now, now - lasts)
    measures.clean_up(session, now)
    accounts.add_session(session, account.id, passwords.digest(token), now=now, expires_at=now + lasts,
                         address=origin.address, agent=origin.agent)
    if not account.is_visitor:
        if origin.device:
            logins.know(session, account.id, passwords.digest(origin.device), now)
        audit.record(session, "logged in", now=now, actor=(account.id, account.name or ""))
    session.commit()
    return Login(account, token)


def account_of(session: Database, user_id: int, token: str, *, now: datetime) -> Account | None:
    """Return whose login session this is, or None when it has ended."""
    return accounts.by_session(session, user_id, passwords.digest(token), now)


def account_with(session: Database, user_id: int) -> Account | None:
    """Return an account by its id, None for one that is disabled or gone."""
    account = accounts.by_id(session, user_id)
    return account if account is not None and not account.is_disabled else None


def log_out(session: Database, user_id: int, token: str) -> None:
    """End a login session on the server."""
    begin_write(session)
    accounts.end_session(session, user_id, passwords.digest(token))
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
    asks_confidence: bool
    goal_minutes: int
    goal_questions: int


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
