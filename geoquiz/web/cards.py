"""What a learner does to single cards: suspend, bury, reset, set the date; and the list of those set aside."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.errors import GeoquizError
from geoquiz.services import cards
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required, own_path
from geoquiz.web.clock import utc_now

bp = Blueprint("cards", __name__)

ACTIONS = {
    "suspend": (cards.suspend, "The card is suspended: it comes no more until you want it again."),
    "unsuspend": (cards.unsuspend, "The card is asked again when it is due."),
    "bury": (cards.bury, "The card is put off until tomorrow."),
    "reset": (cards.reset, "The card is new again. Your answers to it stay in the log."),
}


@bp.get("/cards")
@member_required
def index() -> ResponseReturnValue:
    """List the suspended cards, and those that were forgotten too often."""
    return render_template("cards.html", aside=cards.set_aside(db.session, learner().id))


@bp.post("/cards/<int:question>/<part>")
@member_required
def move(question: int, part: str) -> ResponseReturnValue:
    """Do to a card what the pressed button says, and go on."""
    action, user_id = request.form.get("action", ""), learner().id
    if action == "set_due":
        days = _days(request.form.get("days", ""))
        cards.set_due(db.session, user_id, question, part, days, now=utc_now())
        flash("The card is due today." if not days else f"The card is due in {days} day{'s' if days != 1 else ''}.")
    elif action in ACTIONS:
        act, told = ACTIONS[action]
        act(db.session, user_id, question, part, now=utc_now())
        flash(told)
    else:
        raise GeoquizError("Choose what to do with the card by one of the buttons on the page.")
    return redirect(own_path(request.form.get("next")) or url_for("study.ask"), HTTPStatus.SEE_OTHER)


def _days(text: str) -> int:
    if not text.strip().isdecimal() or len(text) > 6:
        raise GeoquizError(f"Choose a number of days from 0 to {cards.FARTHEST_DAYS}.")
    return int(text)
