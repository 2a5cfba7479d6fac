"""Quizzes on both databases: begun once, saved as given, handed in once, and what they do to memory."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.asked import Asked
from geoquiz.core.errors import Conflict, GeoquizError, NotFound, TooLate
from geoquiz.core.question import Form
from geoquiz.core.quiz import Given, Spec
from geoquiz.services import corrections, practice, quiz, quiz_answers, quiz_results, results, study
from geoquiz.storage.models import Answer, Card, QuizAttempt, Review
from geoquiz.storage.queries import quizzes
from tests.conftest import TemporaryDatabase
from tests.factories import (
    NOW,
    Clock,
    answer_right,
    answer_wrong,
    apply_bank,
    ask,
    changed,
    make_bank,
    make_learner,
    page,
    right_form,
    wrong_form,
)
from tests.services.ledger import check
from tests.services.test_races import race

ALL = Spec(banks=("all-kinds",), count=20)
THREE = Spec(banks=("bank",), count=3)


def begin(session: Session, user_id: int, spec: Spec = THREE, given: Given | None = None, *, now: datetime = NOW) -> int:
    return quiz.start(session, user_id, spec, key=str(uuid.uuid4()), now=now, given=given)


def shown(session: Session, user_id: int, number: int, place: int, *, now: datetime = NOW) -> quiz_answers.QuizPage:
    found = quiz_answers.page(session, user_id, number, place, now=now, key=str(uuid.uuid4()))
    session.rollback()
    return found


def give(session: Session, user_id: int, number: int, place: int, *, right: bool = True, now: datetime = NOW) -> Asked:
    """Answer the question at a place and return the page's token."""
    found = shown(session, user_id, number, place, now=now)
    question = quizzes.places_of(session, user_id, number)[place - 1].question
    form = (right_form if right else wrong_form)(question, found.asked.part, found.shown)
    quiz_answers.save(session, found.asked, form, gave_up=False, now=now)
    return found.asked


def count(session: Session, model: type, **where: object) -> int:
    return session.scalar(select(func.count()).select_from(model).filter_by(**where)) or 0


