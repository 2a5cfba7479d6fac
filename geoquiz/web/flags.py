"""Reports of questions: making one, one's own, and the queue of teachers."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.services import flagqueue, flags
from geoquiz.services.flagqueue import Queue
from geoquiz.services.flags import News, Subject
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required, who
from geoquiz.web.clock import utc_now

bp = Blueprint("flags", __name__)
REASONS = {"wrong": "Something in it is wrong", "outdated": "It is out of date", "unclear": "It is unclear",
           "count": "My answer should count"}
# What a learner reads of their report.
BECAME = {"accepted": "Your answer counts as right from now on.", "edited": "The question was changed.",
          "retired": "The question is asked no more.", "replied": "Answered.", "dismissed": "It stays as it is."}
_SAID = {"edited": "told that the question was changed", "replied": "sent your reply", "dismissed": "told that it stays as it is",
         "retired": "told that the question is asked no more"}


@bp.route("/flags/new", methods=["GET", "POST"])
@member_required
def new() -> ResponseReturnValue:
    """Report a question to whoever keeps its bank, or say it better while nobody has answered."""
    subject = _subject()
    if request.method == "GET":
        known = subject.open
        return _form(subject, known.reason if known else "", known.note if known else "")
    reason, note = request.form.get("reason", ""), request.form.get("note", "")
    try:
        flags.report(db.session, learner().id, subject, reason, note, now=utc_now())
    except GeoquizError as error:
        return _form(subject, reason, note, str(error))
    flash("Reported, thank you. You are told on your home page once somebody has looked at it.")
    if subject.has_verdict:
        return redirect(url_for("study.verdict", key=subject.answer_key), HTTPStatus.SEE_OTHER)
    return redirect(url_for(".mine"), HTTPStatus.SEE_OTHER)


def _subject() -> Subject:
    """Return the question that the address names, by an answer to it or by its bank and id."""
    user_id, now = learner().id, utc_now()
    if "answer" in request.args:
        return flags.subject_of_answer(db.session, user_id, request.args["answer"], now=now)
    return flags.subject_of_question(db.session, user_id, request.args.get("bank", ""), request.args.get("question", ""), now=now)


def _form(subject: Subject, reason: str, note: str, fault: str = "") -> ResponseReturnValue:
    page = render_template("flags/new.html", subject=subject, reasons=REASONS, reason=reason, note=note, fault=fault,
                           longest=flags.LONGEST_NOTE)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK


@bp.get("/flags/mine")
@member_required
def mine() -> ResponseReturnValue:
    """List the learner's reports with what became of them."""
    return render_template("flags/mine.html", rows=flags.own(db.session, learner().id, now=utc_now()), reasons=REASONS,
                           became=BECAME)


@bp.post("/flags/mine/<int:number>/withdraw")
@member_required
def withdraw(number: int) -> ResponseReturnValue:
    """Take a report back that nobody has answered yet."""
    flags.withdraw(db.session, learner().id, number)
    flash("Your report is taken back.")
    return redirect(url_for(".mine"), HTTPStatus.SEE_OTHER)


@bp.get("/flags")
def queue() -> ResponseReturnValue:
    """Show a teacher the open reports that they may answer, and the questions to look at again."""
    return _page()


def _page(fault: str = "", question: int = 0, reply: str = "") -> str:
    return render_template("flags/queue.html", queue=_queue(), reasons=REASONS, fault=fault, fault_at=question, reply=reply,
                           longest=flagqueue.LONGEST_REPLY)


def _queue() -> Queue:
    if who() != "member":
        abort(HTTPStatus.NOT_FOUND)
    return flagqueue.queue(db.session, learner(), today=utc_now().date())


@bp.post("/flags/<int:question>/accept")
@member_required
def accept(question: int) -> ResponseReturnValue:
    """Let a response count from now on, and tell everybody who wanted that."""

    def act() -> str:
        part, text = request.form.get("part", ""), request.form.get("form", "")
        count = flagqueue.accept(db.session, learner(), question, part, text, now=utc_now())
        return f"“{text}” counts from now on, and {_learners(count)} told so."

    return _done(question, act)


@bp.post("/flags/<int:question>/resolve")
@member_required
def resolve(question: int) -> ResponseReturnValue:
    """Answer all open reports of a question at once: edited, retired, a reply, or nothing to do."""

    def act() -> str:
        what, reply = request.form.get("do", ""), request.form.get("reply", "")
        count = flagqueue.resolve(db.session, learner(), question, what, reply, now=utc_now())
        return f"Done: {_learners(count)} {_SAID[what]}."

    return _done(question, act)


@bp.post("/flags/<int:question>/look")
@member_required
def look(question: int) -> ResponseReturnValue:
    """Say that a question is still right, and when to look at it again."""

    def act() -> str:
        again = flagqueue.look_again(db.session, learner(), question, request.form.get("again", ""), now=utc_now())
        return f"Noted: it comes here again after {again.day} {again:%B %Y}."

    return _done(question, act)


def _learners(count: int) -> str:
    return f"{count} learners are" if count != 1 else "1 learner is"


def _done(question: int, act: Callable[[], str]) -> ResponseReturnValue:
    """Do something to the queue and show what is left of it, or say at the question why it cannot be done."""
    try:
        flash(act())
    except NotFound:
        raise
    except GeoquizError as error:
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(str(error), question, request.form.get("reply", "")), status
    return redirect(url_for(".queue"), HTTPStatus.SEE_OTHER)


@bp.app_template_global()
def report_news() -> News:
    """Return what a member's home page says of reports."""
    return flags.news(db.session, learner())
