"""Which banks somebody may see at all; another's bank answers like one that does not exist."""

from typing import Any

from sqlalchemy import ColumnElement

from geoquiz.storage.models import Bank


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """Return the condition that a bank is public or the viewer's own; ``viewer`` is a user's id, a column of ids, or None."""
    public = Bank.visibility == "public"
    return public if viewer is None else public | ((Bank.visibility == "private") & (Bank.owner_id == viewer))
