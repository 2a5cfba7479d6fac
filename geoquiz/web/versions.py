"""Saving a bank of one's own: the plan, then doing it; its versions, side by side and brought back."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.banks.editing import Unreadable
from geoquiz.core.errors import BankError, Conflict
from geoquiz.services import versions
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("versions", __name__)


@bp.get("/banks/<bank>/edit/plan")
@member_required
def plan(bank: str) -> ResponseReturnValue:
    """Show what saving the draft would change, and for how many learners; where somebody was faster, both texts."""
    return _plan(bank)


def _plan(bank: str, refused: str = "") -> ResponseReturnValue:
    found = versions.propose(db.session, learner().id, bank, today=utc_now().date())
    theirs, mine = versions.theirs_and_mine(db.session, learner().id, bank)[1:] if found.desk.is_behind else ([], [])
    page = render_template("authoring/plan.html", found=found, desk=found.desk, theirs=theirs, mine=mine, refused=refused)
    return page, HTTPStatus.CONFLICT if refused else HTTPStatus.OK


@bp.post("/banks/<bank>/edit/plan")
@member_required
def apply(bank: str) -> ResponseReturnValue:
    """Save the draft as the plan has shown it."""
    base = request.form.get("base", "")
    try:
        done = versions.apply(db.session, learner().id, bank, seen=request.form.get("seen", ""),
                              base=int(base) if base.isdecimal() and len(base) < 9 else -1, now=utc_now())
    except Conflict as error:
        return _plan(bank, str(error))
    except BankError:
        return _plan(bank, "The bank has faults, so nothing is saved: mend them first.")
    flash(f"Saved: {done.summary}." if not done.is_empty else "Saved: the text alone has changed.")
    return redirect(url_for("authoring.edit", bank=bank), HTTPStatus.SEE_OTHER)


@bp.post("/banks/<bank>/edit/merge")
@member_required
def merge(bank: str) -> ResponseReturnValue:
    """Bring what others have saved into the draft."""
    try:
        conflicts = versions.merge(db.session, learner().id, bank, now=utc_now())
    except Unreadable as error:
        flash(str(error))
        return redirect(url_for("banktext.edit", bank=bank), HTTPStatus.SEE_OTHER)
    clashes = f" Where both of you had changed the same, your words stand: {', '.join(conflicts)}." if conflicts else ""
    flash(f"Your draft now has their changes too.{clashes}")
    return redirect(url_for(".plan", bank=bank), HTTPStatus.SEE_OTHER)


@bp.get("/banks/<bank>/versions")
@member_required
def index(bank: str) -> ResponseReturnValue:
    """List the versions of a bank, the newest first."""
    own, rows = versions.list_all(db.session, learner().id, bank)
    return render_template("authoring/versions.html", bank=own, versions=rows)


@bp.get("/banks/<bank>/versions/<int:number>")
@member_required
def version(bank: str, number: int) -> ResponseReturnValue:
    """Show a version beside another one, the one before it unless ``beside`` names one."""
    beside = request.args.get("beside", "")
    found = versions.compare(db.session, learner().id, bank, min(number, 2**31 - 1),
                             int(beside) if beside.isdecimal() and len(beside) < 9 else None)
    return render_template("authoring/version.html", bank=found.bank, found=found)


@bp.post("/banks/<bank>/versions/<int:number>/restore")
@member_required
def restore(bank: str, number: int) -> ResponseReturnValue:
    """Put a version's text on the learner's desk, and show what saving it would change."""
    try:
        versions.restore(db.session, learner().id, bank, min(number, 2**31 - 1), now=utc_now())
    except Conflict as error:
        flash(str(error))
        return redirect(url_for("authoring.edit", bank=bank), HTTPStatus.SEE_OTHER)
    return redirect(url_for(".plan", bank=bank), HTTPStatus.SEE_OTHER)
