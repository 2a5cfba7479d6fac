"""Classes, assignments and the gradebook on both databases: who may, what it counts, and that it reads no table whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Select, text
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.scheduling.formulas import Formulas
from geoquiz.core.scheduling.memory import Settings
from geoquiz.services import assignments, classes, corrections, feeds, gradebook, quiz, roster, study, tasks
from geoquiz.services.assignments import Wanted
from geoquiz.services.quiz import Given
from geoquiz.storage.models import Bank
from geoquiz.storage.queries import assignments as assigned_rows
from geoquiz.storage.queries import gradebook as grade_rows
from geoquiz.storage.queries.accounts import Account
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, ask, make_bank, make_learner, page, typed

DAY = timedelta(days=1)


class School:
    """A class with its teacher and two students, and a public bank of three questions."""

    def __init__(self, session: Session) -> None:
        self.session = session
        apply_bank(session, make_bank([typed("q1", tags=("north",)), typed("q2"), typed("q3")]))
        self.teacher = make_learner(session, "msoran", role="teacher")
        self.ada, self.bob = make_learner(session, "ada"), make_learner(session, "bob")
        self.room = classes.create(session, self.teacher, "7b", now=NOW)
        self.code = classes.add_link(session, self.room, self.teacher.id, 30, now=NOW)
        for student in (self.ada, self.bob):
            classes.join(session, student, self.code, now=NOW)

    def assign(self, **wanted: object) -> str:
        """Assign the bank, to be studied in ten days, or what is said instead."""
        fields = {"title": "Three", "mode": "study", "banks": ("bank",), "due_at": NOW + 10 * DAY, **wanted}
        return assignments.assign(self.session, self.room, self.teacher.id, Wanted(**fields), now=NOW)  # type: ignore[arg-type]

    def book(self, days: float = 0, **filters: object) -> gradebook.Gradebook:
        """Return the gradebook after so many days."""
        return gradebook.show(self.session, self.room, self.teacher.id, now=NOW + days * DAY, **filters)  # type: ignore[arg-type]

    def begin(self, student: Account, assignment: str, *, days: float = 0, key: str = "k") -> int:
        """Begin an attempt at an assigned quiz."""
        now = NOW + days * DAY
        start = tasks.start_of(self.session, self.room, student.id, assignment, now=now)
        return quiz.start(self.session, student.id, start.spec, key=key, now=now, given=Given(
            start.title, start.opens_at, start.closes_at, start.extra_minutes, start.attempts, start.hidden_keys,
            start.assignment_id))


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


def test_study_is_counted_by_student(school: School, session: Session) -> None:
    school.assign()
    answer_right(session, page(session, school.ada.id, "q1", at=NOW - timedelta(seconds=30)))
    answer_wrong(session, page(session, school.ada.id, "q2", at=NOW - timedelta(hours=1)))
    ada, bob = school.book().lines
    (cell,) = ada.cells
    assert (cell.parts, cell.met, cell.answers, cell.score) == (3, 2, 2, 0.5)
    assert cell.coverage == pytest.approx(2 / 3)
    # An answer counts for two minutes at the most.
    assert cell.seconds == pytest.approx(30 + 120, abs=1)
    assert cell.last_seen == ada.last_seen == NOW
    assert (bob.cells[0].met, bob.cells[0].score, bob.last_seen, bob.recall) == (0, None, None, 0)


def test_knowledge_is_predicted_from_each_students_own_memory(school: School, session: Session) -> None:
    school.assign()
    answer_right(session, page(session, school.ada.id, "q1"))
    row = session.execute(text("SELECT stability FROM cards")).scalar_one()
    after = Formulas(Settings().weights).recall(5, row)
    assert school.book(5).lines[0].cells[0].recall == pytest.approx(after / 3)
    assert school.book(0).lines[0].cells[0].recall == pytest.approx(1 / 3)


def test_answers_that_were_undone_count_for_nothing(school: School, session: Session) -> None:
    school.assign()
    answer_right(session, ask(session, school.ada.id))
    corrections.undo(session, school.ada.id, now=NOW)
    cell = school.book().lines[0].cells[0]
    assert (cell.met, cell.answers, cell.score) == (0, 0, None)


def test_tags_and_a_fixed_list_narrow_what_is_asked(school: School, session: Session) -> None:
    tagged = school.assign(tags=("north",))
    assert school.book().lines[0].cells[0].parts == 1
    whole = school.assign()
    _, _, listed = assignments.listed(session, school.room, school.teacher.id, whole)
    assignments.fix_list(session, school.room, school.teacher.id, whole, [question.id for question in listed[:2]])
    assert [cell.parts for cell in school.book().lines[0].cells] == [1, 2]
    assignments.fix_list(session, school.room, school.teacher.id, whole, [])
    assert [cell.parts for cell in school.book().lines[0].cells] == [1, 3]
    assert tasks.next_of_list(session, school.room, school.ada.id, tagged, now=NOW) is not None
    with pytest.raises(GeoquizError, match="No question fits: these banks have none with such a tag"):
        school.assign(tags=("south",))
    assert len(school.book().assigned) == 2


def test_a_quiz_asks_its_fixed_list_alone(school: School, session: Session) -> None:
    key = school.assign(mode="quiz")
    _, _, listed = assignments.listed(session, school.room, school.teacher.id, key)
    assignments.fix_list(session, school.room, school.teacher.id, key, [listed[1].id])
    school.begin(school.ada, key)
    asked = session.execute(text("SELECT question_id FROM quiz_questions")).scalars().all()
    assert asked == [listed[1].id]


def test_the_best_attempt_counts_and_late_work_loses_its_share(school: School, session: Session) -> None:
    key = school.assign(mode="quiz", attempts=2, due_at=NOW + DAY, late_until=NOW + 3 * DAY, late_percent=50)
    first = school.begin(school.ada, key)
    quiz.hand_in(session, school.ada.id, first, now=NOW)
    second = school.begin(school.ada, key, days=2, key="l")
    session.execute(text("UPDATE quiz_attempts SET points = 0"))
    session.commit()
    quiz.hand_in(session, school.ada.id, second, now=NOW + 2 * DAY)
    session.execute(text("UPDATE quiz_attempts SET points = 3 WHERE number = :n"), {"n": second})
    session.commit()
    cell = school.book(2).lines[0].cells[0]
    assert [(one.is_late, one.share, one.score) for one in cell.tries] == [(True, 1.0, 0.5), (False, 0.0, 0.0)]
    assert cell.score == 0.5
    with pytest.raises(Conflict, match="This quiz can be taken 2 times, and you have begun that many attempts already"):
        school.begin(school.ada, key, days=2, key="m")
    with pytest.raises(Conflict, match="This quiz is closed: attempts can no longer be begun"):
        school.begin(school.bob, key, days=4)


def test_extra_time_lengthens_the_quiz_of_one_student(school: School, session: Session) -> None:
    key = school.assign(mode="quiz", minutes=20)
    classes.change_student(session, school.room, school.teacher.id, school.ada.id, display_name="", extra_percent=25)
    ends = []
    for student in (school.ada, school.bob):
        number = school.begin(student, key)
        ends.append(next(one.ends_at for one in quiz.attempts(session, student.id) if one.number == number))
    assert ends == [NOW + timedelta(minutes=25), NOW + timedelta(minutes=20)]


def test_a_quiz_left_open_beyond_its_end_is_found(school: School, session: Session) -> None:
    school.begin(school.ada, school.assign(mode="quiz", minutes=20))
    assert gradebook.unsettled(session, school.room, school.teacher.id, now=NOW) == ()
    later = NOW + timedelta(hours=1)
    assert gradebook.unsettled(session, school.room, school.teacher.id, now=later) == (school.ada.id,)
    quiz.close_expired(session, school.ada.id, now=later)
    assert gradebook.unsettled(session, school.room, school.teacher.id, now=later) == ()
    assert school.book(1).lines[0].cells[0].score == 0


def test_who_is_falling_behind_is_told_whatever_is_shown(school: School, session: Session) -> None:
    school.assign()
    for name in ("q1", "q2", "q3"):
        answer_right(session, page(session, school.ada.id, name))
    book = school.book(5, only_behind=True, which="quiz")
    assert [line.student.name for line in book.lines] == ["bob"]
    assert [reason.why for reason in book.lines[0].behind] == ["slow"]
    assert book.assigned == ()
    assert book.students == 2


def test_what_is_due_is_shown_until_it_is_done(school: School, session: Session) -> None:
    key = school.assign(opens_at=NOW + DAY)
    assert tasks.due(session, school.ada.id, now=NOW) == ()
    due = tasks.due(session, school.ada.id, now=NOW + 2 * DAY)
    assert [task.assigned.key for task in due] == [key]
    for name in ("q1", "q2", "q3"):
        answer_right(session, page(session, school.ada.id, name))
    assert tasks.due(session, school.ada.id, now=NOW + 2 * DAY) == ()
    assert len(tasks.due(session, school.bob.id, now=NOW + 12 * DAY)) == 1
    assert tasks.due(session, school.bob.id, now=NOW + 30 * DAY) == ()
    assert tasks.due(session, school.teacher.id, now=NOW + 2 * DAY) == ()
    classes.archive(session, school.room, school.teacher.id, archived=True, now=NOW)
    assert tasks.due(session, school.bob.id, now=NOW + 2 * DAY) == ()


def test_a_private_bank_is_shared_with_the_class_by_assigning_it(school: School, session: Session) -> None:
    apply_bank(session, make_bank(2, id_="mine"))
    session.query(Bank).filter_by(key="mine").update({"owner_id": school.teacher.id, "visibility": "private"})
    session.commit()
    stranger = make_learner(session, "eve")
    key = school.assign(banks=("mine",))
    assert tasks.next_of_list(session, school.room, school.ada.id, key, now=NOW) is not None
    assert ask(session, school.ada.id, "mine").bank.key == "mine"
    with pytest.raises(NotFound):
        study.next_question(session, stranger.id, "mine", now=NOW, key="k")


def test_no_bank_is_assigned_that_its_teacher_cannot_see(school: School, session: Session) -> None:
    apply_bank(session, make_bank(2, id_="hers"))
    session.query(Bank).filter_by(key="hers").update({"owner_id": school.ada.id, "visibility": "private"})
    session.commit()
    with pytest.raises(NotFound, match="There is no bank 'hers' here"):
        school.assign(banks=("hers",))


def test_nobody_but_its_teachers_changes_a_class(school: School, session: Session) -> None:
    key = school.assign()
    other = make_learner(session, "msother", role="teacher")
    for user in (school.ada, other):
        for act in (
            lambda user=user: gradebook.show(session, school.room, user.id, now=NOW),
            lambda user=user: gradebook.student(session, school.room, user.id, school.bob.id, now=NOW),
            lambda user=user: assignments.withdraw(session, school.room, user.id, key, withdrawn=True, now=NOW),
            lambda user=user: assignments.listed(session, school.room, user.id, key),
            lambda user=user: classes.people(session, school.room, user.id),
            lambda user=user: classes.add_link(session, school.room, user.id, 1, now=NOW),
            lambda user=user: classes.remove(session, school.room, user.id, school.bob.id),
            lambda user=user: classes.announce(session, school.room, user, "hello", now=NOW),
            lambda user=user: classes.archive(session, school.room, user.id, archived=True, now=NOW),
            lambda user=user: roster.keep(session, school.room, user.id, b"carol", now=NOW),
        ):
            with pytest.raises(NotFound):
                act()
    assert len(classes.people(session, school.room, school.teacher.id).students) == 2


def test_a_code_expires(school: School, session: Session) -> None:
    late = make_learner(session, "late")
    with pytest.raises(NotFound, match="This code leads to no class"):
        classes.join(session, late, school.code, now=NOW + 30 * DAY)
    assert classes.join(session, late, school.code, now=NOW + 29 * DAY) == (school.room, True)


def test_a_list_of_students_becomes_accounts_once(school: School, session: Session) -> None:
    key = roster.keep(session, school.room, school.teacher.id, b"carol,Carol D.\nada\nmsoran\n", now=NOW)
    look = roster.look(session, school.room, school.teacher.id, key, now=NOW)
    assert [entry.name for entry in look.entries] == ["carol"]
    assert len(look.faults) == 2
    (slip,) = roster.apply(session, school.room, school.teacher.id, key, zone="UTC", now=NOW)
    assert (slip.name, slip.called) == ("carol", "Carol D.")
    carol = next(one for one in classes.people(session, school.room, school.teacher.id).students if one.name == "carol")
    assert (carol.must_change_password, carol.from_roster, carol.called) == (True, True, "Carol D.")
    with pytest.raises(NotFound, match="This list is no longer here: send it again"):
        roster.apply(session, school.room, school.teacher.id, key, zone="UTC", now=NOW)
    new = roster.new_password(session, school.room, school.teacher.id, carol.user_id, now=NOW)
    assert new.password != slip.password
    with pytest.raises(NotFound):
        roster.new_password(session, school.room, school.teacher.id, school.ada.id, now=NOW)


def test_a_calendar_has_one_address_at_a_time(school: School, session: Session) -> None:
    school.assign()
    feeds.renew(session, school.ada.id, on=True, now=NOW)
    secret = feeds.secret_of(session, school.ada.id)
    assert secret is not None
    assert [name for _, _, name in feeds.due(session, school.ada.id, secret)] == ["7b"]
    with pytest.raises(NotFound, match="There is no such calendar"):
        feeds.due(session, school.bob.id, secret)
    feeds.renew(session, school.ada.id, on=False, now=NOW)
    with pytest.raises(NotFound, match="There is no such calendar"):
        feeds.due(session, school.ada.id, secret)


STATEMENTS: dict[str, Callable[[list[assigned_rows.Assigned], list[int]], Select[*tuple[object, ...]]]] = {
    "cards": grade_rows.cards_statement, "answers": grade_rows.answers_statement,
    "quiz_attempts": lambda assigned, users: grade_rows.attempts_statement([one.id for one in assigned], users),
    "newest": lambda _, users: grade_rows.newest_statement(users),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_gradebook_reads_no_table_of_learners_whole(school: School, session: Session, database: TemporaryDatabase,
                                                        name: str) -> None:
    school.assign()
    assigned = list(school.book().assigned)
    statement = STATEMENTS[name](assigned, [school.ada.id, school.bob.id])
    compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    if database.name == "sqlite":
        plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
        whole = [line for line in plan if line.startswith("SCAN")]
    else:
        # A table of two rows is read whole whatever indexes it has, unless that costs more.
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = [row[0] for row in session.execute(text(f"EXPLAIN {compiled}"))]
        whole = [line for line in plan if "Seq Scan" in line]
    tables = ("cards", "answers", "reviews", "quiz_attempts", "quiz_questions", "study_sessions")
    assert [line for line in whole if any(f" {table}" in line for table in tables)] == [], plan