def test_a_quiz_of_every_kind_is_worth_its_points(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    number = begin(session, learner.id, ALL)
    places = quizzes.places_of(session, learner.id, number)
    assert sorted(place.question.kind for place in places) == sorted(
        ["cloze", "date", "map", "matching", "multiple", "numeric", "ordering", "single", "true_false", "typed"])
    for place in places[:8]:
        give(session, learner.id, number, place.place)
    give(session, learner.id, number, 9, right=False)
    quiz.hand_in(session, learner.id, number, now=NOW)
    found = quiz_results.result(session, learner.id, number, now=NOW)
    assert (found.score.possible, found.score.right, found.score.answered) == (10, 8, 9)
    assert found.attempt.points == pytest.approx(found.score.points)
    assert [line.place for line in found.weak] == [9, 10]
    assert [line.left_open for line in found.lines] == [False] * 9 + [True]
    assert count(session, Review) == count(session, Answer) == 9
    check(session, learner.id)


def test_an_answer_changed_is_a_row_of_its_own_and_the_last_one_counts(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner, clock = make_learner(session), Clock()
    number = begin(session, learner.id)
    give(session, learner.id, number, 1, right=False, now=clock.tick(seconds=10))
    last = give(session, learner.id, number, 1, now=clock.tick(seconds=10))
    at = clock.now
    assert count(session, Review) == 0
    assert count(session, Card) == 0
    quiz.hand_in(session, learner.id, number, now=clock.tick(minutes=5))
    assert [(answer.verdict, answer.answered_at) for answer in session.scalars(select(Answer).order_by(Answer.answered_at))] == [
        ("wrong", at - timedelta(seconds=10)), ("right", at)]
    (review,) = session.scalars(select(Review)).all()
    assert (review.answer_key, review.answered_at, review.received_at, review.moves_memory) == (last.key, at, clock.now, True)
    assert quiz_results.result(session, learner.id, number, now=clock.now).score.points == 1


def test_the_same_response_again_is_no_other_answer(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id)
    for _ in range(2):
        give(session, learner.id, number, 1)
    assert count(session, Answer) == 1


def test_a_key_that_comes_again_with_another_response_is_a_conflict(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id)
    asked = give(session, learner.id, number, 1)
    with pytest.raises(Conflict, match=r"^This page has saved another response already: open the question again to change it\.$"):
        quiz_answers.save(session, asked, Form(("something else",)), gave_up=False, now=NOW)
    quiz.hand_in(session, learner.id, number, now=NOW)
    # Whoever sends what was stored once more, after handing in too, is told that all is well.
    quiz_answers.save(session, asked, Form(tuple(session.scalars(select(Answer.response)).one())), gave_up=False, now=NOW)
    assert count(session, Answer) == count(session, Review) == 1


def test_quiz_answers_move_memory_once_a_day(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner, clock = make_learner(session, learning_steps=()), Clock()
    answer_right(session, page(session, learner.id, "q1"), now=clock.now)
    undone = answer_wrong(session, page(session, learner.id, "q2", at=clock.tick(seconds=1)), now=clock.tick(seconds=1))
    corrections.undo(session, learner.id, now=clock.tick(seconds=1), key=undone)
    for day, moved in ((0, {"q1": False, "q2": True, "q3": True}), (0, dict.fromkeys(("q1", "q2", "q3"), False)),
                       (1, dict.fromkeys(("q1", "q2", "q3"), True))):
        clock.tick(days=day, minutes=1)
        number = begin(session, learner.id, now=clock.now)
        names = {}
        for place in quizzes.places_of(session, learner.id, number):
            names[give(session, learner.id, number, place.place, now=clock.tick(seconds=5)).key] = place.question.id
        quiz.hand_in(session, learner.id, number, now=clock.tick(seconds=5))
        reviews = session.execute(select(Review.answer_key, Review.moves_memory).where(Review.answer_key.in_(names)))
        assert {names[key]: moves for key, moves in reviews} == moved
    check(session, learner.id)


def test_a_key_that_changed_meanwhile_leaves_memory_alone(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id)
    names = {give(session, learner.id, number, place.place).key: place.question.id
             for place in quizzes.places_of(session, learner.id, number)}
    apply_bank(session, changed(make_bank(3), "q2", answer="another"))
    quiz.hand_in(session, learner.id, number, now=NOW)
    moves = {names[key]: moves for key, moves in session.execute(select(Review.answer_key, Review.moves_memory))}
    assert moves == {"q1": True, "q2": False, "q3": True}
    assert quiz_results.result(session, learner.id, number, now=NOW).score.points == 3
    check(session, learner.id)


def test_feedback_at_once_settles_and_locks(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id, replace(THREE, feedback="each"))
    assert shown(session, learner.id, number, 1).told is None
    give(session, learner.id, number, 1, right=False)
    told = shown(session, learner.id, number, 1).told
    assert told is not None
    assert told.outcome.key.startswith("answer q")
    check(session, learner.id)
    with pytest.raises(Conflict, match=r"^This question is answered, and its answer was shown: it can no longer be changed\.$"):
        give(session, learner.id, number, 1)
    quiz.hand_in(session, learner.id, number, now=NOW)
    assert count(session, Review) == 1
    check(session, learner.id)


def test_an_attempt_that_is_over_is_handed_in_as_of_its_end(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner, clock = make_learner(session), Clock()
    numbers = [begin(session, learner.id, replace(THREE, minutes=10)) for _ in range(2)]
    give(session, learner.id, numbers[0], 1, now=clock.tick(minutes=9))
    late = shown(session, learner.id, numbers[0], 2, now=clock.now)
    give(session, learner.id, numbers[0], 3, now=NOW + timedelta(minutes=10, seconds=5))  # It was on its way in time.
    clock.tick(minutes=2)
    with pytest.raises(TooLate, match=r"^The time was up before this answer came, so it does not count\. "
                                      r"The quiz is handed in with all that was saved before\.$"):
        quiz_answers.save(session, late.asked, Form(("answer q1",)), gave_up=False, now=clock.now)
    with pytest.raises(TooLate, match=r"^This quiz is handed in: its answers can no longer be changed\.$"):
        quiz_answers.save(session, late.asked, Form(("answer q1",)), gave_up=False, now=clock.now)
    assert count(session, Answer) == count(session, Review) == 2
    assert quiz.close_expired(session, learner.id, now=clock.now) == 1
    assert quiz.close_expired(session, learner.id, now=clock.now) == 0
    assert [one.handed_in_at for one in quiz.attempts(session, learner.id)] == [NOW + timedelta(minutes=10)] * 2
    with pytest.raises(Conflict, match=r"^This quiz is handed in: nothing in it can be marked any more\.$"):
        quiz_answers.mark(session, learner.id, numbers[0], 1, marked=True)
    check(session, learner.id)


def test_more_time_can_be_given_while_it_goes_on(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id, replace(THREE, minutes=10), Given(extra_minutes=5))
    quiz.extend(session, learner.id, number, 20, now=NOW + timedelta(minutes=14))
    give(session, learner.id, number, 1, now=NOW + timedelta(minutes=29))
    with pytest.raises(Conflict, match=r"^This quiz is over already: no time can be added to it\.$"):
        quiz.extend(session, learner.id, number, 40, now=NOW + timedelta(minutes=31))
    with pytest.raises(GeoquizError, match=r"^Choose from 0 to 1440 extra minutes\.$"):
        quiz.extend(session, learner.id, number, -1, now=NOW)
    untimed = begin(session, learner.id)
    with pytest.raises(Conflict, match=r"^This quiz has no time limit that could be extended\.$"):
        quiz.extend(session, learner.id, untimed, 5, now=NOW)
    with pytest.raises(NotFound, match=r"^There is no such quiz\.$"):
        quiz.extend(session, learner.id, 99, 5, now=NOW)


def test_a_quiz_is_begun_within_its_window_and_as_often_as_allowed(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    given = Given("Midterm", NOW, NOW + timedelta(hours=1), attempts_allowed=1, assignment_id=7)
    with pytest.raises(Conflict, match=r"^This quiz is not open yet\.$"):
        begin(session, learner.id, given=given, now=NOW - timedelta(seconds=1))
    with pytest.raises(Conflict, match=r"^This quiz is closed: attempts can no longer be begun\.$"):
        begin(session, learner.id, given=given, now=NOW + timedelta(hours=1))
    number = begin(session, learner.id, given=given)
    attempt = quiz_answers.sitting(session, learner.id, number).attempt
    assert (attempt.title, attempt.ends_at, attempt.assignment_id) == ("Midterm", NOW + timedelta(hours=1), 7)
    with pytest.raises(Conflict, match=r"^This quiz can be taken once, and you have begun that many attempts already\.$"):
        begin(session, learner.id, given=given)


@pytest.mark.parametrize(("spec", "sentence"), [
    (Spec(count=0), "Choose a number of questions from 1 to 100."),
    (Spec(minutes=0), "Choose a time limit from 1 to 1440 minutes, or none."),
    (Spec(tags=("none",)), "No question fits these choices: take more banks, subjects or types."),
    (Spec(kinds=("card",)), "No question fits these choices: take more banks, subjects or types."),
    (Spec(banks=("nothing",)), "There is no bank 'nothing' here.")])
def test_a_quiz_that_cannot_be_is_refused_and_nothing_is_stored(session: Session, spec: Spec, sentence: str) -> None:
    apply_bank(session)
    learner = make_learner(session)
    with pytest.raises(GeoquizError) as refusal:
        begin(session, learner.id, spec)
    assert str(refusal.value) == sentence
    assert count(session, QuizAttempt) == 0


def test_tags_types_and_a_seed_make_the_choice(session: Session) -> None:
    apply_bank(session)
    apply_bank(session, make_bank(9))
    learner = make_learner(session)

    def chosen(spec: Spec) -> list[str]:
        number = begin(session, learner.id, spec)
        return [place.question.id for place in quizzes.places_of(session, learner.id, number)]

    assert set(chosen(Spec(tags=("geography",), kinds=("typed", "date")))) == {"strait", "summit"}
    assert chosen(Spec(count=5, seed="river")) == chosen(Spec(count=5, seed="river")) != chosen(Spec(count=5, seed="sea"))
    assert [one.title for one in quiz.attempts(session, learner.id)[:3]] == ["All banks", "All banks", "All banks"]
    assert quiz.attempts(session, learner.id)[-1].title == "All banks: geography"


def test_another_learners_quiz_is_not_there(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner, other = make_learner(session), make_learner(session)
    number = begin(session, learner.id)
    asked = replace(shown(session, learner.id, number, 1).asked, user_id=other.id)
    for act in (lambda: quiz_answers.sitting(session, other.id, number),
                lambda: quiz_results.result(session, other.id, number, now=NOW),
                lambda: quiz.hand_in(session, other.id, number, now=NOW), lambda: shown(session, other.id, number, 1),
                lambda: quiz_answers.save(session, asked, Form(("x",)), gave_up=False, now=NOW),
                lambda: quiz_answers.mark(session, other.id, number, 1, marked=True)):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Conflict, match=r"^This quiz is not handed in yet: its result comes with that\.$"):
        quiz_results.result(session, learner.id, number, now=NOW)


def test_the_study_screen_takes_no_page_of_a_quiz_and_the_other_way_round(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id)
    with pytest.raises(NotFound):
        study.answer(session, shown(session, learner.id, number, 1).asked, Form(("x",)), gave_up=False, rating=None, now=NOW)
    with pytest.raises(NotFound):
        quiz_answers.save(session, page(session, learner.id, "q1").asked, Form(("x",)), gave_up=False, now=NOW)
    assert count(session, Answer) == 0


def test_figures_count_quizzes_once_and_undo_leaves_them(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner, clock = make_learner(session), Clock()
    number = begin(session, learner.id)
    give(session, learner.id, number, 1, right=False, now=clock.tick(seconds=1))
    give(session, learner.id, number, 1, now=clock.tick(seconds=1))
    assert results.overview(session, learner.id, now=clock.now).lines[0].progress.seen == 0
    name = quizzes.places_of(session, learner.id, number)[0].question.id
    answer_wrong(session, page(session, learner.id, name, at=clock.now), now=clock.tick(seconds=1))
    quiz.hand_in(session, learner.id, number, now=clock.tick(seconds=1))
    overview = results.overview(session, learner.id, now=clock.now)
    assert (overview.lines[0].progress.seen, overview.answered_today) == (1, 2)
    undone = corrections.undo(session, learner.id, now=clock.tick(seconds=1))
    assert undone is not None
    assert corrections.undo(session, learner.id, now=clock.tick(seconds=1)) is None
    check(session, learner.id)


def test_what_was_not_right_can_be_practised_afterwards(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id)
    give(session, learner.id, number, 1)
    give(session, learner.id, number, 2, right=False)
    with pytest.raises(NotFound):
        practice.begin(session, learner.id, "quiz", str(number), now=NOW)
    quiz.hand_in(session, learner.id, number, now=NOW)
    practised = practice.begin(session, learner.id, "quiz", str(number), now=NOW)
    found = study.next_practice(session, learner.id, practised, now=NOW, key="key")
    assert found is not None
    assert (found.target, found.about) == (2, f"what you missed in quiz {number}")
    with pytest.raises(NotFound):
        results.summary(session, learner.id, number, now=NOW)


def test_one_form_sent_often_begins_one_attempt(database: TemporaryDatabase, session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    session.rollback()
    assert race(database, [lambda s: quiz.start(s, learner.id, THREE, key="one key", now=NOW)] * 8) == [1] * 8
    assert count(session, QuizAttempt) == 1


def test_handing_in_often_at_once_settles_once(database: TemporaryDatabase, session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id)
    for place in (1, 2, 3):
        give(session, learner.id, number, place)
    session.rollback()
    race(database, [lambda s: quiz.hand_in(s, learner.id, number, now=NOW)] * 8)
    assert count(session, Review) == 3
    check(session, learner.id)


def test_two_saves_with_one_key_are_whichever_came_first(database: TemporaryDatabase, session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id)
    asked = shown(session, learner.id, number, 1).asked
    forms = [Form(("one",)), Form(("two",))] * 4
    came = race(database, [lambda s, form=form: quiz_answers.save(s, asked, form, gave_up=False, now=NOW) for form in forms])
    assert [isinstance(one, Conflict) for one in came].count(True) == 4
    assert count(session, Answer) == 1


def test_an_answer_and_the_handing_in_at_once_leave_nothing_half_done(database: TemporaryDatabase, session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    number = begin(session, learner.id)
    asked = shown(session, learner.id, number, 1).asked
    came = race(database, [lambda s: quiz_answers.save(s, asked, Form(("one",)), gave_up=False, now=NOW),
                           lambda s: quiz.hand_in(s, learner.id, number, now=NOW)])
    stored = 0 if isinstance(came[0], TooLate) else 1
    assert count(session, Answer) == count(session, Review) == stored
    check(session, learner.id)


def test_study_goes_on_beside_a_quiz(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    begin(session, learner.id)
    answer_right(session, ask(session, learner.id))
    check(session, learner.id)
