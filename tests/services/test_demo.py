"""A made-up class: its rows are as the server writes them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core import madeup
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import Conflict, GeoquizError
from geoquiz.services import accounts, banks, classes, demo, gradebook, health, progress, study
from geoquiz.services.demo import Made, School
from geoquiz.storage.models import Answer, Classroom, Membership, Review, User
from tests.factories import NOW, PASSWORD, apply_bank
from tests.services.ledger import check


def make(session: Session, *, days: int = 25, students: int = 2, seed: int = 1) -> list[Made]:
    return demo.make_class(session, days=days, students=students, seed=seed, password=PASSWORD, now=NOW)


def test_their_memory_is_what_their_log_says(session: Session) -> None:
    apply_bank(session, now=NOW - timedelta(days=60))
    for made in make(session):
        assert made.answers > 20
        check(session, made.user_id)


def test_they_can_log_in_and_go_on_studying(session: Session) -> None:
    apply_bank(session)
    [made] = make(session, students=1)
    assert made.name == "demo Ada"
    assert accounts.log_in(session, made.name, PASSWORD, now=NOW) is not None
    assert study.next_question(session, made.user_id, None, now=NOW, key="a-key") is not None
    found = progress.progress(session, made.user_id, now=NOW)
    assert found.ever.answered == made.answers
    assert found.on_today.answered == 0


def test_every_answer_has_its_review_and_nothing_lies_ahead(session: Session) -> None:
    apply_bank(session)
    [made] = make(session, students=1)
    answers, reviews = (session.scalar(select(func.count()).select_from(model).where(model.user_id == made.user_id))
                        for model in (Answer, Review))
    assert answers == reviews == made.answers
    assert session.scalar(select(func.max(Answer.answered_at))) < NOW
    verdicts = set(session.scalars(select(Answer.verdict).distinct()))
    assert {"right", "wrong"} <= verdicts


def test_a_second_class_of_the_same_names_is_refused_and_changes_nothing(session: Session) -> None:
    apply_bank(session)
    make(session)
    users = session.scalar(select(func.count()).select_from(User))
    with pytest.raises(Conflict, match="There is a user 'demo Ada' already: delete the learners of the last demo first"):
        make(session)
    assert session.scalar(select(func.count()).select_from(User)) == users


def test_without_a_bank_there_is_nothing_to_learn(session: Session) -> None:
    with pytest.raises(GeoquizError, match="There is no bank to learn from: apply one first"):
        make(session)


def teacher_of(session: Session, name: str = "demo teacher") -> int:
    login = accounts.log_in(session, name, PASSWORD, now=NOW)
    assert login is not None
    return login.account.id


def test_a_class_gets_a_teacher_who_sees_its_work_in_the_gradebook(session: Session) -> None:
    apply_bank(session, now=NOW - timedelta(days=60))
    room = demo.teach(session, make(session), days=25, password=PASSWORD, now=NOW)
    teacher = teacher_of(session)
    people = classes.people(session, room.key, teacher)
    assert [student.name for student in people.students] == ["demo Ada", "demo Ben"]
    book = gradebook.show(session, room.key, teacher, now=NOW)
    assert [one.mode for one in book.assigned] == ["study", "quiz", "quiz", "study"]
    assert all(line.coverage > 0 for line in book.lines)


def test_a_teacher_of_the_last_demo_is_refused_before_anything_is_made(session: Session) -> None:
    apply_bank(session)
    demo.teach(session, [], days=25, password=PASSWORD, now=NOW)
    for again in (lambda: make(session), lambda: demo.teach(session, [], days=25, password=PASSWORD, now=NOW)):
        with pytest.raises(Conflict, match="There is a user 'demo teacher' already: delete the learners of the last demo first"):
            again()
    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_there_is_nothing_to_teach_without_a_bank(session: Session) -> None:
    with pytest.raises(GeoquizError, match="There is no bank to learn from: apply one first"):
        demo.teach(session, [], days=25, password=PASSWORD, now=NOW)
    with pytest.raises(GeoquizError, match="There is no bank to learn from: apply one first"):
        demo.make_school(session, School(1, 1, 1), ["demo-001"], seed=1, password=PASSWORD, now=NOW)


def test_a_school_is_as_large_as_asked_for_and_sound(session: Session) -> None:
    for number in range(3):
        banks.apply(session, parse_bank(madeup.bank_file(number), "made.yaml"), now=NOW - timedelta(days=400))
    told: list[str] = []
    made = demo.make_school(session, School(classes=4, students=9, reviews=900), [madeup.key_of(number) for number in range(3)],
                            seed=1, password=PASSWORD, now=NOW, tell=lambda room: told.append(room.name))
    assert told == [room.name for room in made] == ["Demo 5a", "Demo 6a", "Demo 7a", "Demo 8a"]
    assert [len(room.students) for room in made] == [3, 2, 2, 2]
    assert [room.teacher for room in made] == ["demo teacher"] * 3 + ["demo teacher 2"]
    assert sum(room.answers for room in made) == pytest.approx(900, rel=0.4)
    assert session.scalar(select(func.count()).select_from(Classroom)) == 4
    assert session.scalar(select(func.count()).select_from(Membership)) == 9 + 4
    assert len(gradebook.show(session, made[3].key, teacher_of(session, "demo teacher 2"), now=NOW).lines) == 2
    found = health.check(session, sample=40)
    assert (found.cards, found.faults) == (40, ())
