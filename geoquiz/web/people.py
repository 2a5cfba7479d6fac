"""Who is in a class: codes to join by, students and their extra time, co-teachers; for those who teach it."""

from http import HTTPStatus
from io import BytesIO

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.classes.joining import shown_code
from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.services import classes
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("people", __name__)
# What a form may ask for, in days; "" is until somebody revokes it.
_LASTS = {"1": 1, "7": 7, "30": 30, "": None}


@bp.app_template_filter("code")
def _code(code: str) -> str:
    return shown_code(code)


@bp.get("/classes/<room>/people")
@member_required
def index(room: str) -> ResponseReturnValue:
    """Show the codes, the students and the teachers of a class."""
    return _page(room)


def _page(room: str, fault: str = "", name: str = "") -> str:
    return render_template("classes/people.html", people=classes.people(db.session, room, learner().id), fault=fault, name=name)


def _back(room: str) -> ResponseReturnValue:
    return redirect(url_for(".index", room=room), HTTPStatus.SEE_OTHER)


@bp.post("/classes/<room>/links")
@member_required
def add_link(room: str) -> ResponseReturnValue:
    """Make a code and show it, large enough for a wall."""
    lasts = request.form.get("lasts", "30")
    if lasts not in _LASTS:
        raise GeoquizError("Choose how long the code holds: a day, a week, 30 days, or until it is revoked.")
    code = classes.add_link(db.session, room, learner().id, _LASTS[lasts], now=utc_now())
    return redirect(url_for(".link", room=room, code=code), HTTPStatus.SEE_OTHER)


@bp.get("/classes/<room>/links/<code>")
@member_required
def link(room: str, code: str) -> ResponseReturnValue:
    """Show a code with its link and its picture, to project or to print."""
    return render_template("classes/link.html", link=classes.link_of(db.session, room, learner().id, code), room_key=room,
                           address=url_for("classes.invitation", code=code, _external=True))


@bp.get("/classes/<room>/links/<code>/qr.svg")
@member_required
def picture(room: str, code: str) -> ResponseReturnValue:
    """Draw the link so that a phone reads it."""
    classes.link_of(db.session, room, learner().id, code)
    target = BytesIO()
    made = segno.make(url_for("classes.invitation", code=code, _external=True), error="m", micro=False)
    made.save(target, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False, nl=False)
    return Response(target.getvalue(), mimetype="image/svg+xml")


@bp.post("/classes/<room>/links/<code>/revoke")
@member_required
def revoke(room: str, code: str) -> ResponseReturnValue:
    """Let a code lead nowhere from now on."""
    classes.revoke_link(db.session, room, learner().id, code)
    flash("The code is revoked: nobody joins by it any more. Whoever is in the class stays.")
    return _back(room)


@bp.route("/classes/<room>/people/<int:user>", methods=["GET", "POST"])
@member_required
def member(room: str, user: int) -> ResponseReturnValue:
    """Show what holds for one student, and store what they are called and how much more time they get."""
    found = classes.people(db.session, room, learner().id)
    student = next((one for one in found.students if one.user_id == user), None)
    if student is None:
        raise NotFound("There is no such student in the class.")
    fault = ""
    if request.method == "POST":
        extra = request.form.get("extra", "").strip().removesuffix("%").strip() or "0"
        try:
            percent = int(extra) if extra.isascii() and extra.isdecimal() and len(extra) < 5 else -1
            classes.change_student(db.session, room, learner().id, user, display_name=request.form.get("display_name", ""),
                                   extra_percent=percent)
        except NotFound:
            raise
        except GeoquizError as error:
            fault = str(error)
        else:
            flash("Saved: extra time holds from the next quiz that is begun.")
            return redirect(url_for(".member", room=room, user=user), HTTPStatus.SEE_OTHER)
    page = render_template("classes/member.html", room=found.room, student=student, fault=fault, extra=request.form.get("extra"))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK


@bp.post("/classes/<room>/people/<int:user>/remove")
@member_required
def remove(room: str, user: int) -> ResponseReturnValue:
    """Take somebody out of the class; their account and all they have learned stay."""
    name = classes.remove(db.session, room, learner().id, user)
    flash(f"{name} is no longer in the class. Account and progress stay theirs; a code brings them back.")
    return _back(room)


@bp.post("/classes/<room>/teachers")
@member_required
def add_teacher(room: str) -> ResponseReturnValue:
    """Let another teacher teach the class too."""
    name = request.form.get("name", "")
    try:
        added = classes.add_teacher(db.session, room, learner().id, name, now=utc_now())
    except NotFound:
        raise
    except GeoquizError as error:
        return _page(room, str(error), name), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(f"{added} teaches this class with you.")
    return _back(room)


@bp.post("/classes/<room>/people/<int:user>/own")
@member_required
def hand_over(room: str, user: int) -> ResponseReturnValue:
    """Make a co-teacher the owner."""
    name = classes.hand_over(db.session, room, learner().id, user)
    flash(f"The class is {name}’s now, and you teach it with them.")
    return _back(room)
