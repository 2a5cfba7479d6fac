"""Whatever happens to a card, its memory is what its log says, bit for bit."""

import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.kinds import load_question
from geoquiz.core.question import MAIN
from geoquiz.core.scheduling.queue import Day
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import accounts, cards, corrections, practice, ready, results, study
from geoquiz.storage.models import Review
from geoquiz.storage.queries import accounts as account_rows
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.outlook import day_of
from tests.factories import (
    NOW,
    answer_right,
    answer_wrong,
    apply_bank,
    changed,
    make_bank,
    make_learner,
    page,
    typed,
)
from tests.services.ledger import check, memories

PARTS = [("word", MAIN), ("city", MAIN), ("sea", "c1"), ("sea", "c2")]


def bank() -> Bank:
    """Return a bank of three kinds: rated by the learner, typed, and with two parts."""
    return make_bank([load_question({"id": "word", "type": "card", "front": "INSTC?", "back": "A corridor"}),
                      typed("city", "Baku"),
                      load_question({"id": "sea", "type": "cloze", "text": "The {{c1::Caspian}} is no {{c2::sea}}."})])


@dataclass
class World:
    """Two learners, one clock and one bank; `do` lets something happen."""

    session: Session
    learners: list[Account]
    now: datetime = NOW
    edits: int = 0
    keys: dict[int, list[str]] = field(default_factory=dict)

    def do(self, action: str, who: int, part: int, amount: int) -> None:
        """Let one thing happen; ``amount`` says how much of it."""
        getattr(self, action)(self.learners[who].id, *PARTS[part], amount)

    def given(self, user_id: int, key: str) -> None:
        self.keys.setdefault(user_id, []).append(key)

    def right(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        asked = page(self.session, user_id, local_id, part, at=self.now)
        self.given(user_id, answer_right(self.session, asked, now=self.now, rating=Rating(1 + amount % 4)))

    def wrong(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        asked = page(self.session, user_id, local_id, part, at=self.now)
        self.given(user_id, answer_wrong(self.session, asked, now=self.now))

    def late(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        asked = page(self.session, user_id, local_id, part, at=self.now - timedelta(days=amount))
        self.given(user_id, answer_right(self.session, asked, now=self.now, answered_at=self.now - timedelta(hours=amount)))

    def wait(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        self.now += timedelta(minutes=amount ** 3)

    def turn_the_clock_back(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        self.now -= timedelta(hours=amount)

    def undo(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        corrections.undo(self.session, user_id, now=self.now)

    def override(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        keys = self.keys.get(user_id, [])
        if keys:
            with suppress(Conflict, NotFound):  # It may have been right, rated or taken back.
                corrections.count_as_right(self.session, user_id, keys[-1 - amount % len(keys)], now=self.now)

    def rate_anew(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        keys = self.keys.get(user_id, [])
        if keys:
            with suppress(Conflict, NotFound):  # It may have been wrong, rated by its learner or taken back.
                corrections.rate_anew(self.session, user_id, keys[-1 - amount % len(keys)], Rating(1 + amount % 4), now=self.now)

    def move(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        card = (self.session, user_id, page(self.session, user_id, local_id, part).asked.question_id, part)
        if amount % 5 == 4:
            with suppress(Conflict):  # It may never have been answered.
                cards.set_due(*card, amount, now=self.now)
        else:
            [cards.suspend, cards.unsuspend, cards.bury, cards.reset][amount % 5](*card, now=self.now)

    def practise(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        number = practice.begin(self.session, user_id, "bank", "bank", now=self.now)
        found = study.next_practice(self.session, user_id, number, now=self.now, key=str(uuid.uuid4()))
        assert found is not None
        answer = answer_right if amount % 2 else answer_wrong
        self.given(user_id, answer(self.session, found, now=self.now))

    def retain(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        accounts.set_retention(self.session, user_id, "bank", (70 + amount) / 100 if amount else None, now=self.now)

    def change_settings(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        accounts.change_settings(self.session, user_id, zone=["UTC", "Pacific/Apia", "America/Havana"][amount % 3],
                                 day_start=amount * 20, desired_retention=0.7 + amount / 100, new_per_day=amount,
                                 learning_steps=[(1.0, 10.0), (), (5.0,)][amount % 3], maximum_interval=1 + amount * 30,
                                 now=self.now)

    def plan(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        ready.store(self.session, user_id, ["bank"], (self.now + timedelta(days=2 + amount)).date(), 80 + amount % 18, now=self.now)

    def drop_plan(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        with suppress(Conflict):  # There may be none.
            ready.drop(self.session, user_id, now=self.now)

    def change_key(self, user_id: int, local_id: str, part: str, amount: int) -> None:
        self.edits += 1
        new = {"word": {"back": f"Corridor {self.edits}"}, "city": {"answer": f"Baku {self.edits}"},
               "sea": {"text": f"The {{{{c1::Caspian}}}} is no {{{{c2::sea {self.edits}}}}}."}}
        apply_bank(self.session, changed(bank(), local_id, **new[local_id]), now=self.now)


ACTIONS = ("right", "right", "right", "wrong", "wrong", "late", "wait", "wait", "turn_the_clock_back", "undo", "override",
           "rate_anew", "move", "move", "practise", "retain", "change_settings", "plan", "drop_plan", "change_key")
events = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 1), st.integers(0, 3), st.integers(0, 24)), max_size=24)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events)
def test_memory_is_the_fold_of_the_log_whatever_happens(session: Session, happened: list[tuple[str, int, int, int]]) -> None:
    apply_bank(session, bank())
    world = World(session, [make_learner(session), make_learner(session)])
    for event in happened:
        world.do(*event)
    check(session, *(learner.id for learner in world.learners))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["right", "wrong", "late", "move", "practise"]), st.integers(0, 1),
                          st.integers(0, 3), st.integers(0, 24),
                          st.booleans()), min_size=1, max_size=12))
def test_undo_restores_memory_figures_and_limits_answer_by_answer(
        session: Session, happened: list[tuple[str, int, int, int, bool]]) -> None:
    apply_bank(session, bank())
    world = World(session, [make_learner(session), make_learner(session)])

    def snapshot(who: int) -> tuple[Any, ...]:
        id_ = world.learners[who].id
        then = world.now + timedelta(days=400)
        return memories(session, id_), results.overview(session, id_, now=then), outlook(session, id_)

    before: list[list[tuple[Any, ...]]] = [[], []]
    for action, who, part, amount, overridden in happened:
        world.wait(0, "", "", amount)
        rows = rows_of(session, world.learners[who].id)
        state = snapshot(who)
        world.do(action, who, part, amount)
        if rows_of(session, world.learners[who].id) == rows:  # Nothing to do, such as to suspend what is suspended.
            continue
        before[who].append(state)
        if overridden and action != "move":
            world.override(world.learners[who].id, "", "", 0)
            if world.keys.get(world.learners[who].id):
                with suppress(Conflict, NotFound):
                    corrections.rate_anew(session, world.learners[who].id, world.keys[world.learners[who].id][-1],
                                          Rating(1 + amount % 4), now=world.now)
    world.wait(0, "", "", 3)
    for who in (0, 1):
        while before[who]:
            assert corrections.undo(session, world.learners[who].id, now=world.now) is not None
            memory, figures, limits = before[who].pop()
            assert memories(session, world.learners[who].id) == memory
            then = results.overview(session, world.learners[who].id, now=world.now + timedelta(days=400))
            assert then == figures
            assert outlook(session, world.learners[who].id) == limits
        assert corrections.undo(session, world.learners[who].id, now=world.now) is None
    check(session, *(learner.id for learner in world.learners))


def rows_of(session: Session, user_id: int) -> int:
    return session.scalars(select(func.count()).select_from(Review).where(Review.user_id == user_id)).one()


def outlook(session: Session, user_id: int) -> list[Day]:
    """Return what the limits of the first days allow a learner."""
    settings_ = account_rows.settings_of(session, user_id)
    return [day_of(session, user_id, settings_, NOW + timedelta(days=days)) for days in range(12)]
