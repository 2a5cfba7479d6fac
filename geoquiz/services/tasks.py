"""Assignments as a student has them: what is to be done, how far along it is, and how one begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geoquiz.core.classes.assigned import Phase, extra_minutes
from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.quiz import MOST_QUESTIONS, Spec
from geoquiz.storage.db import Database
from geoquiz.storage.queries import assignments, classes, gradebook
from geoquiz.storage.queries.assignments import Assigned, AssignedBank
from geoquiz.storage.queries.classes import Class
from geoquiz.storage.queries.gradebook import Cell

# How long a home page still names study whose day is over.
_GONE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as its student sees it, with what is done of it."""

    assigned: Assigned
    class_key: str
    class_name: str
    banks: tuple[AssignedBank, ...]
    cell: Cell
    phase: Phase

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to begin: everything was met, or the quiz handed in."""
        return self.cell.done >= 1

    @property
    def tries_left(self) -> int | None:
        """How many attempts are left; None for as many as one likes."""
        allowed = self.assigned.attempts
        return None if allowed is None else max(0, allowed - len(self.cell.tries))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assignment for whoever looks at it: its class, its banks, and for a student where they stand."""

    room: Class
    assigned: Assigned
    banks: tuple[AssignedBank, ...]
    task: Task | None
    fixed: int


@dataclass(frozen=True, slots=True)
class Start:
    """What begins an assigned quiz: its making, and how it is given to this student."""

    spec: Spec
    title: str
    opens_at: datetime | None
    closes_at: datetime
    extra_minutes: int
    attempts: int | None
    hidden_keys: bool
    assignment_id: int


def of_class(session: Database, key: str, user_id: int, *, now: datetime) -> tuple[Task, ...]:
    """Return what is assigned to a class by its due time, as the user stands to it; raise NotFound for strangers to it."""
    room = classes.class_of(session, key, user_id)
    rows = [(one, room.key, room.name) for one in assignments.of_class(session, room.id)]
    return _tasks(session, rows, user_id, now)


def due(session: Database, user_id: int, *, now: datetime) -> tuple[Task, ...]:
    """Return what a student has to do now, in all classes together: what is open and not done, the nearest end first."""
    rows = [row for row in assignments.of_student(session, user_id) if row[0].window.phase(now) in ("open", "late")
            or (row[0].mode == "study" and row[0].due_at > now - _GONE and row[0].window.phase(now) == "over")]
    return tuple(task for task in _tasks(session, rows, user_id, now) if not task.is_done)


def _tasks(session: Database, rows: list[tuple[Assigned, str, str]], user_id: int, now: datetime) -> tuple[Task, ...]:
    assigned = [one for one, _, _ in rows]
    found = gradebook.cells(session, assigned, [user_id], now=now)
    named = assignments.banks_of(session, [one.id for one in assigned])
    return tuple(Task(one, key, name, named.get(one.id, ()), found[user_id, one.id], one.window.phase(now))
                 for one, key, name in rows)


def show(session: Database, key: str, user_id: int, assignment: str, *, now: datetime) -> Sheet:
    """Return one assignment; raise NotFound for strangers to the class, and for students when it was taken back."""
    room = classes.class_of(session, key, user_id)
    one = assignments.of_key(session, room.id, assignment)
    if one.withdrawn_at is not None and not room.is_taught:
        raise NotFound("There is no such assignment.")
    tasks = () if room.is_taught else _tasks(session, [(one, room.key, room.name)], user_id, now)
    return Sheet(room, one, assignments.banks_of(session, [one.id]).get(one.id, ()), tasks[0] if tasks else None,
                 len(assignments.names_of_fixed(session, one)))


def start_of(session: Database, key: str, user_id: int, assignment: str, *, now: datetime) -> Start:
    """Return what begins a quiz for a student. Raises NotFound for others, and Conflict where it is no quiz."""
    sheet = show(session, key, user_id, assignment, now=now)
    one = sheet.assigned
    if sheet.task is None:
        raise NotFound("There is no such assignment.")
    if one.mode != "quiz":
        raise Conflict("This is no quiz: it is studied until it is known.")
    if sheet.room.archived_at is not None:
        raise Conflict("This class is archived: its quizzes are closed.")
    there = len({question for question, _ in assignments.parts_of(session, [one])[one.id]})
    spec = Spec(banks=tuple(bank.key for bank in sheet.banks), tags=one.tags, count=one.count or min(MOST_QUESTIONS, max(1, there)),
                feedback=one.feedback, minutes=one.minutes, questions=assignments.names_of_fixed(session, one))
    return Start(spec, one.title, one.opens_at, one.window.closes_at, extra_minutes(one.minutes, sheet.room.extra_percent),
                 one.attempts, one.hidden_keys, one.id)


def next_of_list(session: Database, key: str, user_id: int, assignment: str, *, now: datetime
                 ) -> tuple[str, tuple[int, str]] | None:
    """Return the bank and the card to study next for an assignment: the first that was never met; None when all were."""
    sheet = show(session, key, user_id, assignment, now=now)
    if sheet.task is None:
        raise NotFound("There is no such assignment.")
    return assignments.first_unmet(session, sheet.assigned, user_id)
