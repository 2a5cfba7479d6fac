"""A list of students: sending it, looking at it, and printing the slips with the passwords of the accounts that it made."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.services import accounts, classes, roster
from geoquiz.services.roster import Slip
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("roster", __name__)


@bp.route("/classes/<room>/roster", methods=["GET", "POST"])
@member_required
def send(room: str) -> ResponseReturnValue:
    """Take a list as a file or as text, and go on to the look at it."""
    found, fault, text = classes.people(db.session, room, learner().id).room, "", request.form.get("text", "")
    if request.method == "POST":
        file = request.files.get("file")
        data = file.read() if file and file.filename else text.encode()
        try:
            key = roster.keep(db.session, room, learner().id, data, now=utc_now())
        except NotFound:
            raise
        except GeoquizError as error:
            fault = str(error)
        else:
            return redirect(url_for(".look", room=room, upload=key), HTTPStatus.SEE_OTHER)
    page = render_template("classes/roster.html", room=found, fault=fault, text=text)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK


@bp.get("/classes/<room>/roster/<upload>")
@member_required
def look(room: str, upload: str) -> ResponseReturnValue:
    """Show whose accounts would be made, and what is wrong with the other lines."""
    found = roster.look(db.session, room, learner().id, upload, now=utc_now())
    return render_template("classes/roster_look.html", look=found, upload=upload)


@bp.post("/classes/<room>/roster/<upload>")
@member_required
def apply(room: str, upload: str) -> ResponseReturnValue:
    """Make the accounts and show the slips, which no page can show again."""
    zone = accounts.settings_of(db.session, learner().id).memory.zone
    try:
        slips = roster.apply(db.session, room, learner().id, upload, zone=zone, now=utc_now())
    except NotFound:
        classes.people(db.session, room, learner().id)  # Strangers to the class learn nothing.
        flash("This list is used up. Was the page with the slips closed too soon? Each student’s page gives a new password.")
        return redirect(url_for("people.index", room=room), HTTPStatus.SEE_OTHER)
    return _slips(room, slips)


@bp.post("/classes/<room>/people/<int:user>/password")
@member_required
def new_password(room: str, user: int) -> ResponseReturnValue:
    """Give a student whom a list brought in a new password, on a slip."""
    return _slips(room, (roster.new_password(db.session, room, learner().id, user, now=utc_now()),))


def _slips(room: str, slips: tuple[Slip, ...]) -> str:
    found = classes.people(db.session, room, learner().id).room
    return render_template("classes/slips.html", room=found, slips=slips, address=url_for("accounts.login", _external=True))
