"""Counting the answers of somebody who goes, so that item statistics keep what they knew without knowing whose it was."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Review, Tally
from geoquiz.storage.queries.log import voided

_AT_ONCE = 1000


def keep(session: Database, user_ids: Sequence[int]) -> None:
    """Add the answers of users that are about to be deleted to the tallies of their questions; those taken back are left out."""
    taken_back = select(Review.id).where(
        Review.user_id == Answer.user_id, Review.answer_key == Answer.key, voided(Review.user_id, Review.id)).exists()
    rows = session.execute(
        select(Answer.question_id, Answer.part, Answer.answered_at, Answer.score, Answer.first_sight)
        .where(Answer.user_id.in_(user_ids), ~taken_back), execution_options={"yield_per": _AT_ONCE})
    sums: dict[tuple[int, str, str], list[float]] = defaultdict(lambda: [0, 0.0, 0, 0.0])
    for question_id, part, at, score, first in rows:
        counts = sums[question_id, part, f"{at:%Y-%m}"]
        counts[0] += 1
        counts[1] += score
        counts[2] += first
        counts[3] += score if first else 0.0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # In one order always, so that two deletions at the same moment never wait for each other.
    for (question_id, part, month), (answers, score, first_answers, first_score) in sorted(sums.items()):
        statement = dialect.insert(Tally).values(
            question_id=question_id, part=part, month=month, answers=int(answers), score=score, first_answers=int(first_answers),
            first_score=first_score)
        session.execute(statement.on_conflict_do_update(
            index_elements=["question_id", "part", "month"],
            set_={name: getattr(Tally, name) + statement.excluded[name]
                  for name in ("answers", "score", "first_answers", "first_score")}))
