"""Links by which a password is set anew."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import aliased

from geoquiz.storage.db import Database
from geoquiz.storage.models import Classroom, Membership, ResetLink


def add(session: Database, user_id: int, token_hash: str, *, now: datetime, expires_at: datetime) -> None:
    """Insert a link in place of whatever links the user had."""
    drop(session, user_id)
    session.execute(insert(ResetLink).values(user_id=user_id, token_hash=token_hash, created_at=now, expires_at=expires_at))


def holds(session: Database, user_id: int, token_hash: str, now: datetime) -> bool:
    """Return whether a link is there and has not run out."""
    return session.execute(
        select(ResetLink.user_id).where(ResetLink.user_id == user_id, ResetLink.token_hash == token_hash,
                                        ResetLink.expires_at > now)).first() is not None


def drop(session: Database, user_id: int) -> None:
    """Delete all links of a user."""
    session.execute(delete(ResetLink).where(ResetLink.user_id == user_id))


def teaches(session: Database, teacher_id: int, student_id: int) -> bool:
    """Return whether one user teaches a class in which the other is a student; archived classes do not count."""
    theirs = aliased(Membership)
    statement = (
        select(Membership.class_id).join(theirs, theirs.class_id == Membership.class_id)
        .join(Classroom, Classroom.id == Membership.class_id)
        .where(Membership.user_id == teacher_id, Membership.role.in_(("teacher", "owner")), theirs.user_id == student_id,
               theirs.role == "student", Classroom.archived_at.is_(None)).limit(1))
    return session.execute(statement).first() is not None
