"""Study and practice: one question a page, the verdict after it, the learner's own word on it, undo."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.asked import Asked
from geoquiz.core.errors import GeoquizError, ResponseError
from geoquiz.core.question import Form
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import corrections, results, study
from geoquiz.services.study import Ask, Pause
from geoquiz.storage.db import db
from geoquiz.web import asked as tokens
from geoquiz.web.access import learner, learner_required, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("study", __name__)


@bp.get("/study")
@bp.get("/study/<bank>")
@learner_required
def ask(bank: str | None = None) -> ResponseReturnValue:
    """Ask the next question, or say that there is none for now."""
    found = study.next_question(db.session, learner().id, bank, now=utc_now(), key=str(uuid.uuid4()),
                                fresh="more" in request.args, again=_again())
    if isinstance(found, Pause):
        return _pause(found, bank)
    return question_page(found, bank)


@bp.get("/practice/<int:number>")
@member_required
def practise(number: int) -> ResponseReturnValue:
    """Ask the next question of a practice, or show how it went."""
    found = study.next_practice(db.session, learner().id, number, now=utc_now(), key=str(uuid.uuid4()))
    if found is None:
        return redirect(url_for("progress.session", number=number))
    return question_page(found, None)


def _again() -> tuple[int, str] | None:
    number, _, part = request.args.get("again", "").partition("-")
    return (int(number), part) if number.isdecimal() and len(number) < 18 else None


def question_page(found: Ask, bank: str | None, *, token: str | None = None, error: ResponseError | None = None,
              given: Form | None = None) -> ResponseReturnValue:
    """Return the page that asks, with what is wrong where the answer could not be read."""
    page = _page(found, bank, token or tokens.sign(found.asked), error=error, given=given or Form(),
                 readings=getattr(error, "readings", ()), revealed=None)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK


def _page(found: Ask, bank: str | None, token: str, **values: object) -> str:
    # A kind's template has a block for asking and one for its verdict; `page` is the page around them.
    return render_template(f"kinds/{found.kind}.html", page="kinds/_ask.html", ask=found, shown=found.shown, scope=bank,
                           token=token, target=_target(found.target), show_intervals=found.show_intervals,
                           asks_confidence=_asks_confidence(found), **values)


def _asks_confidence(found: Ask) -> bool:
    """Tell whether to ask how sure the learner is: a card is rated by its learner anyway."""
    return found.kind != "card" and found.asks_confidence


def _target(target: int) -> int:
    """Return after how many answers a session ends: a visitor's tries are used up before."""
    return min(target, study.VISITOR_LIMIT) if learner().is_visitor else target


def _revealed(asked: Asked, bank: str | None) -> ResponseReturnValue:
    """Show the back of a card to the learner who is to rate it: nothing is stored, no memory moves yet."""
    revealed = results.revealed(db.session, asked)
    found = study.same_question(db.session, asked, now=utc_now())
    return _page(found, bank, tokens.sign(asked), error=None, given=Form(), readings=(), revealed=revealed)


def _pause(pause: Pause, bank: str | None) -> ResponseReturnValue:
    if pause.reason == "session" and pause.session is not None:
        return redirect(url_for("progress.session", number=pause.session))
    return render_template("study/pause.html", pause=pause, scope=bank)


@bp.post("/study")
@bp.post("/study/<bank>")
@learner_required
def answer(bank: str | None = None) -> ResponseReturnValue:
    """Store the learner's answer, then show its verdict; a response that cannot be read is asked again."""
    asked = tokens.read(request.form.get("asked", ""), learner().id)
    if request.form.get("key") != asked.key:
        return _unreadable()
    if "show" in request.form:
        return _revealed(asked, bank)
    form = tokens.posted_form()
    try:
        key = study.answer(db.session, asked, form, gave_up="give_up" in request.form, rating=_rating(), now=utc_now(),
                           confidence=_confidence())
    except ResponseError as error:
        shown_again = study.same_question(db.session, asked, now=utc_now())
        return question_page(shown_again, bank, token=request.form["asked"], error=error, given=form)
    if "seen" not in request.form:
        return _turn_to(verdict, key=key)
    # Whoever has looked at the back already learns nothing new from the verdict.
    return _turn_to(practise, number=asked.session) if asked.mode == "practice" else _turn_to(ask, bank=bank)


def _turn_to(view: Callable[..., ResponseReturnValue], **values: Any) -> ResponseReturnValue:
    """Send the browser on to a page; the script that turns pages gets it at once, with its address, and saves a round trip."""
    address = url_for(f".{view.__name__}", **values)
    if "Turn" not in request.headers:
        return redirect(address, HTTPStatus.SEE_OTHER)
    response = make_response(view(**values))
    response.headers["Content-Location"] = address
    return response


def _rating() -> Rating | None:
    text = request.form.get("rating", "")
    return Rating(int(text)) if text in ("1", "2", "3", "4") else None


def _confidence() -> int | None:
    text = request.form.get("confidence", "")
    return int(text) if text in ("1", "2", "3") else None


def _unreadable() -> ResponseReturnValue:
    text = "The key of the answer is missing or not the one of the page. Go back, reload the page and answer again."
    return render_template("error.html", title="That answer could not be read", text=text), HTTPStatus.BAD_REQUEST


@bp.get("/study/answer/<key>")
@learner_required
def verdict(key: str) -> ResponseReturnValue:
    """Show whether an answer was right, why, and what the question rests on."""
    found = results.answered(db.session, learner().id, key, now=utc_now())
    return render_template(f"kinds/{found.question.kind}.html", page="study/verdict.html", answered=found,
                           target=_target(found.target), show_intervals=found.show_intervals)


_TAKEN_BACK = {
    "suspend": "The card is no longer suspended.", "unsuspend": "The card is suspended again.",
    "bury": "The card is no longer put off until tomorrow.", "reset": "The card is what it was before you reset it.",
    "set due": "The card has the date again that it had before.",
}


@bp.post("/study/undo")
@learner_required
def undo() -> ResponseReturnValue:
    """Take back what the learner did last; after an answer its question is asked again."""
    undone = corrections.undo(db.session, learner().id, now=utc_now())
    if undone is None:
        flash("There is no answer to take back.")
        return redirect(url_for(".ask"), HTTPStatus.SEE_OTHER)
    flash(_TAKEN_BACK.get(undone.cause, "Your last answer is taken back, and its card is as it was."))
    if undone.practice is not None:
        return redirect(url_for(".practise", number=undone.practice), HTTPStatus.SEE_OTHER)
    return redirect(url_for(".ask", bank=undone.scope, again=f"{undone.question_id}-{undone.part}"), HTTPStatus.SEE_OTHER)


@bp.post("/study/answer/<key>/count")
@learner_required
def count(key: str) -> ResponseReturnValue:
    """Count a wrong typed answer as right, and say so in the log."""
    corrections.count_as_right(db.session, learner().id, key, now=utc_now())
    return redirect(url_for(".verdict", key=key), HTTPStatus.SEE_OTHER)


@bp.post("/study/answer/<key>/rate")
@learner_required
def rate(key: str) -> ResponseReturnValue:
    """Take a right answer for a guess, or for hard or easy, as its learner says."""
    rating = _rating()
    if rating is None:
        raise GeoquizError("Choose one of the ratings on the page: Again, Hard, Good or Easy.")
    corrections.rate_anew(db.session, learner().id, key, rating, now=utc_now())
    return redirect(url_for(".verdict", key=key), HTTPStatus.SEE_OTHER)
