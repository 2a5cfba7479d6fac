"""Fitting a learner's weights from the settings page."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue

from geoquiz.services import fitting
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("fitting", __name__)

_LAST = "fit"


@bp.post("/settings/fit")
@member_required
def fit() -> ResponseReturnValue:
    """Fit the learner's weights, and say in the settings what came of it."""
    found = fitting.fit_weights(db.session, learner().id, now=utc_now())
    session[_LAST] = {name: value for name, value in asdict(found).items() if name != "weights"}
    return redirect(url_for("settings.edit", _anchor="memory"))


@bp.post("/settings/fit/undo")
@member_required
def undo() -> ResponseReturnValue:
    """Return to the weights before the last fit."""
    fitting.undo(db.session, learner().id, now=utc_now())
    flash("The former weights are in use again, from your next answer on.")
    return redirect(url_for("settings.edit", _anchor="memory"))


def last_result() -> dict[str, Any] | None:
    """Return what came of the fit that the learner has just asked for, once."""
    found: dict[str, Any] | None = session.pop(_LAST, None)
    return found
