"""A date to be ready for: choosing banks, day and target, looking at the plan, following it and giving it up."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField
from wtforms.validators import ValidationError

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.scheduling.planner import FARTHEST, Plan
from geoquiz.services import ready
from geoquiz.services.ready import HIGHEST, LOWEST, Ready
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.charts import Bar, bar_chart
from geoquiz.web.clock import utc_now
from geoquiz.web.settings import WholeNumberField

bp = Blueprint("ready", __name__)

_USUAL_DAYS, _USUAL_TARGET = 30, 90


class PlanForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """What to be ready with, when, and how well."""

    bank = SelectMultipleField("Banks", validate_choice=False)
    day = DateField("Day", description="The day of the exam, the talk, the journey.")
    target = WholeNumberField("Target", LOWEST, HIGHEST, " per cent",
                              description="In per cent: how much of these banks you want to know on that day.")
    today = 0

    def validate_bank(self, field: Any) -> None:
        """Ask for a bank."""
        if not field.data:
            raise ValidationError("Choose at least one bank.")

    def validate_day(self, field: Any) -> None:
        """Refuse a day that is over, or too far off."""
        if field.data is None or not self.today < field.data.toordinal() <= self.today + FARTHEST:
            field.errors = []  # The stub of the library's own sentence says less.
            raise ValidationError(f"Choose a day after today and within the next {FARTHEST} days.")


@bp.route("/ready", methods=["GET", "POST"])
@member_required
def index() -> ResponseReturnValue:
    """Show the learner's plan, or one for the banks, day and target in the address; a POST follows it from now on."""
    now = utc_now()
    found = ready.look(db.session, learner().id, now=now)
    asks = request.method == "POST" or "day" in request.args
    form = _form(found, asks=asks)
    form.today = found.today
    proposed = None
    if asks and form.validate():
        proposed = _planned(form, now)
        if proposed and request.method == "POST":
            flash("The plan is yours: from now on your questions come as it needs them.")
            return redirect(url_for(".index"))
    shown = proposed or (found.now if not asks else None)
    return (render_template("ready.html", form=form, ready=found, proposed=proposed, chart=_chart(shown) if shown else None,
                            day_of=date.fromordinal), HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


def _planned(form: PlanForm, now: datetime) -> Plan | None:
    """Return the plan for a valid form, stored where it was posted; None, with the sentence at the banks, where there is none."""
    keys, day, target = form.bank.data, form.day.data, form.target.data
    assert keys is not None  # All are required, and the form is valid.
    assert day is not None
    assert target is not None
    act = ready.store if request.method == "POST" else ready.propose
    try:
        return act(db.session, learner().id, keys, day, target, now=now)
    except NotFound:
        raise
    except GeoquizError as error:
        form.bank.errors = [str(error)]
        return None


@bp.post("/ready/drop")
@member_required
def drop() -> ResponseReturnValue:
    """Give the plan up."""
    ready.drop(db.session, learner().id, now=utc_now())
    flash("The plan is given up, and your questions come on their ordinary days again.")
    return redirect(url_for(".index"))


def _form(found: Ready, *, asks: bool) -> PlanForm:
    """Return the form as it was sent, or else with the learner's plan, or with what most would choose."""
    if asks:
        return PlanForm() if request.method == "POST" else PlanForm(request.args, meta={"csrf": False})
    plan = found.stored.plan if found.stored else None
    ahead = plan if plan and plan.day > found.today else None
    return PlanForm(None, meta={"csrf": False}, bank=request.args.getlist("bank") or [bank.key for bank in found.chosen],
                    day=date.fromordinal(ahead.day if ahead else found.today) + timedelta(days=0 if ahead else _USUAL_DAYS),
                    target=round(100 * plan.target) if plan else _USUAL_TARGET)


def _chart(plan: Plan) -> Any:
    days = [date.fromordinal(plan.today + number) for number in range(len(plan.reviews))]
    bars = [Bar("Today" if number == 0 else f"{day.day} {day:%b}", round(count, 1), f"{day:%A}, {day.day} {day:%B}")
            for number, (day, count) in enumerate(zip(days, plan.reviews, strict=True))]
    return bar_chart(bars, key="plan", title="Expected reviews on each day until then",
                     description=f"{plan.reviews_a_day:.1f} a day on average, at most {max(plan.reviews):.0f} on one day.")
