"""When a card is due while there is a plan for a day, and when it would be without one."""

from datetime import datetime

from geoquiz.core.scheduling.formulas import Formulas
from geoquiz.core.scheduling.memory import READY_BY, Memory, Settings, State, fuzzed_interval
from geoquiz.core.scheduling.planner import Plan


def due_after_review(memory: Memory, plan: Plan, settings: Settings, seed: str) -> datetime | None:
    """Return when a card that has just been reviewed is due under a plan; None where that is its ordinary day."""
    if memory.state != State.REVIEW or memory.stability is None or memory.last_review is None or memory.due is None:
        return None
    calendar = settings.calendar
    last, ordinary = calendar.day(memory.last_review), calendar.day(memory.due)
    found = min(plan.due_day(memory.stability, last, ordinary=ordinary, today=last, seed=seed), last + settings.maximum_interval)
    return None if found == ordinary else calendar.start(found)


def moved_due(memory: Memory, plan: Plan | None, settings: Settings, seed: str, *, today: int) -> tuple[datetime, bool] | None:
    """Return where a plan, or the end of one (None), moves a card, and whether the plan keeps it from its ordinary day.

    None where the card stays: because it is due then anyway, is not in review, or has a date that its learner set.
    """
    if (memory.state != State.REVIEW or memory.stability is None or memory.last_review is None or memory.due is None
            or memory.due_cause == "by hand"):
        return None
    calendar = settings.calendar
    if plan is None and memory.due_cause != READY_BY:
        return None
    last = calendar.day(memory.last_review)
    ordinary = _ordinary_day(memory, settings, seed) if memory.due_cause == READY_BY else calendar.day(memory.due)
    found = plan.due_day(memory.stability, last, ordinary=ordinary, today=today, seed=seed) if plan else ordinary
    found = min(found, last + settings.maximum_interval)
    due = calendar.start(found)
    return None if due == memory.due else (due, found != ordinary)


def _ordinary_day(memory: Memory, settings: Settings, seed: str) -> int:
    """Return the day on which a card in review would be due after its last review, under these settings."""
    assert memory.stability is not None  # Cards in review have both.
    assert memory.last_review is not None
    days = round(Formulas(settings.weights).days_until(settings.desired_retention, memory.stability))
    days = min(max(days, 1), settings.maximum_interval)
    return settings.calendar.day(memory.last_review) + fuzzed_interval(days, memory, settings, seed)
