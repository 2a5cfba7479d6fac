"""What stays of answers whose learners are gone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.services import accounts, corrections, mydata
from geoquiz.storage.models import Answer, AuditRow, Tally, User
from tests.factories import NOW, answer_right, answer_wrong, apply_bank, make_bank, make_learner, page


def tallies(session: Session) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(
        select(Tally.month, Tally.answers, Tally.score, Tally.first_answers, Tally.first_score)
        .order_by(Tally.question_id, Tally.month))]


def test_answers_of_deleted_accounts_are_counted_by_question_and_month_and_added_up(session: Session) -> None:
    apply_bank(session, make_bank(2))
    ada, bob, cyd = (make_learner(session, name) for name in ("ada", "bob", "cyd"))
    april = NOW + timedelta(days=30)
    for learner in (ada, bob, cyd):
        answer_right(session, page(session, learner.id, "q1"))
    answer_wrong(session, page(session, ada.id, "q1", at=april), now=april)
    answer_wrong(session, page(session, bob.id, "q2"))
    mydata.delete_own(session, ada.id, now=NOW)
    assert tallies(session) == [("2026-03", 1, 1.0, 1, 1.0), ("2026-04", 1, 0.0, 0, 0.0)]
    mydata.delete(session, "bob", now=NOW)
    assert tallies(session) == [("2026-03", 2, 2.0, 2, 2.0), ("2026-04", 1, 0.0, 0, 0.0), ("2026-03", 1, 0.0, 1, 0.0)]
    assert session.scalars(select(Answer.user_id)).all() == [cyd.id]
    deleted = select(AuditRow.subject).where(AuditRow.action == "account deleted").order_by(AuditRow.id)
    assert session.scalars(deleted).all() == ["ada", "bob"]


def test_what_was_taken_back_is_not_counted(session: Session) -> None:
    apply_bank(session, make_bank(1))
    ada = make_learner(session, "ada")
    key = answer_wrong(session, page(session, ada.id, "q1"))
    corrections.undo(session, ada.id, now=NOW, key=key)
    mydata.delete_own(session, ada.id, now=NOW)
    assert tallies(session) == []


def test_a_deletion_that_fails_leaves_everything_and_counts_nothing(session: Session) -> None:
    apply_bank(session, make_bank(1))
    root = make_learner(session, "root", role="admin")
    answer_right(session, page(session, root.id, "q1"))
    with pytest.raises(Conflict, match=r"^You are the only admin here: give somebody else the role first\.$"):
        mydata.delete_own(session, root.id, now=NOW)
    with pytest.raises(NotFound, match=r"^There is no user 'nobody': check the spelling\.$"):
        mydata.delete(session, "nobody", now=NOW)
    assert tallies(session) == []
    assert session.scalar(select(func.count()).select_from(Answer)) == 1
    make_learner(session, "another", role="admin")
    mydata.delete_own(session, root.id, now=NOW)
    assert session.scalars(select(User.name)).all() == ["another"]


def test_visitors_of_long_ago_leave_their_counts_too(session: Session) -> None:
    apply_bank(session, make_bank(1))
    visitor = accounts.start_visit(session, zone="UTC", now=NOW).account
    answer_right(session, page(session, visitor.id, "q1"))
    accounts.start_session(session, make_learner(session), now=NOW + timedelta(days=31))
    assert tallies(session) == [("2026-03", 1, 1.0, 1, 1.0)]
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_a_tally_names_nobody() -> None:
    assert set(Tally.__table__.columns.keys()) == {"question_id", "part", "month", "answers", "score", "first_answers",
                                                   "first_score"}
