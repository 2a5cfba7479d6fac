"""The first minute with an account: how much a day, which bank, and then the first question."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from geoquiz.core.scheduling.calendar import zone_names
from geoquiz.services import accounts, banks
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now
from geoquiz.web.settings import zone_choices

bp = Blueprint("welcome", __name__)

# What a learner can aim at in the beginning: new questions a day, and about how long a day then takes after some weeks.
_GOALS = [("5", "5: about five minutes a day"), ("10", "10: about ten minutes"), ("20", "20: about twenty minutes")]


class FirstForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """How much a day, and where its days begin."""

    # The page draws it as a choice of these.
    goal = StringField("New questions a day",
                       description="The time holds those that come back as well. You can change this later, in the settings.")
    zone = SelectField("Time zone", choices=zone_choices, validate_choice=False, description="Your days are counted in this zone.")

    def validate_goal(self, field: Any) -> None:
        """Refuse an amount that is not offered."""
        if field.data not in dict(_GOALS):
            raise ValidationError("Choose 5, 10 or 20 new questions a day.")

    def validate_zone(self, field: Any) -> None:
        """Refuse a zone that is not in the list."""
        if field.data not in zone_names():
            raise ValidationError("Choose one of the time zones in the list.")


@bp.route("/welcome", methods=["GET", "POST"])
@member_required
def begin() -> ResponseReturnValue:
    """Ask how much a day should bring, then go on to the banks."""
    settings = accounts.settings_of(db.session, learner().id)
    form = FirstForm(data={"goal": str(settings.new_per_day), "zone": settings.memory.zone})
    if form.validate_on_submit():
        accounts.change_settings(db.session, learner().id, zone=form.zone.data, new_per_day=int(form.goal.data or 0),
                                 now=utc_now())
        return redirect(url_for(".choose"), HTTPStatus.SEE_OTHER)
    return (render_template("welcome/begin.html", form=form, goals=_GOALS),
            HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


@bp.get("/welcome/bank")
@member_required
def choose() -> ResponseReturnValue:
    """Offer the banks; each leads to its first question at once."""
    return render_template("welcome/choose.html", banks=banks.list_all(db.session, learner().id))
