"""A public bank to take along: files of other formats, and a sheet to print."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from geoquiz.services import downloads
from geoquiz.storage.db import db
from geoquiz.web.access import viewer

bp = Blueprint("downloads", __name__)

_LONGEST_ORDER = 16


@bp.get("/banks/<bank>/download")
def show(bank: str) -> ResponseReturnValue:
    """Show the formats of a bank, and what each cannot hold of it."""
    row, choices = downloads.choices(db.session, bank, viewer=viewer())
    return render_template("downloads/show.html", bank=row, choices=choices)


@bp.get("/banks/<bank>/download/<name>")
def file(bank: str, name: str) -> ResponseReturnValue:
    """Hand a bank out as a file of one format."""
    found = downloads.download(db.session, bank, name, viewer=viewer())
    response = Response(found.data, mimetype=found.mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=found.filename)
    return response


@bp.get("/banks/<bank>/print")
def sheet(bank: str) -> ResponseReturnValue:
    """Show a bank as a sheet to print, its key on a page of its own; ``order`` names another order of the options."""
    order = request.args.get("order", "")[:_LONGEST_ORDER]
    printed = downloads.sheet(db.session, bank, order, viewer=viewer())
    return render_template("downloads/print.html", bank=printed.bank, sheet=printed.sheet, order=order)
