"""Registering, logging in and logging out."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, ValidationError

from geoquiz.core.errors import Conflict
from geoquiz.core.scheduling.calendar import zone_names
from geoquiz.services import accounts
from geoquiz.storage.db import db
from geoquiz.web.access import learner, own_path, sign_in, sign_out, who
from geoquiz.web.clock import utc_now
from geoquiz.web.templating import can_register

bp = Blueprint("accounts", __name__)


class RegisterForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """Name and password of a new account; the browser adds its time zone where it can."""

    username = StringField("User name", [InputRequired("Choose a user name.")],
                           description="2 to 64 characters. Others in your class may see it.")
    password = PasswordField("Password", [InputRequired("Choose a password.")],
                             description="At least 8 characters; a few words in a row are easy to remember.")
    zone = HiddenField(default="UTC")

    def validate_username(self, field: Any) -> None:
        """Refuse names that cannot be told apart or typed again."""
        if fault := accounts.name_fault(field.data.strip()):
            raise ValidationError(fault)

    def validate_password(self, field: Any) -> None:
        """Refuse passwords that are too short or absurdly long."""
        if fault := accounts.password_fault(field.data):
            raise ValidationError(fault)


class LoginForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """Name and password."""

    username = StringField("User name", [InputRequired("Type your user name.")])
    password = PasswordField("Password", [InputRequired("Type your password.")])


@bp.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Make an account and go on, keeping what a visitor has answered."""
    if not can_register():
        return render_template("accounts/closed.html"), HTTPStatus.FORBIDDEN
    if who() == "member":
        return redirect(_onwards())
    form = RegisterForm()
    if form.validate_on_submit() and _registered(form):
        return redirect(_onwards())
    return render_template("accounts/register.html", form=form, next=_next()), _status(form)


def _registered(form: RegisterForm) -> bool:
    """Make the account, sign its owner in and return True; where the name is taken, the form says so."""
    name, password = form.username.data or "", form.password.data or ""
    visitor_id = learner().id if current_user.is_authenticated else None
    zone = form.zone.data if form.zone.data in zone_names() else "UTC"
    try:
        account = accounts.register(db.session, name, password, zone=zone, visitor_id=visitor_id, now=utc_now())
    except Conflict as error:
        # The same form sent twice has made the account the first time, and its password fits.
        found = accounts.log_in(db.session, name, password, now=utc_now())
        if found is None:
            form.username.errors = [str(error)]
            return False
        sign_in(found)
        return True
    sign_in(accounts.start_session(db.session, account, now=utc_now()))
    kept = "The answers you gave while trying are yours." if visitor_id else "Your answers are kept from now on."
    flash(f"Welcome, {account.name}. {kept}")
    return True


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Log in and go on to where the learner wanted to be."""
    if who() == "member":
        return redirect(_onwards())
    form = LoginForm()
    if form.validate_on_submit():
        found = accounts.log_in(db.session, form.username.data or "", form.password.data or "", now=utc_now())
        if found is not None:
            sign_in(found)
            return redirect(_onwards())
        form.password.errors = ["User name and password do not belong together. Check both and try again."]
    return render_template("accounts/login.html", form=form, next=_next()), _status(form)


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session here and on the server."""
    sign_out()
    flash("You are logged out.")
    return redirect(url_for("home.index"))


def _next() -> str | None:
    return own_path(request.args.get("next"))


def _onwards() -> str:
    return _next() or url_for("home.index")


def _status(form: FlaskForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
