"""Trying questions without an account."""

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from geoquiz.services import accounts, banks
from geoquiz.storage.db import db
from geoquiz.web.access import sign_in
from geoquiz.web.clock import utc_now

bp = Blueprint("visits", __name__)


@bp.post("/try/<bank>")
def begin(bank: str) -> ResponseReturnValue:
    """Take a visitor to the first of five questions of a public bank."""
    page = banks.show(db.session, bank)
    if not current_user.is_authenticated:
        sign_in(accounts.start_visit(db.session, zone="UTC", now=utc_now(), lasts=current_app.config["SESSION_LASTS"]))
    return redirect(url_for("study.ask", bank=page.bank.key))
