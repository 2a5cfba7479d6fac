"""Assignments as their teachers have them: setting, changing and narrowing them, and taking them back."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geoquiz.core.classes.assigned import Mode
from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.quiz import MOST_MINUTES, MOST_QUESTIONS
from geoquiz.storage.db import Database
from geoquiz.storage.queries import assignments, banks, classes
from geoquiz.storage.queries.assignments import Assigned, Listed
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.classes import Class

LONGEST_TITLE = 120
LONGEST_NOTE = 5_000
MOST_LISTED = 400
LOWEST, HIGHEST = 80, 97


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a teacher assigns. ``target`` (per cent) belongs to study, the fields after it to quizzes."""

    title: str
    mode: Mode
    banks: tuple[str, ...]
    due_at: datetime
    note: str = ""
    tags: tuple[str, ...] = ()
    opens_at: datetime | None = None
    target: int = 90
    count: int | None = None
    attempts: int | None = 1
    minutes: int | None = None
    feedback: str = "end"
    hidden_keys: bool = False
    late_until: datetime | None = None
    late_percent: int = 0


def taken_back(session: Database, key: str, user_id: int) -> tuple[Assigned, ...]:
    """Return what was assigned to a class and taken back, for its teachers."""
    return tuple(assignments.of_class(session, classes.taught_by(session, key, user_id).id, withdrawn=True))


def choices(session: Database, key: str, user_id: int) -> tuple[Class, tuple[BankRow, ...]]:
    """Return the class and the banks that its teacher can assign there."""
    room = classes.taught_by(session, key, user_id)
    return room, tuple(bank for bank in banks.list_banks(session, viewer=user_id) if bank.questions)


def assign(session: Database, key: str, user_id: int, wanted: Wanted, *, now: datetime) -> str:
    """Assign something to a class and return its key; banks that are not public are shared with the class by it.

    Raises GeoquizError, with one sentence, for what cannot be assigned so.
    """
    _check(wanted, now)
    room = classes.taught_to_change(session, key, user_id)
    try:
        ids = _bank_ids(session, wanted, user_id)
        name = secrets.token_hex(6)
        id_ = assignments.add(session, key=name, class_id=room.id, mode=wanted.mode, created_at=now, **_values(wanted))
        assignments.set_banks(session, id_, ids)
        assignments.share_with_class(session, room.id, ids)
        _check_parts(session, room, name)
        session.commit()
    finally:
        session.rollback()
    return name


def change(session: Database, key: str, user_id: int, assignment: str, wanted: Wanted, *, now: datetime) -> None:
    """Change an assignment; study stays study, and a quiz a quiz. Raises what `assign` raises."""
    _check(wanted, now, is_new=False)
    room = classes.taught_to_change(session, key, user_id)
    try:
        one = assignments.of_key(session, room.id, assignment)
        if one.mode != wanted.mode:
            raise GeoquizError("An assignment cannot turn from study to a quiz or back: take it back and set a new one.")
        kept = {bank.id for bank in assignments.banks_of(session, [one.id]).get(one.id, ())}
        ids = _bank_ids(session, wanted, user_id, kept=kept)
        assignments.change(session, one.id, **_values(wanted))
        assignments.set_banks(session, one.id, ids)
        assignments.share_with_class(session, room.id, ids)
        _check_parts(session, room, assignment)
        session.commit()
    finally:
        session.rollback()


