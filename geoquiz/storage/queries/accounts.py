"""Users, logins and settings versions."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from geoquiz.core.names import name_key as key_of
from geoquiz.core.scheduling.memory import Settings
from geoquiz.storage.db import Database
from geoquiz.storage.models import LoginSession, SettingsVersion, User
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries import tallies

NEW_PER_DAY = 20
REVIEWS_PER_DAY = 200


@dataclass(frozen=True, slots=True)
class Account:
    """A user as pages and services know them; visitors have no name."""

    id: int
    name: str | None
    role: str
    handle: str
    must_change_password: bool = False
    is_disabled: bool = False

    @property
    def is_visitor(self) -> bool:
        """Whether this is somebody trying questions without an account."""
        return self.role == "visitor"


@dataclass(frozen=True, slots=True)
class LearnerSettings:
    """The current settings version of a learner: its number, what memory needs, the day's limits, and what pages show.

    ``retentions`` are those of single banks, by key; everywhere else that of ``memory`` is aimed at. A goal of 0 is none.
    """

    number: int
    memory: Settings
    new_per_day: int = NEW_PER_DAY
    reviews_per_day: int = REVIEWS_PER_DAY
    show_intervals: bool = False
    retentions: Mapping[str, float] = field(default_factory=dict)
    asks_confidence: bool = False
    goal_minutes: int = 0
    goal_questions: int = 0

    def memory_in(self, bank_key: str) -> Settings:
        """Return what memory needs for the cards of a bank."""
        return _in_bank(self.memory, self.retentions, bank_key)


_ACCOUNT = (User.id, User.name, User.role, User.handle, User.must_change_password, User.disabled_at.is_not(None))
# Whoever logs in waits for this, so it is a little at a time.
_VISITORS_AT_ONCE = 50


def by_session(session: Database, user_id: int, token_hash: str, now: datetime) -> Account | None:
    """Return the user of a login session that still holds."""
    row = _of_session(session, user_id, token_hash, now).one_or_none()
    return Account(*row) if row else None


@prepared
def _of_session(user_id: int, token_hash: str, now: datetime) -> Select[*tuple[Any, ...]]:
    return (select(*_ACCOUNT).join(LoginSession, LoginSession.user_id == User.id)
            .where(LoginSession.user_id == user_id, LoginSession.token_hash == token_hash, LoginSession.expires_at > now,
                   User.disabled_at.is_(None)))


def by_name(session: Database, name_key: str) -> tuple[Account, str] | None:
    """Return the user of a name with their password hash."""
    row = session.execute(select(*_ACCOUNT).where(User.name_key == name_key)).one_or_none()
    return (Account(*row), password_hash_of(session, row.id)) if row else None


def by_handle(session: Database, handle: str) -> Account | None:
    """Return the user with this handle."""
    row = session.execute(select(*_ACCOUNT).where(User.handle == handle)).one_or_none()
    return Account(*row) if row else None


def password_hash_of(session: Database, user_id: int) -> str:
    """Return what is kept of a user's password, empty where there is none."""
    return session.execute(select(User.password_hash).where(User.id == user_id)).scalar_one_or_none() or ""


def set_password(session: Database, user_id: int, password_hash: str, *, must_change: bool = False) -> None:
    """Store a new password; ``must_change`` when somebody else made it up, so that the user chooses another at the next log-in."""
    session.execute(update(User).where(User.id == user_id)
                    .values(password_hash=password_hash, must_change_password=must_change))


def by_id(session: Database, user_id: int) -> Account | None:
    """Return the user with this id."""
    row = _of_id(session, user_id).one_or_none()
    return Account(*row) if row else None


@prepared
def _of_id(user_id: int) -> Select[*tuple[Any, ...]]:
    return select(*_ACCOUNT).where(User.id == user_id)


def lock(session: Database, user_id: int) -> Account | None:
    """Make this transaction the only writer of a learner's rows; return the user, or None when there is none.

    On SQLite the transaction already is the only writer of the whole file.
    """
    row = _locked(session, user_id).one_or_none()
    return Account(*row) if row else None


@prepared
def _locked(user_id: int) -> Select[*tuple[Any, ...]]:
    return select(*_ACCOUNT).where(User.id == user_id).with_for_update()


def add_user(session: Database, *, name: str | None, name_key: str | None, password_hash: str | None, role: str,
             handle: str, now: datetime, must_change: bool = False) -> int:
    """Insert a user without settings and return the id."""
    statement = insert(User).values(name=name, name_key=name_key, password_hash=password_hash, role=role, handle=handle,
                                    settings_number=1, created_at=now, must_change_password=must_change).returning(User.id)
    return session.execute(statement).scalar_one()


def add_account(session: Database, *, name: str | None, password_hash: str | None, role: str, zone: str, now: datetime,
                must_change: bool = False) -> int:
    """Insert a user with settings and a handle, and return the id.

    With ``must_change`` the password is a temporary one, such as `geoquiz.passwords.temporary` makes: the user is led
    to choose another at the first log-in. Raises IntegrityError when the name is taken.
    """
    user_id = add_user(session, name=name, name_key=key_of(name) if name else None, password_hash=password_hash, role=role,
                       handle=secrets.token_hex(6), now=now, must_change=must_change)
    add_settings(session, user_id, 1, Settings(zone=zone), now=now)
    return user_id


