from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, NotFound, ResponseError
from geoquiz.core.kinds import load_question
from geoquiz.core.question import KINDS, Form
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import accounts, corrections, results, study
from geoquiz.services.study import Pause
from geoquiz.storage.models import Answer, Bank, Card, Question, Review, User
from geoquiz.storage.queries import cards
from tests.factories import (
    NOW,
    Clock,
    answer_right,
    answer_wrong,
    apply_bank,
    ask,
    asked_again,
    bank_of_all_kinds,
    changed,
    make_bank,
    make_learner,
    page,
    typed,
    without,
)
from tests.services.ledger import check

TWO_GAPS = {"id": "sea", "type": "cloze", "text": "The {{c1::Caspian}} is no {{c2::sea}}."}


def pause(session: Session, user_id: int, bank: str | None = None, *, now: datetime = NOW) -> Pause:
    """Return the pause that comes instead of a question; a test that gets a question fails here."""
    found = study.next_question(session, user_id, bank, now=now, key="")
    assert isinstance(found, Pause), found
    return found


def local_ids(session: Session) -> dict[int, str]:
    return {row.id: row.local_id for row in session.execute(select(Question.id, Question.local_id))}


def ask_all(session: Session, user_id: int, clock: Clock, bank: str | None = None) -> list[str]:
    """Answer everything rightly until there is a pause, and return which parts of which questions came, in order."""
    names, came = local_ids(session), []
    while not isinstance(found := study.next_question(session, user_id, bank, now=clock.tick(seconds=30),
                                                      key=f"{user_id} {clock.now}"[:36], fresh=True), Pause):
        came.append(f"{names[found.asked.question_id]} {found.asked.part}")
        answer_right(session, found, now=clock.now)
    return came


def test_every_kind_is_asked_answered_rightly_and_later_wrongly(session: Session) -> None:
    assert {question.kind for question in bank_of_all_kinds().questions} == set(KINDS)
    apply_bank(session)
    learner, clock = make_learner(session), Clock()
    for answer, verdicts in ((answer_right, {"right"}), (answer_wrong, {"wrong", "partly"})):
        for _ in range(11):
            key = answer(session, ask(session, learner.id, now=clock.tick(seconds=5)), now=clock.tick(seconds=5))
            assert results.answered(session, learner.id, key, now=NOW).outcome.verdict in verdicts
        clock.tick(days=30)
    check(session, learner.id)


