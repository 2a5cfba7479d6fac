"""The learner's figures as files: every number of the progress page can be worked out from them."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import Blueprint, Response

from geoquiz.core.statistics.recalls import MATURE
from geoquiz.interchange.figures import Cell, write_figures
from geoquiz.services import progress
from geoquiz.storage.db import db
from geoquiz.web.access import learner, learner_required
from geoquiz.web.clock import utc_now

bp = Blueprint("figures", __name__)


def _file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    response = Response(write_figures(columns, rows), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"geoquiz-{name}.csv")
    return response


def _date(day: int | None) -> str | None:
    return date.fromordinal(day).isoformat() if day is not None else None


def _maturity(interval: int | None) -> str | None:
    """Return "young" or "mature"; None for a card that was not in review."""
    if interval is None:
        return None
    return "mature" if interval >= MATURE else "young"


@bp.get("/progress/days.csv")
@learner_required
def days() -> Response:
    """Hand out what each day held, by kind of question."""
    now = utc_now()
    found = progress.days_until(db.session, learner().id, now=now)
    return _file("days", ("day", "type", "answered", "right", "seconds", "young", "young_known", "mature", "mature_known"), (
        (_date(day), kind, part.answered, part.right, part.seconds, part.young.whole, part.young.part, part.mature.whole,
         part.mature.part) for (day, kind), part in sorted(found.items())))


@bp.get("/progress/reviews.csv")
@learner_required
def reviews() -> Response:
    """Hand out every answer that still counts, with what was predicted before it."""
    return _file("reviews", (
        "day", "bank", "question", "part", "type", "rating", "right", "seconds", "counts", "moves_memory", "predicted",
        "elapsed_days", "maturity", "reviews_before", "lapses_before", "confidence"), (
        (_date(r.day), card.bank, card.question, card.part, card.kind, r.rating, r.right, r.took, r.counts, r.moved, r.predicted,
         r.elapsed, _maturity(r.interval), r.reviews, r.lapses, r.confidence)
        for card, r in progress.review_lines(db.session, learner().id)))


@bp.get("/progress/cards.csv")
@learner_required
def cards() -> Response:
    """Hand out every card that was met, with whether it is known now and when it comes again."""
    return _file("cards", (
        "bank", "question", "part", "type", "tags", "stability", "last_review", "due", "due_now", "known", "lapses"), (
        (line.bank, line.question, line.part, line.kind, " ".join(line.tags), line.stability, _date(line.last_day),
         _date(line.due_day), line.due_now, line.known, line.lapses)
        for line in progress.card_lines(db.session, learner().id, now=utc_now())))
