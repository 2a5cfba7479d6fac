"""The days ahead: what is due when, and what another desired retention would ask and give."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.scheduling.forecast import RETENTIONS, Workload, due_by_day, what_if
from geoquiz.core.scheduling.formulas import Standing
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts
from geoquiz.storage.queries.standings import count_new, standings


@dataclass(frozen=True, slots=True)
class Ahead:
    """A learner's workload. ``due`` counts cards by day from ``today`` on, a day of the learner.

    ``workloads`` are what-ifs, the lowest retention first, the learner's own among them; ``met`` cards have memory, and
    the others come at ``new_a_day``.
    """

    today: int
    due: tuple[int, ...]
    workloads: tuple[Workload, ...]
    retention: float
    met: int
    new_a_day: int


def ahead(session: Database, user_id: int, *, now: datetime) -> Ahead:
    """Return what the next thirty days bring to a learner; without a card met there are no workloads."""
    settings = accounts.settings_of(session, user_id)
    memory = settings.memory
    today = memory.calendar.day(now)
    met = standings(session, user_id, memory, now=now)
    cards = [*met, *[Standing()] * count_new(session, user_id)]
    retentions = sorted({*RETENTIONS, memory.desired_retention})
    workloads = what_if(cards, memory, today=today, new_a_day=settings.new_per_day, retentions=retentions) if met else ()
    return Ahead(today, due_by_day(met, today=today), workloads, memory.desired_retention, len(met), settings.new_per_day)
