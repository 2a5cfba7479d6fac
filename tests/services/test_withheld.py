"""While a quiz with hidden keys is open, its questions are nowhere else; afterwards they are as before."""

import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict
from geoquiz.core.quiz import Given, Spec
from geoquiz.services import (
    assignments,
    classes,
    downloads,
    export,
    mydata,
    practice,
    quiz,
    quiz_answers,
    quiz_results,
    results,
    study,
)
from geoquiz.services.assignments import Wanted
from geoquiz.services.study import Ask
from geoquiz.storage.models import Classroom, Membership
from geoquiz.storage.queries import withheld
from tests.factories import NOW, answer_wrong, apply_bank, make_bank, make_learner
from tests.services.test_quiz import begin, give

LATER = NOW + timedelta(hours=1)
CLOSED = NOW + timedelta(hours=3)
SECRET = Given("Exam", closes_at=NOW + timedelta(hours=2), hidden_keys=True, assignment_id=7)


@pytest.fixture
def learner(session: Session) -> int:
    """The id of a learner who has answered both questions of a bank, and then began an exam over one of them."""
    apply_bank(session, make_bank(1, id_="exam"))
    apply_bank(session, make_bank(1, id_="free", title="Free"))
    return make_learner(session).id


def exam(session: Session, user_id: int) -> int:
    return begin(session, user_id, Spec(banks=("exam",)), SECRET, now=LATER)


def texts(data: bytes, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in zipfile.ZipFile(io.BytesIO(data)).read(name).splitlines()]


def deck(session: Session, key: str, user_id: int, now: datetime) -> bytes:
    target = io.BytesIO()
    export.write_anki(session, [key], target, viewer=user_id, now=now)
    session.rollback()
    return target.getvalue()


def mine(session: Session, user_id: int, now: datetime | None) -> bytes:
    target = io.BytesIO()
    mydata.write(session, user_id, target, now=now)
    session.rollback()
    return target.getvalue()


def test_study_and_practice_leave_its_questions_out_until_it_is_closed(session: Session, learner: int) -> None:
    exam(session, learner)
    assert isinstance(study.next_question(session, learner, "exam", now=LATER, key="k"), study.Pause)
    asked = study.next_question(session, learner, None, now=LATER, key="k")
    assert isinstance(asked, Ask)
    assert asked.bank.key == "free"
    with pytest.raises(Exception, match="There is nothing to practise here"):
        practice.begin(session, learner, "bank", "exam", now=LATER)
    assert isinstance(study.next_question(session, learner, "exam", now=CLOSED, key="k"), Ask)
    practice.begin(session, learner, "bank", "exam", now=CLOSED)


def test_a_page_of_study_opened_before_does_not_tell_its_answer(session: Session, learner: int) -> None:
    ask = study.next_question(session, learner, "exam", now=NOW, key="k")
    assert isinstance(ask, Ask)
    exam(session, learner)
    with pytest.raises(Conflict, match=r"^This question belongs to a quiz that is still open: answer it there\.$"):
        answer_wrong(session, ask, now=LATER)


def test_answers_given_before_are_shown_again_when_it_is_closed(session: Session, learner: int) -> None:
    ask = study.next_question(session, learner, "exam", now=NOW, key="k")
    assert isinstance(ask, Ask)
    key = answer_wrong(session, ask, now=NOW)
    exam(session, learner)
    with pytest.raises(Conflict, match="its answer shows again once the quiz is closed"):
        results.answered(session, learner, key, now=LATER)
    assert results.summary(session, learner, 1, now=LATER).lines == ()
    assert results.answered(session, learner, key, now=CLOSED).outcome.key == "answer q1"
    assert len(results.summary(session, learner, 1, now=CLOSED).lines) == 1


