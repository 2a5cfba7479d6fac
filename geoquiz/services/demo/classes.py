"""A made-up class: learners with a history, their teacher, and what is assigned to them."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from geoquiz import passwords
from geoquiz.core.errors import Conflict, GeoquizError
from geoquiz.core.names import name_key
from geoquiz.core.simulation import Habits
from geoquiz.services.demo.learners import Made, make_learner, subjects_of
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, assignments, classes, demo
from geoquiz.storage.queries.demo import BankName

MOST_STUDENTS = 499  # With their teacher they fill a class.
TEACHER = "demo teacher"
_NAMES = (
    "Ada", "Ben", "Chloe", "David", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katya", "Leon", "Mira", "Noah", "Olga",
    "Pavel", "Quinn", "Rosa", "Samir", "Tara", "Ugo", "Vera", "Wanda", "Xenia", "Yusuf", "Zoe", "Amir", "Bella", "Carl", "Dina",
)


@dataclass(frozen=True, slots=True)
class Taught:
    """A made-up class: its key and name, who teaches it, and its students."""

    key: str
    name: str
    teacher: str
    students: tuple[Made, ...]

    @property
    def answers(self) -> int:
        """How many answers its students have given."""
        return sum(one.answers for one in self.students)


def make_class(session: Database, *, days: int, students: int, seed: int, password: str, now: datetime,
               zone: str = "UTC", tell: Callable[[Made], None] = lambda _: None) -> list[Made]:
    """Make so many learners who have studied for so many days until yesterday, each in one transaction; return them.

    All are called "demo" and a name, and have the same password. Habits and luck follow from the seed, and the fuzz of dates, as
    everybody's, from the handle of each. ``tell`` is called with each that is done.
    Raises GeoquizError when there is no bank, and Conflict when such learners, or their teacher, are here already.
    """
    subjects = subjects_of(session)
    names = [student_name(number) for number in range(students)]
    refuse_taken(session, [*names, TEACHER])
    password_hash = passwords.hashed(password)
    made = []
    for name in names:
        draw = Random(f"{seed}|{name}")  # noqa: S311  # Nothing secret.
        one = make_learner(session, name, password_hash, subjects, Habits.drawn(draw), draw, days=days, zone=zone, now=now)
        tell(one)
        made.append(one)
    return made


def student_name(number: int) -> str:
    """Return what the student of a number, from 0, is called: "demo Ada" is the first."""
    again, place = divmod(number, len(_NAMES))
    return f"demo {_NAMES[place]}{f' {again + 1}' if again else ''}"


def refuse_taken(session: Database, names: Sequence[str]) -> None:
    """Raise Conflict when somebody is called so already."""
    taken = next((name for name in names if accounts.by_name(session, name_key(name)) is not None), None)
    session.rollback()
    if taken is not None:
        raise Conflict(f"There is a user {taken!r} already: delete the learners of the last demo first.")


def teach(session: Database, students: Sequence[Made], *, days: int, password: str, now: datetime, zone: str = "UTC",
          name: str = "Demo class") -> Taught:
    """Give made-up learners a teacher with the same password, a class, and work on the banks here; in one transaction.

    Raises GeoquizError when there is no bank, and Conflict when the teacher is here already.
    """
    banks = demo.public_banks(session)
    if not banks:
        raise GeoquizError("There is no bank to learn from: apply one first.")
    refuse_taken(session, [TEACHER])
    begin_write(session)
    since = now - timedelta(days=days)
    teacher_id = add_teacher(session, TEACHER, passwords.hashed(password), zone, since)
    key = add_room(session, name, teacher_id, students, banks, since, now)
    session.commit()
    return Taught(key, name, TEACHER, tuple(students))


def add_teacher(session: Database, name: str, password_hash: str, zone: str, since: datetime) -> int:
    """Insert a teacher's account and return its id."""
    return accounts.add_account(session, name=name, password_hash=password_hash, role="teacher", zone=zone, now=since)


def add_room(session: Database, name: str, teacher_id: int, students: Sequence[Made], banks: Sequence[BankName], since: datetime,
             now: datetime) -> str:
    """Insert a class with its people and four assignments, and return its key."""
    key = secrets.token_hex(6)
    id_ = classes.add_class(session, key, name, since)
    classes.add_member(session, id_, teacher_id, "owner", since)
    demo.add_students(session, id_, [one.user_id for one in students], since)
    for chosen, values in _work(banks, since, now):
        assignment = assignments.add(session, key=secrets.token_hex(6), class_id=id_, created_at=since, note="", tags=[],
                                     **values)
        assignments.set_banks(session, assignment, [bank.id for bank in chosen])
    return key


def _work(banks: Sequence[BankName], since: datetime, now: datetime) -> list[tuple[Sequence[BankName], dict[str, Any]]]:
    """Return what is assigned, with the banks it is about: study that is over and that goes on, and a quiz over and ahead."""
    first, rest = banks[:1], banks[1:] or banks
    # Work that was set some days ago is over since then, however short the history is.
    over = since + (now - since) * 0.8
    study = {"mode": "study", "target": 0.9, "feedback": "end"}
    quiz = {"mode": "quiz", "count": 10, "minutes": 20, "feedback": "end", "late_percent": 0}
    return [
        (first, {**study, "title": f"Know “{first[0].title}”"[:120], "due_at": over}),
        (rest, {**study, "title": "Know the rest", "due_at": now + timedelta(days=14)}),
        (first, {**quiz, "title": "First test", "attempts": 1, "opens_at": since + (now - since) * 0.7, "due_at": over}),
        (banks, {**quiz, "title": "Final test", "attempts": 2, "opens_at": now - timedelta(days=1),
                 "due_at": now + timedelta(days=7)}),
    ]
