"""Fitting a learner's weights from the settings page."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.scheduling.fitting import Fit
from geoquiz.core.stages import OnStage
from geoquiz.services import fitting
from geoquiz.services.works import Made
from geoquiz.storage.db import Database, db
from geoquiz.web import works
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("fitting", __name__)

_LAST = "fit"


@bp.post("/settings/fit")
@member_required
def fit() -> ResponseReturnValue:
    """Fit the learner's weights, and say in the settings what came of it."""
    if fitting.is_large(db.session, learner().id):
        return works.start("fit", {})
    return _fitted(_kept(fitting.fit_weights(db.session, learner().id, now=utc_now())))


def _kept(found: Fit) -> dict[str, Any]:
    return {name: value for name, value in asdict(found).items() if name != "weights"}


def _fitted(result: Mapping[str, Any]) -> ResponseReturnValue:
    session[_LAST] = dict(result)
    return redirect(url_for("settings.edit", _anchor="memory"))


def _fit(database: Database, user_id: int, _asked: Mapping[str, Any], on_stage: OnStage) -> Made:
    """Fit weights to a long log, beside the page."""
    return Made(_kept(fitting.fit_weights(database, user_id, now=utc_now(), on_stage=on_stage)))


works.KINDS["fit"] = works.Kind("Fitting to your memory", _fit, lambda _: url_for("settings.edit", _anchor="memory"), _fitted)


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
