"""The board of a class: who is on it, and what it says of them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.services import board, classes, demo, progress, study
from geoquiz.services.study import Ask
from geoquiz.storage.queries.accounts import Account
from tests.factories import NOW, PASSWORD, answer_right, apply_bank, make_bank, make_learner


def answers(session: Session, learner: Account, count: int, now: datetime) -> None:
    """Answer so many questions rightly."""
    for number in range(count):
        found = study.next_question(session, learner.id, None, now=now, key=f"{learner.id}-{now:%d}-{number}", fresh=True)
        assert isinstance(found, Ask)
        answer_right(session, found, now=now)


@pytest.fixture
def room(session: Session) -> tuple[str, Account, Account, Account]:
    """A class with a board, and its teacher and two students."""
    teacher, ada, bob = (make_learner(session, name, role=role, new_per_day=99) for name, role in (
        ("msoran", "teacher"), ("ada", "student"), ("bob", "student")))
    key = classes.create(session, teacher, "7b", now=NOW)
    code = classes.add_link(session, key, teacher.id, None, now=NOW)
    for student in (ada, bob):
        classes.join(session, student, code, now=NOW)
    board.switch(session, key, teacher.id, on=True)
    return key, teacher, ada, bob


Room = tuple[str, Account, Account, Account]


def test_it_shows_effort_of_those_who_joined_and_nothing_of_others(session: Session, room: Room) -> None:
    key, teacher, ada, bob = room
    apply_bank(session, make_bank(30))
    for days in (9, 2, 1):
        answers(session, ada, 3, NOW - timedelta(days=days))
    answers(session, bob, 4, NOW - timedelta(days=1))
    board.join(session, key, ada.id, on=True)
    for viewer in (teacher, ada):
        (line,) = board.show(session, key, viewer.id, now=NOW).lines
        assert (line.name, line.days, line.answers, line.is_me) == ("ada", 2, 6, viewer is ada)
        assert line.streak >= 2
        assert line.retained is None
    assert board.show(session, key, bob.id, now=NOW).lines == ()


def test_its_figures_are_those_of_the_learners_own_page_whether_days_are_kept_or_not(session: Session) -> None:
    apply_bank(session, make_bank(60), now=NOW - timedelta(days=60))
    made = demo.make_class(session, days=40, students=1, seed=1, password=PASSWORD, now=NOW)
    taught = demo.teach(session, made, days=40, password=PASSWORD, now=NOW)
    teacher, student = classes.people(session, taught.key, made[0].user_id + 1).members
    board.switch(session, taught.key, teacher.user_id, on=True)
    board.join(session, taught.key, student.user_id, on=True)
    (before,) = board.show(session, taught.key, student.user_id, now=NOW).lines
    own = progress.progress(session, student.user_id, now=NOW)
    (after,) = board.show(session, taught.key, student.user_id, now=NOW).lines
    assert after.seconds == pytest.approx(before.seconds)  # Summed in another order.
    assert replace(after, seconds=before.seconds) == before
    assert (before.answers, before.seconds) == (own.windows[7].answered, pytest.approx(own.windows[7].seconds))
    assert before.retained == own.windows[30].retained
    assert before.retained is not None
    assert before.streak == own.streak


def test_classmates_never_read_what_teachers_call_somebody(session: Session, room: Room) -> None:
    key, teacher, ada, bob = room
    classes.change_student(session, key, teacher.id, ada.id, display_name="Ada Lovelace", extra_percent=0)
    for student in (ada, bob):
        board.join(session, key, student.id, on=True)
    found = board.show(session, key, bob.id, now=NOW)
    assert [line.name for line in found.lines] == ["ada", "bob"]
    assert board.show(session, key, ada.id, now=NOW).name == "ada"


def test_those_who_studied_on_most_days_come_first(session: Session, room: Room) -> None:
    key, teacher, ada, bob = room
    apply_bank(session, make_bank(30))
    answers(session, ada, 5, NOW)
    for days in (3, 1):
        answers(session, bob, 1, NOW - timedelta(days=days))
    for student in (ada, bob):
        board.join(session, key, student.id, on=True)
    assert [line.name for line in board.show(session, key, teacher.id, now=NOW).lines] == ["bob", "ada"]


def test_who_leaves_the_board_or_the_class_is_gone_from_it(session: Session, room: Room) -> None:
    key, teacher, ada, bob = room
    for student in (ada, bob):
        board.join(session, key, student.id, on=True)
    board.join(session, key, ada.id, on=False)
    classes.leave(session, key, bob.id)
    assert board.show(session, key, teacher.id, now=NOW).lines == ()
    assert not board.show(session, key, ada.id, now=NOW).is_joined


def test_turned_off_it_forgets_who_was_on_it(session: Session, room: Room) -> None:
    key, teacher, ada, _ = room
    board.join(session, key, ada.id, on=True)
    board.switch(session, key, teacher.id, on=True)
    assert board.show(session, key, ada.id, now=NOW).is_joined
    for on in (False, True):
        board.switch(session, key, teacher.id, on=on)
    assert not board.show(session, key, ada.id, now=NOW).is_joined


def test_where_it_is_off_students_find_none(session: Session, room: Room) -> None:
    key, teacher, ada, _ = room
    board.switch(session, key, teacher.id, on=False)
    assert not board.show(session, key, teacher.id, now=NOW).room.has_board
    with pytest.raises(NotFound, match="This class has no board"):
        board.show(session, key, ada.id, now=NOW)
    with pytest.raises(NotFound, match="This class has no board"):
        board.join(session, key, ada.id, on=True)


def test_only_its_teachers_switch_it_and_only_its_students_join_it(session: Session, room: Room) -> None:
    key, teacher, ada, _ = room
    stranger = make_learner(session, "eve", role="teacher")
    for nobody in (ada, stranger):
        with pytest.raises(NotFound, match="There is no such class"):
            board.switch(session, key, nobody.id, on=False)
    for nobody, told in ((teacher, "This class has no board"), (stranger, "There is no such class")):
        with pytest.raises(NotFound, match=told):
            board.join(session, key, nobody.id, on=True)
    with pytest.raises(NotFound, match="There is no such class"):
        board.show(session, key, stranger.id, now=NOW)


def test_in_an_archived_class_one_leaves_it_and_does_nothing_else(session: Session, room: Room) -> None:
    key, teacher, ada, bob = room
    board.join(session, key, ada.id, on=True)
    classes.archive(session, key, teacher.id, archived=True, now=NOW)
    with pytest.raises(Conflict, match="This class is archived: nobody joins its board any more"):
        board.join(session, key, bob.id, on=True)
    with pytest.raises(Conflict, match="This class is archived: take it up again before you change it"):
        board.switch(session, key, teacher.id, on=False)
    board.join(session, key, ada.id, on=False)
    assert board.show(session, key, teacher.id, now=NOW).lines == ()
