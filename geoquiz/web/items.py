"""Item analysis of a bank by a class: the list of banks, every question, one question, and the figures as files."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from geoquiz.core.statistics import itemflags, itemtable
from geoquiz.core.statistics.itemtable import GAVE_UP, POINTED
from geoquiz.interchange.figures import Cell, write_figures
from geoquiz.services import gradebook, items, quiz
from geoquiz.services.items import Analysis, Item
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now
from geoquiz.web.thirdschart import Choice, thirds_chart

bp = Blueprint("items", __name__)


def _or_last(value: float | None) -> float:
    return math.inf if value is None else value


# Each with its words and what it sorts by; what has no figure yet comes last.
SORTS: dict[str, tuple[str, Callable[[Item], Any]]] = {
    "bank": ("as in the bank", lambda item: 0),
    "flags": ("most to look at", lambda item: (not item.is_grave, -len(item.flags))),
    "hardest": ("hardest", lambda item: _or_last(item.figures.facility.mean if item.figures.facility else None)),
    "easiest": ("easiest", lambda item: -item.figures.facility.mean if item.figures.facility else math.inf),
    "discrimination": ("least discrimination", lambda item: _or_last(
        item.figures.discrimination.value if item.figures.discrimination else None)),
    "slowest": ("slowest", lambda item: -item.figures.seconds if item.figures.seconds is not None else math.inf),
    "forgotten": ("most forgotten", lambda item: _or_last(item.figures.difference)),
    "lapses": ("most lapses", lambda item: -item.figures.lapses.value if item.figures.lapses.value is not None else math.inf),
    "answers": ("fewest answers", lambda item: item.figures.learners),
}


@bp.app_template_filter("signed")
def signed(value: float, places: int = 2) -> str:
    """Return a figure with its sign, a true minus for what is below nought."""
    text = f"{abs(value):.{places}f}"
    return text if not float(text) else f"{'−' if value < 0 else '+'}{text}"


@bp.app_template_filter("option_name")
def option_name(option: str) -> str:
    """Return an option as pages name it; what is no text has words of its own."""
    return {GAVE_UP: "“I don’t know”", POINTED: "a point on the map", "true": "True", "false": "False"}.get(option, option)


def _analysis(room: str, bank: str) -> Analysis:
    """Return the analysis; quizzes that students have left open beyond their end are handed in first."""
    now = utc_now()
    for user_id in gradebook.unsettled(db.session, room, learner().id, now=now):
        quiz.close_expired(db.session, user_id, now=now)
    return items.of_bank(db.session, room, learner().id, bank)


@bp.get("/classes/<room>/items")
@member_required
def index(room: str) -> ResponseReturnValue:
    """List the banks that a class studies, each leading to its item analysis."""
    return render_template("items/index.html", found=items.of_class(db.session, room, learner().id))


@bp.get("/classes/<room>/items/<bank>")
@member_required
def show(room: str, bank: str) -> ResponseReturnValue:
    """Show how the questions of a bank do in a class, and which of them to look at."""
    found = _analysis(room, bank)
    sort = request.args.get("sort", "bank")
    sort = sort if sort in SORTS else "bank"
    return render_template("items/bank.html", found=found, sort=sort, sorts={name: words for name, (words, _) in SORTS.items()},
                           items=sorted(found.items, key=SORTS[sort][1]), rules=itemflags, table=itemtable)


@bp.get("/classes/<room>/items/<bank>/<local_id>")
@member_required
def question(room: str, bank: str, local_id: str) -> ResponseReturnValue:
    """Show one question with everything that the answers of a class say of it."""
    found = _analysis(room, bank)
    place = found.place_of(local_id)
    item = found.items[place]
    keys, letters = item.figures.options.keys, _letters(len(item.figures.chosen))
    lines = list(zip(letters, item.figures.chosen, strict=True))
    chart = thirds_chart([Choice(letter, one, one.option in keys) for letter, one in lines], key="options") if lines else None
    return render_template(
        "items/question.html", found=found, item=item, lines=lines, keys=keys, chart=chart, table=itemtable,
        before=found.items[place - 1] if place else None, after=found.items[place + 1] if place + 1 < len(found.items) else None)


def _letters(count: int) -> list[str]:
    return [chr(ord("a") + number % 26) * (number // 26 + 1) for number in range(count)]


@bp.get("/classes/<room>/items/<bank>/items.csv")
@member_required
def figures(room: str, bank: str) -> Response:
    """Hand out the figures of every question as a file for a spreadsheet."""
    found = _analysis(room, bank)
    return _file(f"items-{found.bank.key}", _COLUMNS, map(_values, found.items))


@bp.get("/classes/<room>/items/<bank>/options.csv")
@member_required
def options(room: str, bank: str) -> Response:
    """Hand out how often each option was chosen, by all and by thirds, as a file for a spreadsheet."""
    found = _analysis(room, bank)
    return _file(f"options-{found.bank.key}", _OPTION_COLUMNS, (
        (item.row.local_id, option_name(one.option), one.option in item.figures.options.keys, one.all.part, one.all.whole,
         one.lower.part, one.lower.whole, one.upper.part, one.upper.whole)
        for item in found.items for one in item.figures.chosen))


def _file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    response = Response(write_figures(columns, rows), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return response


_COLUMNS = ("question", "type", "stem", "retired", "answers", "first_answers", "facility", "facility_low", "facility_high",
            "discrimination", "discrimination_low", "discrimination_high", "compared_learners", "median_seconds",
            "measured_minus_predicted", "predictions", "lapses",
            "reviews_in_review", "first_answers_of_deleted_accounts", "their_mean_score", "reasons_to_look")
_OPTION_COLUMNS = ("question", "option", "is_key", "chosen", "first_answers", "chosen_lower_third", "lower_third",
                   "chosen_upper_third", "upper_third")


def _values(item: Item) -> tuple[Cell, ...]:
    facility, tells = item.figures.facility, item.figures.discrimination
    return (item.row.local_id, item.question.kind, item.question.stem or item.question.face(item.question.parts()[0]).front,
            item.row.retired, item.figures.answers, item.figures.learners, facility.mean if facility else None,
            facility.interval.low if facility else None, facility.interval.high if facility else None,
            tells.value if tells else None, tells.interval.low if tells else None, tells.interval.high if tells else None,
            item.figures.compared, item.figures.seconds, item.figures.difference,
            item.figures.predictions, item.figures.lapses.part, item.figures.lapses.whole, item.gone.answers,
            item.gone.score / item.gone.answers if item.gone.answers else None, " ".join(flag.words for flag in item.flags))
