"""Choosing what to practise; the questions themselves are asked as in study."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.services import practice
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("practice", __name__)


@bp.get("/practice")
@member_required
def choose() -> ResponseReturnValue:
    """Show what can be practised: banks, misses, hard ones, subjects and types."""
    return render_template("practice.html", choice=practice.choices(db.session, learner().id, now=utc_now()))


@bp.post("/practice")
@member_required
def begin() -> ResponseReturnValue:
    """Start a practice and ask its first question, or say why there is none."""
    about, _, value = request.form.get("about", "").partition(":")
    try:
        number = practice.begin(db.session, learner().id, about, value, now=utc_now())
    except NotFound:
        raise
    except GeoquizError as error:
        flash(str(error))
        return redirect(url_for(".choose"), HTTPStatus.SEE_OTHER)
    return redirect(url_for("study.practise", number=number), HTTPStatus.SEE_OTHER)
