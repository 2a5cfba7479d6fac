"""The list of banks, and a bank's own page with its downloads."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from geoquiz.services import accounts, banks, export, results
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required, viewer
from geoquiz.web.clock import utc_now
from geoquiz.web.files import send_written

bp = Blueprint("banks", __name__)


@bp.get("/banks")
def index() -> ResponseReturnValue:
    """List every bank, or those of one subject, with what the learner has done in it."""
    every, tag = banks.list_all(db.session, viewer()), request.args.get("tag", "")
    tags = sorted({name for bank in every for name in bank.header.tags})
    chosen = [bank for bank in every if not tag or tag in bank.header.tags]
    return render_template("banks/index.html", banks=chosen, tags=tags, tag=tag, progress=_progress())


@bp.get("/banks/<bank>")
def show(bank: str) -> ResponseReturnValue:
    """Show what a bank holds and rests on, without giving answers away."""
    return _page(bank)


def _page(bank: str, error: str = "", given: str | None = None) -> str:
    retentions = accounts.settings_of(db.session, learner().id).retentions if current_user.is_authenticated else {}
    stored = str(round(100 * retentions[bank])) if bank in retentions else ""
    return render_template("banks/show.html", page=banks.show(db.session, bank, viewer()), line=_progress().get(bank),
                           retention=stored if given is None else given, retention_error=error)


@bp.post("/banks/<bank>/aim")
@member_required
def aim(bank: str) -> ResponseReturnValue:
    """Store how well the learner wants to know a bank, or that it is as all others."""
    text = request.form.get("retention", "").strip().removesuffix("%").strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) < 4 and 70 <= int(text) <= 97):
        refusal = "Desired retention of this bank is a whole number from 70 to 97 per cent, or empty."
        return _page(bank, refusal, text[:9]), HTTPStatus.UNPROCESSABLE_ENTITY
    accounts.set_retention(db.session, learner().id, bank, int(text) / 100 if text else None, now=utc_now())
    flash("Saved: it holds from your next answer on.")
    return redirect(url_for(".show", bank=bank), HTTPStatus.SEE_OTHER)


@bp.get("/banks/<bank>/anki")
def anki(bank: str) -> ResponseReturnValue:
    """Hand the bank out as an Anki deck."""
    who = viewer()
    return send_written(lambda target: export.write_anki(db.session, [bank], target, viewer=who, now=utc_now()),
                        f"geoquiz-{bank}.apkg", "application/octet-stream")


def _progress() -> dict[str, results.ProgressLine]:
    if not current_user.is_authenticated:
        return {}
    overview = results.overview(db.session, learner().id, now=utc_now())
    return {line.bank.key: line for line in overview.lines}