def test_downloads_decks_print_and_all_my_data_leave_them_out(session: Session, learner: int) -> None:
    exam(session, learner)
    for now, there in ((LATER, False), (CLOSED, True)):
        assert (b"answer q1" in downloads.download(session, "exam", "yaml", viewer=learner, now=now).data) is there
        (version,) = downloads.sheet(session, "exam", viewer=learner, now=now).versions
        assert bool(version.sheet.questions) is there
    assert deck(session, "free", learner, LATER) == deck(session, "free", learner, CLOSED)
    assert len(deck(session, "exam", learner, LATER)) < len(deck(session, "exam", learner, CLOSED))
    assert b"answer q1" in downloads.download(session, "exam", "yaml", viewer=make_learner(session).id, now=LATER).data


def test_all_my_data_says_nothing_of_them_and_all_afterwards(session: Session, learner: int) -> None:
    answer_wrong(session, page_of(session, learner), now=NOW)
    number = exam(session, learner)
    give(session, learner, number, 1, now=LATER)
    quiz.hand_in(session, learner, number, now=LATER)
    assert texts(mine(session, learner, LATER), "revisions.jsonl") == texts(mine(session, learner, LATER), "cards.jsonl") == []
    after = mine(session, learner, CLOSED)
    assert len(texts(after, "answers.jsonl")) == 2
    assert [line["points"] for line in texts(after, "attempts.jsonl")] == [1.0]


def page_of(session: Session, user_id: int) -> Ask:
    ask = study.next_question(session, user_id, "exam", now=NOW, key="first")
    assert isinstance(ask, Ask)
    return ask


def test_its_result_and_other_quizzes_keep_them_back_too(session: Session, learner: int) -> None:
    number = exam(session, learner)
    give(session, learner, number, 1, now=LATER)
    quiz.hand_in(session, learner, number, now=LATER)
    found = quiz_results.result(session, learner, number, now=LATER)
    assert (found.shows_keys, found.lines, found.score.points) == (False, (), 1.0)
    other = begin(session, learner, Spec(count=5), now=LATER)
    assert len(quiz_answers.sitting(session, learner, other).spots) == 1
    found = quiz_results.result(session, learner, number, now=CLOSED)
    assert (found.shows_keys, len(found.lines)) == (True, 1)


def test_an_attempt_alone_withholds_until_it_is_handed_in_or_over(session: Session, learner: int) -> None:
    number = begin(session, learner, Spec(banks=("exam",)), Given(hidden_keys=True))
    assert len(withheld.questions(session, learner, LATER)) == 1
    assert withheld.questions(session, None, LATER) == withheld.questions(session, make_learner(session).id, LATER) == frozenset()
    quiz.hand_in(session, learner, number, now=LATER)
    assert withheld.questions(session, learner, LATER) == frozenset()
    begin(session, learner, Spec(banks=("exam",), minutes=5), Given(hidden_keys=True))
    assert len(withheld.questions(session, learner, NOW + timedelta(minutes=5))) == 1
    assert withheld.questions(session, learner, NOW + timedelta(minutes=6)) == frozenset()


def test_feedback_waits_where_keys_are_hidden(session: Session, learner: int) -> None:
    number = begin(session, learner, Spec(banks=("exam",), feedback="each"), Given(hidden_keys=True))
    give(session, learner, number, 1)
    found = quiz_answers.page(session, learner, number, 1, now=NOW, key="k")
    assert (found.told, found.spot.answered) == (None, True)


def test_an_assigned_quiz_withholds_what_it_may_ask_before_anybody_begins(session: Session, learner: int) -> None:
    teacher = make_learner(session, role="teacher")
    room = classes.create(session, teacher, "7b Geography", now=NOW)
    class_id = session.scalars(select(Classroom.id)).one()
    session.add(Membership(user_id=learner, class_id=class_id, role="student", joined_at=NOW))
    session.commit()
    assignments.assign(session, room, teacher.id, Wanted("Exam", "quiz", ("exam",), LATER, opens_at=NOW + timedelta(minutes=1),
                                                         hidden_keys=True), now=NOW)
    for now, hidden in ((NOW, 0), (NOW + timedelta(minutes=1), 1), (LATER, 1), (LATER + timedelta(seconds=1), 0)):
        assert len(withheld.questions(session, learner, now)) == hidden, now
        assert withheld.questions(session, teacher.id, now) == frozenset()
