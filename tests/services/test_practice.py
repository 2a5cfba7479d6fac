from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.kinds import load_question
from geoquiz.services import cards, corrections, practice, results, study
from geoquiz.services.study import Ask
from geoquiz.storage.models import Answer, Review
from tests.factories import (
    NOW,
    Clock,
    answer_right,
    answer_wrong,
    apply_bank,
    ask,
    make_bank,
    make_learner,
    page,
    typed,
    without,
)
from tests.services.ledger import check, memories

BANK = make_bank([typed("city", "Baku", tags=["capitals"]), typed("river", "Volga"), typed("sea", "Caspian"),
                  load_question({"id": "flat", "type": "true_false", "stem": "It is flat.", "answer": True}),
                  load_question({"id": "gaps", "type": "cloze", "text": "{{c1::Tbilisi}} lies on the {{c2::Kura}}."})],
                 tags=["trade"])


def names(session: Session, user_id: int, number: int) -> list[str]:
    """Answer a practice rightly to its end and return the questions that came."""
    came = []
    while found := study.next_practice(session, user_id, number, now=NOW, key=f"{number} {len(came)}"):
        came.append(results.answered(session, user_id, answer_right(session, found), now=NOW).question.id)
    return came


def begun(session: Session, user_id: int, number: int) -> Ask:
    found = study.next_practice(session, user_id, number, now=NOW, key="key")
    assert found is not None
    return found


def test_practice_is_logged_and_moves_no_due_date(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session, learning_steps=())
    answer_right(session, page(session, learner.id, "city"))
    before, due = memories(session, learner.id), ask(session, learner.id, now=NOW + timedelta(days=60)).asked.question_id
    number = practice.begin(session, learner.id, "bank", "bank", now=NOW)
    came = names(session, learner.id, number)
    assert sorted(came) == ["city", "flat", "gaps", "river", "sea"]
    assert memories(session, learner.id) == before
    assert ask(session, learner.id, now=NOW + timedelta(days=60)).asked.question_id == due
    assert session.scalars(select(Answer.mode).where(Answer.session_number == number).distinct()).all() == ["practice"]
    assert session.scalars(select(Review.moves_memory).order_by(Review.id)).all() == [True, *5 * [False]]
    summary = results.summary(session, learner.id, number, now=NOW)
    assert (summary.is_practice, summary.about, summary.right, summary.is_over) == (True, "“The bank bank”", 5, True)
    check(session, learner.id)


