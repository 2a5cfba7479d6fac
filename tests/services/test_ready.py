"""A date to be ready for: cards move when a plan is stored, answered, changed and dropped, and the log says so."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.scheduling.memory import State
from geoquiz.services import cards, corrections, ready, results, study
from geoquiz.services.study import Pause
from geoquiz.storage.models import Question, Review
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, ask, make_bank, make_learner, page
from tests.long_logs import have_cards
from tests.services.ledger import check, memories

DAY = (NOW + timedelta(days=40)).date()


def learn(session: Session, user_id: int, *names: str, at: datetime = NOW) -> None:
    """Let a learner know questions at first sight and after ten minutes, so that they are in review."""
    for name in names:
        for then in (at, at + timedelta(minutes=10)):
            answer_right(session, page(session, user_id, name, at=then), now=then)


def causes(session: Session, user_id: int) -> list[str]:
    return list(session.scalars(select(Review.cause).where(Review.user_id == user_id).order_by(Review.id)))


@pytest.fixture
def learner_id(session: Session) -> int:
    apply_bank(session, make_bank(6))
    apply_bank(session, make_bank([q.model_copy(update={"id": f"o{q.id}"}) for q in make_bank(6).questions], id_="other"))
    return make_learner(session).id


def test_storing_a_plan_moves_the_cards_of_its_banks_and_no_others(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1", "q2", "oq1")
    before = memories(session, learner_id)
    later = NOW + timedelta(hours=1)
    found = ready.store(session, learner_id, ["bank"], DAY, 90, now=later)
    assert found.holds
    moved = {card for card, memory in memories(session, learner_id).items() if memory != before[card]}
    assert moved == {(1, "main"), (2, "main")}
    for card in moved:
        memory = memories(session, learner_id)[card]
        assert memory.due_cause == "ready-by cap"
        assert memory.due is not None
        assert memory.due < datetime.combine(DAY, NOW.timetz())
    assert causes(session, learner_id)[-2:] == ["ready-by", "ready-by"]
    check(session, learner_id)


def test_dropping_a_plan_gives_every_card_its_former_day(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1", "q2", "q3")
    before = memories(session, learner_id)
    ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=1))
    ready.drop(session, learner_id, now=NOW + timedelta(hours=2))
    dues = {card: memory.due for card, memory in memories(session, learner_id).items()}
    assert dues == {card: memory.due for card, memory in before.items()}
    assert {memory.due_cause for memory in memories(session, learner_id).values()} == {"interval"}
    assert ready.look(session, learner_id, now=NOW).stored is None
    with pytest.raises(Conflict, match=r"^There is no plan to give up\.$"):
        ready.drop(session, learner_id, now=NOW)
    check(session, learner_id)


def test_answers_under_a_plan_store_its_day_and_undo_takes_it_back(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1")
    ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=1))
    before = memories(session, learner_id)
    later = NOW + timedelta(days=8)
    shown = page(session, learner_id, "q1", at=later)
    key = answer_right(session, shown, now=later)
    memory = memories(session, learner_id)[1, "main"]
    assert memory.due_cause == "ready-by cap"
    row = session.execute(select(Review.chosen_due, Review.due).where(Review.answer_key == key)).one()
    assert row == (memory.due, memory.due)
    check(session, learner_id)
    corrections.undo(session, learner_id, now=later)
    assert memories(session, learner_id) == before
    check(session, learner_id)


def test_a_corrected_verdict_follows_the_plan_too(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1")
    ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=1))
    later = NOW + timedelta(days=8)
    key = answer_wrong(session, page(session, learner_id, "q1", at=later), now=later)
    assert memories(session, learner_id)[1, "main"].state == State.RELEARNING
    corrections.count_as_right(session, learner_id, key, now=later)
    assert memories(session, learner_id)[1, "main"].due_cause == "ready-by cap"
    check(session, learner_id)


def test_changing_a_plan_moves_what_leaves_it_back(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1", "oq1")
    ordinary = {card: memory.due for card, memory in memories(session, learner_id).items()}
    ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=1))
    ready.store(session, learner_id, ["other"], DAY, 90, now=NOW + timedelta(hours=2))
    found = memories(session, learner_id)
    assert (found[1, "main"].due, found[1, "main"].due_cause) == (ordinary[1, "main"], "interval")
    assert found[7, "main"].due_cause == "ready-by cap"
    assert [bank.key for bank in ready.look(session, learner_id, now=NOW).chosen] == ["other"]
    check(session, learner_id)


def test_a_date_set_by_hand_stays_and_the_same_plan_twice_moves_nothing_more(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1", "q2")
    cards.set_due(session, learner_id, 2, "main", 3, now=NOW + timedelta(minutes=30))
    before = memories(session, learner_id)[2, "main"]
    for hours in (1, 2):
        ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=hours))
    assert memories(session, learner_id)[2, "main"] == before
    assert causes(session, learner_id).count("ready-by") == 1


def test_the_last_thing_done_is_an_answer_and_not_a_plan(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1")
    ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=1))
    undone = corrections.undo(session, learner_id, now=NOW + timedelta(hours=2))
    assert undone is not None
    assert memories(session, learner_id)[1, "main"].state == State.LEARNING
    check(session, learner_id)


def test_after_the_day_everything_is_ordinary(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1")
    ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=1))
    later = NOW + timedelta(days=41)
    answer_right(session, page(session, learner_id, "q1", at=later), now=later)
    assert memories(session, learner_id)[1, "main"].due_cause in ("interval", "fuzz")
    assert ready.look(session, learner_id, now=later).now is None
    assert results.overview(session, learner_id, now=later).new_left == 11


def test_new_cards_follow_the_plan_in_its_banks_and_the_settings_elsewhere(session: Session) -> None:
    apply_bank(session, make_bank(30))
    apply_bank(session, make_bank([q.model_copy(update={"id": f"o{q.id}"}) for q in make_bank(5).questions], id_="other"))
    learner = make_learner(session, new_per_day=2)
    found = ready.store(session, learner.id, ["bank"], (NOW + timedelta(days=20)).date(), 85, now=NOW)
    assert found.new_a_day == 3
    assert results.overview(session, learner.id, now=NOW).new_left == 5
    met: list[str] = []
    now = NOW
    while not isinstance(shown := study.next_question(session, learner.id, None, now=now, key=f"{len(met):036}", fresh=True),
                         Pause):
        met.append(shown.bank.key)
        answer_right(session, shown, now=now)
        answer_right(session, page(session, learner.id, _name(session, shown.asked.question_id), at=now), now=now)
        now += timedelta(minutes=1)
        assert len(met) < 10
    assert sorted(met) == ["bank"] * 3 + ["other"] * 2
    assert results.overview(session, learner.id, now=now).new_left == 0
    ready.drop(session, learner.id, now=now)
    assert results.overview(session, learner.id, now=now + timedelta(days=1)).new_left == 2


def _name(session: Session, question_id: int) -> str:
    return session.scalars(select(Question.local_id).where(Question.id == question_id)).one()


def test_what_each_rating_leads_to_is_told_as_the_plan_has_it(session: Session, learner_id: int) -> None:
    learn(session, learner_id, "q1")
    ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=1))
    due = memories(session, learner_id)[1, "main"].due
    assert due is not None
    shown = ask(session, learner_id, "bank", now=due, again=(1, "main"))
    assert shown.asked.question_id == 1
    promised = shown.reasons.next
    answer_right(session, shown, now=due)
    assert promised[3] == memories(session, learner_id)[1, "main"].due  # type: ignore[index]  # Ratings are numbers.


def test_a_plan_that_cannot_hold_says_what_can_be_had(session: Session) -> None:
    apply_bank(session, make_bank(60))
    learner = make_learner(session, reviews_per_day=1)
    found = ready.propose(session, learner.id, ["bank"], (NOW + timedelta(days=5)).date(), 95, now=NOW)
    assert not found.holds
    assert found.recall < 0.95
    assert ready.look(session, learner.id, now=NOW).stored is None


@pytest.mark.parametrize(("keys", "days", "target", "sentence"), [
    ([], 40, 90, "Choose at least one bank."),
    (["bank"], 0, 90, "Choose a day after today and within the next 365 days."),
    (["bank"], 366, 90, "Choose a day after today and within the next 365 days."),
    (["bank"], 40, 79, "Choose a target from 80 to 97 per cent."),
    (["bank"], 40, 98, "Choose a target from 80 to 97 per cent."),
])
def test_what_cannot_be_planned_is_told_and_nothing_is_stored(session: Session, learner_id: int, keys: list[str], days: int,
                                                              target: int, sentence: str) -> None:
    for act in (ready.propose, ready.store):
        with pytest.raises(GeoquizError) as error:
            act(session, learner_id, keys, date.fromordinal(NOW.toordinal() + days), target, now=NOW)
        assert str(error.value) == sentence
    assert ready.look(session, learner_id, now=NOW).stored is None


def test_unknown_and_empty_banks_are_told(session: Session, learner_id: int) -> None:
    with pytest.raises(NotFound, match=r"^There is no bank 'nowhere' here\.$"):
        ready.propose(session, learner_id, ["bank", "nowhere"], DAY, 90, now=NOW)
    apply_bank(session, make_bank(0, id_="empty"))
    with pytest.raises(GeoquizError, match=r"^There are no questions in these banks: choose another one\.$"):
        ready.store(session, learner_id, ["empty"], DAY, 90, now=NOW)


def test_a_plan_is_its_learners_own(session: Session, learner_id: int) -> None:
    other = make_learner(session)
    learn(session, other.id, "q1")
    before = memories(session, other.id)
    learn(session, learner_id, "q1")
    ready.store(session, learner_id, ["bank"], DAY, 90, now=NOW + timedelta(hours=1))
    assert memories(session, other.id) == before
    assert ready.look(session, other.id, now=NOW).stored is None
    later = NOW + timedelta(days=8)
    answer_right(session, page(session, other.id, "q1", at=later), now=later)
    assert memories(session, other.id)[1, "main"].due_cause != "ready-by cap"


def test_a_plan_for_two_thousand_cards_is_stored_within_some_seconds(session: Session) -> None:
    learner = make_learner(session)
    have_cards(session, learner.id, 2000)
    ready.store(session, learner.id, ["long"], DAY, 90, now=NOW)
    assert causes(session, learner.id).count("ready-by") > 1000
