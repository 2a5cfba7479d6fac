"""Classes as their members see them: who is in them, links to join by, and announcements.

By the keys of `classes`, `class_members` (user first) and `class_links`; members of a class by `ix_class_members_class`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, insert, select, update

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.models import Announcement, ClassLink, Classroom, Membership, User

_HIGHEST = 2**63


@dataclass(frozen=True, slots=True)
class Class:
    """A class as one of its members sees it; ``role`` is that member's own: student, teacher or owner."""

    id: int
    key: str
    name: str
    created_at: datetime
    archived_at: datetime | None
    role: str
    joined_at: datetime
    extra_percent: int
    has_board: bool

    @property
    def is_taught(self) -> bool:
        """Whether the member teaches here, as owner or with the owner."""
        return self.role != "student"

    @property
    def is_owned(self) -> bool:
        """Whether the class is the member's own."""
        return self.role == "owner"


@dataclass(frozen=True, slots=True)
class ClassCount(Class):
    """A class in a list, with how many students it has."""

    students: int


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a class, as its teachers see them."""

    user_id: int
    name: str
    display_name: str | None
    role: str
    extra_percent: int
    from_roster: bool
    joined_at: datetime
    must_change_password: bool

    @property
    def called(self) -> str:
        """What teachers call them."""
        return self.display_name or self.name


@dataclass(frozen=True, slots=True)
class Link:
    """A code to join by, and until when; ``class_name`` is the class that it leads to."""

    code: str
    created_at: datetime
    expires_at: datetime | None
    class_id: int
    class_key: str
    class_name: str

    def holds(self, now: datetime) -> bool:
        """Tell whether one can join by it."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """A message on the page of a class."""

    id: int
    author: str
    text: str
    created_at: datetime


_CLASS = (Classroom.id, Classroom.key, Classroom.name, Classroom.created_at, Classroom.archived_at,
          Membership.role, Membership.joined_at, Membership.extra_percent, Classroom.has_board)
_MEMBER = (User.id, User.name, Membership.display_name, Membership.role, Membership.extra_percent, Membership.from_roster,
           Membership.joined_at, User.must_change_password)


def class_of(session: Database, key: str, user_id: int) -> Class:
    """Return the class of a key; raise NotFound for whoever is not in it."""
    statement: Select[*tuple[Any, ...]] = (select(*_CLASS).join(Membership, Membership.class_id == Classroom.id)
                                           .where(Classroom.key == key, Membership.user_id == user_id))
    row = session.execute(statement).one_or_none() if "\0" not in key else None
    if row is None:
        raise NotFound("There is no such class.")
    return Class(*row)


def taught_by(session: Database, key: str, user_id: int) -> Class:
    """Return the class of a key; raise NotFound for whoever does not teach it."""
    found = class_of(session, key, user_id)
    if not found.is_taught:
        raise NotFound("There is no such class.")
    return found


def taught_to_change(session: Database, key: str, user_id: int) -> Class:
    """Begin to write, and return a class that the user teaches; raise Conflict where it is archived."""
    begin_write(session)
    room = taught_by(session, key, user_id)
    if room.archived_at is not None:
        session.rollback()
        raise Conflict("This class is archived: take it up again before you change it.")
    return room


def classes_of(session: Database, user_id: int) -> list[ClassCount]:
    """Return all classes that a user is in, archived ones last, by name."""
    other = select(func.count()).select_from(Membership.__table__.alias("others"))
    others = other.get_final_froms()[0]
    count = other.where(others.c.class_id == Classroom.id, others.c.role == "student").correlate(Classroom).scalar_subquery()
    statement = (select(*_CLASS, count).join(Membership, Membership.class_id == Classroom.id).where(Membership.user_id == user_id)
                 .order_by(Classroom.archived_at.is_not(None), func.lower(Classroom.name), Classroom.id))
    return [ClassCount(*row) for row in session.execute(statement)]


def add_class(session: Database, key: str, name: str, now: datetime) -> int:
    """Insert a class without members and return its id."""
    return session.execute(insert(Classroom).values(key=key, name=name, created_at=now).returning(Classroom.id)
                           ).scalar_one()


def change_class(session: Database, class_id: int, **values: Any) -> None:
    """Store a new name of a class, that it is archived, or whether there is a board."""
    session.execute(update(Classroom).where(Classroom.id == class_id).values(**values))


def _members() -> Select[*tuple[Any, ...]]:
    return select(*_MEMBER).join(Membership, Membership.user_id == User.id)


def members_of(session: Database, class_id: int) -> list[Member]:
    """Return everybody in a class: the owner, then co-teachers, then students, by what they are called."""
    order = case((Membership.role == "owner", 0), (Membership.role == "teacher", 1), else_=2)
    called = func.lower(func.coalesce(Membership.display_name, User.name))
    statement = _members().where(Membership.class_id == class_id).order_by(order, called, User.id)
    return [Member(*row) for row in session.execute(statement)]


def member_of(session: Database, class_id: int, user_id: int) -> Member:
    """Return somebody in a class; raise NotFound when nobody of this id is."""
    row = session.execute(_members().where(Membership.class_id == class_id, Membership.user_id == user_id)).one_or_none() \
        if user_id < _HIGHEST else None
    if row is None:
        raise NotFound("There is nobody of this name in the class.")
    return Member(*row)


def role_in(session: Database, class_id: int, user_id: int) -> str | None:
    """Return what somebody is in a class; None for a stranger to it."""
    return session.execute(select(Membership.role).where(Membership.user_id == user_id, Membership.class_id == class_id)
                           ).scalar_one_or_none()


def add_member(session: Database, class_id: int, user_id: int, role: str, now: datetime, **values: Any) -> None:
    """Insert a membership."""
    session.execute(insert(Membership).values(class_id=class_id, user_id=user_id, role=role, joined_at=now,
                                              **{"extra_percent": 0, "from_roster": False} | values))


def change_member(session: Database, class_id: int, user_id: int, **values: Any) -> None:
    """Store something new of a membership."""
    session.execute(update(Membership).where(_membership(class_id, user_id)).values(**values))


def drop_member(session: Database, class_id: int, user_id: int) -> None:
    """Delete a membership, and nothing else."""
    session.execute(delete(Membership).where(_membership(class_id, user_id)))


def _membership(class_id: int, user_id: int) -> ColumnElement[bool]:
    return (Membership.user_id == user_id) & (Membership.class_id == class_id)


def add_link(session: Database, class_id: int, code: str, now: datetime, expires_at: datetime | None) -> None:
    """Insert a code to join by."""
    session.execute(insert(ClassLink).values(code=code, class_id=class_id, created_at=now, expires_at=expires_at))


def _links() -> Select[*tuple[Any, ...]]:
    return (select(ClassLink.code, ClassLink.created_at, ClassLink.expires_at, Classroom.id, Classroom.key, Classroom.name)
            .join(Classroom, Classroom.id == ClassLink.class_id))


def links_of(session: Database, class_id: int) -> list[Link]:
    """Return the codes of a class, the newest first."""
    statement = _links().where(ClassLink.class_id == class_id).order_by(ClassLink.created_at.desc(), ClassLink.code)
    return [Link(*row) for row in session.execute(statement)]


def link_of(session: Database, code: str) -> Link | None:
    """Return the code, if it was not revoked; those of archived classes lead nowhere."""
    row = session.execute(_links().where(ClassLink.code == code, Classroom.archived_at.is_(None))).one_or_none()
    return Link(*row) if row else None


def drop_link(session: Database, class_id: int, code: str) -> bool:
    """Delete a code of a class, and tell whether there was one."""
    statement = delete(ClassLink).where(ClassLink.class_id == class_id, ClassLink.code == code).returning(ClassLink.code)
    return session.execute(statement).scalar_one_or_none() is not None


def announcements_of(session: Database, class_id: int, most: int) -> list[AnnouncementRow]:
    """Return the newest messages of a class; by `ix_announcements_class`."""
    statement = (select(Announcement.id, Announcement.author, Announcement.text, Announcement.created_at)
                 .where(Announcement.class_id == class_id)
                 .order_by(Announcement.created_at.desc(), Announcement.id.desc()).limit(most))
    return [AnnouncementRow(*row) for row in session.execute(statement)]


def add_announcement(session: Database, class_id: int, author: str, text: str, now: datetime) -> None:
    """Insert a message."""
    session.execute(insert(Announcement).values(class_id=class_id, author=author, text=text, created_at=now))


def drop_announcement(session: Database, class_id: int, announcement_id: int) -> bool:
    """Delete a message of a class, and tell whether there was one."""
    if announcement_id >= _HIGHEST:
        return False
    statement = delete(Announcement).where(Announcement.class_id == class_id, Announcement.id == announcement_id)
    return session.execute(statement.returning(Announcement.id)).scalar_one_or_none() is not None
