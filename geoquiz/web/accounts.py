"""Registering, logging in and logging out."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, ValidationError

from geoquiz.core.errors import Conflict, GeoquizError, TooManyTries
from geoquiz.core.scheduling.calendar import zone_names
from geoquiz.services import accounts, privacy
from geoquiz.services.accounts import Halfway, Login
from geoquiz.storage.db import db
from geoquiz.web.access import begin_second_step, learner, own_path, sign_in, sign_out, who
from geoquiz.web.clock import utc_now
from geoquiz.web.templating import can_register

bp = Blueprint("accounts", __name__)


class RegisterForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """Name and password of a new account; the browser adds its time zone where it can."""

    username = StringField("User name", [InputRequired("Choose a user name.")],
                           description="2 to 64 characters. Others in your class may see it.")
    password = PasswordField("Password", [InputRequired("Choose a password.")],
                             description="At least 8 characters; a few words in a row are easy to remember. Pasting is fine.")
    zone = HiddenField(default="UTC")

    def validate_username(self, field: Any) -> None:
        """Refuse names that cannot be told apart or typed again."""
        if fault := accounts.name_fault(field.data.strip()):
            raise ValidationError(fault)

    def validate_password(self, field: Any) -> None:
        """Refuse passwords that are too short, absurdly long, or among the first that anybody would try."""
        if fault := accounts.password_fault(field.data, name=self.username.data or ""):
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
        return redirect(_next() or url_for("welcome.begin"))
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
        return _logged_in_again(form, name, password, error)
    sign_in(accounts.start_session(db.session, account, now=utc_now(), lasts=current_app.config["SESSION_LASTS"]))
    kept = "The answers you gave while trying are yours." if visitor_id else "Your answers are kept from now on."
    flash(f"Welcome, {account.name}. {kept}")
    return True


def _logged_in_again(form: RegisterForm, name: str, password: str, taken: Conflict) -> bool:
    try:
        found = accounts.log_in(db.session, name, password, now=utc_now(), lasts=current_app.config["SESSION_LASTS"])
    except GeoquizError as error:
        form.username.errors = [str(error)]
        return False
    if not isinstance(found, Login):
        form.username.errors = [str(taken)]
        return False
    sign_in(found)
    return True


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Log in and go on to where the learner wanted to be, over the second step where one is set up."""
    if who() == "member":
        return redirect(_onwards())
    form = LoginForm()
    try:
        found = _found(form) if form.validate_on_submit() else None
    except TooManyTries as error:
        form.password.errors = [str(error)]
        return (render_template("accounts/login.html", form=form, next=_next()), HTTPStatus.TOO_MANY_REQUESTS,
                {"Retry-After": str(error.seconds)})
    if isinstance(found, Halfway):
        begin_second_step(found.account)
        return redirect(url_for("second_factor.ask", next=_next()))
    if found is not None:
        sign_in(found)
        privacy.purge(db.session, current_app.config["AUDIT_LASTS"], now=utc_now())
        return redirect(_onwards())
    return render_template("accounts/login.html", form=form, next=_next()), _status(form)


def _found(form: LoginForm) -> Login | Halfway | None:
    """Return what comes of a name and a password; where nothing does, the form says why."""
    try:
        found = accounts.log_in(db.session, form.username.data or "", form.password.data or "", now=utc_now(),
                                lasts=current_app.config["SESSION_LASTS"])
    except TooManyTries:
        raise
    except GeoquizError as error:  # The account is disabled.
        form.password.errors = [str(error)]
        return None
    if found is None:
        form.password.errors = ["User name and password do not belong together. Check both and try again."]
    return found


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