def _check(wanted: Wanted, now: datetime, *, is_new: bool = True) -> None:
    for fault, sentence in (
        (not wanted.title.strip(), "Give the assignment a title."),
        (len(wanted.title) > LONGEST_TITLE, f"A title has at most {LONGEST_TITLE} characters."),
        (len(wanted.note) > LONGEST_NOTE, f"A note has at most {LONGEST_NOTE:,} characters."),
        (not wanted.banks, "Choose at least one bank."),
        (is_new and wanted.due_at <= now, "The due time is over already: choose a later one."),
        (wanted.opens_at is not None and wanted.opens_at >= wanted.due_at, "It opens after it is due: choose an earlier opening."),
        (not LOWEST <= wanted.target <= HIGHEST, f"Choose a target from {LOWEST} to {HIGHEST} per cent."),
        (wanted.count is not None and not 1 <= wanted.count <= MOST_QUESTIONS,
         f"Choose a number of questions from 1 to {MOST_QUESTIONS}, or leave it empty."),
        (wanted.attempts is not None and not 1 <= wanted.attempts <= 100, "Choose from 1 to 100 attempts, or leave it empty."),
        (wanted.minutes is not None and not 1 <= wanted.minutes <= MOST_MINUTES,
         f"Choose a time limit from 1 to {MOST_MINUTES} minutes, or leave it empty."),
        (wanted.late_until is not None and wanted.late_until <= wanted.due_at,
         "Late work would end before it is due: choose a later end, or leave it empty."),
        (not 0 <= wanted.late_percent <= 100, "What late work loses is a whole number from 0 to 100 per cent."),
    ):
        if fault:
            raise GeoquizError(sentence)


def _values(wanted: Wanted) -> dict[str, Any]:
    shared = {"title": wanted.title.strip(), "note": wanted.note.replace("\r\n", "\n").strip(), "tags": list(wanted.tags),
              "opens_at": wanted.opens_at, "due_at": wanted.due_at}
    if wanted.mode == "study":
        return {**shared, "target": wanted.target / 100, "feedback": "end", "hidden_keys": False, "late_percent": 0}
    return {**shared, "count": wanted.count, "attempts": wanted.attempts, "minutes": wanted.minutes, "feedback": wanted.feedback,
            "hidden_keys": wanted.hidden_keys, "late_until": wanted.late_until, "late_percent": wanted.late_percent}


def _bank_ids(session: Database, wanted: Wanted, user_id: int, kept: Collection[int] = ()) -> set[int]:
    """Return the ids of the banks named; ``kept`` are those that the assignment has, though the teacher may not see them."""
    found = {bank.key: bank.id for bank in banks.list_banks(session, viewer=user_id)}
    for key in wanted.banks:
        if key not in found and (other := banks.id_of(session, key)) in kept and other is not None:
            found[key] = other
        if key not in found:
            raise NotFound(f"There is no bank {key!r} here.")
    return {found[key] for key in wanted.banks}


def _check_parts(session: Database, room: Class, assignment: str) -> None:
    one = assignments.of_key(session, room.id, assignment)
    if not assignments.parts_of(session, [one])[one.id]:
        raise GeoquizError("No question fits: these banks have none with such a tag." if one.tags else
                           "There are no questions in these banks: choose another one.")


def listed(session: Database, key: str, user_id: int, assignment: str) -> tuple[Class, Assigned, tuple[Listed, ...]]:
    """Return the questions that an assignment can be narrowed to, for its teachers."""
    room = classes.taught_by(session, key, user_id)
    one = assignments.of_key(session, room.id, assignment)
    return room, one, tuple(assignments.questions_of(session, one, MOST_LISTED))


def fix_list(session: Database, key: str, user_id: int, assignment: str, question_ids: Collection[int]) -> None:
    """Narrow an assignment to some of its questions; with none, or all of them, it asks whatever its banks hold."""
    room = classes.taught_to_change(session, key, user_id)
    one = assignments.of_key(session, room.id, assignment)
    there = {question.id for question in assignments.questions_of(session, one, MOST_LISTED)}
    chosen = there & set(question_ids)
    assignments.set_questions(session, one.id, chosen if chosen != there else ())
    session.commit()


def withdraw(session: Database, key: str, user_id: int, assignment: str, *, withdrawn: bool, now: datetime) -> None:
    """Take an assignment back, or set it again just as it was; what students did stays."""
    room = classes.taught_to_change(session, key, user_id)
    one = assignments.of_key(session, room.id, assignment)
    assignments.change(session, one.id, withdrawn_at=now if withdrawn else None)
    session.commit()
