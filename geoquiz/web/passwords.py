"""A member's own password."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired

from geoquiz.core.errors import GeoquizError
from geoquiz.services import passwords
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("passwords", __name__)
NOT_YOURS = "This is not your present password. Check it and try again."


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """A form that asks for the password before it does what it is for; `confirmed` says whether it was right."""

    password = PasswordField("Your password", [InputRequired("Type your password.")])

    def confirmed(self) -> bool:
        """Return whether the form is filled in and holds the learner's password; else it says what is wrong."""
        if not self.validate_on_submit():
            return False
        try:
            if passwords.confirm(db.session, learner().id, self.password.data or "", now=utc_now()):
                return True
            self.password.errors = [NOT_YOURS]
        except GeoquizError as error:  # Too many tries.
            self.password.errors = [str(error)]
        return False

    def status(self) -> HTTPStatus:
        """Return what a page with this form answers."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK


class PasswordForm(ConfirmForm):
    """The present password and the new one."""

    password = PasswordField("Present password", [InputRequired("Type your present password.")])
    new = PasswordField("New password", [InputRequired("Choose a new password.")],
                        description="At least 8 characters; a few words in a row are easy to remember. Pasting is fine.")


@bp.route("/settings/password", methods=["GET", "POST"])
@member_required
def change() -> ResponseReturnValue:
    """Change the password; whoever came with a temporary one goes on to the start page from here."""
    form, first = PasswordForm(), learner().must_change_password
    if form.confirmed() and _changed(form):
        flash("Your new password is saved." if first else "Your new password is saved; everywhere else you are logged out.")
        return redirect(url_for("home.index" if first else "settings.edit"))
    return render_template("accounts/password.html", form=form, first=first), form.status()


def _changed(form: Any) -> bool:
    try:
        passwords.change(db.session, learner().id, form.new.data or "", token=current_user.token, now=utc_now())
    except GeoquizError as error:
        form.new.errors = [str(error)]
        return False
    return True
