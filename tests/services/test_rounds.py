"""Rounds that were played: kept once, the best of them told, and nobody else's."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.services import rounds
from geoquiz.storage.models import Review, Round
from tests.factories import NOW, apply_bank, make_bank, make_learner


def test_the_best_match_is_the_shortest_and_the_best_speed_round_has_most_points(session: Session) -> None:
    bank, learner = apply_bank(session, make_bank(6)), make_learner(session)
    key = rounds.table(session, learner.id, "bank", now=NOW).bank.id
    for number, (game, score) in enumerate((("match", 31_000), ("match", 25_500), ("speed-60", 7), ("speed-60", 12))):
        rounds.keep(session, learner.id, f"key {number}", key, game, score, 0, now=NOW)
    assert rounds.table(session, learner.id, "bank", now=NOW).bests == {"match": (2, 25_500), "speed-60": (2, 12)}
    other = make_learner(session)
    assert rounds.table(session, other.id, "bank", now=NOW).bests == {}, "bests are personal"
    assert bank is not None


def test_the_same_key_is_one_round_and_moves_no_memory(session: Session) -> None:
    apply_bank(session, make_bank(6))
    learner = make_learner(session)
    bank_id = rounds.table(session, learner.id, "bank", now=NOW).bank.id
    for score in (5, 9):
        rounds.keep(session, learner.id, "one", bank_id, "speed-60", score, 0, now=NOW)
    assert session.execute(select(Round.score)).scalars().all() == [5]
    assert session.execute(select(func.count()).select_from(Review)).scalar_one() == 0
    session.rollback()
    with pytest.raises(Conflict, match="was another game"):
        rounds.keep(session, learner.id, "one", bank_id, "match", 5, 0, now=NOW)


def test_a_bank_that_is_not_there_or_an_account_that_is_gone_is_said(session: Session) -> None:
    learner = make_learner(session)
    with pytest.raises(NotFound, match="There is no bank 'none' here"):
        rounds.table(session, learner.id, "none", now=NOW)
    with pytest.raises(NotFound, match="This account is no longer here"):
        rounds.keep(session, 9999, "one", 1, "match", 5, 0, now=NOW)


@pytest.mark.parametrize(("count", "enough"), [(3, False), (4, True)])
def test_a_round_needs_four_terms(session: Session, count: int, enough: bool) -> None:
    apply_bank(session, make_bank(count))
    assert rounds.table(session, make_learner(session).id, "bank", now=NOW).is_enough is enough
