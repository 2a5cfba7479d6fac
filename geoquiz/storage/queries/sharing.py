"""Whom a bank of the browser is shared with: users, and classes."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from geoquiz.core.names import name_key
from geoquiz.storage.db import Database
from geoquiz.storage.models import BankClassShare, BankShare, Classroom, Membership, User


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with whom a bank is shared."""

    user_id: int
    name: str
    right: str


@dataclass(frozen=True, slots=True)
class Group:
    """A class that a teacher has, and what it may do with a bank ("" for nothing)."""

    class_id: int
    key: str
    name: str
    right: str


def people_of(session: Database, bank_id: int) -> list[Person]:
    """Return the users with whom a bank is shared, by name; by the index of shares on their bank."""
    statement = (select(BankShare.user_id, User.name, BankShare.right).join(User, User.id == BankShare.user_id)
                 .where(BankShare.bank_id == bank_id).order_by(User.name))
    return [Person(user_id, name or "", right) for user_id, name, right in session.execute(statement)]


def groups_of(session: Database, bank_id: int, user_id: int) -> list[Group]:
    """Return the classes that a user teaches, and those a bank is shared with already, by name."""
    teaches = exists().where(Membership.class_id == Classroom.id, Membership.user_id == user_id,
                             Membership.role.in_(("teacher", "owner"))) & Classroom.archived_at.is_(None)
    statement = (
        select(Classroom.id, Classroom.key, Classroom.name, BankClassShare.right)
        .outerjoin(BankClassShare, (BankClassShare.class_id == Classroom.id) & (BankClassShare.bank_id == bank_id))
        .where(or_(teaches, BankClassShare.right.is_not(None))).order_by(Classroom.name, Classroom.id))
    return [Group(class_id, key, name, right or "") for class_id, key, name, right in session.execute(statement)]


def teacher_named(session: Database, name: str) -> int | None:
    """Return the id of the teacher or administrator of a name, written this way or another that looks alike."""
    statement = select(User.id).where(User.name_key == name_key(name), User.role.in_(("teacher", "admin")))
    return session.execute(statement).scalar_one_or_none()


def share_with_user(session: Database, bank_id: int, user_id: int, right: str) -> None:
    """Store what a user may do with a bank."""
    _put(session, BankShare, "user_id", user_id, bank_id, right)


def share_with_class(session: Database, bank_id: int, class_id: int, right: str) -> None:
    """Store what the members ("view") and the teachers ("edit") of a class may do with a bank."""
    _put(session, BankClassShare, "class_id", class_id, bank_id, right)


def _put(session: Database, model: type[BankShare | BankClassShare], column: str, id_: int, bank_id: int, right: str) -> None:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(model).values(**{column: id_, "bank_id": bank_id, "right": right})
    session.execute(statement.on_conflict_do_update(index_elements=[column, "bank_id"], set_={"right": right}))


def unshare_user(session: Database, bank_id: int, user_id: int) -> None:
    """Take a share back from a user."""
    session.execute(delete(BankShare).where(BankShare.user_id == user_id, BankShare.bank_id == bank_id))


def unshare_class(session: Database, bank_id: int, class_id: int) -> None:
    """Take a share back from a class."""
    session.execute(delete(BankClassShare).where(BankClassShare.class_id == class_id, BankClassShare.bank_id == bank_id))


def is_shared(session: Database, bank_id: int) -> bool:
    """Tell whether a bank is shared with anybody at all."""
    person, group = exists().where(BankShare.bank_id == bank_id), exists().where(BankClassShare.bank_id == bank_id)
    return bool(session.execute(select(or_(person, group))).scalar_one())
