"""Setting up a quiz over a bank, several, or subjects; the list of attempts with their scores."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (  # type: ignore[attr-defined]  # The stubs know 3.2, which had no SelectChoice.
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length, NumberRange, Optional

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.quiz import MOST_MINUTES, MOST_QUESTIONS, Spec
from geoquiz.core.scheduling.calendar import zone_named
from geoquiz.services import accounts, quiz
from geoquiz.storage.db import db
from geoquiz.storage.queries.quizzes import Attempt
from geoquiz.web.access import learner, member_required
from geoquiz.web.charts import Bar, bar_chart
from geoquiz.web.clock import utc_now
from geoquiz.web.settings import WholeNumberField
from geoquiz.web.templating import KIND_NAMES

bp = Blueprint("quiz", __name__)

_MOST_BARS = 12
_LIMIT = f"Time limit is a whole number of minutes from 1 to {MOST_MINUTES}, or empty."
_FEEDBACK = [SelectChoice("end", "At the end: answers can be changed until you hand in"),
             SelectChoice("each", "After each question: the answer is then locked")]


class MinutesField(IntegerField):
    """A number of minutes that may stay empty, refused in the words of its form."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; text that is none is told like a number that does not fit."""
        try:
            if any(len(text) > 9 for text in valuelist):
                raise ValueError(_LIMIT)
            super().process_formdata([text for text in valuelist if text.strip()])
        except ValueError as error:
            raise ValueError(_LIMIT) from error


class QuizForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """What a quiz asks, and how."""

    bank = SelectMultipleField("Banks", validate_choice=False)
    count = WholeNumberField("Number of questions", 1, MOST_QUESTIONS, "", default=10,
                             description=f"From 1 to {MOST_QUESTIONS}; where fewer fit, the quiz has those.")
    feedback = RadioField("Right answers", choices=_FEEDBACK, default="end")
    minutes = MinutesField("Time limit", [Optional(), NumberRange(1, MOST_MINUTES, _LIMIT)],
                           description="In minutes; empty: as long as you like.")
    tag = SelectMultipleField("Only these subjects", validate_choice=False)
    kind = SelectMultipleField("Only these types", validate_choice=False)
    seed = StringField("Selection", [Length(max=40, message="A word for the selection has at most 40 characters.")],
                       description="Any word makes a selection of its own, the same word always the same one. Empty: a new one.")
    start_key = HiddenField()

    def spec(self) -> Spec:
        """Return the quiz that a valid form describes."""
        return Spec(tuple(self.bank.data or ()), tuple(self.tag.data or ()), tuple(self.kind.data or ()), self.count.data or 0,
                    self.feedback.data, self.minutes.data, (self.seed.data or "").strip())


@bp.get("/quiz")
@bp.get("/quiz/<bank>")
@member_required
def index(bank: str | None = None) -> ResponseReturnValue:
    """Show what a quiz can be made of, those that wait to be finished, and how the last ones went."""
    return _page(QuizForm(formdata=None, bank=[bank] if bank else [], start_key=str(uuid.uuid4())), bank)


@bp.post("/quiz")
@bp.post("/quiz/<bank>")
@member_required
def start(bank: str | None = None) -> ResponseReturnValue:
    """Begin a quiz and ask its first question, or say what is wrong with the choices."""
    form = QuizForm()
    if form.validate_on_submit():
        try:
            key = str(uuid.UUID(form.start_key.data))
            number = quiz.start(db.session, learner().id, form.spec(), key=key, now=utc_now())
            return redirect(url_for("taking.ask", number=number, place=1), HTTPStatus.SEE_OTHER)
        except NotFound:
            raise
        except GeoquizError as error:
            form.count.errors = [str(error)]
        except ValueError:
            form.start_key.data = str(uuid.uuid4())
            form.count.errors = ["The form had lost its key, so nothing has begun yet: press the button again."]
    return _page(form, bank), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(form: QuizForm, bank: str | None) -> str:
    user_id, now = learner().id, utc_now()
    quiz.close_expired(db.session, user_id, now=now)
    choice, attempts = quiz.choices(db.session, user_id), quiz.attempts(db.session, user_id)
    chosen = next((row for row in choice.banks if row.key == bank), None)
    if bank is not None and chosen is None:
        raise NotFound(f"There is no bank {bank!r} here.")
    mine = [one for one in attempts if chosen is None or chosen.key in one.spec.banks]
    handed_in = [one for one in mine if one.handed_in_at is not None]
    zone = accounts.settings_of(db.session, user_id).memory.zone
    return render_template(
        "quiz/index.html", form=form, choice=choice, chosen=chosen, handed_in=handed_in, zone=zone,
        open=[one for one in mine if one.handed_in_at is None], chart=_chart(handed_in, zone),
        bank_options=[(row.key, row.title) for row in choice.banks],
        tag_options=[(tag, tag.replace("-", " ")) for tag in choice.tags],
        kind_options=[(kind, KIND_NAMES.get(kind, kind)) for kind in choice.kinds])


def _chart(attempts: Sequence[Attempt], zone: str) -> Markup | None:
    """Return the scores of the last attempts, the oldest first; None where one alone shows no course of things."""
    if len(attempts) < 2:
        return None
    shown = list(reversed(attempts[:_MOST_BARS]))
    bars = [Bar(_day(one.started_at, zone), round(100 * one.share), f"{one.title}, {_day(one.started_at, zone)}") for one in shown]
    return bar_chart(bars, key="scores", title=f"Scores of your last {len(shown)} quizzes, in per cent",
                     description=f"From {bars[0].value:g} % to {bars[-1].value:g} %, at best {max(bar.value for bar in bars):g} %.")


def _day(at: datetime, zone: str) -> str:
    local: Any = at.astimezone(zone_named(zone))
    return f"{local.day} {local:%b}"
