"""The goal of a day: so many questions or minutes, as far as the learner wants one."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.statistics.learner import by_day
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts, studydays
from geoquiz.storage.queries.accounts import LearnerSettings


@dataclass(frozen=True, slots=True)
class Goal:
    """What a day should hold, how much of it is done, and of what: "question" or "minute"."""

    wanted: int
    done: int
    unit: str

    @property
    def is_reached(self) -> bool:
        """Whether all of it is done."""
        return self.done >= self.wanted


def goal_today(session: Database, user_id: int, *, now: datetime) -> Goal | None:
    """Return how far a learner is with the goal of their day; None for one who has set none."""
    settings = accounts.settings_of(session, user_id)
    if not _is_set(settings):
        return None
    today = settings.memory.calendar.day(now)
    held = by_day((day, part) for (day, _), part in studydays.worked_out(session, user_id, today).items()).get(today)
    answered, seconds = (held.answered, held.seconds) if held else (0, 0.0)
    if settings.goal_questions:
        return Goal(settings.goal_questions, answered, "question")
    return Goal(settings.goal_minutes, int(seconds // 60), "minute")


def _is_set(settings: LearnerSettings) -> bool:
    return bool(settings.goal_questions or settings.goal_minutes)
