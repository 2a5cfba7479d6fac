"""The board of a class: effort and retention of those who want to be on it; it is there only where the teacher wants it too."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.learner import Tally, total
from geoquiz.core.statistics.streak import streak
from geoquiz.storage.db import Database, begin_read, begin_write
from geoquiz.storage.queries import accounts, board, classes
from geoquiz.storage.queries.board import OnBoard
from geoquiz.storage.queries.classes import Class
from geoquiz.storage.queries.streaks import days_in_a_row

WEEK, MONTH = 7, 30
FEWEST = 20
"""Retention is told from so many reviews on: of fewer it would be luck."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the board: on how many of the last seven days they studied, what they did in them, and what they retain.

    ``streak`` is on how many days they have kept at it, ``retained`` their retention in 30 days; None of too few reviews.
    """

    name: str
    is_me: bool
    days: int
    streak: int
    answers: int
    seconds: float
    retained: Share | None


@dataclass(frozen=True, slots=True)
class Board:
    """The board as one member sees it; ``lines`` are empty for whoever has neither joined it nor teaches the class."""

    room: Class
    is_joined: bool
    name: str
    lines: tuple[Line, ...]


def show(session: Database, key: str, user_id: int, *, now: datetime) -> Board:
    """Return the board of a class. Raises NotFound for strangers to it, and for students where it is off."""
    begin_read(session)
    room = classes.class_of(session, key, user_id)
    if not room.has_board and not room.is_taught:
        raise NotFound("This class has no board.")
    joined = room.has_board and board.is_on(session, room.id, user_id)
    shown = board.people_on(session, room.id) if room.has_board and (joined or room.is_taught) else []
    lines = [_line(session, one, user_id, now) for one in shown]
    return Board(room, joined, classes.member_of(session, room.id, user_id).name,
                 tuple(sorted(lines, key=lambda line: (-line.days, -line.streak, line.name.casefold()))))


def _line(session: Database, one: OnBoard, user_id: int, now: datetime) -> Line:
    today = accounts.settings_of(session, one.user_id).memory.calendar.day(now)
    days = board.days_since(session, one.user_id, today - MONTH + 1)
    week: list[Tally] = [part for day, part in days.items() if today - WEEK < day <= today]
    month, seven = total(days.values()), total(week)
    return Line(one.name, one.user_id == user_id, sum(part.answered > 0 for part in week),
                streak(days_in_a_row(session, one.user_id, today), today), seven.answered, seven.seconds,
                month.retained if month.retained.whole >= FEWEST else None)


def switch(session: Database, key: str, user_id: int, *, on: bool) -> None:
    """Turn the board of a class on or off, for those who teach it; turned off, it forgets who was on it."""
    begin_write(session)
    try:
        room = classes.taught_by(session, key, user_id)
        _refuse_archived(room)
        if room.has_board != on:
            board.switch(session, room.id, on=on)
        session.commit()
    finally:
        session.rollback()


def join(session: Database, key: str, user_id: int, *, on: bool) -> None:
    """Put oneself on the board of a class, or off it, at any time. Raises NotFound for others than its students."""
    begin_write(session)
    try:
        room = classes.class_of(session, key, user_id)
        if room.is_taught or not room.has_board:
            raise NotFound("This class has no board.")
        if on:
            _refuse_archived(room)
        board.join(session, room.id, user_id, on=on)
        session.commit()
    finally:
        session.rollback()


def _refuse_archived(room: Class) -> None:
    if room.archived_at is not None:
        raise Conflict("This class is archived: take it up again before you change it." if room.is_taught else
                       "This class is archived: nobody joins its board any more.")
