"""A made-up school: many classes with their teachers, each studying some of the banks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from string import ascii_lowercase

from geoquiz import passwords
from geoquiz.core.errors import GeoquizError
from geoquiz.core.simulation import Habits
from geoquiz.services.demo.classes import TEACHER, Taught, add_room, add_teacher, refuse_taken, student_name
from geoquiz.services.demo.learners import Answerable, Made, make_learner, subjects_of
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import demo
from geoquiz.storage.queries.demo import BankName

MOST_CLASSES = 200
_YEARS = range(5, 13)
_CLASSES_A_TEACHER = 3
# So many answers go with one new question: what the first students are given days by; of the others more is known.
_ANSWERS_A_NEW_ONE = 6.0
_FIRST_GUESS = 300.0  # It weighs as much as so many new questions.
_ANSWERS_A_QUESTION = 6
_LONGEST = 3650


@dataclass(frozen=True, slots=True)
class School:
    """How large a school is; ``reviews`` is about how many answers all its students have given together."""

    classes: int
    students: int
    reviews: int


def make_school(session: Database, school: School, bank_keys: Sequence[str], *, seed: int, password: str, now: datetime,
                zone: str = "UTC", tell: Callable[[Taught], None] = lambda _: None) -> list[Taught]:
    """Make a school that has studied the public banks of these keys until yesterday, and return its classes.

    Every class studies a few of the banks that follow each other; every teacher has up to three classes; everybody has the same
    password. ``tell`` is called with each class that is done.
    Raises GeoquizError where no bank is one to learn from, and Conflict when such learners or teachers are here already.
    """
    banks = [bank for bank in demo.public_banks(session) if bank.key in set(bank_keys)]
    if not banks:
        raise GeoquizError("There is no bank to learn from: apply one first.")
    subjects = subjects_of(session)
    teachers = [f"{TEACHER} {number + 1}" if number else TEACHER for number in range(-(-school.classes // _CLASSES_A_TEACHER))]
    refuse_taken(session, [*(student_name(number) for number in range(school.students)), *teachers])
    password_hash = passwords.hashed(password)
    making, made, teacher_ids = _Making(session, school, seed, password_hash, zone, now), [], list[int]()
    for number in range(school.classes):
        chosen = _chosen(banks, number, school, subjects)
        ids = {bank.id for bank in chosen}
        students = making.students(school.students // school.classes + (number < school.students % school.classes),
                                   [one for one in subjects if one.asked.bank_id in ids])
        begin_write(session)
        if number % _CLASSES_A_TEACHER == 0:
            teacher_ids.append(add_teacher(session, teachers[len(teacher_ids)], password_hash, zone, making.since))
        name = f"Demo {_YEARS[number % len(_YEARS)]}{ascii_lowercase[number // len(_YEARS)]}"
        key = add_room(session, name, teacher_ids[-1], students, chosen, making.since, now)
        session.commit()
        made.append(Taught(key, name, teachers[len(teacher_ids) - 1], tuple(students)))
        tell(made[-1])
    return made


def _chosen(banks: Sequence[BankName], number: int, school: School, subjects: Sequence[Answerable]) -> list[BankName]:
    """Return the banks of a class: as many as its students have answers for."""
    parts_a_bank = max(1, len(subjects) // len(banks))
    count = min(len(banks), max(2, school.reviews // school.students // (_ANSWERS_A_QUESTION * parts_a_bank)))
    return [banks[(number * count + place) % len(banks)] for place in range(count)]


class _Making:
    """The students of a school, one after the other: each studies for as many days as the others needed for their share."""

    def __init__(self, session: Database, school: School, seed: int, password_hash: str, zone: str, now: datetime) -> None:
        self.session, self.seed, self.password_hash, self.zone, self.now = session, seed, password_hash, zone, now
        self.share, self.number = school.reviews / school.students, 0
        self.new, self.answers = _FIRST_GUESS, _FIRST_GUESS * _ANSWERS_A_NEW_ONE
        self.since = now - timedelta(days=max(30, int(self.share) // 10))

    def students(self, count: int, subjects: Sequence[Answerable]) -> list[Made]:
        """Make so many, who study these subjects."""
        return [self._student(subjects) for _ in range(count)]

    def _student(self, subjects: Sequence[Answerable]) -> Made:
        name = student_name(self.number)
        draw = Random(f"{self.seed}|{name}")  # noqa: S311  # Nothing secret.
        habits = Habits.drawn(draw)
        new_a_day = habits.new_a_day * (1 - habits.days_off)
        days = min(_LONGEST, max(2, round(self.share / (new_a_day * self.answers / self.new))))
        one = make_learner(self.session, name, self.password_hash, subjects, habits, draw, days=days, zone=self.zone, now=self.now)
        self.number, self.new, self.answers = self.number + 1, self.new + days * new_a_day, self.answers + one.answers
        return one
