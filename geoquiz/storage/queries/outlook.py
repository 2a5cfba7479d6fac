"""What a learner can be asked, and how far the session is: what the log holds, put before the queue."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.scheduling import queue
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.queue import LEARN_AHEAD, SESSION_SIZE, Candidate, Day, Waiting
from geoquiz.storage.db import Database
from geoquiz.storage.queries import cards, log, ready, sessions, withheld
from geoquiz.storage.queries.accounts import LearnerSettings
from geoquiz.storage.queries.ready import StoredPlan
from geoquiz.storage.queries.sessions import SessionRow

# Several of them may be parts of one question.
_NEW_ENOUGH = 3 * SESSION_SIZE


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes next in a session, and how much there is.

    ``reviews`` counts what is due, whatever the day allows (1,001 stands for more); ``new_wait`` says that new cards are
    held back until less is overdue; ``plan`` is the learner's, if any.
    """

    next: Candidate | None
    number: int
    done: int
    target: int
    reviews: int
    new_wait: bool
    day: Day
    plan: StoredPlan | None


@dataclass(frozen=True, slots=True)
class NewLeft:
    """How many cards a learner met today, and how many more may come from the banks of a plan and from all others.

    ``bank_ids`` are those of the plan while it goes on; ``stored`` is the plan even when its day is over.
    """

    met: int
    planned: int
    other: int
    bank_ids: frozenset[int]
    stored: StoredPlan | None


def new_left(session: Database, user_id: int, settings: LearnerSettings, today: int) -> NewLeft:
    """Return what today's limits leave: a plan's banks follow its pace, all others the learner's settings."""
    met, stored = cards.introduced_on(session, user_id, today), ready.plan_of(session, user_id)
    if stored is None or today >= stored.plan.day:
        return NewLeft(met, 0, max(0, settings.new_per_day - met), frozenset(), stored)
    planned = ready.introduced_in(session, user_id, today, stored.bank_ids)
    return NewLeft(met, max(0, stored.plan.new_a_day - planned), max(0, settings.new_per_day - (met - planned)), stored.bank_ids,
                   stored)


def day_of(session: Database, user_id: int, settings: LearnerSettings, now: datetime, *, left: NewLeft | None = None) -> Day:
    """Return what a learner's day has seen and still allows; ``left`` is what `new_left` says of it, where that is known."""
    day = settings.memory.calendar.day(now)
    reviewed, new = cards.reviewed_on(session, user_id, day), left or new_left(session, user_id, settings, day)
    return Day(settings.memory.calendar.start(day), reviewed, max(0, settings.reviews_per_day - reviewed), new.met,
               new.planned + new.other)


def outlook(session: Database, user_id: int, settings: LearnerSettings, bank_id: int | None, *, now: datetime,
            fresh: bool = False, only: tuple[int, str] | None = None) -> Outlook:
    """Return what comes next for a learner in a bank, or in all banks.

    ``fresh`` begins a new session where the last one is complete; ``only`` names the one card that may come. The choice
    is made as of the learner's last answer, so that whoever comes back, on whatever device, finds the question they left.
    """
    memory = settings.memory
    today = memory.calendar.day(now)
    tomorrow = memory.calendar.start(today + 1)
    left = new_left(session, user_id, settings, today)
    day = day_of(session, user_id, settings, now, left=left)
    last = log.newest_answer(session, user_id)
    hidden = withheld.questions(session, user_id, now)
    due = queue.in_order(
        card for card in cards.due_candidates(session, user_id, bank_id, today, tomorrow, now + LEARN_AHEAD, only=only)
        if card.question_id not in hidden)
    held_back = queue.are_new_held_back(due, day)
    new = [] if held_back else new_cards(session, user_id, settings, bank_id, now=now, hidden=hidden, only=only, left=left)
    latest = sessions.latest_of_day(session, user_id, bank_id, today)

    def seen_from(study: SessionRow | None) -> Outlook:
        missed = missed_in(session, user_id, study.number) if study else frozenset()
        waiting = Waiting(due, new, day, missed, last[1] if last else None)
        done = study.done if study else 0
        target = queue.target(waiting, done, now=now, settings=memory)
        since = min(max(last[0], day.start), now) if last else day.start
        chosen = (queue.choose(waiting, now=since, left=target - done) or queue.choose(waiting, now=now, left=target - done))
        number = study.number if study else sessions.latest_number(session, user_id) + 1
        return Outlook(chosen, number, done, target, _count(session, user_id, bank_id, today, tomorrow, now, due),
                       held_back, day, left.stored)

    found = seen_from(latest)
    return seen_from(None) if fresh and latest is not None and found.done >= found.target else found


def new_cards(session: Database, user_id: int, settings: LearnerSettings, bank_id: int | None, *, now: datetime,
              hidden: frozenset[int], only: tuple[int, str] | None = None, most: int = _NEW_ENOUGH, left: NewLeft | None = None
              ) -> list[Candidate]:
    """Return the cards that a learner may meet next today, in a bank or in all banks; ``hidden`` questions are left out."""
    calendar = settings.memory.calendar
    today = calendar.day(now)
    tomorrow = calendar.start(today + 1)
    left = left or new_left(session, user_id, settings, today)

    def next_new(**banks: frozenset[int]) -> list[Candidate]:
        return cards.next_new(session, user_id, bank_id, today, tomorrow, most=most, only=only, hidden=hidden, **banks)

    if left.bank_ids:
        return (_first_questions(next_new(within=left.bank_ids), left.planned)
                + _first_questions(next_new(without=left.bank_ids), left.other))
    return next_new() if left.planned + left.other else []


def _first_questions(found: list[Candidate], count: int) -> list[Candidate]:
    """Return the cards of the first so many questions: other parts of them wait for another day anyway."""
    wanted = list(dict.fromkeys(card.question_id for card in found))[:count]
    return [card for card in found if card.question_id in wanted]


def missed_in(session: Database, user_id: int, number: int) -> frozenset[tuple[int, str]]:
    """Return the cards whose last answer in a session was not right."""
    return frozenset(card for card, right in sessions.given_in(session, user_id, number).items() if not right)


def _count(session: Database, user_id: int, bank_id: int | None, today: int, tomorrow: datetime, now: datetime,
           due: list[Candidate]) -> int:
    reviews = sum(candidate.state == State.REVIEW for candidate in due)
    if reviews < cards.MOST_CANDIDATES:
        return reviews
    return cards.count_reviews(session, user_id, bank_id, today, tomorrow, now)
