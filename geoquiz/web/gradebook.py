"""The gradebook of a class: as a page with filters, one student's page, and as CSV and Excel."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, cast

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from geoquiz.core.classes.behind import Reason
from geoquiz.interchange.gradebook import Value, write_csv, write_xlsx
from geoquiz.services import accounts, audit, gradebook, quiz
from geoquiz.services.gradebook import Gradebook, Show
from geoquiz.storage.db import db
from geoquiz.storage.queries.gradebook import Cell
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("gradebook", __name__)
SHOWN = {"all": "Everything", "open": "What is open now", "study": "Study", "quiz": "Quizzes"}
_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@bp.app_template_filter("minutes")
def in_minutes(seconds: float) -> str:
    """Return a time spent in words: "3 h 05 min", "12 min", "none"."""
    minutes = round(seconds / 60)
    if not minutes:
        return "under 1 min" if seconds else "none"
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


@bp.app_template_filter("why_behind")
def why_behind(reason: Reason) -> str:
    """Return a reason for falling behind in words."""
    return {"late": f"“{reason.title}” is over and not done", "slow": f"“{reason.title}”: less than half of an even pace",
            "away": "nothing answered for seven days"}[reason.why]


def _settle(room: str, now: datetime) -> None:
    """Hand in what students have left open beyond its end, so that the figures are whole."""
    for user_id in gradebook.unsettled(db.session, room, learner().id, now=now):
        quiz.close_expired(db.session, user_id, now=now)


def _which() -> Show:
    which = request.args.get("which", "all")
    return cast("Show", which if which in SHOWN else "all")


@bp.get("/classes/<room>/gradebook")
@member_required
def index(room: str) -> ResponseReturnValue:
    """Show every student and every assignment, and who is falling behind."""
    now = utc_now()
    _settle(room, now)
    name, only_behind = request.args.get("name", "")[:100], "behind" in request.args
    found = gradebook.show(db.session, room, learner().id, now=now, which=_which(), name=name, only_behind=only_behind)
    return render_template("classes/gradebook.html", book=found, which=_which(), shown=SHOWN, name=name, only_behind=only_behind)


@bp.get("/classes/<room>/students/<int:user>")
@member_required
def student(room: str, user: int) -> ResponseReturnValue:
    """Show one student's work in the class."""
    now = utc_now()
    _settle(room, now)
    zone = accounts.settings_of(db.session, learner().id).memory.zone
    found = gradebook.student(db.session, room, learner().id, user, now=now)
    return render_template("classes/student.html", book=found, line=found.lines[0], zone=zone)


@bp.get("/classes/<room>/gradebook.<form>")
@member_required
def download(room: str, form: str) -> ResponseReturnValue:
    """Hand the gradebook out as a file for a spreadsheet."""
    if form not in _TYPES:
        abort(HTTPStatus.NOT_FOUND)
    now = utc_now()
    _settle(room, now)
    found = gradebook.exported(db.session, room, learner().id, now=now, which=_which())
    rows = table(found)
    data = write_csv(rows) if form == "csv" else write_xlsx(rows, title=found.room.name, made_at=found.room.created_at)
    audit.note(db.session, "gradebook exported", found.room.name, now=now)
    response = Response(data, mimetype=_TYPES[form])
    response.headers.set("Content-Disposition", "attachment", filename=f"gradebook-{found.room.key}.{form}")
    return response


_COLUMNS = ("score", "answered", "known now", "minutes", "last seen")


def table(book: Gradebook) -> Sequence[Sequence[Value]]:
    """Return a gradebook as rows of a table, its headings first; shares are floats 0..1."""
    heads: list[Value] = ["Student", "User name", "Falling behind", "Known now", "Answered", "Minutes", "Last seen"]
    heads += [f"{one.title}: {column}" for one in book.assigned for column in _COLUMNS]
    rows: list[list[Value]] = [heads]
    for line in book.lines:
        row: list[Value] = [line.student.called, line.student.name, "; ".join(why_behind(reason) for reason in line.behind),
                            line.recall, line.coverage, round(line.seconds / 60), _day(line.last_seen)]
        rows.append([*row, *(value for cell in line.cells for value in _values(cell))])
    return rows


def _values(cell: Cell) -> tuple[Any, ...]:
    return cell.score, cell.coverage, cell.recall, round(cell.seconds / 60), _day(cell.last_seen)


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
