"""Progress by bank, the workload of the days ahead, and the summary of a study session."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from geoquiz.services import ahead, results
from geoquiz.services.ahead import Ahead
from geoquiz.storage.db import db
from geoquiz.web.access import learner, learner_required
from geoquiz.web.charts import Bar, bar_chart
from geoquiz.web.clock import utc_now

bp = Blueprint("progress", __name__)


@bp.get("/progress")
@learner_required
def index() -> ResponseReturnValue:
    """Show what a learner has seen, knew at first sight and has to review, bank by bank."""
    return render_template("progress.html", overview=results.overview(db.session, learner().id, now=utc_now()))


@bp.get("/progress/ahead")
@learner_required
def days_ahead() -> ResponseReturnValue:
    """Show what falls due in the next thirty days, and what another desired retention would change."""
    found = ahead.ahead(db.session, learner().id, now=utc_now())
    days = [date.fromordinal(found.today + number) for number in range(len(found.due))]
    return render_template("ahead.html", ahead=found, days=days, due_chart=_due_chart(found, days),
                           load_chart=_load_chart(found) if found.workloads else None)


def _due_chart(found: Ahead, days: list[date]) -> Markup:
    bars = [Bar("Today" if number == 0 else f"{day.day} {day:%b}", count, f"{day:%A}, {day.day} {day:%B}")
            for number, (day, count) in enumerate(zip(days, found.due, strict=True))]
    return bar_chart(bars, key="due", title="Cards due on each of the next 30 days",
                     description=f"{found.due[0]} today, {sum(found.due)} in 30 days, at most {max(found.due)} on one day.")


def _load_chart(found: Ahead) -> Markup:
    bars = [Bar(f"{100 * work.retention:g} %", round(work.reviews_a_day, 1)) for work in found.workloads]
    low, high = found.workloads[0], found.workloads[-1]
    return bar_chart(bars, key="load", title="Reviews a day by desired retention",
                     description=f"From {low.reviews_a_day:.1f} a day at {100 * low.retention:g} % "
                                 f"to {high.reviews_a_day:.1f} at {100 * high.retention:g} %.")


@bp.get("/study/session/<int:number>")
@learner_required
def session(number: int) -> ResponseReturnValue:
    """Show how a session went, the missed questions first."""
    return render_template("study/summary.html", summary=results.summary(db.session, learner().id, number, now=utc_now()))
