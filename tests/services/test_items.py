"""Item analysis on both databases: what counts and what does not, for whom, and that it reads no table whole."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, text
from sqlalchemy.orm import Session

from geoquiz.core.errors import NotFound
from geoquiz.core.kinds import load_question
from geoquiz.core.question import MAIN, Form, Question
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.itemtable import ENOUGH_LEARNERS, GAVE_UP, POINTED
from geoquiz.services import assignments, classes, corrections, items, mydata, practice, quiz, quiz_answers, study, tasks
from geoquiz.services.assignments import Wanted
from geoquiz.services.quiz import Given
from geoquiz.storage.models import Bank
from geoquiz.storage.queries import items as item_rows
from geoquiz.storage.queries import recalls as recall_rows
from geoquiz.storage.queries.accounts import Account
from tests.conftest import TemporaryDatabase
from tests.factories import (
    NOW,
    answer_right,
    answer_wrong,
    apply_bank,
    bank_of_all_kinds,
    changed,
    make_bank,
    make_learner,
    page,
    typed,
)

DAY = timedelta(days=1)


def single(id_: str, **fields: Any) -> Question:
    """Return a question with two wrong options."""
    return load_question({"id": id_, "type": "single", "stem": f"Which is {id_}?", "options": ["yes", "no", "perhaps"],
                          "answer": "yes", **fields})


BANK = make_bank([single(f"q{number}") for number in range(1, 6)])


class School:
    """A class with its teacher and two students, to which a public bank of five questions is assigned."""

    def __init__(self, session: Session) -> None:
        self.session = session
        apply_bank(session, BANK)
        self.teacher = make_learner(session, "msoran", role="teacher")
        self.room = classes.create(session, self.teacher, "7b", now=NOW)
        self.code = classes.add_link(session, self.room, self.teacher.id, 30, now=NOW)
        self.ada, self.bob = self.joined("ada"), self.joined("bob")
        self.assign()

    def joined(self, name: str) -> Account:
        """Return a new student of the class."""
        student = make_learner(self.session, name)
        classes.join(self.session, student, self.code, now=NOW)
        return student

    def assign(self, **wanted: Any) -> str:
        """Assign the bank, to be studied in ten days, or what is said instead."""
        fields = {"title": "Five", "mode": "study", "banks": ("bank",), "due_at": NOW + 10 * DAY, **wanted}
        return assignments.assign(self.session, self.room, self.teacher.id, Wanted(**fields), now=NOW)

    def choose(self, student: Account, question: str, option: str, *, took: float = 5.0, part: str = MAIN) -> str:
        """Answer a question with an option, or a text, and return the key of the answer; "" gives up."""
        asked = page(self.session, student.id, question, part, at=NOW - timedelta(seconds=took))
        return study.answer(self.session, asked.asked, Form((option,) if option else ()), gave_up=not option, rating=Rating.GOOD,
                            now=NOW)

    def analysis(self, bank: str = "bank") -> items.Analysis:
        """Return what the answers of the class say of a bank."""
        return items.of_bank(self.session, self.room, self.teacher.id, bank)

    def item(self, question: str = "q1", bank: str = "bank") -> items.Item:
        """Return what they say of one question."""
        found = self.analysis(bank)
        return found.items[found.place_of(question)]


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


def test_only_first_answers_of_the_students_of_the_class_make_the_figures(school: School, session: Session) -> None:
    stranger = make_learner(session, "stranger")
    school.choose(school.ada, "q1", "no", took=4)
    school.choose(school.ada, "q1", "yes", took=50)
    school.choose(school.bob, "q1", "yes", took=8)
    school.choose(stranger, "q1", "perhaps")
    school.choose(school.teacher, "q1", "perhaps")
    item = school.item()
    assert item.figures.facility is not None
    assert (item.figures.facility.mean, item.figures.learners, item.figures.answers, item.figures.seconds) == (0.5, 2, 3, 6)
    assert {one.option: one.all for one in item.figures.chosen} == {
        "yes": Share(1, 2), "no": Share(1, 2), "perhaps": Share(0, 2)}
    found = school.analysis()
    assert (found.students, found.learners, len(found.items)) == (2, 2, 5)


def test_an_answer_taken_back_counts_for_nothing_and_the_next_one_is_the_first(school: School, session: Session) -> None:
    school.choose(school.ada, "q1", "no")
    corrections.undo(session, school.ada.id, now=NOW)
    assert (school.item().figures.learners, school.item().figures.answers) == (0, 0)
    school.choose(school.ada, "q1", "yes")
    item = school.item().figures
    assert item.facility is not None
    assert (item.facility.mean, item.learners, item.answers) == (1.0, 1, 1)


def test_giving_up_is_told_apart_from_every_option(school: School) -> None:
    school.choose(school.ada, "q1", "")
    assert {one.option: one.all.part for one in school.item().figures.chosen} == {"yes": 0, "no": 0, "perhaps": 0, GAVE_UP: 1}


def test_practice_counts_as_a_first_answer_too(school: School, session: Session) -> None:
    number = practice.begin(session, school.ada.id, "bank", "bank", now=NOW)
    asked = page(session, school.ada.id, "q1", number=number)
    answer_wrong(session, replace(asked, asked=replace(asked.asked, mode="practice")))
    assert (school.item().figures.learners, school.item().figures.answers) == (1, 1)


def test_whoever_leaves_the_class_is_no_longer_in_its_figures(school: School, session: Session) -> None:
    school.choose(school.ada, "q1", "no")
    classes.leave(session, school.room, school.ada.id)
    assert (school.analysis().learners, school.item().figures.learners) == (0, 0)


def test_first_answers_to_another_key_say_nothing_of_the_question_as_it_is(school: School, session: Session) -> None:
    school.choose(school.ada, "q1", "no")
    school.choose(school.ada, "q2", "no")
    reworded = changed(BANK, "q2", stem="Which of these is q2?", options=["yes", "not at all", "perhaps"])
    apply_bank(session, changed(reworded, "q1", answer="no"))
    found = school.analysis()
    assert (found.superseded, found.learners) == (1, 1)
    assert school.item("q1").figures.learners == 0
    assert [(one.option, one.all.part) for one in school.item("q2").figures.chosen] == [
        ("yes", 0), ("not at all", 0), ("perhaps", 0), ("no", 1)]


def test_a_retired_question_is_shown_as_long_as_it_has_answers(school: School, session: Session) -> None:
    school.choose(school.ada, "q1", "no")
    apply_bank(session, make_bank([single("q3")]))
    assert [(item.row.local_id, item.row.retired) for item in school.analysis().items] == [("q1", True), ("q3", False)]


def test_recall_is_measured_against_what_was_predicted_and_lapses_are_counted(school: School, session: Session) -> None:
    for at in (NOW, NOW + DAY / 24):  # Two steps until the card is in review.
        answer_right(session, page(session, school.ada.id, "q1", at=at), now=at)
    later = NOW + 30 * DAY
    answer_wrong(session, page(session, school.ada.id, "q1", at=later), now=later)
    found = school.item().figures
    assert (found.predictions, found.lapses, found.answers, found.learners) == (1, Share(1, 1), 3, 1)
    assert found.difference is not None
    assert -1 < found.difference < 0


def test_strong_learners_who_choose_a_wrong_option_mark_the_question(school: School, session: Session) -> None:
    students = [school.ada, school.bob, *(school.joined(f"number {n}") for n in range(ENOUGH_LEARNERS - 2))]
    for place, student in enumerate(students):
        for number in range(2, 6):
            school.choose(student, f"q{number}", "yes" if place >= 2 * (number - 1) else "no")
        school.choose(student, "q1", "yes" if place < 8 else "perhaps")
    item = school.item()
    assert item.figures.discrimination is not None
    assert item.figures.discrimination.value < -0.7
    assert {one.option: (one.lower, one.upper) for one in item.figures.chosen} == {
        "yes": (Share(5, 5), Share(0, 5)), "no": (Share(0, 5), Share(0, 5)), "perhaps": (Share(0, 5), Share(5, 5))}
    assert [flag.code for flag in item.flags] == ["key", "against"]
    assert item.is_grave
    good = school.item("q3")
    assert good.figures.discrimination is not None
    assert good.flags == ()
    assert school.analysis().flagged == (item,)


def test_a_point_on_a_map_and_a_gap_have_their_places(school: School, session: Session) -> None:
    apply_bank(session, bank_of_all_kinds())
    school.assign(banks=("all-kinds",))
    asked = page(session, school.ada.id, "port", at=NOW)
    study.answer(session, asked.asked, Form((), 30, 40), gave_up=False, rating=Rating.GOOD, now=NOW)
    school.choose(school.ada, "sea", "Caspian", part="c1")
    for student in (school.ada, school.bob):
        school.choose(student, "sea", "Red", part="c2")
    school.choose(school.bob, "landlocked", "true")
    port, sea = school.item("port", "all-kinds"), school.item("sea", "all-kinds")
    assert [one.option for one in port.figures.chosen if one.all.part] == [POINTED]
    assert {part: told.mean for part, told in sea.parts.items()} == {"c1": 1.0, "c2": 0.0}
    assert sea.mistakes == (("c2", "Red", 2),)
    assert sea.figures.facility is not None
    assert (sea.figures.facility.mean, sea.figures.learners) == (0.25, 2)
    assert [(one.option, one.all.part) for one in school.item("landlocked", "all-kinds").figures.chosen] == [
        ("true", 1), ("false", 0)]


def begin(school: School, student: Account, assignment: str, key: str) -> int:
    """Begin an attempt at an assigned quiz."""
    start = tasks.start_of(school.session, school.room, student.id, assignment, now=NOW)
    return quiz.start(school.session, student.id, start.spec, key=key, now=NOW, given=Given(
        start.title, start.opens_at, start.closes_at, start.extra_minutes, start.attempts, start.hidden_keys, start.assignment_id))


def give(school: School, student: Account, number: int, place: int, option: str) -> None:
    """Answer the question at a place of an attempt."""
    asked = quiz_answers.page(school.session, student.id, number, place, now=NOW, key=str(uuid.uuid4())).asked
    quiz_answers.save(school.session, asked, Form((option,)), gave_up=False, now=NOW)


def test_a_quiz_counts_once_it_is_handed_in(school: School, session: Session) -> None:
    key = school.assign(mode="quiz", attempts=2, title="Test")
    number = begin(school, school.ada, key, "k")
    for option in ("no", "perhaps"):  # The second word is the one that counts.
        give(school, school.ada, number, 1, option)
    assert [(line.consistency.learners, line.assigned.title) for line in school.analysis().quizzes] == [(0, "Test")]
    assert sum(item.figures.answers for item in school.analysis().items) == 0
    quiz.hand_in(session, school.ada.id, number, now=NOW)
    found = school.analysis()
    assert [line.consistency for line in found.quizzes] == [(None, 1, 5)]
    assert [one.option for item in found.items for one in item.figures.chosen if one.all.part] == ["perhaps"]
    assert sum(item.figures.answers for item in found.items) == 1


@pytest.mark.only_on("sqlite")
def test_a_quiz_that_enough_have_taken_has_an_alpha_of_first_attempts(school: School, session: Session) -> None:
    key = school.assign(mode="quiz", attempts=2, count=2)
    _, _, listed = assignments.listed(session, school.room, school.teacher.id, key)
    assignments.fix_list(session, school.room, school.teacher.id, key, [question.id for question in listed[:2]])
    students = [school.ada, school.bob, *(school.joined(f"number {n}") for n in range(ENOUGH_LEARNERS - 2))]
    for place, student in enumerate(students):
        number = begin(school, student, key, f"k{place}")
        for where in (1, 2):  # The strong half has both right: the questions agree in everything.
            give(school, student, number, where, "yes" if place >= ENOUGH_LEARNERS // 2 else "no")
        quiz.hand_in(session, student.id, number, now=NOW)
    again = begin(school, school.ada, key, "again")
    give(school, school.ada, again, 1, "yes")
    quiz.hand_in(session, school.ada.id, again, now=NOW)
    (line,) = school.analysis().quizzes
    assert line.consistency == (pytest.approx(1.0), ENOUGH_LEARNERS, 2)


def test_answers_of_deleted_accounts_stand_apart(school: School, session: Session) -> None:
    school.choose(school.ada, "q1", "yes")
    school.choose(school.ada, "q2", "no")
    school.choose(school.bob, "q1", "no")
    mydata.delete_own(session, school.ada.id, now=NOW)
    found = school.analysis()
    assert (found.gone, found.learners, found.students) == ((2, 1.0), 1, 1)
    assert [item.gone for item in found.items[:3]] == [(1, 1.0), (1, 0.0), (0, 0.0)]
    assert school.item("q1").figures.learners == 1


def test_banks_that_were_assigned_or_shared_are_listed_and_no_others(school: School, session: Session) -> None:
    apply_bank(session, make_bank([typed("a")], id_="other"))
    apply_bank(session, make_bank([typed("b")], id_="mine"))
    session.query(Bank).filter_by(key="mine").update({"owner_id": school.teacher.id, "visibility": "private"})
    session.commit()
    school.choose(school.ada, "q1", "no")
    key = school.assign(banks=("mine",))
    assignments.withdraw(session, school.room, school.teacher.id, key, withdrawn=True, now=NOW)
    listed = items.of_class(session, school.room, school.teacher.id)
    assert [(line.bank.key, line.bank.questions, line.learners, line.answers) for line in listed.lines] == [
        ("bank", 5, 1, 1), ("mine", 1, 0, 0)]
    assert school.analysis("mine").learners == 0
    for bank in ("other", "no-such-bank", "a\0b"):
        with pytest.raises(NotFound, match="This class studies no such bank"):
            school.analysis(bank)
    with pytest.raises(NotFound, match="There is no such question in the bank"):
        school.item("q9")


def test_a_bank_that_its_owner_has_taken_away_is_gone_here_too(school: School, session: Session) -> None:
    session.query(Bank).filter_by(key="bank").update({"owner_id": school.ada.id, "visibility": "private"})
    session.commit()
    assert items.of_class(session, school.room, school.teacher.id).lines == ()
    with pytest.raises(NotFound):
        school.analysis()


def test_only_those_who_teach_the_class_see_it(school: School, session: Session) -> None:
    other = make_learner(session, "msother", role="teacher")
    admin = make_learner(session, "root", role="admin")
    for user in (school.ada, other, admin):
        for see in (lambda user=user: items.of_class(session, school.room, user.id),
                    lambda user=user: items.of_bank(session, school.room, user.id, "bank")):
            with pytest.raises(NotFound, match="There is no such class"):
                see()


STATEMENTS: dict[str, Callable[[Select[*tuple[Any, ...]]], Select[*tuple[Any, ...]]]] = {
    "answered": lambda people: item_rows.answered_statement(people, [1]),
    "attempts": lambda people: item_rows.attempts_statement(people, 1),
    "firsts": lambda people: item_rows.first_statement(people, 1),
    "sittings": lambda people: item_rows.sittings_statement(people, [1, 2]),
    "recalls": lambda people: recall_rows.among_statement(people, item_rows.questions_in([1])),
}


def test_item_analysis_reads_no_table_of_learners_whole(session: Session, database: TemporaryDatabase) -> None:
    tables = ("answers", "reviews", "quiz_attempts", "quiz_questions", "class_members", "questions")
    for name, statement in STATEMENTS.items():
        compiled = statement(item_rows.students_of(1)).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        if database.name == "sqlite":
            plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
            whole = [line for line in plan if line.startswith("SCAN")]
        else:
            # A table without rows is read whole whatever indexes it has, unless that costs more.
            session.execute(text("SET LOCAL enable_seqscan = off"))
            plan = [row[0] for row in session.execute(text(f"EXPLAIN {compiled}"))]
            whole = [line for line in plan if "Seq Scan" in line]
        assert plan, name
        assert [line for line in whole if any(f" {table}" in line for table in tables)] == [], (name, plan)
