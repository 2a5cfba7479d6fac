"""A learner's plan for a day to be ready for, and the cards of its banks; every statement filters by the user."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, false, func, insert, select, update

from geoquiz.core.scheduling.memory import Cause, LogRow, Memory, State, fuzz_seed, step
from geoquiz.core.scheduling.outlook import Rule
from geoquiz.core.scheduling.planner import Plan
from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, Card, Part, Question, ReadyPlan, Review, User
from geoquiz.storage.prepared import prepared
from geoquiz.storage.queries.accounts import LearnerSettings
from geoquiz.storage.queries.cards import askable
from geoquiz.storage.queries.visibility import visible_to


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan with the banks that it is for."""

    bank_ids: frozenset[int]
    plan: Plan

    def of_bank(self, bank_id: int) -> Plan | None:
        """Return the plan where the bank belongs to it."""
        return self.plan if bank_id in self.bank_ids else None


@dataclass(frozen=True, slots=True)
class PlannedCard:
    """A card with memory in a plan's banks, and what the fuzz of its intervals depends on."""

    question_id: int
    part: str
    bank_id: int
    bank_key: str
    seed: str
    memory: Memory


def plan_of(session: Database, user_id: int) -> StoredPlan | None:
    """Return a learner's plan; None where there is none."""
    rows = _plan(session, user_id).all()
    if not rows:
        return None
    row = rows[0]
    rule = Rule(row.day, row.retention, row.enough, row.last_days, tuple(row.weights))
    plan = Plan(rule, row.made_on, row.target, row.new_a_day, row.last_new_day, row.recall, (), row.recall >= row.target)
    return StoredPlan(frozenset(row.bank_id for row in rows), plan)


@prepared
def _plan(user_id: int) -> Select[*tuple[Any, ...]]:
    return select(ReadyPlan).where(ReadyPlan.user_id == user_id)


def plan_in(session: Database, user_id: int, bank_id: int) -> Plan | None:
    """Return the plan that a bank belongs to for a learner; None where there is none."""
    stored = plan_of(session, user_id)
    return stored.of_bank(bank_id) if stored else None


def store(session: Database, user_id: int, bank_ids: Collection[int], plan: Plan) -> None:
    """Store a plan in the place of whatever plan there was."""
    drop(session, user_id)
    rule = plan.rule
    session.execute(insert(ReadyPlan), [
        {"user_id": user_id, "bank_id": bank_id, "made_on": plan.today, "day": rule.day, "target": plan.target,
         "retention": rule.retention, "enough": rule.enough, "last_days": rule.window, "weights": list(rule.weights),
         "new_a_day": plan.new_a_day, "last_new_day": plan.last_new_day, "recall": plan.recall} for bank_id in sorted(bank_ids)])


def drop(session: Database, user_id: int) -> None:
    """Delete a learner's plan."""
    session.execute(delete(ReadyPlan).where(ReadyPlan.user_id == user_id))


_MEMORY = tuple(getattr(Card, field.name) for field in fields(Memory))


def cards_in(session: Database, user_id: int, bank_ids: Collection[int]) -> list[PlannedCard]:
    """Return a learner's cards with memory in some banks, those that can be asked."""
    handle = session.execute(select(User.handle).where(User.id == user_id)).scalar_one()
    columns = (Card.question_id, Card.part, Card.bank_id, Bank.key, Question.local_id, *_MEMORY)
    statement = askable(select(*columns).select_from(Card), None).where(
        Card.user_id == user_id, Card.bank_id.in_(bank_ids), Card.state != State.NEW).order_by(Card.question_id, Card.part)
    return [PlannedCard(question_id, part, bank_id, key, fuzz_seed(handle, key, local_id, part),
                        Memory(State(values[0]), *values[1:]))
            for question_id, part, bank_id, key, local_id, *values in session.execute(statement)]


def count_new(session: Database, user_id: int, bank_ids: Collection[int]) -> int:
    """Return how many parts of some banks a learner can still meet."""
    statement = (
        select(func.count()).select_from(Part).join(Question, Question.id == Part.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .outerjoin(Card, (Card.user_id == user_id) & (Card.question_id == Part.question_id) & (Card.part == Part.part))
        .where(Question.bank_id.in_(bank_ids), Question.retired_at.is_(None), visible_to(user_id),
               func.coalesce(Card.state, 0) == State.NEW, ~func.coalesce(Card.suspended, false()))
    )
    return session.execute(statement).scalar_one()


def introduced_in(session: Database, user_id: int, day: int, bank_ids: Collection[int]) -> int:
    """Return how many cards of some banks a learner met for the first time on a day of theirs."""
    return session.execute(select(func.count()).select_from(Card).where(
        Card.user_id == user_id, Card.first_day == day, Card.bank_id.in_(bank_ids))).scalar_one()


@dataclass(frozen=True, slots=True)
class Move:
    """A card that gets another date, from a plan or, where one ended, back from it."""

    card: PlannedCard
    due: datetime
    by_plan: bool


def move(session: Database, user_id: int, moves: Sequence[Move], settings: LearnerSettings, *, now: datetime) -> None:
    """Append a row to the log of each card that moves, after all that happened to it, and store the memory that follows."""
    newest = {(question_id, part): at for question_id, part, at in session.execute(
        select(Review.question_id, Review.part, func.max(Review.answered_at)).where(Review.user_id == user_id)
        .group_by(Review.question_id, Review.part))}
    last_id = session.execute(select(func.max(Review.id)).where(Review.user_id == user_id)).scalar_one() or 0
    rows, memories = [], []
    for id_, one in enumerate(moves, last_id + 1):
        card = one.card
        last = newest.get((card.question_id, card.part))
        at = max(now, last + timedelta.resolution) if last else now
        cause: Cause = "ready-by" if one.by_plan else "ready-by over"
        row = LogRow(id_, card.part, cause, at, now, settings.number, chosen_due=one.due)
        after = step(card.memory, row, settings.memory, card.seed)
        rows.append({"user_id": user_id, "id": id_, "question_id": card.question_id, "part": card.part, "cause": cause,
                     "moves_memory": True, "settings_number": settings.number, "answered_at": at, "received_at": now,
                     "local_day": settings.memory.calendar.day(at), "state": int(after.state), "step": after.step,
                     "stability": after.stability, "difficulty": after.difficulty, "due": after.due, "due_cause": after.due_cause,
                     "chosen_due": one.due})
        memories.append({"of": user_id, "question": card.question_id, "piece": card.part, "due": after.due,
                         "due_cause": after.due_cause})
    if rows:
        session.execute(insert(Review), rows)
        # On the connection: the session would take the rows for objects of its own.
        session.connection().execute(
            update(Card).where(Card.user_id == bindparam("of"), Card.question_id == bindparam("question"),
                               Card.part == bindparam("piece")), memories)
