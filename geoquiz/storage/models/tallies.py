"""What stays of answers whose learners are gone: counts, with nobody's name and nobody's words."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from geoquiz.storage.db import Model


class Tally(Model):
    """Answers to one part of a question in one month, by learners whose accounts are deleted. Scores are sums."""

    __tablename__ = "tallies"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    # In UTC, as "2026-03".
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    answers: Mapped[int]
    score: Mapped[float]
    first_answers: Mapped[int]
    first_score: Mapped[float]