def test_practice_leaves_the_limits_of_the_day_and_siblings_alone(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    number = practice.begin(session, learner.id, "kind", "cloze", now=NOW)
    assert names(session, learner.id, number) == ["gaps"]
    overview = results.overview(session, learner.id, now=NOW)
    assert (overview.new_left, overview.reviews_left, overview.answered_today, overview.right_today) == (5, 200, 1, 1)
    gaps = page(session, learner.id, "gaps", "c1").asked.question_id
    for part in ("c1", "c2"):
        assert ask(session, learner.id, again=(gaps, part)).asked.part == part


def test_a_practice_goes_on_where_it_was_left_in_the_same_order(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    number = practice.begin(session, learner.id, "bank", "all-kinds", now=NOW)
    first, same = begun(session, learner.id, number), begun(session, learner.id, number)
    assert (first.asked.question_id, first.shown, first.done, first.target) == (same.asked.question_id, same.shown, 0, 11)
    answer_wrong(session, first)
    second = begun(session, learner.id, number)
    assert (second.done, second.about) == (1, "“One question of each kind”")
    undone = corrections.undo(session, learner.id, now=NOW)
    assert undone is not None
    assert undone.practice == number
    assert begun(session, learner.id, number).asked.question_id == first.asked.question_id


@pytest.mark.parametrize(("about", "value", "expected"), [
    ("tag", "capitals", ["city"]), ("tag", "trade", ["city", "flat", "gaps", "river", "sea"]),
    ("kind", "typed", ["city", "river", "sea"]), ("kind", "true_false", ["flat"]),
])
def test_practice_by_subject_and_by_type(session: Session, about: str, value: str, expected: list[str]) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    number = practice.begin(session, learner.id, about, value, now=NOW)
    assert sorted(names(session, learner.id, number)) == expected


def test_practice_of_misses_takes_those_of_a_week_and_not_those_taken_back(session: Session) -> None:
    apply_bank(session, BANK)
    learner, clock = make_learner(session), Clock(NOW - timedelta(days=7))
    answer_wrong(session, page(session, learner.id, "sea", at=clock.now), now=clock.now)
    clock.tick(days=1)
    for name in ("city", "river"):
        answer_wrong(session, page(session, learner.id, name, at=clock.now), now=clock.now)
    corrections.undo(session, learner.id, now=clock.now)
    guess = answer_right(session, page(session, learner.id, "flat", at=clock.now), now=clock.now)
    corrections.rate_anew(session, learner.id, guess, study.Rating.AGAIN, now=clock.now)
    assert practice.choices(session, learner.id, now=NOW).misses == 2
    number = practice.begin(session, learner.id, "misses", now=NOW)
    assert sorted(names(session, learner.id, number)) == ["city", "flat"]


def test_practice_of_the_hard_takes_what_has_fallen_below_four_fifths(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session, learning_steps=())
    for name, days in (("city", 90), ("river", 1), ("sea", 90)):
        at = NOW - timedelta(days=days)
        answer_right(session, page(session, learner.id, name, at=at), now=at)
    cards.suspend(session, learner.id, page(session, learner.id, "sea").asked.question_id, "main", now=NOW)
    assert practice.choices(session, learner.id, now=NOW).hard == 1
    assert names(session, learner.id, practice.begin(session, learner.id, "hard", now=NOW)) == ["city"]


def test_practice_of_what_a_session_missed(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    answer_wrong(session, page(session, learner.id, "city"))
    answer_right(session, page(session, learner.id, "river"))
    number = practice.begin(session, learner.id, "session", "1", now=NOW)
    answer_wrong(session, begun(session, learner.id, number))
    again = practice.begin(session, learner.id, "session", str(number), now=NOW)
    assert names(session, learner.id, again) == ["city"]
    assert results.summary(session, learner.id, again, now=NOW).about == f"what you missed in session {number}"


def test_a_practice_is_twenty_questions_each_time_others_and_no_two_parts_of_one(session: Session) -> None:
    gaps = [load_question({"id": f"gap{n}", "type": "cloze", "text": "{{c1::one}} {{c2::two}}"}) for n in range(30)]
    apply_bank(session, make_bank(gaps))
    learner = make_learner(session)
    first, second = (names(session, learner.id, practice.begin(session, learner.id, "bank", "bank", now=NOW)) for _ in range(2))
    assert len(set(first)) == len(first) == len(second) == 20
    assert set(first) != set(second)


def test_what_is_retired_meanwhile_is_left_out_and_the_rest_goes_on(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    number = practice.begin(session, learner.id, "kind", "typed", now=NOW)
    apply_bank(session, without(BANK, "river"))
    assert begun(session, learner.id, number).target == 2
    assert sorted(names(session, learner.id, number)) == ["city", "sea"]


def test_what_is_not_there_is_told(session: Session) -> None:
    apply_bank(session, BANK)
    learner, other = make_learner(session), make_learner(session)
    answer_wrong(session, page(session, other.id, "city"))
    theirs = practice.begin(session, other.id, "bank", "bank", now=NOW)
    for about, value, sentence in (
            ("bank", "nothing", "There is no bank 'nothing' here."),
            ("bank", "nul\0", "There is no bank 'nul\\x00' here."),
            ("session", "1", "There is no such session."),
            ("session", "9" * 99, "There is no such practice: choose one of the list."),
            ("kind", "riddle", "There is no such practice: choose one of the list."),
            ("", "", "There is no such practice: choose one of the list.")):
        with pytest.raises(NotFound) as error:
            practice.begin(session, learner.id, about, value, now=NOW)
        assert str(error.value) == sentence
    for about, value, words in (("misses", "", "what you missed this week"), ("hard", "", "what you may have forgotten"),
                                ("tag", "unknown", "the subject “unknown”"), ("kind", "map", "the question type “map”")):
        with pytest.raises(GeoquizError) as fault:
            practice.begin(session, learner.id, about, value, now=NOW)
        assert str(fault.value) == f"There is nothing to practise here: {words} holds no questions at the moment."
    for number in (theirs, 1, 99):
        with pytest.raises(NotFound, match=r"^There is no such practice\.$"):
            study.next_practice(session, learner.id, number, now=NOW, key="key")


def test_the_choices_name_subjects_types_and_banks(session: Session) -> None:
    apply_bank(session, BANK)
    found = practice.choices(session, make_learner(session).id, now=NOW)
    assert (found.shelf.tags, found.shelf.kinds) == (("capitals", "trade"), ("cloze", "true_false", "typed"))
    assert [bank.key for bank in found.banks] == ["bank"]
    assert (found.misses, found.hard) == (0, 0)
