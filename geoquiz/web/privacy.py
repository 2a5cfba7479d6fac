"""What is kept of people and why, and going for good."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from geoquiz.core.errors import Conflict
from geoquiz.services import mydata
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required, sign_out
from geoquiz.web.clock import utc_now
from geoquiz.web.passwords import ConfirmForm

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
def show() -> ResponseReturnValue:
    """Say what is kept, why, for how long, and who sees it."""
    return render_template("privacy.html", session_days=current_app.config["SESSION_LASTS"].days,
                           audit_days=current_app.config["AUDIT_LASTS"].days)


@bp.route("/settings/delete", methods=["GET", "POST"])
@member_required
def delete() -> ResponseReturnValue:
    """Delete the member's account with everything in it, after asking for the password."""
    form = ConfirmForm()
    if form.confirmed():
        try:
            gone = mydata.delete_own(db.session, learner().id, now=utc_now())
        except Conflict as error:
            form.password.errors = [str(error)]
        else:
            sign_out()
            flash(f"Your account {gone.name} is deleted, with everything that was kept of you.")
            return redirect(url_for("home.index"))
    return render_template("accounts/delete.html", form=form, user=current_user), form.status()
