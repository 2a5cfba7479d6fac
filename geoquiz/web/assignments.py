"""Assignments: setting and changing them, narrowing them to single questions, and beginning what is assigned."""

import uuid
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # The stubs know 3.2, which had no SelectChoice.
from wtforms.validators import InputRequired, Optional, ValidationError

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.quiz import Given
from geoquiz.core.scheduling.calendar import zone_named
from geoquiz.services import accounts, assignments, quiz, tasks
from geoquiz.services.assignments import HIGHEST, LOWEST, MOST_LISTED, Wanted
from geoquiz.storage.db import db
from geoquiz.storage.queries.assignments import Assigned, AssignedBank
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("assignments", __name__)
_EVENING = time(23, 59)


class OptionalNumberField(IntegerField):
    """A whole number that may stay empty; whatever else does not fit gets one sentence."""

    def __init__(self, label: str, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self._low, self._high = low, high
        self._sentence = f"{label} is a whole number from {low} to {high}, or empty."

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; an empty field is none."""
        text = "".join(valuelist).strip()
        if not text:
            self.data = None
        elif text.isascii() and text.isdecimal() and len(text) < 6 and self._low <= int(text) <= self._high:
            self.data = int(text)
        else:
            raise ValueError(self._sentence)


class AssignmentForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """What is to be done, with which questions, and by when; days and times are those of the teacher's own zone."""

    title = StringField("Title", [InputRequired("Give the assignment a title.")])
    mode = RadioField("What students do", choices=[
        SelectChoice("study", "Study, until they know it"), SelectChoice("quiz", "Take a quiz"),
    ], default="study", validate_choice=False)
    bank = SelectMultipleField("Banks", validate_choice=False)
    tags = StringField("Only these subjects", description="Tags, with commas between them; empty for everything in the banks.")
    due_day = DateField("Due on")
    due_time = TimeField("at", [Optional()], default=_EVENING)
    opens_day = DateField("Opens on", [Optional()], description="Empty: at once.")
    note = TextAreaField("Note for your students", description="Plain words, or markdown; may be empty.")
    target = OptionalNumberField("Target, in per cent", LOWEST, HIGHEST, default=90,
                                 description=f"How much of it they are to know on that day, from {LOWEST} to {HIGHEST}.")
    count = OptionalNumberField("Questions", 1, 100,
                                description="How many each attempt draws; empty for all, up to 100.")
    attempts = OptionalNumberField("Attempts", 1, 100, default=1,
                                   description="The best one counts; empty for as many as they like.")
    minutes = OptionalNumberField("Time limit, in minutes", 1, 1440,
                                  description="Empty: none. Extra time is set for each student, under “People”.")
    feedback = RadioField("Right answers", choices=[
        SelectChoice("end", "After handing in"), SelectChoice("each", "After each answer"),
        SelectChoice("closed", "When the quiz is closed to everybody")], default="end", validate_choice=False)
    late_day = DateField("Taken late until", [Optional()], description="Empty: nothing is taken after it is due.")
    late_percent = OptionalNumberField("What late work loses, in per cent", 0, 100, default=0)

    def validate_bank(self, field: Any) -> None:
        """Ask for a bank."""
        if not field.data:
            raise ValidationError("Choose at least one bank.")

    def validate_due_day(self, field: Any) -> None:
        """Ask for a day, in this place, since an empty one says nothing else."""
        if field.data is None:
            field.errors = []  # The stub of the library's own sentence says less.
            raise ValidationError("Choose the day by which it is due.")

    def wanted(self, zone: str) -> Wanted:
        """Return what the valid form asks for."""
        def at(day: date | None, hour: time = _EVENING) -> datetime | None:
            return datetime.combine(day, hour, zone_named(zone)) if day else None

        due = at(self.due_day.data, self.due_time.data or _EVENING)
        assert due is not None  # The day is required.
        feedback = self.feedback.data
        return Wanted(
            self.title.data or "", "quiz" if self.mode.data == "quiz" else "study", tuple(self.bank.data or ()), due,
            self.note.data or "",
            tuple(dict.fromkeys(tag.strip() for tag in (self.tags.data or "").split(",") if tag.strip())),
            at(self.opens_day.data, time(0, 0)), target=self.target.data or 90, count=self.count.data,
            attempts=self.attempts.data, minutes=self.minutes.data, feedback="each" if feedback == "each" else "end",
            hidden_keys=feedback == "closed", late_until=at(self.late_day.data), late_percent=self.late_percent.data or 0)


def _stored(one: Assigned, banks: tuple[AssignedBank, ...], zone: str) -> dict[str, Any]:
    """Return an assignment as its form shows it."""
    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone_named(zone)) if at else None

    due, opens, late = local(one.due_at), local(one.opens_at), local(one.late_until)
    assert due is not None
    return {
        "title": one.title, "mode": one.mode, "bank": [bank.key for bank in banks], "tags": ", ".join(one.tags),
        "due_day": due.date(), "due_time": due.time(), "opens_day": opens and opens.date(), "note": one.note,
        "target": round(100 * (one.target or 0.9)), "count": one.count, "attempts": one.attempts,
        "minutes": one.minutes, "late_day": late and late.date(),
        "feedback": "closed" if one.hidden_keys else one.feedback, "late_percent": one.late_percent,
    }


def _zone() -> str:
    return accounts.settings_of(db.session, learner().id).memory.zone


