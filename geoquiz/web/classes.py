"""Classes: the list of one's own, a class's page with its announcements, joining and leaving, and what teachers set there."""

from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.classes.joining import read_code
from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.scheduling.calendar import zone_named
from geoquiz.services import accounts, assignments, classes, feeds, tasks
from geoquiz.services.tasks import Task
from geoquiz.storage.db import db
from geoquiz.web import feeds as calendars
from geoquiz.web.access import learner, member_required, who
from geoquiz.web.clock import utc_now

bp = Blueprint("classes", __name__)


@bp.app_context_processor
def _due() -> dict[str, object]:
    """Let the home page ask what is due; nothing is read where it does not."""
    return {"tasks_due": tasks_due}


def _zone() -> ZoneInfo:
    if "zone" not in g:
        g.zone = accounts.settings_of(db.session, learner().id).memory.zone
    return zone_named(g.zone)


@bp.app_template_filter("local_time")
def local_time(at: datetime) -> str:
    """Return an instant in the zone of who is asking, as in "Tue 24 November 2026, 23:59"."""
    local = at.astimezone(_zone())
    return f"{local:%a} {local.day} {local:%B %Y, %H:%M}"


@bp.app_template_filter("local_date")
def local_date(at: datetime) -> str:
    """Return the date of an instant in the zone of who is asking, as in "24 November 2026"."""
    local = at.astimezone(_zone())
    return f"{local.day} {local:%B %Y}"


def tasks_due() -> tuple[Task, ...]:
    """Return what the learner has to do now in all classes."""
    return tasks.due(db.session, learner().id, now=utc_now())


@bp.get("/classes")
@member_required
def index() -> ResponseReturnValue:
    """List the classes that one is in, with ways to join another, to make one, and to follow what is due."""
    return _index()


def _index(fault: str = "", name: str = "") -> str:
    secret = feeds.secret_of(db.session, learner().id)
    return render_template("classes/index.html", classes=classes.list_mine(db.session, learner().id), fault=fault, name=name,
                           may_teach=learner().role in ("teacher", "admin"),
                           feed=calendars.address(learner().id, secret) if secret else None)


@bp.post("/classes")
@member_required
def create() -> ResponseReturnValue:
    """Make a class and show who can be brought into it."""
    name = request.form.get("name", "")
    try:
        key = classes.create(db.session, learner(), name, now=utc_now())
    except NotFound:
        raise
    except GeoquizError as error:
        return _index(str(error), name), HTTPStatus.UNPROCESSABLE_ENTITY
    flash("The class is made. Bring your students in: by a code that they join with, or with a list.")
    return redirect(url_for("people.index", room=key), HTTPStatus.SEE_OTHER)


@bp.get("/classes/<room>")
@member_required
def show(room: str) -> ResponseReturnValue:
    """Show a class: what is announced, what is assigned, and to a student how far along it is."""
    return _page(room)


def _page(key: str, fault: str = "", text: str = "") -> str:
    room, announcements = classes.show(db.session, key, learner().id)
    taken_back = assignments.taken_back(db.session, key, learner().id) if room.is_taught else ()
    return render_template("classes/show.html", room=room, announcements=announcements, fault=fault, text=text,
                           taken_back=taken_back, tasks=tasks.of_class(db.session, key, learner().id, now=utc_now()))


@bp.post("/classes/<room>/announcements")
@member_required
def announce(room: str) -> ResponseReturnValue:
    """Put a message on the page of a class."""
    text = request.form.get("text", "")
    try:
        classes.announce(db.session, room, learner(), text, now=utc_now())
    except NotFound:
        raise
    except GeoquizError as error:
        return _page(room, str(error), text), HTTPStatus.UNPROCESSABLE_ENTITY
    flash("Announced: everybody in the class reads it here.")
    return redirect(url_for(".show", room=room), HTTPStatus.SEE_OTHER)


@bp.post("/classes/<room>/announcements/<int:number>/retract")
@member_required
def retract(room: str, number: int) -> ResponseReturnValue:
    """Take a message away."""
    classes.retract(db.session, room, learner().id, number)
    flash("The announcement is gone.")
    return redirect(url_for(".show", room=room), HTTPStatus.SEE_OTHER)


@bp.get("/join")
def find() -> ResponseReturnValue:
    """Ask for the code of a class, and go on to what it leads to."""
    code = request.args.get("code", "").strip()
    if not code:
        return render_template("classes/join.html", link=None, code="", fault="Type the code that your teacher gave you."
                               if "code" in request.args else "")
    return redirect(url_for(".invitation", code=read_code(code) or "-"))


@bp.get("/join/<code>")
def invitation(code: str) -> ResponseReturnValue:
    """Show which class a code leads to, and let a member join it."""
    try:
        link = classes.find_link(db.session, code, now=utc_now())
    except NotFound as error:
        return render_template("classes/join.html", link=None, code=code[:20], fault=str(error)), HTTPStatus.NOT_FOUND
    return render_template("classes/join.html", link=link, code=link.code, fault="", is_member=who() == "member")


@bp.post("/join/<code>")
@member_required
def join(code: str) -> ResponseReturnValue:
    """Become a student of the class."""
    try:
        key, is_new = classes.join(db.session, learner(), code, now=utc_now())
    except NotFound as error:
        return render_template("classes/join.html", link=None, code=code[:20], fault=str(error)), HTTPStatus.NOT_FOUND
    flash("You are in. What is due stands here, and on your home page." if is_new else "You are in this class already.")
    return redirect(url_for(".show", room=key), HTTPStatus.SEE_OTHER)


@bp.post("/classes/<room>/leave")
@member_required
def leave(room: str) -> ResponseReturnValue:
    """Leave a class."""
    name = classes.leave(db.session, room, learner().id)
    flash(f"You have left {name}. Whatever you have learned stays yours.")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.route("/classes/<room>/settings", methods=["GET", "POST"])
@member_required
def settings(room: str) -> ResponseReturnValue:
    """Show the name of a class and what holds in it, and store another; for those who teach it."""
    fault, name = "", request.form.get("name", "")
    if request.method == "POST":
        try:
            classes.rename(db.session, room, learner().id, name)
        except NotFound:
            raise
        except GeoquizError as error:
            fault = str(error)
        else:
            flash("Saved.")
            return redirect(url_for(".settings", room=room), HTTPStatus.SEE_OTHER)
    people = classes.people(db.session, room, learner().id)
    page = render_template("classes/settings.html", room=people.room, teachers=people.teachers, fault=fault, name=name)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK


@bp.post("/classes/<room>/archive")
@member_required
def archive(room: str) -> ResponseReturnValue:
    """Put a class away, or take it up again."""
    archived = request.form.get("archived") == "yes"
    classes.archive(db.session, room, learner().id, archived=archived, now=utc_now())
    flash("The class is archived: it can still be read, and nothing is due in it." if archived else "The class goes on.")
    return redirect(url_for(".show", room=room), HTTPStatus.SEE_OTHER)
