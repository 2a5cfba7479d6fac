"""What is assigned to classes, and which questions that is.

By `ix_assignments_class_due`, the keys of `assignment_banks` and `assignment_questions` (assignment first) and
`ix_questions_bank_position`.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import case, delete, exists, insert, select, update

from geoquiz.core.classes.assigned import Mode, Window
from geoquiz.core.errors import NotFound
from geoquiz.core.kinds import load_question
from geoquiz.core.question import Question as CoreQuestion
from geoquiz.core.scheduling.memory import State
from geoquiz.storage.db import Database
from geoquiz.storage.models import (
    Assignment,
    AssignmentBank,
    AssignmentQuestion,
    Bank,
    BankClassShare,
    BankRevision,
    Card,
    Classroom,
    Membership,
    Part,
    Question,
    QuestionRevision,
)

Parts = frozenset[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment; ``target`` (0..1) belongs to study, the fields after it to quizzes."""

    id: int
    key: str
    class_id: int
    title: str
    note: str
    mode: Mode
    tags: tuple[str, ...]
    opens_at: datetime | None
    due_at: datetime
    target: float | None
    count: int | None
    attempts: int | None
    minutes: int | None
    feedback: Literal["end", "each"]
    hidden_keys: bool
    late_until: datetime | None
    late_percent: int
    created_at: datetime
    withdrawn_at: datetime | None

    @property
    def window(self) -> Window:
        """From when and until when it is done."""
        return Window(self.due_at, self.opens_at, self.late_until, self.late_percent)

    @property
    def starts_at(self) -> datetime:
        """Since when it is there to be done."""
        return self.opens_at or self.created_at


