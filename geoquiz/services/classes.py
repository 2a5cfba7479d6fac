"""Classes: making, joining and leaving them, who teaches, what is announced, and putting a year away."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from geoquiz.core.classes import joining
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.names import name_key
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, classes
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.classes import AnnouncementRow, Class, ClassCount, Link, Member

LONGEST_NAME = 100
LONGEST_TEXT = 10_000
MOST_EXTRA = 300
MOST_MEMBERS = 500
_MOST_ANNOUNCEMENTS = 30


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in a class and the codes that lead into it, for its teachers."""

    room: Class
    members: tuple[Member, ...]
    links: tuple[Link, ...]

    @property
    def teachers(self) -> tuple[Member, ...]:
        """The owner and the co-teachers."""
        return tuple(member for member in self.members if member.role != "student")

    @property
    def students(self) -> tuple[Member, ...]:
        """The students."""
        return tuple(member for member in self.members if member.role == "student")


def list_mine(session: Database, user_id: int) -> tuple[ClassCount, ...]:
    """Return the classes that a user is in, archived ones last."""
    return tuple(classes.classes_of(session, user_id))


def show(session: Database, key: str, user_id: int) -> tuple[Class, tuple[AnnouncementRow, ...]]:
    """Return a class with its newest announcements; raise NotFound for whoever is not in it."""
    room = classes.class_of(session, key, user_id)
    return room, tuple(classes.announcements_of(session, room.id, _MOST_ANNOUNCEMENTS))


def people(session: Database, key: str, user_id: int) -> People:
    """Return who is in a class; raise NotFound for whoever does not teach it."""
    room = classes.taught_by(session, key, user_id)
    return People(room, tuple(classes.members_of(session, room.id)), tuple(classes.links_of(session, room.id)))


def create(session: Database, owner: Account, name: str, *, now: datetime) -> str:
    """Make a class and return its key. Raises GeoquizError for an unusable name, NotFound for who may not make classes."""
    if owner.role not in ("teacher", "admin"):
        raise NotFound("There is no such page.")
    name, key = _usable(name), secrets.token_hex(6)
    begin_write(session)
    classes.add_member(session, classes.add_class(session, key, name, now), owner.id, "owner", now)
    session.commit()
    return key


def _usable(name: str) -> str:
    name = " ".join(name.split())
    if not name or "\0" in name:
        raise GeoquizError("Give the class a name, such as 7b Geography 2026.")
    if len(name) > LONGEST_NAME:
        raise GeoquizError(f"The name of a class has at most {LONGEST_NAME} characters.")
    return name


def rename(session: Database, key: str, user_id: int, name: str) -> None:
    """Store the name of a class. Raises what `create` raises."""
    name = _usable(name)
    room = classes.taught_to_change(session, key, user_id)
    classes.change_class(session, room.id, name=name)
    session.commit()


def archive(session: Database, key: str, user_id: int, *, archived: bool, now: datetime) -> None:
    """Put a class of one's own away, or take it up again; its codes lead nowhere meanwhile."""
    room = _owned(session, key, user_id)
    classes.change_class(session, room.id, archived_at=now if archived else None)
    session.commit()


def find_link(session: Database, typed: str, *, now: datetime) -> Link:
    """Return where a code leads; raise NotFound when it was revoked, has expired or never was one."""
    link = classes.link_of(session, joining.read_code(typed))
    if link is None or not link.holds(now):
        raise NotFound("This code leads to no class: it may be mistyped, or no longer hold. Ask your teacher for another one.")
    return link


def join(session: Database, account: Account, typed: str, *, now: datetime) -> tuple[str, bool]:
    """Become a student of the class that a code leads to: return its key, and whether the user was not in it before.

    Raises NotFound as `find_link` does, and Conflict when the class is full.
    """
    begin_write(session)
    try:
        accounts.lock(session, account.id)
        link = find_link(session, typed, now=now)
        if classes.role_in(session, link.class_id, account.id) is not None:
            return link.class_key, False
        if len(classes.members_of(session, link.class_id)) >= MOST_MEMBERS:
            raise Conflict(f"The class {link.class_name!r} is full: it has {MOST_MEMBERS} members.")
        classes.add_member(session, link.class_id, account.id, "student", now)
        session.commit()
        return link.class_key, True
    finally:
        session.rollback()


def leave(session: Database, key: str, user_id: int) -> str:
    """Leave a class and return its name; what one has learned stays. Raises Conflict for its owner."""
    begin_write(session)
    room = classes.class_of(session, key, user_id)
    if room.is_owned:
        session.rollback()
        raise Conflict("The owner cannot leave a class: archive it, or hand it over to a co-teacher first.")
    classes.drop_member(session, room.id, user_id)
    session.commit()
    return room.name


