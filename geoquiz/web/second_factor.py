"""The second step of logging in, and setting it up."""

import io
from http import HTTPStatus

import segno
from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from geoquiz.core.errors import GeoquizError, TooManyTries
from geoquiz.services import accounts, privacy, second_factor
from geoquiz.storage.db import db
from geoquiz.storage.queries.accounts import Account
from geoquiz.web.access import halfway, learner, member_required, own_path, sign_in
from geoquiz.web.clock import utc_now
from geoquiz.web.passwords import ConfirmForm

bp = Blueprint("second_factor", __name__)


class CodeForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """The code of the app, or a recovery code."""

    code = StringField("Code", [InputRequired("Type the code that your app shows, or a recovery code.")],
                       description="The six digits that your app shows now, or one of your recovery codes.")


class AppForm(ConfirmForm):
    """The first code of an app, which shows that it has the secret."""

    code = StringField("Code", [InputRequired("Type the code that the app shows.")],
                       description="The six digits that the app shows after reading the picture.")


class RemoveForm(ConfirmForm):
    """Which second factor goes."""

    key = HiddenField()


@bp.route("/login/second", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for the second factor of whoever has just given the right password."""
    account, onwards = halfway(), own_path(request.args.get("next"))
    if account is None:
        flash("Log in again: the second step waits ten minutes.")
        return redirect(url_for("accounts.login", next=onwards))
    form = CodeForm()
    status, headers = HTTPStatus.OK, {}
    if form.validate_on_submit():
        try:
            if second_factor.passes(db.session, account, form.code.data or "", now=utc_now()):
                return finish(account, onwards)
            form.code.errors = ["This code is not right, or was used already. Wait for the next one and try again."]
        except TooManyTries as error:
            form.code.errors = [str(error)]
            status, headers = HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
    if form.errors and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = render_template("accounts/second.html", form=form, next=onwards, account=account,
                           factors=second_factor.status(db.session, account.id))
    return page, status, headers


def finish(account: Account, onwards: str | None) -> ResponseReturnValue:
    """Log in somebody who has shown the second factor, and go on."""
    sign_in(accounts.start_session(db.session, account, now=utc_now(), lasts=current_app.config["SESSION_LASTS"]))
    privacy.purge(db.session, current_app.config["AUDIT_LASTS"], now=utc_now())
    return redirect(onwards or url_for("home.index"))


@bp.get("/settings/second-factor")
@member_required
def show() -> ResponseReturnValue:
    """Show what the member has beside the password."""
    return _page(RemoveForm())


def _page(form: RemoveForm) -> ResponseReturnValue:
    status = second_factor.status(db.session, learner().id)
    must = current_app.config["SECOND_FACTOR"] == "teachers" and second_factor.is_missing(db.session, learner())
    return render_template("accounts/second_factor.html", status=status, form=form, must=must), form.status()


@bp.route("/settings/second-factor/app", methods=["GET", "POST"])
@member_required
def app() -> ResponseReturnValue:
    """Set up an app that makes codes: its secret as a picture and as text, until the app has shown a code of it."""
    form = AppForm()
    secret = session.setdefault("app_secret", second_factor.new_secret())
    if form.confirmed():
        try:
            codes = second_factor.add_app(db.session, learner().id, secret, form.code.data or "", now=utc_now())
        except GeoquizError as error:
            form.code.errors = [str(error)]
        else:
            session.pop("app_secret")
            if codes:
                return render_template("accounts/codes.html", codes=codes, heading="The app is set up")
            flash("The app is set up.")
            return redirect(url_for(".show"))
    return render_template("accounts/app.html", form=form, secret=secret), form.status()


@bp.get("/settings/second-factor/app.svg")
@member_required
def picture() -> ResponseReturnValue:
    """Draw the secret that is being set up as a QR code."""
    secret = session.get("app_secret")
    if secret is None:
        return "", HTTPStatus.NOT_FOUND
    drawn = io.BytesIO()
    segno.make(second_factor.address_of(secret, learner().name or "")).save(drawn, kind="svg", scale=4, border=4, light="white")
    response = make_response(drawn.getvalue())
    response.mimetype = "image/svg+xml"
    return response


@bp.post("/settings/second-factor/remove")
@member_required
def remove() -> ResponseReturnValue:
    """Remove one second factor, after asking for the password."""
    form = RemoveForm()
    if not form.confirmed():
        return _page(form)
    second_factor.remove(db.session, learner().id, form.key.data or "", now=utc_now())
    flash("It is removed.")
    return redirect(url_for(".show"))


@bp.post("/settings/second-factor/codes")
@member_required
def codes() -> ResponseReturnValue:
    """Make new recovery codes, after asking for the password; the old ones are void."""
    form = RemoveForm()
    if not form.confirmed():
        return _page(form)
    made = second_factor.new_codes(db.session, learner().id, now=utc_now())
    return render_template("accounts/codes.html", codes=made, heading="Your new recovery codes")
