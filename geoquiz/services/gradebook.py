"""The gradebook: every student of a class and every assignment, one student's page, and who is falling behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from geoquiz.core.classes.behind import Reason, Work, reasons
from geoquiz.core.errors import NotFound
from geoquiz.storage.db import Database, begin_read, begin_write
from geoquiz.storage.queries import assignments, audit, classes, gradebook
from geoquiz.storage.queries.assignments import Assigned
from geoquiz.storage.queries.classes import Class, Member
from geoquiz.storage.queries.gradebook import Cell

Show = Literal["all", "open", "study", "quiz"]


@dataclass(frozen=True, slots=True)
class Line:
    """A student with a cell for each assignment, when they last answered anything, and why they are falling behind, if they are."""

    student: Member
    cells: tuple[Cell, ...]
    last_seen: datetime | None
    behind: tuple[Reason, ...]

    @property
    def seconds(self) -> float:
        """The time spent on what is assigned here."""
        return sum(cell.seconds for cell in self.cells)

    @property
    def recall(self) -> float:
        """The predicted knowledge now over everything assigned, 0..1."""
        parts = sum(cell.parts for cell in self.cells)
        return sum(cell.known for cell in self.cells) / parts if parts else 0.0

    @property
    def coverage(self) -> float:
        """The share of everything assigned that was ever answered, 0..1."""
        parts = sum(cell.parts for cell in self.cells)
        return sum(cell.met for cell in self.cells) / parts if parts else 0.0


@dataclass(frozen=True, slots=True)
class Gradebook:
    """The students of a class in lines, and what is assigned in columns."""

    room: Class
    assigned: tuple[Assigned, ...]
    lines: tuple[Line, ...]
    students: int

    @property
    def behind(self) -> tuple[Line, ...]:
        """The students who are falling behind."""
        return tuple(line for line in self.lines if line.behind)


def unsettled(session: Database, key: str, user_id: int, *, now: datetime) -> tuple[int, ...]:
    """Return the students whose quizzes of this class ran out of time while they were away: theirs have to be closed first."""
    room = classes.taught_by(session, key, user_id)
    ids = [one.id for one in assignments.of_class(session, room.id) if one.mode == "quiz"]
    people = [member.user_id for member in classes.members_of(session, room.id) if member.role == "student"]
    return tuple(gradebook.unsettled(session, people, ids, now)) if ids else ()


def show(session: Database, key: str, user_id: int, *, now: datetime, which: Show = "all", name: str = "", only_behind: bool = False
         ) -> Gradebook:
    """Return the gradebook of a class; raise NotFound for whoever does not teach it.

    ``which`` narrows the columns, ``name`` (a piece of it) and ``only_behind`` the lines; falling behind is always judged
    by everything assigned.
    """
    begin_read(session)
    room = classes.taught_by(session, key, user_id)
    every = assignments.of_class(session, room.id)
    students = [member for member in classes.members_of(session, room.id) if member.role == "student"]
    lines = _lines(session, every, students, now)
    shown = [place for place, one in enumerate(every) if _is_among(one, which, now)]
    wanted = name.casefold().strip()
    kept = tuple(
        Line(line.student, tuple(line.cells[place] for place in shown), line.last_seen, line.behind) for line in lines
        if (not only_behind or line.behind) and wanted in f"{line.student.called} {line.student.name}".casefold())
    return Gradebook(room, tuple(every[place] for place in shown), kept, len(students))


def student(session: Database, key: str, user_id: int, student_id: int, *, now: datetime) -> Gradebook:
    """Return the gradebook of one student of a class; raise NotFound for whoever does not teach it, or is not in it."""
    begin_read(session)
    room = classes.taught_by(session, key, user_id)
    member = classes.member_of(session, room.id, student_id)
    if member.role != "student":
        raise NotFound("There is no such student in the class.")
    every = assignments.of_class(session, room.id)
    return Gradebook(room, tuple(every), _lines(session, every, [member], now), 1)


def exported(session: Database, key: str, user_id: int, *, now: datetime, which: Show = "all") -> Gradebook:
    """Return the gradebook to write into a file, and log that it was handed out."""
    found = show(session, key, user_id, now=now, which=which)
    begin_write(session)
    audit.record(session, "gradebook exported", found.room.name, now=now)
    session.commit()
    return found


def _is_among(one: Assigned, which: Show, now: datetime) -> bool:
    return which in ("all", one.mode) or (which == "open" and one.window.phase(now) in ("open", "late"))


def _lines(session: Database, every: Sequence[Assigned], students: Sequence[Member], now: datetime) -> tuple[Line, ...]:
    people = [member.user_id for member in students]
    found = gradebook.cells(session, every, people, now=now)
    seen = gradebook.last_seen(session, people)
    return tuple(_line(member, every, tuple(found[member.user_id, one.id] for one in every), seen.get(member.user_id), now)
                 for member in students)


def _line(member: Member, every: Sequence[Assigned], cells: tuple[Cell, ...], seen: datetime | None, now: datetime) -> Line:
    works = [Work(one.title, one.starts_at, one.window.closes_at, cell.done, one.mode == "study")
             for one, cell in zip(every, cells, strict=True) if cell.parts]
    return Line(member, cells, seen, reasons(works, joined_at=member.joined_at, last_seen=seen, now=now))
