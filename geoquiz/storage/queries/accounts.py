"""Users, logins and settings versions."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from geoquiz.core.scheduling.memory import Settings
from geoquiz.storage.db import Database
from geoquiz.storage.models import LoginSession, SettingsVersion, User

NEW_PER_DAY = 20
REVIEWS_PER_DAY = 200


@dataclass(frozen=True, slots=True)
class Account:
    """A user as pages and services know them; visitors have no name."""

    id: int
    name: str | None
    role: str
    handle: str

    @property
    def is_visitor(self) -> bool:
        """Whether this is somebody trying questions without an account."""
        return self.role == "visitor"


@dataclass(frozen=True, slots=True)
class LearnerSettings:
    """The current settings version of a learner: its number, what memory needs, the day's limits, and what pages show.

    ``retentions`` are those of single banks, by key; everywhere else that of ``memory`` is aimed at.
    """

    number: int
    memory: Settings
    new_per_day: int = NEW_PER_DAY
    reviews_per_day: int = REVIEWS_PER_DAY
    show_intervals: bool = False
    retentions: Mapping[str, float] = field(default_factory=dict)

    def memory_in(self, bank_key: str) -> Settings:
        """Return what memory needs for the cards of a bank."""
        return _in_bank(self.memory, self.retentions, bank_key)


_ACCOUNT = (User.id, User.name, User.role, User.handle)
# Whoever logs in waits for this, so it is a little at a time.
_VISITORS_AT_ONCE = 50


def by_session(session: Database, user_id: int, token_hash: str, now: datetime) -> Account | None:
    """Return the user of a login session that still holds."""
    row = session.execute(
        select(*_ACCOUNT).join(LoginSession, LoginSession.user_id == User.id)
        .where(LoginSession.user_id == user_id, LoginSession.token_hash == token_hash, LoginSession.expires_at > now)
    ).one_or_none()
    return Account(*row) if row else None


def by_name(session: Database, name_key: str) -> tuple[Account, str] | None:
    """Return the user of a name with their password hash."""
    row = session.execute(select(*_ACCOUNT, User.password_hash).where(User.name_key == name_key)).one_or_none()
    return (Account(*row[:4]), row[4] or "") if row else None


def by_id(session: Database, user_id: int) -> Account | None:
    """Return the user with this id."""
    row = session.execute(select(*_ACCOUNT).where(User.id == user_id)).one_or_none()
    return Account(*row) if row else None


def lock(session: Database, user_id: int) -> Account | None:
    """Make this transaction the only writer of a learner's rows; return the user, or None when there is none.

    On SQLite the transaction already is the only writer of the whole file.
    """
    row = session.execute(select(*_ACCOUNT).where(User.id == user_id).with_for_update()).one_or_none()
    return Account(*row) if row else None


def add_user(session: Database, *, name: str | None, name_key: str | None, password_hash: str | None, role: str,
             handle: str, now: datetime) -> int:
    """Insert a user without settings and return the id."""
    statement = insert(User).values(name=name, name_key=name_key, password_hash=password_hash, role=role, handle=handle,
                                    settings_number=1, created_at=now).returning(User.id)
    return session.execute(statement).scalar_one()


def name_user(session: Database, user_id: int, *, name: str, name_key: str, password_hash: str, role: str) -> None:
    """Turn a visitor into an account of their own; all their rows stay where they are."""
    session.execute(update(User).where(User.id == user_id)
                    .values(name=name, name_key=name_key, password_hash=password_hash, role=role))


def set_role(session: Database, user_id: int, role: str) -> None:
    """Store what a user may do from now on."""
    session.execute(update(User).where(User.id == user_id).values(role=role))


def add_session(session: Database, user_id: int, token_hash: str, *, now: datetime, expires_at: datetime) -> None:
    """Insert a login session."""
    session.execute(insert(LoginSession).values(user_id=user_id, token_hash=token_hash, created_at=now,
                                                expires_at=expires_at))


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
        session.execute(delete(User).where(User.id.in_(gone)))


def settings_of(session: Database, user_id: int) -> LearnerSettings:
    """Return a user's current settings."""
    row = session.execute(
        select(SettingsVersion).join(User, (User.id == SettingsVersion.user_id) & (User.settings_number == SettingsVersion.number))
        .where(SettingsVersion.user_id == user_id)
    ).scalar_one()
    return LearnerSettings(row.number, _memory_settings(row), row.new_per_day, row.reviews_per_day, row.show_intervals,
                           dict(row.retentions))


def all_settings_of(session: Database, user_id: int, bank_key: str) -> dict[int, Settings]:
    """Return every settings version of a user by its number, as replaying the log of a card in a bank needs them."""
    rows = session.execute(select(SettingsVersion).where(SettingsVersion.user_id == user_id)).scalars()
    return {row.number: _in_bank(_memory_settings(row), row.retentions, bank_key) for row in rows}


def _in_bank(settings: Settings, retentions: Mapping[str, float], bank_key: str) -> Settings:
    return replace(settings, desired_retention=retentions.get(bank_key, settings.desired_retention))


def add_settings(session: Database, user_id: int, number: int, settings: Settings, *, now: datetime, new_per_day: int = NEW_PER_DAY,
                 reviews_per_day: int = REVIEWS_PER_DAY, show_intervals: bool = False,
                 retentions: Mapping[str, float] | None = None) -> None:
    """Insert a settings version and make it the current one."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(settings).items()}
    session.execute(insert(SettingsVersion).values(
        user_id=user_id, number=number, new_per_day=new_per_day, reviews_per_day=reviews_per_day, show_intervals=show_intervals,
        retentions=dict(retentions or {}), created_at=now, **values))
    session.execute(update(User).where(User.id == user_id).values(settings_number=number))


def store_settings(session: Database, user_id: int, old: LearnerSettings, new: LearnerSettings, now: datetime) -> None:
    """Add a version after the current one, ``old``, unless it says the same."""
    if new != old:
        add_settings(session, user_id, old.number + 1, new.memory, new_per_day=new.new_per_day,
                     reviews_per_day=new.reviews_per_day, show_intervals=new.show_intervals, retentions=new.retentions, now=now)


def _memory_settings(row: SettingsVersion) -> Settings:
    return Settings(
        weights=tuple(row.weights), learning_steps=tuple(row.learning_steps), relearning_steps=tuple(row.relearning_steps),
        desired_retention=row.desired_retention, maximum_interval=row.maximum_interval, zone=row.zone, day_start=row.day_start,
    )