@dataclass(frozen=True, slots=True)
class AssignedBank:
    """A bank that an assignment takes questions from."""

    id: int
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A question that an assignment may be narrowed to; ``chosen`` tells whether it is on its fixed list."""

    id: int
    bank_title: str
    local_id: str
    question: CoreQuestion
    chosen: bool


_COLUMNS = tuple(getattr(Assignment, field.name) for field in fields(Assigned))
_TAGS = [field.name for field in fields(Assigned)].index("tags")


def _assigned(row: Sequence[Any]) -> Assigned:
    values = list(row)[:len(_COLUMNS)]
    values[_TAGS] = tuple(values[_TAGS])
    return Assigned(*values)


def of_class(session: Database, class_id: int, *, withdrawn: bool = False) -> list[Assigned]:
    """Return what is assigned to a class, or with ``withdrawn`` what was taken back, by its due time."""
    there = Assignment.withdrawn_at.is_not(None) if withdrawn else Assignment.withdrawn_at.is_(None)
    statement = select(*_COLUMNS).where(Assignment.class_id == class_id, there).order_by(Assignment.due_at, Assignment.id)
    return [_assigned(row) for row in session.execute(statement)]


def of_key(session: Database, class_id: int, key: str) -> Assigned:
    """Return one assignment of a class; raise NotFound when there is none."""
    row = session.execute(select(*_COLUMNS).where(Assignment.class_id == class_id, Assignment.key == key)).one_or_none() \
        if "\0" not in key else None
    if row is None:
        raise NotFound("There is no such assignment.")
    return _assigned(row)


def of_student(session: Database, user_id: int) -> list[tuple[Assigned, str, str]]:
    """Return what is assigned to a student in classes that go on, with (key, name) of the class, by its due time."""
    statement = (
        select(*_COLUMNS, Classroom.key, Classroom.name).join(Classroom, Classroom.id == Assignment.class_id)
        .join(Membership, Membership.class_id == Classroom.id)
        .where(Membership.user_id == user_id, Membership.role == "student", Classroom.archived_at.is_(None),
               Assignment.withdrawn_at.is_(None))
        .order_by(Assignment.due_at, Assignment.id)
    )
    return [(_assigned(row), row[-2], row[-1]) for row in session.execute(statement)]


def add(session: Database, **values: Any) -> int:
    """Insert an assignment and return its id."""
    return session.execute(insert(Assignment).values(**values).returning(Assignment.id)).scalar_one()


def change(session: Database, assignment_id: int, **values: Any) -> None:
    """Store new values of an assignment."""
    session.execute(update(Assignment).where(Assignment.id == assignment_id).values(**values))


def set_banks(session: Database, assignment_id: int, bank_ids: Collection[int]) -> None:
    """Store which banks an assignment takes questions from."""
    session.execute(delete(AssignmentBank).where(AssignmentBank.assignment_id == assignment_id))
    session.execute(insert(AssignmentBank), [{"assignment_id": assignment_id, "bank_id": id_} for id_ in sorted(bank_ids)])


def set_questions(session: Database, assignment_id: int, question_ids: Collection[int]) -> None:
    """Store the fixed list of an assignment; an empty one leaves nothing out."""
    session.execute(delete(AssignmentQuestion).where(AssignmentQuestion.assignment_id == assignment_id))
    if question_ids:
        session.execute(insert(AssignmentQuestion),
                        [{"assignment_id": assignment_id, "question_id": id_} for id_ in sorted(question_ids)])


def banks_of(session: Database, assignment_ids: Collection[int]) -> dict[int, tuple[AssignedBank, ...]]:
    """Return the banks of each assignment, by title; those that were put away stay named."""
    statement = (select(AssignmentBank.assignment_id, Bank.id, Bank.key, Bank.title).join(Bank, Bank.id == AssignmentBank.bank_id)
                 .where(AssignmentBank.assignment_id.in_(assignment_ids)).order_by(Bank.title, Bank.id))
    found: dict[int, tuple[AssignedBank, ...]] = {}
    for id_, bank_id, key, title in session.execute(statement):
        found[id_] = (*found.get(id_, ()), AssignedBank(bank_id, key, title))
    return found


def _fixed(session: Database, assignment_ids: Collection[int]) -> dict[int, set[int]]:
    statement = select(AssignmentQuestion.assignment_id, AssignmentQuestion.question_id).where(
        AssignmentQuestion.assignment_id.in_(assignment_ids))
    found: dict[int, set[int]] = {}
    for id_, question_id in session.execute(statement):
        found.setdefault(id_, set()).add(question_id)
    return found


def _tagged(session: Database, bank_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the tags of each question of some banks, those of its bank included."""
    # The texts alone are read, and only those with tags: a bank may have ten thousand.
    own = case((QuestionRevision.content.contains('"tags"'), QuestionRevision.content), else_="{}")
    headers = {id_: frozenset(header.get("tags", ())) for id_, header in session.execute(
        select(Bank.id, BankRevision.header).join(BankRevision, BankRevision.id == Bank.revision_id).where(Bank.id.in_(bank_ids)))}
    statement = (select(Question.id, Question.bank_id, own).join(QuestionRevision, QuestionRevision.id == Question.revision_id)
                 .where(Question.bank_id.in_(bank_ids)))
    return {id_: headers.get(bank, frozenset()).union(json.loads(content).get("tags", ()))
            for id_, bank, content in session.execute(statement)}


def tags_of(session: Database, bank_ids: Collection[int]) -> list[str]:
    """Return the tags of some banks and their questions, in order."""
    return sorted({tag for tags in _tagged(session, bank_ids).values() for tag in tags})


