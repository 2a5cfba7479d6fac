"""A learner's own settings."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, StringField  # type: ignore[attr-defined]  # The stubs know 3.2, which had no SelectChoice.
from wtforms.validators import InputRequired, NumberRange, ValidationError

from geoquiz.core.errors import GeoquizError
from geoquiz.core.scheduling.calendar import zone_names
from geoquiz.core.scheduling.steps import read_steps, write_steps
from geoquiz.services import accounts, fitting
from geoquiz.services.accounts import Changes
from geoquiz.storage.db import db
from geoquiz.storage.queries.accounts import LearnerSettings
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now
from geoquiz.web.fitting import last_result

bp = Blueprint("settings", __name__)

_HOURS = [SelectChoice(str(hour * 60), f"{hour:02d}:00") for hour in range(24)]


def zone_choices() -> list[SelectChoice]:
    """Return the zones grouped by their region, since nobody finds their way about in a plain list of 500."""
    return [SelectChoice(name, name.replace("_", " "), optgroup="UTC" if region in ("UTC", "Etc") else region)
            for name in zone_names() for region in [name.partition("/")[0]]]


class WholeNumberField(IntegerField):
    """A whole number, refused in the words of its form."""

    def __init__(self, label: str, low: int, high: int, unit: str, **options: Any) -> None:
        self.refusal = f"{label} is a whole number from {low} to {high}{unit}."
        super().__init__(label, [InputRequired(self.refusal), NumberRange(low, high, self.refusal)], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; text that is none is told like a number that does not fit."""
        if any(len(text) > 9 for text in valuelist):  # A number of thousands of digits costs time, and no limit is as high.
            raise ValueError(self.refusal)
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(self.refusal) from error


class StepsField(StringField):
    """Learning steps as text; what is wrong with them is told in the field's own name."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no list of steps."""
        try:
            read_steps(self.data or "")
        except GeoquizError as error:
            raise ValidationError(f"{self.label.text}: {error}") from error


class SettingsForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """Everything that decides when questions come."""

    zone = SelectField("Time zone", choices=zone_choices, validate_choice=False, description="Your days are counted in this zone.")
    day_start = SelectField("A new day starts at", choices=_HOURS, validate_choice=False,
                            description="Until then, studying late still belongs to the evening before.")
    desired_retention = WholeNumberField(
        "Desired retention", 70, 97, " per cent",
        description="In per cent: how likely you want to know a question when it is due. 90 suits most; more brings more reviews.")
    new_per_day = WholeNumberField(
        "New questions per day", 0, 500, "",
        description="Each new question brings about seven reviews over the next weeks.")
    reviews_per_day = WholeNumberField(
        "Reviews per day", 0, 9999, "",
        description="What is due beyond that waits for the next day.")
    learning_steps = StepsField(
        "Learning steps", description="How long until a new question comes again on its first day, such as 1m 10m. "
        "A wrong answer goes back to the first step. Empty: it comes again on another day.")
    relearning_steps = StepsField(
        "Relearning steps", description="The same for a question that you had known and forgot, such as 10m.")
    maximum_interval = WholeNumberField(
        "Maximum interval", 1, 36500, " days",
        description="In days: no question stays away for longer.")
    show_intervals = BooleanField(
        "Show on the buttons when a question comes again", description="Cards then show all four ratings at once.")

    asks_confidence = BooleanField(
        "Ask how sure I am, before the verdict",
        description="Sure, think so or guess: your progress then says how well you judge yourself.")
    goal_questions = WholeNumberField(
        "Daily goal in questions", 0, 9999, "", description="0: no such goal.")
    goal_minutes = WholeNumberField(
        "Daily goal in minutes", 0, 1440, "",
        description="0: no such goal. It is shown quietly, and nothing is lost on a day without it.")

    def validate_goal_minutes(self, field: Any) -> None:
        """Refuse a second goal: only one of both can be looked at."""
        if field.data and self.goal_questions.data:
            raise ValidationError("Set a daily goal in questions or in minutes, not both: leave one of them at 0.")

    def validate_zone(self, field: Any) -> None:
        """Refuse a zone that is not in the list."""
        if field.data not in zone_names():
            raise ValidationError("Choose one of the time zones in the list.")

    def validate_day_start(self, field: Any) -> None:
        """Refuse an hour that is not in the list."""
        if field.data not in [hour.value for hour in _HOURS]:
            raise ValidationError("Choose one of the hours in the list, from 00:00 to 23:00.")


@bp.route("/settings", methods=["GET", "POST"])
@member_required
def edit() -> ResponseReturnValue:
    """Show and change when questions come."""
    current = accounts.settings_of(db.session, learner().id)
    form = SettingsForm(data=_data(current))
    if form.validate_on_submit():
        accounts.change_settings(db.session, learner().id, now=utc_now(), **_changes(form))
        flash("Your settings are saved.")
        return redirect(url_for(".edit"))
    memory = fitting.own_memory(db.session, learner().id)
    return (render_template("settings.html", form=form, memory=memory, fit=last_result(), zone=current.memory.zone),
            HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


def _data(current: LearnerSettings) -> dict[str, Any]:
    """Return settings as the form shows them."""
    memory = current.memory
    return {
        "zone": memory.zone, "day_start": str(memory.day_start), "desired_retention": round(memory.desired_retention * 100),
        "new_per_day": current.new_per_day, "reviews_per_day": current.reviews_per_day,
        "learning_steps": write_steps(memory.learning_steps), "relearning_steps": write_steps(memory.relearning_steps),
        "maximum_interval": memory.maximum_interval, "show_intervals": current.show_intervals,
        "asks_confidence": current.asks_confidence, "goal_questions": current.goal_questions, "goal_minutes": current.goal_minutes,
    }


def _changes(form: SettingsForm) -> Changes:
    """Return what a valid form says."""
    values: dict[str, Any] = {**form.data}
    return Changes(
        zone=values["zone"], day_start=int(values["day_start"]), desired_retention=values["desired_retention"] / 100,
        new_per_day=values["new_per_day"], reviews_per_day=values["reviews_per_day"],
        learning_steps=read_steps(values["learning_steps"] or ""), relearning_steps=read_steps(values["relearning_steps"] or ""),
        maximum_interval=values["maximum_interval"], show_intervals=values["show_intervals"],
        asks_confidence=values["asks_confidence"], goal_questions=values["goal_questions"], goal_minutes=values["goal_minutes"],
    )
