"""Who may see and edit a bank of one's own."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.services import sharing
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required

bp = Blueprint("sharing", __name__)


@bp.get("/banks/<bank>/sharing")
@member_required
def show(bank: str) -> ResponseReturnValue:
    """Show who sees a bank of the learner's own."""
    return _page(bank)


def _page(bank: str, fault: str = "", at: str = "") -> ResponseReturnValue:
    found = sharing.show(db.session, learner().id, bank)
    page = render_template("authoring/sharing.html", found=found, bank=found.bank, fault=fault, at=at,
                           name=request.form.get("name", "") if fault else "")
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK


@bp.post("/banks/<bank>/sharing")
@member_required
def share(bank: str) -> ResponseReturnValue:
    """Change who sees a bank: as a whole (``visibility``), a teacher (``name``, or ``user`` to end it), or a class (``class``)."""
    user_id, fields = learner().id, request.form
    at = next((name for name in ("visibility", "name", "user", "class") if name in fields), "visibility")
    try:
        if at == "name":
            sharing.share_with_teacher(db.session, user_id, bank, fields["name"], fields.get("right", ""))
        elif at == "user":
            text = fields["user"]
            sharing.unshare(db.session, user_id, bank, int(text) if text.isdecimal() and len(text) < 18 else 0)
        elif at == "class":
            sharing.share_with_class(db.session, user_id, bank, fields["class"], fields.get("right", ""))
        else:
            sharing.set_visibility(db.session, user_id, bank, fields.get("visibility", ""))
    except NotFound:
        raise
    except GeoquizError as error:
        return _page(bank, str(error), at)
    flash("Saved.")
    return redirect(url_for(".show", bank=bank), HTTPStatus.SEE_OTHER)
