from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.question import Form
from geoquiz.core.scheduling.memory import Memory, State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import accounts, corrections, results, study
from geoquiz.storage.models import Review
from geoquiz.storage.queries import cards
from tests.factories import NOW, Clock, answer_right, answer_wrong, apply_bank, make_bank, make_learner, page, typed
from tests.services.ledger import check, memories

BANK = make_bank([typed("city", "Baku"), typed("river", "Volga")])


def test_undo_takes_the_newest_answer_back_and_then_the_one_before(session: Session) -> None:
    apply_bank(session, BANK)
    learner, clock = make_learner(session), Clock()
    states = [memories(session, learner.id)]
    for local_id in ("city", "river", "city", "river", "city"):
        answer_right(session, page(session, learner.id, local_id, at=clock.tick(hours=1)), now=clock.now)
        states.append(memories(session, learner.id))
    while len(states) > 1:
        states.pop()
        assert corrections.undo(session, learner.id, now=clock.tick(minutes=1)) is not None
        assert memories(session, learner.id) == states[-1]
    assert corrections.undo(session, learner.id, now=clock.now) is None
    check(session, learner.id)


def test_undo_of_an_answer_named_twice_takes_no_second_one_back(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    first = answer_right(session, page(session, learner.id, "city"))
    second = answer_right(session, page(session, learner.id, "river"), now=NOW + timedelta(seconds=1))
    with pytest.raises(Conflict, match=r"^Another answer came after this one: take that one back first\.$"):
        corrections.undo(session, learner.id, now=NOW, key=first)
    with pytest.raises(NotFound, match=r"^There is no such answer\.$"):
        corrections.undo(session, learner.id, now=NOW, key="nothing\0")
    assert corrections.undo(session, learner.id, now=NOW, key=second) == corrections.undo(session, learner.id, now=NOW, key=second)
    assert results.answered(session, learner.id, first, now=NOW).moved_memory
    with pytest.raises(NotFound, match=r"^There is no such answer\.$"):
        results.answered(session, learner.id, second, now=NOW)


def test_undo_names_the_question_and_the_bank_that_was_studied(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    for bank in (None, "bank"):
        asked = study.next_question(session, learner.id, bank, now=NOW, key=f"key of {bank}")
        assert isinstance(asked, study.Ask)
        answer_right(session, asked)
        undone = corrections.undo(session, learner.id, now=NOW)
        assert undone == corrections.Undone(asked.asked.question_id, "main", bank)


def test_undo_takes_back_what_came_in_last_even_if_an_older_answer_was_corrected_since(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    older = answer_wrong(session, page(session, learner.id, "city"))
    newer = answer_right(session, page(session, learner.id, "river"), now=NOW + timedelta(seconds=9))
    corrections.count_as_right(session, learner.id, older, now=NOW + timedelta(seconds=20))
    corrections.undo(session, learner.id, now=NOW + timedelta(seconds=30))
    assert results.answered(session, learner.id, older, now=NOW).counted_as_right
    with pytest.raises(NotFound):
        results.answered(session, learner.id, newer, now=NOW)


def test_undo_of_a_corrected_answer_takes_all_of_it_back(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    key = answer_wrong(session, page(session, learner.id, "city"))
    corrections.count_as_right(session, learner.id, key, now=NOW + timedelta(seconds=20))
    corrections.undo(session, learner.id, now=NOW + timedelta(seconds=30))
    assert memories(session, learner.id) == {}
    overview = results.overview(session, learner.id, now=NOW)
    assert (overview.answered_today, overview.right_today, overview.lines[0].progress.seen) == (0, 0, 0)
    check(session, learner.id)


def test_undo_after_the_settings_changed_restores_what_was(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    answer_right(session, page(session, learner.id, "city"), rating=Rating.GOOD)
    before = memories(session, learner.id)
    answer_right(session, page(session, learner.id, "city", at=NOW + timedelta(days=2)), now=NOW + timedelta(days=2))
    accounts.change_settings(session, learner.id, zone="Asia/Tokyo", day_start=0, desired_retention=0.8, new_per_day=5, now=NOW)
    corrections.undo(session, learner.id, now=NOW + timedelta(days=3))
    assert memories(session, learner.id) == before


def test_undo_before_a_key_change_leaves_a_new_card(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    answer_right(session, page(session, learner.id, "city"))
    apply_bank(session, make_bank([typed("city", "Tbilisi"), typed("river", "Volga")]), now=NOW + timedelta(minutes=1))
    corrections.undo(session, learner.id, now=NOW + timedelta(minutes=2))
    asked = page(session, learner.id, "city")
    assert cards.memory_of(session, learner.id, asked.asked.question_id, "main") == Memory()
    check(session, learner.id)


def test_a_wrong_answer_that_should_count_moves_memory_as_if_right_from_its_own_time_on(session: Session) -> None:
    apply_bank(session, BANK)
    learner, twin = make_learner(session, learning_steps=()), make_learner(session, learning_steps=())
    later = NOW + timedelta(days=2)
    key = answer_wrong(session, page(session, learner.id, "city"))
    answer_right(session, page(session, learner.id, "city", at=later), now=later)
    corrections.count_as_right(session, learner.id, key, now=later + timedelta(days=1))
    answer_right(session, page(session, twin.id, "city"))
    answer_right(session, page(session, twin.id, "city", at=later), now=later)
    one, other = (next(iter(memories(session, user.id).values())) for user in (learner, twin))
    assert (one.stability, one.difficulty, one.reps, one.lapses) == (other.stability, other.difficulty, 2, 0)
    override = session.scalars(select(Review).where(Review.cause == "override")).one()
    assert (override.answered_at, override.received_at, override.rating) == (NOW, later + timedelta(days=1), Rating.GOOD)
    assert override.local_day == NOW.toordinal()
    check(session, learner.id, twin.id)


def test_counting_as_right_twice_changes_nothing_more(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    key = answer_wrong(session, page(session, learner.id, "city"))
    for _ in range(2):
        corrections.count_as_right(session, learner.id, key, now=NOW)
    answered = results.answered(session, learner.id, key, now=NOW)
    assert (answered.counted_as_right, answered.can_count_as_right, answered.rating) == (True, False, Rating.GOOD)
    assert answered.outcome.verdict == "wrong"
    assert session.scalars(select(Review.cause).order_by(Review.id)).all() == ["review", "override"]


def test_only_wrong_typed_answers_can_be_counted_as_right(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    refused = r"^Only a typed answer that was graded as wrong can be counted as right\.$"
    given_up = page(session, learner.id, "length").asked
    for key in (answer_right(session, page(session, learner.id, "strait")),
                answer_wrong(session, page(session, learner.id, "capital")),
                study.answer(session, given_up, Form(), gave_up=True, rating=None, now=NOW)):
        assert not results.answered(session, learner.id, key, now=NOW).can_count_as_right
        with pytest.raises(Conflict, match=refused):
            corrections.count_as_right(session, learner.id, key, now=NOW)
    for local_id, part in (("strait", "main"), ("length", "main"), ("summit", "main"), ("sea", "c1")):
        asked = page(session, learner.id, local_id, part, at=NOW + timedelta(minutes=1))
        key = answer_wrong(session, asked, now=NOW + timedelta(minutes=1))
        assert results.answered(session, learner.id, key, now=NOW).can_count_as_right
        corrections.count_as_right(session, learner.id, key, now=NOW + timedelta(minutes=2))
    check(session, learner.id)


def test_an_answer_taken_back_or_unknown_cannot_be_counted(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    key = answer_wrong(session, page(session, learner.id, "city"))
    corrections.undo(session, learner.id, now=NOW)
    for wanted in (key, "unknown"):
        with pytest.raises(NotFound, match=r"^There is no such answer\.$"):
            corrections.count_as_right(session, learner.id, wanted, now=NOW)


def test_counting_an_answer_that_moved_nothing_moves_nothing(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    tabs = [page(session, learner.id, "city") for _ in range(2)]
    answer_right(session, tabs[0], now=NOW + timedelta(seconds=1))
    key = answer_wrong(session, tabs[1], now=NOW + timedelta(seconds=2))
    before = memories(session, learner.id)
    corrections.count_as_right(session, learner.id, key, now=NOW + timedelta(seconds=3))
    assert memories(session, learner.id) == before
    assert next(iter(before.values())).state == State.LEARNING


@pytest.mark.parametrize("rating", list(Rating))
def test_a_right_answer_rated_anew_moves_memory_as_if_it_had_been_that(session: Session, rating: Rating) -> None:
    apply_bank(session, BANK)
    learner, twin = make_learner(session), make_learner(session)
    key = answer_right(session, page(session, learner.id, "city"))
    corrections.rate_anew(session, learner.id, key, rating, now=NOW + timedelta(minutes=1))
    corrections.rate_anew(session, learner.id, key, rating, now=NOW + timedelta(minutes=2))
    answered = results.answered(session, learner.id, key, now=NOW)
    assert (answered.rating, answered.guessed, answered.counted_as_right) == (rating, rating == Rating.AGAIN, False)
    other = page(session, twin.id, "city").asked.question_id
    memory = cards.memory_of(session, learner.id, other, "main")
    assert memory.due == answered.reasons.next[rating]
    causes = session.scalars(select(Review.cause).order_by(Review.id)).all()
    assert causes == (["review"] if rating == Rating.GOOD else ["review", "override"])
    check(session, learner.id)


def test_a_guess_counts_as_missed_everywhere_and_can_be_taken_back_to_good(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    key = answer_right(session, page(session, learner.id, "city"))
    corrections.rate_anew(session, learner.id, key, Rating.AGAIN, now=NOW)
    overview = results.overview(session, learner.id, now=NOW)
    assert (overview.right_today, overview.lines[0].progress.right_at_first_sight) == (0, 0)
    summary = results.summary(session, learner.id, 1, now=NOW)
    assert (summary.right, [line.key for line in summary.missed]) == (0, [key])
    corrections.rate_anew(session, learner.id, key, Rating.GOOD, now=NOW)
    overview = results.overview(session, learner.id, now=NOW)
    assert (overview.right_today, overview.lines[0].progress.right_at_first_sight) == (1, 1)
    assert session.scalars(select(Review.cause).order_by(Review.id)).all() == ["review", "override", "override"]
    corrections.undo(session, learner.id, now=NOW)
    assert memories(session, learner.id) == {}
    check(session, learner.id)


def test_only_answers_graded_as_right_can_be_rated_anew(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    for key in (answer_wrong(session, page(session, learner.id, "capital")),
                answer_right(session, page(session, learner.id, "word"))):
        assert not results.answered(session, learner.id, key, now=NOW).can_rate_anew
        with pytest.raises(Conflict, match=r"^Only an answer that was graded as right can be rated anew\.$"):
            corrections.rate_anew(session, learner.id, key, Rating.EASY, now=NOW)
    with pytest.raises(NotFound, match=r"^There is no such answer\.$"):
        corrections.rate_anew(session, learner.id, "unknown", Rating.EASY, now=NOW)


def test_an_answer_says_why_it_came_as_things_stood_before_it(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session, learning_steps=())
    answer_right(session, page(session, learner.id, "city"))
    later = NOW + timedelta(days=20)
    asked = page(session, learner.id, "city", at=later)
    key = answer_wrong(session, asked, now=later)
    answer_right(session, page(session, learner.id, "city", at=later + timedelta(hours=1)), now=later + timedelta(hours=1))
    reasons = results.answered(session, learner.id, key, now=later).reasons
    assert (reasons.last_seen, reasons.at, reasons.lapses) == (NOW, later, 0)
    assert reasons.recall == asked.reasons.recall
    assert 0.5 < (reasons.recall or 0) < 0.9
    assert list(reasons.next) == list(Rating)
