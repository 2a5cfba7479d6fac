"""Progress by bank, and the summary of a study session."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from geoquiz.services import results
from geoquiz.storage.db import db
from geoquiz.web.access import learner, learner_required
from geoquiz.web.clock import utc_now

bp = Blueprint("progress", __name__)


@bp.get("/progress")
@learner_required
def index() -> ResponseReturnValue:
    """Show what a learner has seen, knew at first sight and has to review, bank by bank."""
    return render_template("progress.html", overview=results.overview(db.session, learner().id, now=utc_now()))


@bp.get("/study/session/<int:number>")
@learner_required
def session(number: int) -> ResponseReturnValue:
    """Show how a session went, the missed questions first."""
    return render_template("study/summary.html", summary=results.summary(db.session, learner().id, number))