def name_user(session: Database, user_id: int, *, name: str, name_key: str, password_hash: str, role: str) -> None:
    """Turn a visitor into an account of their own; all their rows stay where they are."""
    session.execute(update(User).where(User.id == user_id)
                    .values(name=name, name_key=name_key, password_hash=password_hash, role=role))


def count_admins(session: Database) -> int:
    """Return how many admins can log in."""
    return session.execute(select(func.count()).select_from(User).where(User.role == "admin", User.disabled_at.is_(None))
                           ).scalar_one()


def set_disabled(session: Database, user_id: int, disabled_at: datetime | None) -> None:
    """Store since when an account is disabled, or that it is not; its login sessions end."""
    session.execute(update(User).where(User.id == user_id).values(disabled_at=disabled_at))
    session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))


def set_role(session: Database, user_id: int, role: str) -> None:
    """Store what a user may do from now on."""
    session.execute(update(User).where(User.id == user_id).values(role=role))


def add_session(session: Database, user_id: int, token_hash: str, *, now: datetime, expires_at: datetime, address: str = "",
                agent: str = "") -> None:
    """Insert a login session."""
    session.execute(insert(LoginSession).values(user_id=user_id, token_hash=token_hash, created_at=now, expires_at=expires_at,
                                                address=address[:45], agent=agent[:200]))


def end_session(session: Database, user_id: int, token_hash: str) -> None:
    """Delete a login session."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.token_hash == token_hash))


def clean_up(session: Database, now: datetime, visitors_before: datetime) -> None:
    """Delete login sessions that have ended, and some of the visitors of long ago that nobody can be any more."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))
    alive = select(LoginSession.user_id).where(LoginSession.user_id == User.id).exists()
    gone = session.execute(
        select(User.id).where(User.role == "visitor", User.created_at < visitors_before, ~alive)
        .order_by(User.id).limit(_VISITORS_AT_ONCE).with_for_update(skip_locked=True)
    ).scalars().all()
    if gone:
        tallies.keep(session, gone)
        session.execute(delete(User).where(User.id.in_(gone)))


def settings_of(session: Database, user_id: int) -> LearnerSettings:
    """Return a user's current settings."""
    row = _current_settings(session, user_id).one()
    return LearnerSettings(row.number, _memory_settings(row), row.new_per_day, row.reviews_per_day, row.show_intervals,
                           dict(row.retentions), row.asks_confidence, row.goal_minutes, row.goal_questions)


@prepared
def _current_settings(user_id: int) -> Select[*tuple[Any, ...]]:
    return (select(SettingsVersion)
            .join(User, (User.id == SettingsVersion.user_id) & (User.settings_number == SettingsVersion.number))
            .where(SettingsVersion.user_id == user_id))


def all_settings_of(session: Database, user_id: int, bank_key: str) -> dict[int, Settings]:
    """Return every settings version of a user by its number, as replaying the log of a card in a bank needs them."""
    return {row.number: _in_bank(_memory_settings(row), row.retentions, bank_key) for row in _every_settings(session, user_id)}


@prepared
def _every_settings(user_id: int) -> Select[*tuple[Any, ...]]:
    return select(SettingsVersion).where(SettingsVersion.user_id == user_id)


def _in_bank(settings: Settings, retentions: Mapping[str, float], bank_key: str) -> Settings:
    return replace(settings, desired_retention=retentions.get(bank_key, settings.desired_retention))


def add_settings(session: Database, user_id: int, number: int, settings: Settings, *, now: datetime, new_per_day: int = NEW_PER_DAY,
                 reviews_per_day: int = REVIEWS_PER_DAY, show_intervals: bool = False,
                 retentions: Mapping[str, float] | None = None, asks_confidence: bool = False, goal_minutes: int = 0,
                 goal_questions: int = 0) -> None:
    """Insert a settings version and make it the current one."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(settings).items()}
    session.execute(insert(SettingsVersion).values(
        user_id=user_id, number=number, new_per_day=new_per_day, reviews_per_day=reviews_per_day, show_intervals=show_intervals,
        retentions=dict(retentions or {}), asks_confidence=asks_confidence, goal_minutes=goal_minutes,
        goal_questions=goal_questions, created_at=now, **values))
    session.execute(update(User).where(User.id == user_id).values(settings_number=number))


def store_settings(session: Database, user_id: int, old: LearnerSettings, new: LearnerSettings, now: datetime) -> None:
    """Add a version after the current one, ``old``, unless it says the same."""
    if new != old:
        add_settings(session, user_id, old.number + 1, new.memory, new_per_day=new.new_per_day,
                     reviews_per_day=new.reviews_per_day, show_intervals=new.show_intervals, retentions=new.retentions,
                     asks_confidence=new.asks_confidence, goal_minutes=new.goal_minutes, goal_questions=new.goal_questions,
                     now=now)


def _memory_settings(row: Row[*tuple[Any, ...]]) -> Settings:
    return Settings(
        weights=tuple(row.weights), learning_steps=tuple(row.learning_steps), relearning_steps=tuple(row.relearning_steps),
        desired_retention=row.desired_retention, maximum_interval=row.maximum_interval, zone=row.zone, day_start=row.day_start,
    )
