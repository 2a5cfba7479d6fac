"""Taking a quiz: one question a page, the page to review before handing in, and the result."""

import uuid
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from geoquiz.core.asked import Asked
from geoquiz.core.errors import ResponseError, TooLate
from geoquiz.core.question import Form
from geoquiz.core.scheduling.calendar import zone_named
from geoquiz.services import accounts, quiz, quiz_answers, quiz_results
from geoquiz.services.quiz_answers import QuizPage
from geoquiz.storage.db import db
from geoquiz.storage.queries.quiz_lines import QuizLine
from geoquiz.storage.queries.quizzes import Attempt
from geoquiz.web import asked as tokens
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("taking", __name__)


@bp.get("/quiz/attempts/<int:number>")
@member_required
def show(number: int) -> ResponseReturnValue:
    """Show where every question stands before handing in, or, once that is done, what came of it."""
    user_id, now = learner().id, utc_now()
    quiz.close_expired(db.session, user_id, now=now)
    found = quiz_answers.sitting(db.session, user_id, number)
    if found.attempt.handed_in_at is None:
        return render_template("quiz/review.html", sitting=found, attempt=found.attempt, **_time(found.attempt))
    result = quiz_results.result(db.session, user_id, number, now=now)
    told = [(line, _told(line)) for line in result.lines]
    return render_template("quiz/result.html", result=result, attempt=result.attempt, told=told, **_time(result.attempt))


def _told(line: QuizLine) -> Markup:
    """Return what a question's own template tells of its answer."""
    html = render_template(f"kinds/{line.question.kind}.html", page="quiz/_told.html", answered=line)
    return Markup(html)  # noqa: S704  # It comes from a template, which has escaped what it was given.


def _time(attempt: Attempt) -> dict[str, Any]:
    """Return the zone in which the page tells times, and the end of an attempt in words, as its learner's clock shows it."""
    zone, now = accounts.settings_of(db.session, learner().id).memory.zone, utc_now()
    end = attempt.ends_at.astimezone(zone_named(zone)) if attempt.ends_at else None
    today = now.astimezone(zone_named(zone)).date()
    ends = "" if end is None else f"{end:%H:%M}" if end.date() == today else f"{end:%A}, {end.day} {end:%B}, {end:%H:%M}"
    return {"zone": zone, "ends": ends}


@bp.get("/quiz/attempts/<int:number>/<int:place>")
@member_required
def ask(number: int, place: int) -> ResponseReturnValue:
    """Ask one question of a quiz, with what is saved of it; once the quiz is handed in, show its result."""
    user_id, now = learner().id, utc_now()
    quiz.close_expired(db.session, user_id, now=now)
    if quiz_answers.sitting(db.session, user_id, number).attempt.handed_in_at is not None:
        return redirect(url_for(".show", number=number))
    found = quiz_answers.page(db.session, user_id, number, place, now=now, key=str(uuid.uuid4()))
    return _page(found, tokens.sign(found.asked), found.given)


def _page(found: QuizPage, token: str, given: Form, error: ResponseError | None = None) -> str:
    page = "quiz/told.html" if found.told else "quiz/ask.html"
    attempt = found.sitting.attempt
    return render_template(
        f"kinds/{found.kind}.html", page=page, ask=found if not found.told else None, quiz=found, answered=found.told,
        attempt=attempt, shown=found.shown, given=given, token=token, error=error, readings=getattr(error, "readings", ()),
        check_text="Save and go on" if not attempt.tells_at_once else "Check", **_time(attempt))


@bp.post("/quiz/attempts/<int:number>/<int:place>")
@member_required
def save(number: int, place: int) -> ResponseReturnValue:
    """Save what was answered and go where the pressed button says."""
    asked = tokens.read(request.form.get("asked", ""), learner().id)
    if request.form.get("key") != asked.key or asked.session != number:
        text = "The key of the answer is missing or not the one of the page. Go back, reload the page and answer again."
        return render_template("error.html", title="That answer could not be read", text=text), HTTPStatus.BAD_REQUEST
    go, form = request.form.get("go", ""), tokens.posted_form()
    try:
        quiz_answers.save(db.session, asked, form, gave_up="give_up" in request.form, now=utc_now(), leaving=bool(go))
    except TooLate as error:
        return render_template("quiz/too_late.html", text=str(error), number=number), HTTPStatus.CONFLICT
    except ResponseError as error:
        if not go:
            return _again(asked, place, form, error), HTTPStatus.UNPROCESSABLE_ENTITY
        flash(f"Question {place} was left as it was before: {error}")
    return redirect(_where(number, place, go), HTTPStatus.SEE_OTHER)


def _again(asked: Asked, place: int, form: Form, error: ResponseError) -> str:
    found = quiz_answers.page(db.session, asked.user_id, asked.session, place, now=utc_now(), key=asked.key)
    return _page(found, request.form["asked"], form, error)


def _where(number: int, place: int, go: str) -> str:
    """Return where a button leads: to a place by its number, to the review, or, having answered, to the next question."""
    user_id = learner().id
    if go in ("mark", "unmark"):
        quiz_answers.mark(db.session, user_id, number, place, marked=go == "mark")
        return url_for(".ask", number=number, place=place)
    if go.isdecimal() and len(go) < 6:
        return url_for(".ask", number=number, place=int(go))
    found = quiz_answers.sitting(db.session, user_id, number)
    if found.attempt.tells_at_once and not go:
        return url_for(".ask", number=number, place=place)
    later = next((spot.place for spot in found.spots if spot.place > place), None)
    return url_for(".ask", number=number, place=later) if later and not go else url_for(".show", number=number)


@bp.post("/quiz/attempts/<int:number>/hand-in")
@member_required
def hand_in(number: int) -> ResponseReturnValue:
    """Hand a quiz in and show what came of it; a second time changes nothing."""
    quiz.hand_in(db.session, learner().id, number, now=utc_now())
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)
