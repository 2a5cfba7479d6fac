"""A learner's reports: making, changing and taking them back, and reading what became of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.quiz import Spec
from geoquiz.services import corrections, flagqueue, flags, mydata, quiz
from geoquiz.storage.db import begin_write
from geoquiz.storage.models import Flag, Question
from geoquiz.storage.queries import flags as rows
from geoquiz.storage.queries.accounts import Account
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, make_bank, make_learner, page

SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def ada(session: Session) -> Account:
    apply_bank(session)
    return make_learner(session, "ada")


def report(session: Session, who: Account, question: str = "shores", reason: str = "wrong", note: str = "") -> None:
    flags.report(session, who.id, subject(session, who, question), reason, note, now=NOW)


def subject(session: Session, who: Account, question: str = "shores") -> flags.Subject:
    return flags.subject_of_question(session, who.id, "all-kinds", question, now=NOW)


def test_a_report_is_open_until_somebody_answers_it_and_is_then_new_once(session: Session, ada: Account) -> None:
    report(session, ada, note="Georgia has a coast too.\r\nOn the Black Sea.")
    [mine] = flags.own(session, ada.id, now=NOW)
    assert (mine.reason, mine.note, mine.is_open, mine.bank_key) == ("wrong", "Georgia has a coast too.\nOn the Black Sea.", True,
                                                                     "all-kinds")
    assert flags.news(session, ada) == flags.News(0, 0)
    teacher = make_learner(session, "msoran", role="teacher")
    assert flags.news(session, teacher) == flags.News(0, 1)
    assert flagqueue.resolve(session, teacher, mine.question_id, "replied", " Not on the Caspian. ", now=SOON) == 1
    assert flags.news(session, teacher) == flags.News(0, 0)
    assert flags.news(session, ada) == flags.News(1, 0)
    [mine] = flags.own(session, ada.id, now=SOON)
    assert (mine.resolution, mine.reply, mine.resolver, mine.seen_at) == ("replied", "Not on the Caspian.", "msoran", None)
    assert flags.news(session, ada) == flags.News(0, 0)
    assert flags.own(session, ada.id, now=SOON)[0].seen_at == SOON


def test_there_is_one_open_report_of_a_learner_and_question_and_it_can_be_said_better(session: Session, ada: Account) -> None:
    report(session, ada, reason="unclear")
    report(session, ada, reason="outdated", note="Since 2025.")
    report(session, ada, "landlocked")
    assert [(one.local_id, one.reason, one.note) for one in flags.own(session, ada.id, now=NOW)] == [
        ("landlocked", "wrong", ""), ("shores", "outdated", "Since 2025.")]
    teacher = make_learner(session, role="teacher")
    flagqueue.resolve(session, teacher, subject(session, ada).question_id, "dismissed", "", now=SOON)
    report(session, ada)
    assert len(flags.own(session, ada.id, now=NOW)) == 3


def test_the_database_holds_one_open_report_too(session: Session, ada: Account) -> None:
    report(session, ada)
    found = subject(session, ada)
    with pytest.raises(IntegrityError):
        rows.add(session, ada.id, found.question_id, part="main", revision_id=found.revision_id, answer_key=None, reason="wrong",
                 note="", now=NOW)


def test_an_open_report_can_be_taken_back_by_its_learner_alone(session: Session, ada: Account) -> None:
    report(session, ada)
    with pytest.raises(NotFound, match=r"^There is no such open report\.$"):
        flags.withdraw(session, make_learner(session).id, 1)
    for number in (2, 2**40):
        with pytest.raises(NotFound):
            flags.withdraw(session, ada.id, number)
    flags.withdraw(session, ada.id, 1)
    assert flags.own(session, ada.id, now=NOW) == []
    report(session, ada)
    flagqueue.resolve(session, make_learner(session, role="admin"), subject(session, ada).question_id, "dismissed", "", now=SOON)
    with pytest.raises(NotFound):
        flags.withdraw(session, ada.id, 1)


@pytest.mark.parametrize(("reason", "note", "sentence"), [
    ("", "", "Choose what is the matter with the question."),
    ("count", "", "Choose what is the matter with the question."),  # Nothing was answered.
    ("wrong", "x" * 501, "A note has at most 500 characters, and this has 501: shorten it."),
    ("wrong", "a\0b", "A note is plain text: write it anew."),
])
def test_a_report_that_cannot_be_stored_says_why(session: Session, ada: Account, reason: str, note: str, sentence: str) -> None:
    with pytest.raises(GeoquizError) as told:
        report(session, ada, reason=reason, note=note)
    assert str(told.value) == sentence
    assert session.scalars(select(Flag.number)).all() == []


def test_nobody_has_more_than_a_hundred_open(session: Session, ada: Account) -> None:
    apply_bank(session, make_bank(99))
    questions = session.execute(select(Question.id, Question.revision_id).order_by(Question.id.desc()).limit(100)).all()
    begin_write(session)
    for id_, revision in questions:
        rows.add(session, ada.id, id_, part="main", revision_id=revision, answer_key=None, reason="wrong", note="", now=NOW)
    session.commit()
    report(session, ada, "word", note="It is one of the hundred.")
    with pytest.raises(Conflict, match=r"^You have 100 reports that nobody has answered yet: take one back first\.$"):
        report(session, ada)


def test_an_answer_that_should_count_is_reported_with_it_and_taken_back_by_undo(session: Session, ada: Account) -> None:
    key = answer_wrong(session, page(session, ada.id, "strait"))
    for _ in range(2):
        corrections.count_as_right(session, ada.id, key, now=NOW)
    [mine] = flags.own(session, ada.id, now=NOW)
    assert (mine.reason, mine.answer_key, mine.response, mine.note) == ("count", key, "something else", "")
    corrections.undo(session, ada.id, now=SOON, key=key)
    assert flags.own(session, ada.id, now=NOW) == []


def test_what_was_reported_before_stays_when_the_answer_is_counted_and_undone(session: Session, ada: Account) -> None:
    report(session, ada, "strait", note="The stem has a slip.")
    key = answer_wrong(session, page(session, ada.id, "strait"))
    corrections.count_as_right(session, ada.id, key, now=NOW)
    corrections.undo(session, ada.id, now=SOON, key=key)
    assert [one.note for one in flags.own(session, ada.id, now=NOW)] == ["The stem has a slip."]


def test_an_answer_names_its_question_what_was_answered_and_what_may_be_said(session: Session, ada: Account) -> None:
    wrong = flags.subject_of_answer(session, ada.id, answer_wrong(session, page(session, ada.id, "strait")), now=NOW)
    assert (wrong.response, wrong.has_verdict, wrong.reasons) == ("something else", True, ("wrong", "outdated", "unclear", "count"))
    right = flags.subject_of_answer(session, ada.id, answer_right(session, page(session, ada.id, "sea", "c2")), now=NOW)
    assert (right.part, right.response, right.reasons) == ("c2", "Black", ("wrong", "outdated", "unclear"))
    with pytest.raises(NotFound, match=r"^There is no such answer\.$"):
        flags.subject_of_answer(session, make_learner(session).id, str(wrong.answer_key), now=NOW)


@pytest.mark.parametrize(("bank", "question"), [("nothing", "strait"), ("all-kinds", "nothing"), ("a\0b", "strait")])
def test_a_question_that_is_not_there_cannot_be_reported(session: Session, ada: Account, bank: str, question: str) -> None:
    with pytest.raises(NotFound, match=r"^There is no such question\.$"):
        flags.subject_of_question(session, ada.id, bank, question, now=NOW)


def test_a_question_that_a_quiz_withholds_cannot_be_reported_yet(session: Session, ada: Account) -> None:
    spec = Spec(banks=("all-kinds",), count=12, feedback="end", minutes=60)
    quiz.start(session, ada.id, spec, key="quiz", now=NOW, given=quiz.Given(hidden_keys=True))
    with pytest.raises(NotFound):
        subject(session, ada)


def test_reports_go_with_their_learner_and_stay_when_somebody_else_goes(session: Session, ada: Account) -> None:
    bob = make_learner(session, "bob")
    report(session, ada)
    report(session, bob)
    mydata.delete(session, "ada", now=NOW)
    assert session.scalars(select(Flag.user_id)).all() == [bob.id]
    assert session.scalars(select(Question.id).where(Question.local_id == "shores")).one()
