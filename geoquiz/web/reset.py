"""Setting a forgotten password anew, by a link."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.services import reset
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now
from geoquiz.web.hosts import own_address

bp = Blueprint("reset", __name__)


class NewPasswordForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """The new password."""

    password = PasswordField("New password", [InputRequired("Choose a new password.")],
                             description="At least 8 characters; a few words in a row are easy to remember. Pasting is fine.")


@bp.route("/reset/<int:user>/<token>", methods=["GET", "POST"])
def use(user: int, token: str) -> ResponseReturnValue:
    """Let whoever holds the link choose a new password, once."""
    try:
        name = reset.whose(db.session, user, token, now=utc_now())
    except NotFound:
        return render_template("accounts/reset_gone.html"), 404
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            reset.use(db.session, user, token, form.password.data or "", now=utc_now())
        except NotFound:
            return render_template("accounts/reset_gone.html"), 404
        except GeoquizError as error:
            form.password.errors = [str(error)]
        else:
            flash("Your new password is saved. Log in with it.")
            return redirect(url_for("accounts.login"))
    return render_template("accounts/reset.html", form=form, name=name, user=user, token=token), 422 if form.errors else 200


@bp.post("/users/<int:user>/reset-link")
@member_required
def make(user: int) -> ResponseReturnValue:
    """Show a link by which another user sets a new password, to be handed over; it is shown this once."""
    link = reset.by(db.session, learner(), user, now=utc_now())
    return render_template("accounts/reset_link.html", link=link, address=own_address() + link.path)
