"""Who may see and edit a bank of one's own: nobody else, a class, chosen teachers, or everybody on this server."""

from dataclasses import dataclass

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, authoring, sharing
from geoquiz.storage.queries.authoring import OwnBank
from geoquiz.storage.queries.sharing import Group, Person

RIGHTS = ("view", "edit")
VISIBILITIES = ("private", "shared", "public")


class NotAllowed(GeoquizError):
    """A student wants to share."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """A bank with those who see it; ``may_share`` says whether its owner is a teacher."""

    bank: OwnBank
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    may_share: bool


def show(session: Database, user_id: int, key: str) -> Sharing:
    """Return who sees a bank of the user's own; raise NotFound when it is none of theirs."""
    bank = authoring.own_bank(session, key, user_id)
    return Sharing(bank, tuple(sharing.people_of(session, bank.id)), tuple(sharing.groups_of(session, bank.id, user_id)),
                   _is_teacher(session, user_id))


def _is_teacher(session: Database, user_id: int) -> bool:
    account = accounts.by_id(session, user_id)
    return account is not None and account.role in ("teacher", "admin")


def set_visibility(session: Database, user_id: int, key: str, visibility: str) -> None:
    """Store who sees a bank: "private", "shared" with those it names, or "public".

    Raises NotFound when it is none of theirs, and NotAllowed when a student wants more than "private".
    """
    if visibility not in VISIBILITIES:
        raise GeoquizError("Choose who may see the bank: you alone, those below, or everybody.")
    bank = _begin(session, user_id, key, may_be_student=visibility == "private")
    try:
        authoring.set_visibility(session, bank.id, visibility)
        session.commit()
    finally:
        session.rollback()


def share_with_teacher(session: Database, user_id: int, key: str, name: str, right: str) -> str:
    """Let another teacher see a bank, or edit it too, and return their name as typed.

    Raises GeoquizError where there is no teacher of this name, else what `set_visibility` raises.
    """
    bank = _begin(session, user_id, key)
    try:
        other = sharing.teacher_named(session, name) if name.strip() else None
        if other is None or other == user_id:
            raise GeoquizError(f"There is no other teacher called {name.strip()!r} here: write the user name." if name.strip()
                               else "Write the user name of a teacher.")
        sharing.share_with_user(session, bank.id, other, _right(right))
        _settle(session, bank)
        session.commit()
    finally:
        session.rollback()
    return name.strip()


def share_with_class(session: Database, user_id: int, key: str, class_key: str, right: str) -> None:
    """Let a class that the user teaches study a bank ("view"), and its teachers edit it ("edit"), or end that ("").

    Raises NotFound where they teach no such class, else what `set_visibility` raises.
    """
    bank = _begin(session, user_id, key)
    try:
        group = next((group for group in sharing.groups_of(session, bank.id, user_id) if group.key == class_key), None)
        if group is None:
            raise NotFound("There is no such class.")
        if right:
            sharing.share_with_class(session, bank.id, group.class_id, _right(right))
        else:
            sharing.unshare_class(session, bank.id, group.class_id)
        _settle(session, bank)
        session.commit()
    finally:
        session.rollback()


def unshare(session: Database, user_id: int, key: str, other_id: int) -> None:
    """Take a bank back from a teacher; raise what `set_visibility` raises."""
    bank = _begin(session, user_id, key)
    try:
        sharing.unshare_user(session, bank.id, other_id)
        _settle(session, bank)
        session.commit()
    finally:
        session.rollback()


def _begin(session: Database, user_id: int, key: str, *, may_be_student: bool = False) -> OwnBank:
    begin_write(session)
    bank = authoring.own_bank(session, key, user_id)
    if not may_be_student and not _is_teacher(session, user_id):
        raise NotAllowed("Sharing a bank is for teachers: ask whoever runs this server for that role.")
    return bank


def _right(text: str) -> str:
    if text not in RIGHTS:
        raise GeoquizError("Choose what they may do: see the bank, or edit it too.")
    return text


def _settle(session: Database, bank: OwnBank) -> None:
    """Let a bank be shared while somebody is named, and private when nobody is; a public one stays public."""
    if bank.visibility in ("private", "shared"):
        authoring.set_visibility(session, bank.id, "shared" if sharing.is_shared(session, bank.id) else "private")
