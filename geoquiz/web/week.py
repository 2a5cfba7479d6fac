"""The week in review, to read or to print."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from geoquiz.services import week
from geoquiz.storage.db import db
from geoquiz.web.access import learner, learner_required
from geoquiz.web.clock import utc_now

bp = Blueprint("week", __name__)


@bp.get("/progress/week")
@learner_required
def show() -> ResponseReturnValue:
    """Show the week a learner is in, or the one that the address says it is back to."""
    text = request.args.get("back", "")
    back = min(int(text), week.MOST_BACK) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    found = week.week(db.session, learner().id, now=utc_now(), back=back)
    return render_template("progress/week.html", week=found, back=back, day_of=date.fromordinal)
