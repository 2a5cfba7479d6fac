"""A whole list of students at once: looking at what it would make, making the accounts, and new passwords for them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from geoquiz import passwords
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.names import name_key
from geoquiz.interchange.roster import Entry, read_roster
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, audit, classes, logins, uploads
from geoquiz.storage.queries.classes import Class
from geoquiz.storage.queries.uploads import UploadRow

_KEPT = timedelta(days=1)
_MOST_KEPT = 5
_FILE = "roster of "


@dataclass(frozen=True, slots=True)
class Look:
    """What a list would do: whose accounts it would make, and one sentence for each line that stays out."""

    room: Class
    entries: tuple[Entry, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to a student: it can be read this once, since only the password's hash is kept."""

    called: str
    name: str
    password: str


def keep(session: Database, key: str, user_id: int, data: bytes, *, now: datetime) -> str:
    """Store a list until it is decided about, for a day, and return its key. Raises GeoquizError for what is no list."""
    read_roster(data)
    begin_write(session)
    room = _open(session, key, user_id)
    upload = secrets.token_hex(8)
    uploads.add_upload(session, user_id, upload, UploadRow(f"{_FILE}{room.key}", data), now)
    uploads.drop_uploads(session, user_id, keep=_MOST_KEPT, before=now - _KEPT)
    session.commit()
    return upload


def look(session: Database, key: str, user_id: int, upload: str, *, now: datetime) -> Look:
    """Return what a list would do; raise NotFound when it is gone, or was for another class."""
    return _look(session, classes.taught_by(session, key, user_id), user_id, upload, now)


def _look(session: Database, room: Class, user_id: int, upload: str, now: datetime) -> Look:
    kept = uploads.upload_of(session, user_id, upload, now - _KEPT) if "\0" not in upload else None
    if kept is None or kept.name != f"{_FILE}{room.key}":
        raise NotFound("This list is no longer here: send it again.")
    roster = read_roster(kept.data)
    entries, faults = [], list(roster.faults)
    for entry in roster.entries:
        found = accounts.by_name(session, name_key(entry.name))
        if found is None:
            entries.append(entry)
        elif classes.role_in(session, room.id, found[0].id) is not None:
            faults.append(f"Line {entry.line}: {entry.name!r} is in this class already, and is left as it is.")
        else:
            faults.append(f"Line {entry.line}: the user name {entry.name!r} is taken on this server, or looks like one that is: "
                          "choose another, or let its owner join by a code.")
    return Look(room, tuple(entries), tuple(faults))


def apply(session: Database, key: str, user_id: int, upload: str, *, zone: str, now: datetime) -> tuple[Slip, ...]:
    """Make an account for everybody on a list and put them into the class: return what to hand out, for this once.

    The list is used up by it, so that sending the form twice makes nobody twice. Raises NotFound when it is gone.
    """
    wanted = look(session, key, user_id, upload, now=now)
    # Before anything is locked: each hash takes its tenth of a second, on purpose.
    made = {entry.name: (password, passwords.hashed(password))
            for entry, password in ((entry, passwords.temporary()) for entry in wanted.entries)}
    begin_write(session)
    try:
        room = _open(session, key, user_id)
        entries = [entry for entry in _look(session, room, user_id, upload, now).entries if entry.name in made]
        if len(classes.members_of(session, room.id)) + len(entries) > 500:
            raise Conflict(f"The class {room.name!r} would have more than 500 members: make another one for the rest.")
        for entry in entries:
            id_ = accounts.add_account(session, name=entry.name, password_hash=made[entry.name][1], role="student", zone=zone,
                                       now=now, must_change=True)
            classes.add_member(session, room.id, id_, "student", now, display_name=entry.called or None, from_roster=True)
            audit.record(session, "account made", entry.name, now=now)
        uploads.drop_upload(session, user_id, upload)
        session.commit()
    except IntegrityError as error:  # Somebody took one of the names between the look and the insert.
        raise Conflict("One of the names was taken a moment ago: look at the list once more.") from error
    finally:
        session.rollback()
    return tuple(Slip(entry.called, entry.name, made[entry.name][0]) for entry in entries)


def new_password(session: Database, key: str, user_id: int, student_id: int, *, now: datetime) -> Slip:
    """Give a student whom a list brought in a new password, to be changed at the next log-in; every session of theirs ends.

    Raises NotFound for whoever made their own account, or no longer is a student: their password is nobody's but theirs.
    """
    password = passwords.temporary()
    password_hash = passwords.hashed(password)
    begin_write(session)
    room = _open(session, key, user_id)
    member = classes.member_of(session, room.id, student_id)
    account = accounts.by_id(session, student_id)
    if not member.from_roster or member.role != "student" or account is None or account.role != "student":
        session.rollback()
        raise NotFound("There is no such student in the class.")
    accounts.set_password(session, student_id, password_hash, must_change=True)
    logins.end_all(session, student_id)
    audit.record(session, "password reset", member.name, now=now)
    session.commit()
    return Slip(member.display_name or "", member.name, password)


def _open(session: Database, key: str, user_id: int) -> Class:
    room = classes.taught_by(session, key, user_id)
    if room.archived_at is not None:
        session.rollback()
        raise GeoquizError("This class is archived: take it up again before you change it.")
    return room
