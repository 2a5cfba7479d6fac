"""A bank to take along: files of other formats, and sheets to print, of a bank or of an assignment."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.interchange.sheet import MOST_VERSIONS
from geoquiz.services import downloads
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required, viewer
from geoquiz.web.clock import utc_now

bp = Blueprint("downloads", __name__)

_LONGEST_ORDER = 16
_MOST_PRINTED = 10_000


@bp.get("/banks/<bank>/download")
def show(bank: str) -> ResponseReturnValue:
    """Show the formats of a bank, and what each cannot hold of it."""
    row, choices = downloads.choices(db.session, bank, viewer=viewer(), now=utc_now())
    return render_template("downloads/show.html", bank=row, choices=choices)


@bp.get("/banks/<bank>/download/<name>")
def file(bank: str, name: str) -> ResponseReturnValue:
    """Hand a bank out as a file of one format."""
    found = downloads.download(db.session, bank, name, viewer=viewer(), now=utc_now())
    response = Response(found.data, mimetype=found.mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=found.filename)
    return response


@bp.get("/banks/<bank>/print")
def sheet(bank: str) -> ResponseReturnValue:
    """Show a bank as sheets to print, each key on a page of its own; ``order`` names another order of what is shuffled."""
    wanted = _wanted()
    printed = downloads.sheet(db.session, bank, wanted.order, versions=wanted.versions, most=wanted.count, viewer=viewer(),
                              now=utc_now())
    return render_template("downloads/print.html", title=printed.bank.title, back=url_for("banks.show", bank=bank),
                           back_to=printed.bank.title, versions=printed.versions, wanted=wanted, most=MOST_VERSIONS)


@bp.get("/classes/<room>/assignments/<assignment>/print")
@member_required
def assigned(room: str, assignment: str) -> ResponseReturnValue:
    """Show what is assigned as sheets to print, for those who teach the class."""
    wanted = _wanted()
    printed = downloads.assigned_sheet(db.session, room, learner().id, assignment, wanted.order, versions=wanted.versions,
                                       most=wanted.count)
    wanted = replace(wanted, count=wanted.count or printed.assigned.count)
    return render_template("downloads/print.html", title=printed.assigned.title, back_to=printed.assigned.title,
                           back=url_for("assignments.show", room=room, assignment=assignment), versions=printed.versions,
                           wanted=wanted, most=MOST_VERSIONS)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How it is printed: the name of an order, how many versions, and of how many questions (None: of all)."""

    order: str
    versions: int
    count: int | None


def _wanted() -> _Wanted:
    """Read it from the address; what makes no sense is left out."""
    def number(name: str, most: int) -> int | None:
        text = request.args.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= most else None

    return _Wanted(request.args.get("order", "")[:_LONGEST_ORDER], number("versions", MOST_VERSIONS) or 1,
                   number("count", _MOST_PRINTED))
