"""Where a member is logged in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from geoquiz.services import logins
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required, sign_out
from geoquiz.web.clock import utc_now

bp = Blueprint("logins", __name__)


@bp.get("/settings/sessions")
@member_required
def index() -> ResponseReturnValue:
    """Show where the member is logged in."""
    return render_template("accounts/sessions.html",
                           sessions=logins.own(db.session, learner().id, current_user.token, now=utc_now()))


@bp.post("/settings/sessions/end")
@member_required
def end() -> ResponseReturnValue:
    """Log the member out in one place."""
    logins.end(db.session, learner().id, request.form.get("session", ""), now=utc_now())
    flash("That session is ended.")
    return redirect(url_for(".index"))


@bp.post("/settings/sessions/end-all")
@member_required
def end_all() -> ResponseReturnValue:
    """Log the member out everywhere, here too."""
    logins.end_everywhere(db.session, learner().id, now=utc_now())
    sign_out()
    flash("You are logged out everywhere.")
    return redirect(url_for("accounts.login"))
