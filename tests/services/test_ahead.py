"""The days ahead, counted from the learner's own cards."""

import time
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.scheduling.forecast import RETENTIONS
from geoquiz.core.scheduling.memory import Memory, State
from geoquiz.services import accounts, cards
from geoquiz.services.ahead import ahead
from geoquiz.storage.models import Question
from geoquiz.storage.queries.cards import store_memory
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, make_bank, make_learner, page, without
from tests.long_logs import have_cards


def learn(session: Session, user_id: int, number: int) -> None:
    """Let a learner know a question at first sight and after ten minutes, so that it is in review."""
    answer_right(session, page(session, user_id, f"q{number}"))
    later = NOW + timedelta(minutes=10)
    answer_right(session, page(session, user_id, f"q{number}", at=later), now=later)


def test_before_the_first_answer_there_is_nothing(session: Session) -> None:
    apply_bank(session, make_bank())
    found = ahead(session, make_learner(session).id, now=NOW)
    assert (found.met, found.workloads, set(found.due), len(found.due)) == (0, (), {0}, 30)


def test_each_card_is_counted_on_its_day_and_what_is_overdue_today(session: Session) -> None:
    apply_bank(session, make_bank(4))
    learner = make_learner(session)
    for number, days in ((1, 0), (2, 3), (3, 29)):
        learn(session, learner.id, number)
        cards.set_due(session, learner.id, number, "main", days, now=NOW + timedelta(hours=1))
    answer_wrong(session, page(session, learner.id, "q4"))
    due = ahead(session, learner.id, now=NOW + timedelta(hours=1)).due
    assert {day: count for day, count in enumerate(due) if count} == {0: 2, 3: 1, 29: 1}
    late = ahead(session, learner.id, now=NOW + timedelta(days=10)).due
    assert {day: count for day, count in enumerate(late) if count} == {0: 3, 19: 1}


def test_what_is_not_asked_is_not_counted(session: Session) -> None:
    bank = make_bank(4)
    apply_bank(session, bank)
    learner, other = make_learner(session), make_learner(session)
    for number in (1, 2, 3, 4):
        learn(session, learner.id, number)
    learn(session, other.id, 1)
    cards.suspend(session, learner.id, 2, "main", now=NOW)
    apply_bank(session, without(bank, "q3"))
    cards.reset(session, learner.id, 4, "main", now=NOW + timedelta(hours=1))
    found = ahead(session, learner.id, now=NOW + timedelta(hours=1))
    assert found.met == 1
    assert sum(ahead(session, other.id, now=NOW + timedelta(days=60)).due) == 1


def test_a_buried_card_is_due_with_the_next_day(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    learn(session, learner.id, 1)
    later = NOW + timedelta(days=20)
    assert ahead(session, learner.id, now=later).due[:2] == (1, 0)
    cards.bury(session, learner.id, 1, "main", now=later)
    assert ahead(session, learner.id, now=later).due[:2] == (0, 1)


def test_a_part_whose_sibling_was_met_today_is_due_with_the_next_day(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    answer_right(session, page(session, learner.id, "sea", "c1"))
    later = NOW + timedelta(days=2)
    answer_right(session, page(session, learner.id, "sea", "c2", at=later), now=later)
    assert ahead(session, learner.id, now=later).due[:2] == (1, 1)


def test_the_what_if_names_the_learners_own_retention_and_asks_more_for_more(session: Session) -> None:
    learner = make_learner(session, desired_retention=0.97, new_per_day=0)
    have_cards(session, learner.id, 200)
    apply_bank(session, make_bank(60))
    found = ahead(session, learner.id, now=NOW)
    assert [work.retention for work in found.workloads] == [*RETENTIONS, 0.97]
    loads, recalls = ([getattr(work, name) for work in found.workloads] for name in ("reviews_a_day", "recall"))
    assert loads == sorted(loads)
    assert recalls[0] < recalls[-1]
    assert found.retention == 0.97
    accounts.change_settings(session, learner.id, new_per_day=10, now=NOW)
    assert ahead(session, learner.id, now=NOW).workloads[0].reviews_a_day > loads[0]
    accounts.change_settings(session, learner.id, desired_retention=0.9, now=NOW)
    assert [work.retention for work in ahead(session, learner.id, now=NOW).workloads] == list(RETENTIONS)


def test_two_thousand_cards_take_at_most_a_second(session: Session) -> None:
    learner = make_learner(session, zone="Europe/Berlin")
    have_cards(session, learner.id, 2000)
    start = time.process_time()
    found = ahead(session, learner.id, now=NOW)
    taken = time.process_time() - start
    assert found.met == 2000
    assert found.due[0] > 0
    assert taken < 1.0


def test_a_card_without_strength_yet_is_due_all_the_same(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    [question_id] = session.scalars(select(Question.id)).all()
    store_memory(session, learner.id, question_id, "main", Memory(State.LEARNING, 0, due=NOW, reps=1))
    session.commit()
    found = ahead(session, learner.id, now=NOW)
    assert found.due[0] == 1
    assert found.met == 1
