"""Making passkeys and logging in with them; all of this needs JavaScript, since browsers offer it in no other way."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from geoquiz.core.errors import GeoquizError
from geoquiz.passwords import digest
from geoquiz.services import passkeys
from geoquiz.services.passkeys import Question, Site
from geoquiz.storage.db import db
from geoquiz.web.access import halfway, learner, member_required, own_path
from geoquiz.web.clock import utc_now
from geoquiz.web.hosts import own_address
from geoquiz.web.passwords import ConfirmForm
from geoquiz.web.second_factor import finish

bp = Blueprint("passkeys", __name__)

# So long a passkey may take to answer, in seconds; its owner has to find it first.
_PATIENCE = 300


class NewForm(ConfirmForm):
    """The password, and what the passkey shall be called."""

    name = StringField("Name")


def _site() -> Site:
    address = own_address()
    return Site(urlsplit(address).hostname or "", address)


def _asked(question: Question, purpose: str) -> ResponseReturnValue:
    session["passkey"] = {"challenge": question.challenge.hex(), "purpose": purpose, "until": utc_now().timestamp() + _PATIENCE}
    return Response(question.options, mimetype="application/json")


def _challenge(purpose: str) -> bytes:
    """Return the challenge of the question that was asked in this browser; it is good for one answer."""
    found: Any = session.pop("passkey", None)
    if not found or found["purpose"] != purpose or found["until"] < utc_now().timestamp():
        raise GeoquizError("The passkey took too long: try again.")
    return bytes.fromhex(found["challenge"])


@bp.post("/settings/passkeys/options")
@member_required
def ask_for_new() -> ResponseReturnValue:
    """Return what the browser needs to make a passkey, as JSON, once the password is right."""
    form = NewForm()
    if not form.confirmed():
        return {"error": next(iter(form.errors.values()))[0]}, HTTPStatus.UNPROCESSABLE_ENTITY
    return _asked(passkeys.ask_for_new(db.session, learner().id, _site()), _making())


def _making() -> str:
    return f"making {digest(str(learner().id))}"


@bp.post("/settings/passkeys")
@member_required
def add() -> ResponseReturnValue:
    """Keep the passkey that the browser has made."""
    passkeys.add(db.session, learner().id, request.form.get("name", ""), request.form.get("credential", ""),
                 _challenge(_making()), _site(), now=utc_now())
    flash("The passkey is kept: you can log in with it.")
    return redirect(url_for("second_factor.show"))


@bp.post("/login/passkey/options")
def ask_for_one() -> ResponseReturnValue:
    """Return what the browser needs to use a passkey, as JSON."""
    return _asked(passkeys.ask_for_one(db.session, halfway(), _site()), "logging in")


@bp.post("/login/passkey")
def use() -> ResponseReturnValue:
    """Log in whoever's passkey has answered."""
    account = passkeys.whose(db.session, halfway(), request.form.get("credential", ""), _challenge("logging in"), _site(),
                             now=utc_now())
    return finish(account, own_path(request.args.get("next")))
