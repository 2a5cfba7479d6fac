"""The board of a class: who is on it, and what their last days amount to.

People by `ix_class_members_class`; days by the keys of `study_days` and by `ix_reviews_user_day`, for each of them alone.
"""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from geoquiz.core.statistics.learner import Tally, by_day
from geoquiz.storage.db import Database
from geoquiz.storage.models import Classroom, Membership, User
from geoquiz.storage.queries import studydays


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A student who has joined the board, by the user name: what teachers call somebody is theirs alone to read."""

    user_id: int
    name: str


def is_on(session: Database, class_id: int, user_id: int) -> bool:
    """Tell whether somebody has joined the board of a class."""
    statement = select(Membership.on_board).where(Membership.class_id == class_id, Membership.user_id == user_id)
    return bool(session.execute(statement).scalar_one_or_none())


def people_on(session: Database, class_id: int) -> list[OnBoard]:
    """Return the students on the board of a class, by name."""
    statement = (select(User.id, User.name).join(Membership, Membership.user_id == User.id)
                 .where(Membership.class_id == class_id, Membership.role == "student", Membership.on_board)
                 .order_by(func.lower(User.name), User.id))
    return [OnBoard(id_, name or "") for id_, name in session.execute(statement)]


def switch(session: Database, class_id: int, *, on: bool) -> None:
    """Store that a class has a board, with nobody on it, or that it has none."""
    session.execute(update(Classroom).where(Classroom.id == class_id).values(has_board=on))
    session.execute(update(Membership).where(Membership.class_id == class_id).values(on_board=False))


def join(session: Database, class_id: int, user_id: int, *, on: bool) -> None:
    """Store that somebody is on the board of a class, or not."""
    session.execute(update(Membership).where(Membership.class_id == class_id, Membership.user_id == user_id).values(on_board=on))


def days_since(session: Database, user_id: int, first: int) -> dict[int, Tally]:
    """Return what a learner's days from ``first`` on amount to; days that were kept and still hold are not worked out again."""
    holds = max(first, studydays.holds_before(session, user_id))
    kept = studydays.kept(session, user_id, holds)
    return by_day((day, part) for (day, _), part in [*kept.items(), *studydays.worked_out(session, user_id, holds).items()]
                  if day >= first)