@bp.route("/classes/<room>/assign", methods=["GET", "POST"])
@member_required
def new(room: str) -> ResponseReturnValue:
    """Ask what is to be done by when, and assign it."""
    found, banks = assignments.choices(db.session, room, learner().id)
    zone = _zone()
    week = (utc_now().astimezone(zone_named(zone)) + timedelta(days=7)).date()
    form = AssignmentForm(data={"due_day": week, "bank": request.args.getlist("bank")} if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            key = assignments.assign(db.session, room, learner().id, form.wanted(zone), now=utc_now())
        except NotFound:
            raise
        except GeoquizError as error:
            form.title.errors = [str(error)]
        else:
            flash("Assigned: it stands on the page of the class, and on every student’s home page.")
            return redirect(url_for(".show", room=room, assignment=key), HTTPStatus.SEE_OTHER)
    return _form_page(form, room=found, banks=banks, zone=zone, assigned=None)


def _form_page(form: AssignmentForm, **values: Any) -> ResponseReturnValue:
    page = render_template("classes/assign.html", form=form, **values)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/classes/<room>/assignments/<assignment>")
@member_required
def show(room: str, assignment: str) -> ResponseReturnValue:
    """Show an assignment: to a student what is to be done and how to begin, to a teacher how it is set."""
    sheet = tasks.show(db.session, room, learner().id, assignment, now=utc_now())
    zone = _zone()
    local_due = sheet.assigned.due_at.astimezone(zone_named(zone))
    return render_template("classes/assignment.html", sheet=sheet, zone=zone, due_day=local_due.date(), key=str(uuid.uuid4()))


@bp.route("/classes/<room>/assignments/<assignment>/change", methods=["GET", "POST"])
@member_required
def change(room: str, assignment: str) -> ResponseReturnValue:
    """Show an assignment as its form, and store what is changed in it."""
    found, banks = assignments.choices(db.session, room, learner().id)
    sheet, zone = tasks.show(db.session, room, learner().id, assignment, now=utc_now()), _zone()
    form = AssignmentForm(data=_stored(sheet.assigned, sheet.banks, zone))
    form.mode.data = sheet.assigned.mode
    if form.validate_on_submit():
        try:
            assignments.change(db.session, room, learner().id, assignment, form.wanted(zone), now=utc_now())
        except NotFound:
            raise
        except GeoquizError as error:
            form.title.errors = [str(error)]
        else:
            flash("Changed, for everybody in the class.")
            return redirect(url_for(".show", room=room, assignment=assignment), HTTPStatus.SEE_OTHER)
    return _form_page(form, room=found, banks=banks, zone=zone, assigned=sheet.assigned)


@bp.route("/classes/<room>/assignments/<assignment>/questions", methods=["GET", "POST"])
@member_required
def questions(room: str, assignment: str) -> ResponseReturnValue:
    """Show the questions of an assignment, and narrow it to those that are ticked."""
    if request.method == "POST":
        ticked = [int(text) for text in request.form.getlist("question") if text.isascii() and text.isdecimal() and len(text) < 18]
        assignments.fix_list(db.session, room, learner().id, assignment, ticked)
        flash("Stored: it asks these questions and no others." if ticked else "Stored: it asks all questions of its banks.")
        return redirect(url_for(".show", room=room, assignment=assignment), HTTPStatus.SEE_OTHER)
    found, one, rows = assignments.listed(db.session, room, learner().id, assignment)
    return render_template("classes/questions.html", room=found, assigned=one, listed=rows, most=MOST_LISTED)


@bp.post("/classes/<room>/assignments/<assignment>/withdraw")
@member_required
def withdraw(room: str, assignment: str) -> ResponseReturnValue:
    """Take an assignment back, or set it again."""
    withdrawn = request.form.get("withdrawn") == "yes"
    assignments.withdraw(db.session, room, learner().id, assignment, withdrawn=withdrawn, now=utc_now())
    flash("Taken back: students no longer see it, and what they did stays." if withdrawn else "It is set again, as it was.")
    return redirect(url_for(".show", room=room, assignment=assignment), HTTPStatus.SEE_OTHER)


@bp.post("/classes/<room>/assignments/<assignment>/start")
@member_required
def start(room: str, assignment: str) -> ResponseReturnValue:
    """Begin an attempt at an assigned quiz."""
    given = tasks.start_of(db.session, room, learner().id, assignment, now=utc_now())
    key = request.form.get("key", "")
    try:
        uuid.UUID(key)
    except ValueError as error:
        raise GeoquizError("This form is not complete: go back, reload the page and begin again.") from error
    number = quiz.start(db.session, learner().id, given.spec, key=key, now=utc_now(), given=Given(
        title=given.title, opens_at=given.opens_at, closes_at=given.closes_at, extra_minutes=given.extra_minutes,
        attempts_allowed=given.attempts, hidden_keys=given.hidden_keys, assignment_id=given.assignment_id))
    return redirect(url_for("taking.ask", number=number, place=1), HTTPStatus.SEE_OTHER)


@bp.get("/classes/<room>/assignments/<assignment>/study")
@member_required
def study(room: str, assignment: str) -> ResponseReturnValue:
    """Go to the next question of an assignment that the learner has not met yet; back to its page when all were met."""
    found = tasks.next_of_list(db.session, room, learner().id, assignment, now=utc_now())
    if found is None:
        flash("You have met every question of this assignment. They come back when they are due: just study.")
        return redirect(url_for(".show", room=room, assignment=assignment))
    bank, (question, part) = found
    return redirect(url_for("study.ask", bank=bank, again=f"{question}-{part}"))
