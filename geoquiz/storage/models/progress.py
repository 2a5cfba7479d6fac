"""What days of study amount to. All of it can be worked out from the log again, and is wherever the log says otherwise."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Id, Model


class StudyDay(Model):
    """One learner's day and kind of question: how many answers, and what was retained of cards in review."""

    __tablename__ = "study_days"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    answered: Mapped[int]
    right: Mapped[int]
    seconds: Mapped[float]
    young: Mapped[int]
    young_right: Mapped[int]
    mature: Mapped[int]
    mature_right: Mapped[int]


class SummedLog(Model):
    """How far a learner's log is summed up: days before ``before_day``, from rows up to ``review_id``."""

    __tablename__ = "summed_logs"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    before_day: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(Id)
