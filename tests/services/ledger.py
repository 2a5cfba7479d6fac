"""What must hold for everybody's log and cards at any time."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.scheduling.memory import Memory, fold
from geoquiz.storage.models import Answer, Card, Review
from geoquiz.storage.queries import accounts, cards, log
from geoquiz.storage.queries.memory import bank_key_of, seed_of


def check(session: Session, *user_ids: int) -> None:
    """Fail unless each card of these learners is exactly what its log folds to, and each answer has its one review."""
    for user_id in user_ids:
        logged = set(session.execute(select(Review.question_id, Review.part).where(Review.user_id == user_id)))
        assert set(session.execute(select(Card.question_id, Card.part).where(Card.user_id == user_id))) <= logged
        for question_id, part in logged:
            versions = accounts.all_settings_of(session, user_id, bank_key_of(session, question_id))
            folded = fold(log.log_of(session, user_id, question_id, part), versions, seed_of(session, user_id, question_id, part))
            assert asdict(cards.memory_of(session, user_id, question_id, part)) == asdict(folded)
            newest = session.execute(
                select(Review.state, Review.step, Review.stability, Review.difficulty, Review.due, Review.due_cause)
                .where(Review.user_id == user_id, Review.question_id == question_id, Review.part == part)
                .order_by(Review.id.desc()).limit(1)
            ).one()
            assert tuple(newest) == (folded.state, folded.step, folded.stability, folded.difficulty, folded.due,
                                     folded.due_cause)
        # In a quiz the answer that counts is reviewed once it is handed in; those before it are not.
        waiting = select(Answer.key).where(Answer.user_id == user_id, Answer.mode == "quiz").except_(
            select(Review.answer_key).where(Review.user_id == user_id, Review.answer_key.is_not(None)))
        answers = session.scalars(select(Answer.key).where(Answer.user_id == user_id, Answer.key.not_in(waiting))).all()
        reviewed = session.scalars(select(Review.answer_key).where(Review.user_id == user_id, Review.cause == "review")).all()
        assert sorted(answers) == sorted(reviewed, key=str)
        ids = session.scalars(select(Review.id).where(Review.user_id == user_id).order_by(Review.id)).all()
        assert list(ids) == list(range(1, len(ids) + 1))
    session.rollback()


def memories(session: Session, user_id: int) -> dict[tuple[int, str], Memory]:
    """Return the memory of each card of a learner that is not new."""
    found = {(question_id, part): cards.memory_of(session, user_id, question_id, part) for question_id, part in
             session.execute(select(Card.question_id, Card.part).where(Card.user_id == user_id)).all()}
    return {card: memory for card, memory in found.items() if memory != Memory()}
