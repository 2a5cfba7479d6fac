"""The front page, and the pages that say whether the server is well."""

from http import HTTPStatus

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from geoquiz.services import banks, goals, results, streaks
from geoquiz.storage.db import db
from geoquiz.web.access import learner, who
from geoquiz.web.clock import utc_now

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show what is due today, or, to a stranger, what this is."""
    if who() == "member":
        now = utc_now()
        return render_template("home.html", overview=results.overview(db.session, learner().id, now=now),
                               streak=streaks.streak_of(db.session, learner().id, now=now),
                               goal=goals.goal_today(db.session, learner().id, now=now))
    return render_template("welcome.html", banks=banks.list_all(db.session))


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether the database answers too."""
    try:
        db.session.execute(text("SELECT 1 FROM users LIMIT 1"))
    except SQLAlchemyError:
        return {"status": "the database does not answer"}, HTTPStatus.SERVICE_UNAVAILABLE
    return {"status": "ok"}
