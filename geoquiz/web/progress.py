"""Progress in numbers and pictures, the workload of the days ahead, and the summary of a study session."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from geoquiz.core.statistics.learner import Tally, total
from geoquiz.services import ahead, goals, progress, results
from geoquiz.services.ahead import Ahead
from geoquiz.services.progress import Progress
from geoquiz.storage.db import db
from geoquiz.web.access import learner, learner_required
from geoquiz.web.charts import Bar, bar_chart
from geoquiz.web.clock import utc_now
from geoquiz.web.heatmap import first_day, heat_map
from geoquiz.web.sharechart import ShareRow, share_chart

bp = Blueprint("progress", __name__)


@bp.get("/progress")
@learner_required
def index() -> ResponseReturnValue:
    """Show what a learner knows and has done, was retained and comes: every picture with its table."""
    now = utc_now()
    found = progress.progress(db.session, learner().id, now=now)
    due_days = [date.fromordinal(found.today + number) for number in range(len(found.due))]
    return render_template(
        "progress/index.html", progress=found, goal=goals.goal_today(db.session, learner().id, now=now), due_days=due_days,
        due_chart=_due_chart(found.due, due_days), retention_chart=_retention_chart(found), heat=_heat(found),
        months=_months(found), day_of=date.fromordinal)


def _heat(found: Progress) -> Markup:
    counts = {day: part.answered for day, part in found.days.items()}
    since = first_day(found.today)
    studied = [count for day, count in counts.items() if day >= since and count]
    return heat_map(counts, today=found.today, key="year", title="Answers on each day of the last year",
                    description=f"{sum(studied)} answers on {len(studied)} days, at most {max(studied, default=0)} on one day.")


def _months(found: Progress) -> list[tuple[date, Tally, int]]:
    """Return the months of the last year with an answer, the latest first: what each held, and on how many days."""
    months: dict[date, list[Tally]] = {}
    for day, part in sorted(found.days.items(), reverse=True):
        if day >= first_day(found.today) and part.answered:
            months.setdefault(date.fromordinal(day).replace(day=1), []).append(part)
    return [(month, total(parts), len(parts)) for month, parts in months.items()]


def _retention_chart(found: Progress) -> Markup | None:
    rows = []
    for window, part in found.windows.items():
        for name, share in (("young", part.young), ("mature", part.mature)):
            if share.value is not None and share.interval is not None:
                rows.append(ShareRow(f"{window} days, {name}", share.value, *share.interval))
    if not rows:
        return None
    return share_chart(rows, key="retention", title="Retention of young and mature cards",
                       description="Each dot is a share of reviews that were known, the line around it its 95 % interval.")


@bp.get("/progress/ahead")
@learner_required
def days_ahead() -> ResponseReturnValue:
    """Show what falls due in the next thirty days, and what another desired retention would change."""
    found = ahead.ahead(db.session, learner().id, now=utc_now())
    days = [date.fromordinal(found.today + number) for number in range(len(found.due))]
    return render_template("ahead.html", ahead=found, days=days, due_chart=_due_chart(found.due, days),
                           load_chart=_load_chart(found) if found.workloads else None)


def _due_chart(due: tuple[int, ...], days: list[date]) -> Markup:
    bars = [Bar("Today" if number == 0 else f"{day.day} {day:%b}", count, f"{day:%A}, {day.day} {day:%B}")
            for number, (day, count) in enumerate(zip(days, due, strict=True))]
    return bar_chart(bars, key="due", title="Cards due on each of the next 30 days",
                     description=f"{due[0]} today, {sum(due)} in 30 days, at most {max(due)} on one day.")


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