def parts_of(session: Database, assigned: Iterable[Assigned]) -> dict[int, Parts]:
    """Return the (question, part) pairs that each assignment asks, retired questions left out."""
    assigned = list(assigned)
    ids = [one.id for one in assigned]
    banks, fixed = banks_of(session, ids), _fixed(session, ids)
    bank_ids = {bank.id for found in banks.values() for bank in found}
    by_bank: dict[int, list[tuple[int, str]]] = {}
    statement = (select(Question.bank_id, Question.id, Part.part).join(Part, Part.question_id == Question.id)
                 .where(Question.bank_id.in_(bank_ids), Question.retired_at.is_(None)))
    for bank_id, question_id, part in session.execute(statement):
        by_bank.setdefault(bank_id, []).append((question_id, part))
    narrowed = {bank.id for one in assigned if one.tags for bank in banks.get(one.id, ())}
    tags = _tagged(session, narrowed) if narrowed else {}
    found = {}
    for one in assigned:
        parts = (pair for bank in banks.get(one.id, ()) for pair in by_bank.get(bank.id, ()))
        only, wanted = fixed.get(one.id), set(one.tags)
        found[one.id] = frozenset(
            pair for pair in parts if (not wanted or wanted & tags[pair[0]]) and (only is None or pair[0] in only))
    return found


def questions_of(session: Database, one: Assigned, most: int) -> list[Listed]:
    """Return the questions that an assignment can be narrowed to, in the order of their banks, up to ``most``."""
    bank_ids = [bank.id for bank in banks_of(session, [one.id]).get(one.id, ())]
    tags, chosen = _tagged(session, bank_ids) if one.tags else {}, _fixed(session, [one.id]).get(one.id, set())
    statement = (
        select(Question.id, Bank.title, Question.local_id, QuestionRevision.content).join(Bank, Bank.id == Question.bank_id)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(Question.bank_id.in_(bank_ids), Question.retired_at.is_(None)).order_by(Bank.title, Bank.id, Question.position)
    )
    rows = [row for row in session.execute(statement) if not one.tags or set(one.tags) & tags[row[0]]]
    return [Listed(id_, title, local_id, load_question(json.loads(content)), id_ in chosen)
            for id_, title, local_id, content in rows[:most]]


def names_of_fixed(session: Database, one: Assigned) -> tuple[str, ...]:
    """Return the permanent names (bank/question) of an assignment's fixed list; empty where it has none."""
    statement = (
        select(Bank.key, Question.local_id).join(AssignmentQuestion, AssignmentQuestion.question_id == Question.id)
        .join(Bank, Bank.id == Question.bank_id).where(AssignmentQuestion.assignment_id == one.id).order_by(Question.id))
    return tuple(f"{key}/{local_id}" for key, local_id in session.execute(statement))


def share_with_class(session: Database, class_id: int, bank_ids: Collection[int]) -> None:
    """Let the members of a class see banks that are not public: an assigned bank can be studied."""
    shared = exists().where(BankClassShare.class_id == class_id, BankClassShare.bank_id == Bank.id)
    hidden = Bank.visibility.in_(("private", "shared"))
    missing = session.scalars(select(Bank.id).where(Bank.id.in_(bank_ids), hidden, ~shared)).all()
    if missing:
        session.execute(insert(BankClassShare), [{"class_id": class_id, "bank_id": id_, "right": "view"} for id_ in missing])
    session.execute(update(Bank).where(Bank.id.in_(bank_ids), Bank.visibility == "private").values(visibility="shared"))


def first_unmet(session: Database, one: Assigned, user_id: int) -> tuple[str, tuple[int, str]] | None:
    """Return the first part of an assignment that a learner has not met, with the key of its bank; None when all were."""
    parts = parts_of(session, [one])[one.id]
    met = {(question_id, part) for question_id, part in session.execute(
        select(Card.question_id, Card.part).where(Card.user_id == user_id, Card.question_id.in_({id_ for id_, _ in parts}),
                                                  (Card.state != State.NEW) | Card.suspended))}
    statement = (select(Bank.key, Question.id, Part.part).join(Question, Question.bank_id == Bank.id)
                 .join(Part, Part.question_id == Question.id).where(Question.id.in_({id_ for id_, _ in parts}))
                 .order_by(Question.position, Bank.id, Part.position))
    return next(((key, (id_, part)) for key, id_, part in session.execute(statement) if (id_, part) in parts - met), None)
