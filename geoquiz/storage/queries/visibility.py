"""Which banks somebody may see at all, and edit; another's bank answers like one that does not exist."""

from typing import Any

from sqlalchemy import ColumnElement, exists

from geoquiz.storage.models import Bank, BankClassShare, BankShare, Membership


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """Return the condition that a bank is public, the viewer's own or shared with them; one put away is nobody's.

    ``viewer`` is a user's id, a column of ids, or None. Shares are looked for in shared banks alone, by their primary keys.
    """
    public: ColumnElement[bool] = Bank.visibility == "public"
    if viewer is None:
        return public
    own: ColumnElement[bool] = (Bank.visibility != "retired") & (Bank.owner_id == viewer)
    return public | own | ((Bank.visibility == "shared") & _shared_with(viewer))


def editable_by(viewer: Any) -> ColumnElement[bool]:
    """Return the condition that the viewer may edit a bank in the browser: their own, or one shared with them for that.

    Banks of a folder are never edited here. Its owner may still open a bank that was put away.
    """
    shared = Bank.visibility.in_(("shared", "public")) & _shared_with(viewer, "edit")
    own: ColumnElement[bool] = (Bank.origin == "browser") & ((Bank.owner_id == viewer) | shared)
    return own


def _shared_with(viewer: Any, right: str | None = None) -> ColumnElement[bool]:
    person = exists().where(BankShare.user_id == viewer, BankShare.bank_id == Bank.id)
    group = exists().where(BankClassShare.bank_id == Bank.id, Membership.class_id == BankClassShare.class_id,
                           Membership.user_id == viewer)
    if right is not None:
        person = person.where(BankShare.right == right)
        group = group.where(BankClassShare.right == right, Membership.role.in_(("teacher", "owner")))
    return person | group