def add_link(session: Database, key: str, user_id: int, days: int | None, *, now: datetime) -> str:
    """Make a code that students join by, for so many days or (None) until it is revoked, and return it."""
    room = classes.taught_to_change(session, key, user_id)
    code = "".join(secrets.choice(joining.ALPHABET) for _ in range(joining.LENGTH))
    classes.add_link(session, room.id, code, now, now + timedelta(days=days) if days else None)
    session.commit()
    return code


def revoke_link(session: Database, key: str, user_id: int, code: str) -> None:
    """Let a code lead nowhere from now on; raise NotFound when the class has no such code."""
    room = classes.taught_to_change(session, key, user_id)
    there = classes.drop_link(session, room.id, joining.read_code(code))
    session.commit()
    if not there:
        raise NotFound("The class has no such code.")


def link_of(session: Database, key: str, user_id: int, code: str) -> Link:
    """Return a code of a class for its teachers; raise NotFound when there is none."""
    room = classes.taught_by(session, key, user_id)
    found = next((link for link in classes.links_of(session, room.id) if link.code == code), None)
    if found is None:
        raise NotFound("The class has no such code.")
    return found


def change_student(session: Database, key: str, user_id: int, student_id: int, *, display_name: str, extra_percent: int) -> None:
    """Store what teachers call a student, and how much more time they get in quizzes, in per cent."""
    if not 0 <= extra_percent <= MOST_EXTRA:
        raise GeoquizError(f"Extra time is a whole number from 0 to {MOST_EXTRA} per cent.")
    room = classes.taught_to_change(session, key, user_id)
    _student(session, room, student_id)
    name = " ".join(display_name.replace("\0", "").split())[:LONGEST_NAME]
    classes.change_member(session, room.id, student_id, display_name=name or None, extra_percent=extra_percent)
    session.commit()


def remove(session: Database, key: str, user_id: int, member_id: int) -> str:
    """Take a student, or (for the owner) a co-teacher, out of a class and return the name; their own data stays theirs."""
    room = classes.taught_to_change(session, key, user_id)
    member = classes.member_of(session, room.id, member_id)
    if member.role != "student" and (member.role == "owner" or not room.is_owned):
        session.rollback()
        raise NotFound("There is nobody of this name in the class.")
    classes.drop_member(session, room.id, member_id)
    session.commit()
    return member.called


def add_teacher(session: Database, key: str, user_id: int, name: str, *, now: datetime) -> str:
    """Let another teacher teach a class too, and return the name; for the owner alone.

    Raises GeoquizError when there is no teacher of this name.
    """
    room = _owned(session, key, user_id)
    try:
        found = accounts.by_name(session, name_key(name))
        if found is None or found[0].role not in ("teacher", "admin"):
            raise GeoquizError(f"There is no teacher {name.strip()[:64]!r} on this server: check the spelling of the user name.")
        account = found[0]
        role = classes.role_in(session, room.id, account.id)
        if role in ("owner", "teacher"):
            raise GeoquizError(f"{account.name} teaches this class already.")
        if role is None:
            classes.add_member(session, room.id, account.id, "teacher", now)
        else:
            classes.change_member(session, room.id, account.id, role="teacher")
        session.commit()
        return account.name or ""
    finally:
        session.rollback()


def hand_over(session: Database, key: str, user_id: int, teacher_id: int) -> str:
    """Make a co-teacher the owner of a class, oneself a co-teacher, and return the new owner's name."""
    room = _owned(session, key, user_id)
    member = classes.member_of(session, room.id, teacher_id)
    if member.role != "teacher":
        session.rollback()
        raise NotFound("There is no co-teacher of this name in the class.")
    classes.change_member(session, room.id, teacher_id, role="owner")
    classes.change_member(session, room.id, user_id, role="teacher")
    session.commit()
    return member.called


def announce(session: Database, key: str, author: Account, text: str, *, now: datetime) -> None:
    """Put a message on the page of a class. Raises GeoquizError for one that is empty or too long."""
    room = classes.taught_to_change(session, key, author.id)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise GeoquizError("Write something to announce.")
    if len(text) > LONGEST_TEXT:
        raise GeoquizError(f"An announcement has at most {LONGEST_TEXT:,} characters; this one has {len(text):,}.")
    classes.add_announcement(session, room.id, author.name or "", text, now)
    session.commit()


def retract(session: Database, key: str, user_id: int, announcement_id: int) -> None:
    """Take a message away; raise NotFound when there is none."""
    room = classes.taught_to_change(session, key, user_id)
    there = classes.drop_announcement(session, room.id, announcement_id)
    session.commit()
    if not there:
        raise NotFound("There is no such announcement.")


def _owned(session: Database, key: str, user_id: int) -> Class:
    begin_write(session)
    room = classes.taught_by(session, key, user_id)
    if not room.is_owned:
        session.rollback()
        raise NotFound("There is no such class.")
    return room


def _student(session: Database, room: Class, student_id: int) -> Member:
    member = classes.member_of(session, room.id, student_id)
    if member.role != "student":
        session.rollback()
        raise NotFound("There is no such student in the class.")
    return member
