"""One week of a learner, to look back on: what was done, how it went beside the week before, and what comes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.statistics.learner import Tally, by_day, total
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts, banks, mastery, recalls, studydays
from geoquiz.storage.queries.accounts import LearnerSettings

DAYS = 7
MOST_BACK = 520


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday on; ``days`` has a tally for each that is over or going on.

    ``goal_days`` is on how many of them the goal that is set now was reached, None without one. ``due`` is how many cards fall due
    in the seven days from ``today`` on.
    """

    first: int
    today: int
    days: dict[int, Tally]
    before: Tally
    met: int
    goal_days: int | None
    due: int
    banks: tuple[tuple[str, str, int, int], ...]
    """By bank: its key, its title, how many were answered, and how many of them right."""

    @property
    def last(self) -> int:
        """The last of its days."""
        return self.first + DAYS - 1

    @property
    def all(self) -> Tally:
        """The week as a whole."""
        return total(self.days.values())

    @property
    def studied(self) -> int:
        """On how many days there was an answer."""
        return sum(part.answered > 0 for part in self.days.values())


def week(session: Database, user_id: int, *, now: datetime, back: int = 0) -> Week:
    """Return the week that a learner is in, or the one of so many weeks before it."""
    settings = accounts.settings_of(session, user_id)
    calendar = settings.memory.calendar
    today = calendar.day(now)
    first = max(1 + DAYS, today - date.fromordinal(today).weekday() - DAYS * min(back, MOST_BACK))
    held = by_day((day, part) for (day, _), part in studydays.all_days(session, user_id).items())
    days = {day: held.get(day, Tally()) for day in range(first, min(first + DAYS, today + 1))}
    return Week(first, today, days, total(held.get(day, Tally()) for day in range(first - DAYS, first)),
                mastery.first_met(session, user_id, first, first + DAYS - 1), _goal_days(settings, days),
                _due(session, user_id, calendar, today), _by_bank(session, user_id, first))


def _goal_days(settings: LearnerSettings, days: dict[int, Tally]) -> int | None:
    if settings.goal_questions:
        return sum(part.answered >= settings.goal_questions for part in days.values())
    if settings.goal_minutes:
        return sum(part.seconds >= settings.goal_minutes * 60 for part in days.values())
    return None


def _due(session: Database, user_id: int, calendar: Calendar, today: int) -> int:
    end = calendar.start(today + DAYS)
    return sum(card.due is not None and card.due < end
               for card in mastery.met(session, user_id, day=today, tomorrow=calendar.start(today + 1)))


def _by_bank(session: Database, user_id: int, first: int) -> tuple[tuple[str, str, int, int], ...]:
    answered: dict[str, int] = defaultdict(int)
    right: dict[str, int] = defaultdict(int)
    for card, found in recalls.recalls_of(session, user_id, first):
        for recall in found:
            if first <= recall.day < first + DAYS and recall.counts:
                answered[card.bank] += 1
                right[card.bank] += recall.right
    titles = {bank.key: bank.title for bank in banks.list_banks(session, viewer=user_id)}
    return tuple(sorted(((key, titles[key], count, right[key]) for key, count in answered.items() if key in titles),
                        key=lambda line: (-line[2], line[1])))
