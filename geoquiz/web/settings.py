"""A learner's own settings."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectChoice, SelectField  # type: ignore[attr-defined]  # The stubs know 3.2, which had no SelectChoice.
from wtforms.validators import InputRequired, NumberRange, ValidationError

from geoquiz.core.scheduling.calendar import zone_names
from geoquiz.services import accounts
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("settings", __name__)

_HOURS = [SelectChoice(str(hour * 60), f"{hour:02d}:00") for hour in range(24)]


def _zones() -> list[SelectChoice]:
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


class SettingsForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """Everything that decides when questions come."""

    zone = SelectField("Time zone", choices=_zones, validate_choice=False, description="Your days are counted in this zone.")
    day_start = SelectField("A new day starts at", choices=_HOURS, validate_choice=False,
                            description="Until then, studying late still belongs to the evening before.")
    desired_retention = WholeNumberField(
        "Desired retention", 70, 97, " per cent",
        description="In per cent: how likely you want to know a question when it is due. 90 suits most; more brings more reviews.")
    new_per_day = WholeNumberField(
        "New questions per day", 0, 500, "",
        description="Each new question brings about seven reviews over the next weeks.")

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
    form = SettingsForm(zone=current.memory.zone, day_start=str(current.memory.day_start),
                        desired_retention=round(current.memory.desired_retention * 100), new_per_day=current.new_per_day)
    if form.validate_on_submit():
        retention, new_per_day = form.desired_retention.data, form.new_per_day.data
        assert retention is not None  # Both are required, and the form is valid.
        assert new_per_day is not None
        accounts.change_settings(db.session, learner().id, zone=form.zone.data, day_start=int(form.day_start.data),
                                 desired_retention=retention / 100, new_per_day=new_per_day, now=utc_now())
        flash("Your settings are saved.")
        return redirect(url_for(".edit"))
    return render_template("settings.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
