"""The list of banks, and a bank's own page with its downloads."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from geoquiz.services import banks, export, results
from geoquiz.storage.db import db
from geoquiz.web.access import learner
from geoquiz.web.clock import utc_now

bp = Blueprint("banks", __name__)


@bp.get("/banks")
def index() -> ResponseReturnValue:
    """List every bank, or those of one subject, with what the learner has done in it."""
    every, tag = banks.list_all(db.session), request.args.get("tag", "")
    tags = sorted({name for bank in every for name in bank.header.tags})
    chosen = [bank for bank in every if not tag or tag in bank.header.tags]
    return render_template("banks/index.html", banks=chosen, tags=tags, tag=tag, progress=_progress())


@bp.get("/banks/<bank>")
def show(bank: str) -> ResponseReturnValue:
    """Show what a bank holds and rests on, without giving answers away."""
    return render_template("banks/show.html", page=banks.show(db.session, bank), line=_progress().get(bank))


@bp.get("/banks/<bank>/anki")
def anki(bank: str) -> ResponseReturnValue:
    """Hand the bank out as an Anki deck."""
    target = BytesIO()
    export.write_anki(db.session, [bank], target)
    target.seek(0)
    return send_file(target, "application/octet-stream", as_attachment=True, download_name=f"geoquiz-{bank}.apkg")


def _progress() -> dict[str, results.ProgressLine]:
    if not current_user.is_authenticated:
        return {}
    overview = results.overview(db.session, learner().id, now=utc_now())
    return {line.bank.key: line for line in overview.lines}
