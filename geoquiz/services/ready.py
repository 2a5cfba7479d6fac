"""A date to be ready for: looking at what a plan would ask and give, storing it, changing it, dropping it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.scheduling.formulas import Standing, standing
from geoquiz.core.scheduling.outlook import Limits
from geoquiz.core.scheduling.planner import FARTHEST, Plan, plan
from geoquiz.core.scheduling.ready import moved_due
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, ready
from geoquiz.storage.queries.accounts import LearnerSettings
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.ready import Move, StoredPlan

LOWEST, HIGHEST = 80, 97
"""The targets to choose from, in per cent."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The banks to choose from, and the learner's plan, if there is one, with what comes of it as things stand today.

    ``now`` is None when its day has come, or when nothing can be asked in its banks any more.
    """

    today: int
    banks: tuple[BankRow, ...]
    stored: StoredPlan | None
    now: Plan | None

    @property
    def chosen(self) -> tuple[BankRow, ...]:
        """The banks of the plan."""
        return tuple(bank for bank in self.banks if self.stored and bank.id in self.stored.bank_ids)

    @property
    def has_moved(self) -> bool:
        """Whether a plan made today would meet another number of new cards a day, or would ask at other times."""
        return bool(self.stored and self.now and (self.stored.plan.new_a_day, self.stored.plan.rule) != (
            self.now.new_a_day, self.now.rule))


def look(session: Database, user_id: int, *, now: datetime) -> Ready:
    """Return a learner's plan, if there is one, and the banks that one can be made for."""
    settings = accounts.settings_of(session, user_id)
    today, stored = settings.memory.calendar.day(now), ready.plan_of(session, user_id)
    all_ = tuple(bank for bank in banks.list_banks(session, viewer=user_id) if bank.questions)
    found = None
    if stored is not None and today < stored.plan.day:
        cards = _standings(session, user_id, settings, stored.bank_ids)
        found = _plan(cards, settings, today, stored.plan.day, stored.plan.target) if cards else None
    return Ready(today, all_, stored, found)


def propose(session: Database, user_id: int, bank_keys: Collection[str], day: date, target: int, *, now: datetime) -> Plan:
    """Return the plan for some banks, a day and a target in per cent; nothing is stored.

    Raises GeoquizError for what cannot be planned, and NotFound for an unknown bank.
    """
    return _proposed(session, user_id, _ids(session, user_id, bank_keys), day, target, now)


def store(session: Database, user_id: int, bank_keys: Collection[str], day: date, target: int, *, now: datetime) -> Plan:
    """Make a plan and follow it from now on, in the place of any other; cards whose day changes by that move.

    Raises what `propose` raises.
    """
    begin_write(session)
    try:
        accounts.lock(session, user_id)
        bank_ids = _ids(session, user_id, bank_keys)
        found = _proposed(session, user_id, bank_ids, day, target, now)
        before = ready.plan_of(session, user_id)
        ready.store(session, user_id, bank_ids, found)
        _move(session, user_id, bank_ids | (before.bank_ids if before else frozenset()), StoredPlan(bank_ids, found), now)
        session.commit()
    finally:
        session.rollback()
    return found


def drop(session: Database, user_id: int, *, now: datetime) -> None:
    """Give the plan up; its cards return to their ordinary days. Raises Conflict where there is none."""
    begin_write(session)
    try:
        accounts.lock(session, user_id)
        before = ready.plan_of(session, user_id)
        if before is None:
            raise Conflict("There is no plan to give up.")
        ready.drop(session, user_id)
        _move(session, user_id, before.bank_ids, None, now)
        session.commit()
    finally:
        session.rollback()


def _ids(session: Database, user_id: int, keys: Collection[str]) -> frozenset[int]:
    if not keys:
        raise GeoquizError("Choose at least one bank.")
    found = []
    for key in keys:
        bank = banks.find_bank(session, key, user_id)
        if bank is None:
            raise NotFound(f"There is no bank {key!r} here.")
        found.append(bank.id)
    return frozenset(found)


def _proposed(session: Database, user_id: int, bank_ids: frozenset[int], day: date, target: int, now: datetime) -> Plan:
    settings = accounts.settings_of(session, user_id)
    today = settings.memory.calendar.day(now)
    if not today < day.toordinal() <= today + FARTHEST:
        raise GeoquizError(f"Choose a day after today and within the next {FARTHEST} days.")
    if not LOWEST <= target <= HIGHEST:
        raise GeoquizError(f"Choose a target from {LOWEST} to {HIGHEST} per cent.")
    cards = _standings(session, user_id, settings, bank_ids)
    if not cards:
        raise GeoquizError("There are no questions in these banks: choose another one.")
    return _plan(cards, settings, today, day.toordinal(), target / 100)


def _plan(cards: list[Standing], settings: LearnerSettings, today: int, day: int, target: float) -> Plan:
    return plan(cards, settings.memory, today=today, day=day, target=target,
                limits=Limits(reviews_a_day=settings.reviews_per_day))


def _standings(session: Database, user_id: int, settings: LearnerSettings, bank_ids: frozenset[int]) -> list[Standing]:
    met = [standing(card.memory, settings.memory) for card in ready.cards_in(session, user_id, bank_ids)]
    return [*met, *[Standing()] * ready.count_new(session, user_id, bank_ids)]


def _move(session: Database, user_id: int, bank_ids: frozenset[int], stored: StoredPlan | None, now: datetime) -> None:
    """Give each card of these banks the day that the plan wants, or its ordinary day where it is in no plan any more."""
    settings = accounts.settings_of(session, user_id)
    today, planned = settings.memory.calendar.day(now), stored.bank_ids if stored else frozenset()
    moves = []
    for card in ready.cards_in(session, user_id, bank_ids):
        wanted = stored.plan if stored and card.bank_id in planned else None
        found = moved_due(card.memory, wanted, settings.memory_in(card.bank_key), card.seed, today=today)
        if found is not None:
            moves.append(Move(card, *found))
    ready.move(session, user_id, moves, settings, now=now)