def test_the_same_key_again_is_the_same_answer(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    asked = ask(session, learner.id)
    keys = {answer_right(session, asked, now=NOW + timedelta(seconds=second)) for second in range(3)}
    assert len(keys) == 1
    assert session.scalars(select(Answer.answered_at)).all() == [NOW]
    check(session, learner.id)


def test_the_same_key_with_another_response_is_a_conflict(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    asked = ask(session, learner.id)
    answer_right(session, asked)
    with pytest.raises(Conflict, match=r"^This question is already answered, and with another response: the first one counts\.$"):
        answer_wrong(session, asked)
    with pytest.raises(Conflict, match="already answered"):
        study.answer(session, asked.asked, Form(), gave_up=True, rating=None, now=NOW)
    assert len(session.scalars(select(Answer.key)).all()) == 1


def test_another_rating_of_a_card_is_another_response(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    asked = page(session, learner.id, "word")
    answer_right(session, asked, rating=Rating.GOOD)
    with pytest.raises(Conflict, match="already answered"):
        answer_right(session, asked, rating=Rating.HARD)


def test_the_key_of_an_answer_taken_back_is_refused(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    asked = ask(session, learner.id)
    answer_right(session, asked)
    corrections.undo(session, learner.id, now=NOW)
    with pytest.raises(Conflict, match=r"^This answer is already undone: go on with the question that comes now\.$"):
        answer_right(session, asked)


def test_what_cannot_be_read_stores_nothing(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    for local_id, message in (("length", "number"), ("word", "choose Again or Good")):
        asked = page(session, learner.id, local_id)
        with pytest.raises(ResponseError, match=message):
            study.answer(session, asked.asked, Form(("many",) if local_id == "length" else ()), gave_up=False, rating=None, now=NOW)
        assert study.same_question(session, asked.asked, now=NOW).shown == asked.shown
    session.rollback()
    assert session.scalars(select(Answer.key)).all() == []
    assert session.scalars(select(Review.id)).all() == []


def test_giving_up_is_wrong_for_every_kind(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    for question in bank_of_all_kinds().questions:
        asked = page(session, learner.id, question.id, question.parts()[0])
        key = study.answer(session, asked.asked, Form(), gave_up=True, rating=None, now=NOW)
        answered = results.answered(session, learner.id, key, now=NOW)
        assert (answered.outcome.verdict, answered.gave_up, answered.response) == ("wrong", True, ())
        assert answered.outcome.key


def test_the_answer_of_a_second_tab_is_kept_but_counts_once(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    asked = ask(session, learner.id)
    other = asked_again(asked, at=NOW + timedelta(seconds=1))
    answer_right(session, asked, now=NOW + timedelta(seconds=9))
    second = answer_wrong(session, other, now=NOW + timedelta(seconds=20))
    assert not results.answered(session, learner.id, second, now=NOW).moved_memory
    assert [(row.reps, row.state) for row in session.scalars(select(Card))] == [(1, State.LEARNING)]
    check(session, learner.id)


def test_a_page_opened_after_the_answer_of_the_other_tab_counts(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner, clock = make_learner(session), Clock()
    for _ in range(2):
        asked = ask(session, learner.id, now=clock.now)
        key = answer_right(session, asked, now=clock.tick(minutes=1))
        assert results.answered(session, learner.id, key, now=NOW).moved_memory
        clock.tick(minutes=15)


def test_the_second_tab_counts_once_the_first_answer_is_taken_back(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    asked = ask(session, learner.id)
    answer_right(session, asked, now=NOW + timedelta(seconds=5))
    corrections.undo(session, learner.id, now=NOW + timedelta(seconds=6))
    key = answer_right(session, asked_again(asked, at=NOW), now=NOW + timedelta(seconds=9))
    assert results.answered(session, learner.id, key, now=NOW).moved_memory


def test_an_answer_before_the_last_review_by_a_clock_set_back_still_counts(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    answer_right(session, page(session, learner.id, "q1"))
    back = NOW - timedelta(hours=2)
    key = answer_right(session, page(session, learner.id, "q1", at=back), now=back)
    assert results.answered(session, learner.id, key, now=NOW).moved_memory
    card = session.scalars(select(Card)).one()
    assert (card.reps, card.last_review) == (2, NOW)
    check(session, learner.id)


def test_a_device_cannot_date_an_answer_before_its_question_or_in_the_future(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    hour = timedelta(hours=1)
    for local_id, claimed, kept in (("capital", -hour, 0 * hour), ("strait", 9 * hour, hour), ("length", hour / 3, hour / 3)):
        asked = page(session, learner.id, local_id)
        answer_right(session, asked, now=NOW + hour, answered_at=NOW + claimed)
        row = session.scalars(select(Answer).where(Answer.key == asked.asked.key)).one()
        assert (row.answered_at, row.received_at) == (NOW + kept, NOW + hour)


def test_an_answer_from_a_device_that_was_offline_takes_its_place_in_time(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner, twin = make_learner(session), make_learner(session)
    offline = page(session, learner.id, "q1", at=NOW)
    later = NOW + timedelta(days=3)
    answer_right(session, page(session, learner.id, "q1", at=later), now=later)
    answer_wrong(session, offline, now=later + timedelta(days=1), answered_at=NOW + timedelta(minutes=1))
    answer_wrong(session, page(session, twin.id, "q1"), now=NOW + timedelta(minutes=1))
    answer_right(session, page(session, twin.id, "q1", at=later), now=later)
    one, other = (session.scalars(select(Card).where(Card.user_id == user.id)).one() for user in (learner, twin))
    assert (one.stability, one.difficulty, one.reps) == (other.stability, other.difficulty, 2)
    check(session, learner.id)


def test_a_question_retired_in_between_keeps_the_answer_and_is_not_asked_again(session: Session) -> None:
    bank = make_bank(2)
    apply_bank(session, bank)
    learner = make_learner(session)
    asked = page(session, learner.id, "q1")
    apply_bank(session, without(bank, "q1"))
    key = answer_right(session, asked)
    assert results.answered(session, learner.id, key, now=NOW).moved_memory
    later = NOW + timedelta(minutes=30)
    other = ask(session, learner.id, now=later)
    assert other.asked.question_id != asked.asked.question_id
    answer_right(session, other, now=later)
    apply_bank(session, bank, now=later)
    assert ask(session, learner.id, now=later).asked.question_id == asked.asked.question_id


def test_an_answer_to_a_bank_withdrawn_in_between_is_kept_and_study_goes_on(session: Session) -> None:
    apply_bank(session, make_bank(1, id_="gone"))
    apply_bank(session, make_bank([typed("stays")], id_="stays"))
    learner = make_learner(session)
    asked = page(session, learner.id, "q1")
    session.execute(update(Bank).where(Bank.key == "gone").values(visibility="hidden"))
    session.commit()
    key = answer_right(session, asked)
    assert results.answered(session, learner.id, key, now=NOW).outcome.verdict == "right"
    assert ask(session, learner.id, now=NOW + timedelta(days=9)).bank.key == "stays"
    with pytest.raises(NotFound, match="There is no bank 'gone' here"):
        ask(session, learner.id, "gone")


def test_an_answer_to_a_bank_that_is_no_more_is_told_so(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    asked = page(session, learner.id, "q1")
    session.execute(delete(Bank))
    session.commit()
    with pytest.raises(NotFound, match=r"^This question is no longer here\.$"):
        study.answer(session, asked.asked, Form(("answer q1",)), gave_up=False, rating=None, now=NOW)


def test_an_answer_of_a_learner_who_is_no_more_is_told_so(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    asked = page(session, learner.id, "q1")
    session.execute(delete(User))
    session.commit()
    with pytest.raises(NotFound, match=r"^This account is no longer here\.$"):
        study.answer(session, asked.asked, Form(("answer q1",)), gave_up=False, rating=None, now=NOW)


@pytest.mark.parametrize("bank", ["nothing", "nul\0", "../etc"])
def test_a_bank_that_is_not_there_is_told_so(session: Session, bank: str) -> None:
    with pytest.raises(NotFound, match="There is no bank"):
        ask(session, make_learner(session).id, bank)


def test_new_cards_come_up_to_the_limit_of_the_day_and_the_first_questions_of_all_banks_first(session: Session) -> None:
    apply_bank(session, make_bank([typed("a1"), typed("a2"), typed("a3")], id_="a"))
    apply_bank(session, make_bank([typed("b1"), typed("b2")], id_="b"))
    learner, clock = make_learner(session, new_per_day=4, learning_steps=()), Clock()
    assert ask_all(session, learner.id, clock) == ["a1 main", "b1 main", "a2 main", "b2 main"]
    tomorrow = pause(session, learner.id, now=clock.now)
    assert (tomorrow.reason, tomorrow.next_due) == ("day", NOW.replace(hour=4) + timedelta(days=2))
    clock.tick(days=1)
    assert ask_all(session, learner.id, clock) == ["a3 main"]


def test_an_answer_taken_back_gives_the_place_of_a_new_card_back(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session, new_per_day=1)
    asked = ask(session, learner.id)
    answer_right(session, asked)
    undone = corrections.undo(session, learner.id, now=NOW + timedelta(seconds=2))
    assert undone is not None
    again = ask(session, learner.id, now=NOW + timedelta(seconds=3), again=(undone.question_id, undone.part))
    assert (again.asked.question_id, again.is_new, again.done) == (asked.asked.question_id, True, 0)
    answer_right(session, again, now=NOW + timedelta(seconds=4))
    assert not ask(session, learner.id, now=NOW + timedelta(seconds=5)).is_new


def test_a_question_asked_for_again_comes_only_when_it_may(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    third = page(session, learner.id, "q3").asked.question_id
    assert ask(session, learner.id, again=(third, "main")).asked.question_id == third
    answer_right(session, page(session, learner.id, "q3"), rating=Rating.GOOD)
    later = NOW + timedelta(seconds=5)
    for again in ((third, "c9"), (9_999_999, "main")):
        assert ask(session, learner.id, now=later, again=again).asked.question_id != third


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_day_of_new_cards_begins_at_four_in_the_learners_zone(session: Session, zone: str) -> None:
    apply_bank(session, make_bank(5))
    learner = make_learner(session, zone=zone, new_per_day=1, learning_steps=())
    calendar = accounts.settings_of(session, learner.id).memory.calendar
    start = calendar.start(calendar.day(NOW) + 1)
    answer_right(session, ask(session, learner.id, now=start - timedelta(minutes=1)), now=start - timedelta(seconds=30))
    assert pause(session, learner.id, now=start - timedelta(seconds=1)).reason == "day"
    assert ask(session, learner.id, now=start).is_new


def test_parts_of_one_question_never_come_on_one_day(session: Session) -> None:
    apply_bank(session, make_bank([load_question(TWO_GAPS), typed("city")]))
    learner, clock = make_learner(session, learning_steps=(), relearning_steps=()), Clock()
    came = []
    for _ in range(25):
        came.append(ask_all(session, learner.id, clock))
        clock.tick(days=1)
    for day in came:
        assert len([name for name in day if name.startswith("sea")]) <= 1
    assert came[0] == ["sea c1", "city main"]
    assert came[1] == ["sea c2"]
    assert sum(name == "sea c1" for day in came for name in day) >= 2


def test_a_review_waits_for_tomorrow_when_its_sibling_was_met_and_the_pages_say_so(session: Session) -> None:
    apply_bank(session, make_bank([load_question(TWO_GAPS)]))
    learner = make_learner(session, learning_steps=())
    for part in ("c1", "c2"):
        answer_right(session, page(session, learner.id, "sea", part))
    later = NOW + timedelta(days=30)
    asked = ask(session, learner.id, now=later)
    assert results.overview(session, learner.id, now=later).due_now == 2
    answer_right(session, asked, now=later)
    tomorrow = (later + timedelta(days=1)).replace(hour=4)
    over = pause(session, learner.id, now=later)
    assert (over.reason, over.next_due) == ("day", tomorrow)
    overview = results.overview(session, learner.id, now=later)
    assert (overview.due_now, overview.lines[0].progress.next_due) == (0, tomorrow)
    assert ask(session, learner.id, now=tomorrow).asked.part != asked.asked.part
    corrections.undo(session, learner.id, now=later)
    assert results.overview(session, learner.id, now=later).due_now == 2


def test_a_part_that_is_gone_is_not_asked_and_comes_back_with_its_memory(session: Session) -> None:
    bank = make_bank([load_question(TWO_GAPS), typed("city")])
    apply_bank(session, bank)
    learner = make_learner(session, learning_steps=())
    answer_right(session, page(session, learner.id, "sea", "c2"))
    apply_bank(session, changed(bank, "sea", text="The {{c1::Caspian}} is no sea."))
    later = NOW + timedelta(days=30)
    assert ask(session, learner.id, now=later).asked.part == "c1"
    assert results.overview(session, learner.id, now=later).due_now == 0
    apply_bank(session, bank, now=later)
    back = ask(session, learner.id, now=later, again=(page(session, learner.id, "sea", "c2").asked.question_id, "c2"))
    assert (back.asked.part, back.is_new, back.asked.reps) == ("c2", False, 1)


def test_a_learning_card_comes_when_it_is_due_and_early_when_nothing_else_is_left(session: Session) -> None:
    apply_bank(session, make_bank(2))
    learner = make_learner(session)
    first = ask(session, learner.id)
    answer_wrong(session, first)
    second = ask(session, learner.id, now=NOW + timedelta(seconds=5))
    assert second.asked.question_id != first.asked.question_id
    answer_right(session, second, now=NOW + timedelta(seconds=6))
    early = ask(session, learner.id, now=NOW + timedelta(seconds=7))
    assert early.asked.question_id == first.asked.question_id
    apply_bank(session, make_bank(3))
    answer_wrong(session, page(session, learner.id, "q1", at=NOW + timedelta(seconds=60)), now=NOW + timedelta(seconds=60))
    answer_right(session, page(session, learner.id, "q2", at=NOW + timedelta(seconds=120)), now=NOW + timedelta(seconds=120))
    assert ask(session, learner.id, now=NOW + timedelta(seconds=121)).asked.question_id == first.asked.question_id


def test_a_session_is_twenty_questions_and_goes_on_where_it_was_left(session: Session) -> None:
    apply_bank(session, make_bank(45))
    learner, clock = make_learner(session, new_per_day=45, learning_steps=()), Clock()
    for done in range(20):
        asked = ask(session, learner.id, "bank", now=clock.tick(minutes=1))
        assert (asked.done, asked.target, asked.asked.session) == (done, 20, 1)
        # Closing the tab and opening another device asks the same question.
        assert ask(session, learner.id, "bank", now=clock.now).asked.question_id == asked.asked.question_id
        answer_right(session, asked, now=clock.tick(seconds=10))
    over = pause(session, learner.id, "bank", now=clock.now)
    assert (over.reason, over.session) == ("session", 1)
    more = ask(session, learner.id, "bank", now=clock.now, fresh=True)
    assert (more.done, more.asked.session) == (0, 2)
    answer_right(session, more, now=clock.tick(seconds=1))
    assert ask(session, learner.id, "bank", now=clock.now, fresh=True).done == 1
    corrections.undo(session, learner.id, now=clock.now)
    corrections.undo(session, learner.id, now=clock.now)
    assert ask(session, learner.id, "bank", now=clock.now).asked.session == 2
    assert results.summary(session, learner.id, 1, now=NOW).right == 19


def test_sessions_in_a_bank_and_in_all_banks_are_apart_and_each_goes_on(session: Session) -> None:
    apply_bank(session, make_bank(10))
    learner = make_learner(session, learning_steps=())
    answer_right(session, ask(session, learner.id, "bank"))
    answer_right(session, ask(session, learner.id))
    answer_right(session, ask(session, learner.id))
    assert [(found.asked.session, found.done) for found in (ask(session, learner.id, "bank"), ask(session, learner.id))] == [
        (1, 1), (2, 2)]
    tomorrow = ask(session, learner.id, "bank", now=NOW + timedelta(days=1))
    assert (tomorrow.asked.session, tomorrow.done) == (3, 0)


def test_a_visitor_answers_five_questions_whatever_they_take_back_or_keep_open(session: Session) -> None:
    apply_bank(session, make_bank(9))
    visitor = accounts.start_visit(session, zone="UTC", now=NOW).account
    open_tabs = [page(session, visitor.id, f"q{number}") for number in range(1, 8)]
    for tab in open_tabs[:5]:
        answer_right(session, tab)
    corrections.undo(session, visitor.id, now=NOW)
    with pytest.raises(Conflict, match=r"^The 5 questions without an account are used up: register to go on\.$"):
        answer_right(session, open_tabs[5])
    assert answer_right(session, open_tabs[0]) == open_tabs[0].asked.key
    over = pause(session, visitor.id)
    assert (over.reason, over.session, over.next_due) == ("visitor", 1, None)


def test_old_pages_of_a_changed_key_are_logged_and_move_nothing(session: Session) -> None:
    bank = make_bank([typed("city", "Baku"), typed("river", "Volga")])
    apply_bank(session, bank)
    learner = make_learner(session)
    old, unknown = page(session, learner.id, "city"), page(session, learner.id, "river")
    answer_right(session, asked_again(old, at=NOW))
    apply_bank(session, changed(changed(bank, "city", answer="Tbilisi"), "river", answer="Don"), now=NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    before = cards.memory_of(session, learner.id, old.asked.question_id, "main")
    assert (before.state, before.due_cause, before.due) == (State.LEARNING, "key change", NOW + timedelta(minutes=1))
    for asked in (old, unknown):
        answered = results.answered(session, learner.id, answer_right(session, asked, now=later), now=NOW)
        assert (answered.outcome.verdict, answered.key_changed, answered.moved_memory) == ("right", True, False)
    assert cards.memory_of(session, learner.id, old.asked.question_id, "main") == before
    assert cards.memory_of(session, learner.id, unknown.asked.question_id, "main").state == State.NEW
    check(session, learner.id)


def test_old_pages_of_a_reworded_question_count(session: Session) -> None:
    bank = make_bank([typed("city", "Baku")])
    apply_bank(session, bank)
    learner = make_learner(session)
    asked = page(session, learner.id, "city")
    apply_bank(session, changed(bank, "city", stem="Where is Azerbaijan governed?", accept=["Bakı city"]))
    answered = results.answered(session, learner.id, answer_right(session, asked), now=NOW)
    assert (answered.key_changed, answered.moved_memory, answered.question.stem) == (False, True, "What is city?")


def test_learners_are_strangers_to_each_other(session: Session) -> None:
    apply_bank(session, make_bank(3))
    ada, bob = make_learner(session), make_learner(session)
    key = answer_right(session, ask(session, ada.id))
    with pytest.raises(NotFound, match=r"^There is no such answer\.$"):
        results.answered(session, bob.id, key, now=NOW)
    with pytest.raises(NotFound, match=r"^There is no such answer\.$"):
        corrections.count_as_right(session, bob.id, key, now=NOW)
    assert corrections.undo(session, bob.id, now=NOW) is None
    assert results.overview(session, bob.id, now=NOW).answered_today == 0
    with pytest.raises(NotFound, match=r"^There is no such session\.$"):
        results.summary(session, bob.id, 1, now=NOW)
    answer_right(session, ask(session, bob.id))
    check(session, ada.id, bob.id)


def test_a_zone_that_no_longer_exists_stops_nobody(session: Session) -> None:
    apply_bank(session, make_bank(2))
    learner = make_learner(session, zone="Mars/Olympus_Mons")
    answer_right(session, ask(session, learner.id))
    assert results.overview(session, learner.id, now=NOW).answered_today == 1
    check(session, learner.id)


def test_answers_and_reviews_are_only_ever_added(session: Session) -> None:
    apply_bank(session, make_bank([typed("city", "Baku")]))
    learner, clock = make_learner(session), Clock()
    seen: list[dict[tuple[object, ...], tuple[object, ...]]] = []
    for action in (lambda: answer_wrong(session, page(session, learner.id, "city", at=clock.now), now=clock.now),
                   lambda: corrections.undo(session, learner.id, now=clock.now),
                   lambda: answer_wrong(session, page(session, learner.id, "city", at=clock.now), now=clock.now),
                   lambda: corrections.count_as_right(session, learner.id, str(session.scalars(
                       select(Answer.key).order_by(Answer.answered_at.desc()).limit(1)).one()), now=clock.now),
                   lambda: apply_bank(session, make_bank([typed("city", "Tbilisi")]), now=clock.now),
                   lambda: corrections.undo(session, learner.id, now=clock.now)):
        clock.tick(minutes=1)
        action()
        rows = [*session.execute(select(Review.__table__)).all(), *session.execute(select(Answer.__table__)).all()]
        seen.append({tuple(map(str, row[:2])): tuple(map(str, row)) for row in rows})
        session.rollback()
    for before, after in pairwise(seen):
        assert before.items() < after.items()
    assert len(seen[-1]) == 8
