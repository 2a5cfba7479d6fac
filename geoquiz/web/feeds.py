"""The calendar of what is due: its secret address, and the file that calendar programs fetch from there."""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from geoquiz.core.errors import NotFound
from geoquiz.interchange.duecalendar import Date, write_calendar
from geoquiz.services import feeds
from geoquiz.storage.db import db
from geoquiz.storage.queries.assignments import Assigned
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("feeds", __name__)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="calendar")


def address(user_id: int, secret: str) -> str:
    """Return the address of a user's calendar; without the server's own key nobody can make one."""
    return url_for("feeds.show", token=_serializer().dumps([user_id, secret]), _external=True)


@bp.post("/calendar")
@member_required
def renew() -> ResponseReturnValue:
    """Give one's calendar an address, another one, or none."""
    on = request.form.get("on") == "yes"
    feeds.renew(db.session, learner().id, on=on, now=utc_now())
    flash("The calendar has its address; one that it had before leads nowhere now." if on else "The calendar is off.")
    return redirect(url_for("classes.index", _anchor="calendar"), HTTPStatus.SEE_OTHER)


@bp.get("/calendar/<token>.ics")
def show(token: str) -> ResponseReturnValue:
    """Hand out what is due to whoever knows the address."""
    try:
        user_id, secret = _serializer().loads(token)
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound("There is no such calendar.") from error
    rows = feeds.due(db.session, user_id, secret)
    data = write_calendar("geoquiz: due", [_date(one, key, name) for one, key, name in rows])
    return Response(data, mimetype="text/calendar")


def _date(one: Assigned, class_key: str, class_name: str) -> Date:
    what = f"Know it at {100 * (one.target or 0.9):.0f} %" if one.mode == "study" else "Quiz"
    page = url_for("assignments.show", room=class_key, assignment=one.key, _external=True)
    return Date(one.key, f"{one.title} ({class_name})", what, page, one.due_at, one.created_at)
