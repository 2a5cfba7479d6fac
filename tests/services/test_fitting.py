"""Weights fitted to a learner's own log: adopted when better, taken back one after the other, and no card moves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS
from geoquiz.services import accounts, corrections, fitting
from geoquiz.services.fitting import OwnMemory, fit_weights, own_memory
from geoquiz.storage.db import begin_write
from geoquiz.storage.models import SettingsVersion
from geoquiz.storage.queries import accounts as account_rows
from tests.core.scheduling.test_fitting import FORGETFUL
from tests.factories import NOW, answer_right, apply_bank, make_bank, make_learner, page
from tests.long_logs import be_long_at_it
from tests.services.ledger import check, memories


def weights(session: Session, user_id: int) -> tuple[float, ...]:
    return accounts.settings_of(session, user_id).memory.weights


def adopt(session: Session, user_id: int, weights: tuple[float, ...]) -> None:
    """Use weights as if fitting had found them."""
    old = account_rows.settings_of(session, user_id)
    begin_write(session)
    account_rows.store_settings(session, user_id, old, replace(old, memory=replace(old.memory, weights=weights)), NOW)
    session.commit()


def test_better_weights_are_a_new_version_of_the_settings_and_everything_else_stays(session: Session) -> None:
    learner = make_learner(session, zone="Asia/Tokyo", new_per_day=7, desired_retention=0.85)
    reviews = be_long_at_it(session, learner.id, FORGETFUL)
    assert own_memory(session, learner.id) == OwnMemory(reviews, None)
    before = accounts.settings_of(session, learner.id)
    found = fit_weights(session, learner.id, now=NOW)
    assert found.adopted
    assert found.before is not None
    assert found.after is not None
    assert found.after.log_loss < found.before.log_loss
    after = accounts.settings_of(session, learner.id)
    assert (after.number, after.memory.weights) == (before.number + 1, found.weights)
    assert (after.new_per_day, after.memory.zone, after.memory.desired_retention) == (7, "Asia/Tokyo", 0.85)
    accounts.change_settings(session, learner.id, new_per_day=8, now=NOW + timedelta(days=1))
    assert own_memory(session, learner.id) == OwnMemory(reviews, NOW)


def test_weights_that_are_no_better_stay_out(session: Session) -> None:
    learner = make_learner(session)
    be_long_at_it(session, learner.id, FORGETFUL)
    fitted = fit_weights(session, learner.id, now=NOW).weights
    again = fit_weights(session, learner.id, now=NOW)
    assert not again.adopted
    assert again.why == "The new weights predict your later reviews no better than those in use, which stay."
    assert weights(session, learner.id) == fitted
    assert accounts.settings_of(session, learner.id).number == 2


def test_undo_returns_to_the_former_weights_as_a_new_version_until_there_are_none(session: Session) -> None:
    learner = make_learner(session)
    be_long_at_it(session, learner.id, FORGETFUL)
    first = fit_weights(session, learner.id, now=NOW).weights
    assert first is not None
    second = (*first[:-1], 0.2)
    adopt(session, learner.id, second)
    fitting.undo(session, learner.id, now=NOW)
    assert weights(session, learner.id) == first
    fitting.undo(session, learner.id, now=NOW)
    assert weights(session, learner.id) == DEFAULT_WEIGHTS
    assert session.scalars(select(SettingsVersion.number).order_by(SettingsVersion.number)).all() == [1, 2, 3, 4, 5]
    assert own_memory(session, learner.id).fitted_since is None
    with pytest.raises(Conflict, match=r"^There are no fitted weights to take back: the usual ones are in use\.$"):
        fitting.undo(session, learner.id, now=NOW)
    assert fit_weights(session, learner.id, now=NOW + timedelta(days=1)).weights == first
    assert own_memory(session, learner.id).fitted_since == NOW + timedelta(days=1)


def test_few_reviews_are_not_fitted(session: Session) -> None:
    apply_bank(session, make_bank(3))
    learner = make_learner(session)
    answer_right(session, page(session, learner.id, "q1"))
    answer_right(session, page(session, learner.id, "q2"))
    corrections.undo(session, learner.id, now=NOW)
    assert own_memory(session, learner.id).missing == 399
    found = fit_weights(session, learner.id, now=NOW)
    assert (found.adopted, found.why) == (False, "Fitting needs 400 reviews, and there are 1 so far.")
    assert accounts.settings_of(session, learner.id).number == 1


def test_reviews_of_others_are_not_counted(session: Session) -> None:
    learner, other = make_learner(session), make_learner(session)
    be_long_at_it(session, learner.id, FORGETFUL, cards=80)
    assert own_memory(session, other.id) == OwnMemory(0, None)
    assert not fit_weights(session, other.id, now=NOW).adopted


def test_no_card_moves_and_later_reviews_use_the_new_weights(session: Session) -> None:
    apply_bank(session, make_bank(2))
    learner, same = make_learner(session), make_learner(session)
    for one in (learner, same):
        answer_right(session, page(session, one.id, "q1"))
    before = memories(session, learner.id)
    adopt(session, learner.id, FORGETFUL)
    assert memories(session, learner.id) == before
    later = NOW + timedelta(days=1)
    for one in (learner, same):
        answer_right(session, page(session, one.id, "q1", at=later), now=later)
    moved, as_usual = (next(iter(memories(session, one.id).values())) for one in (learner, same))
    assert moved.stability != as_usual.stability
    check(session, learner.id)


def test_weights_that_changed_meanwhile_are_not_overwritten(session: Session) -> None:
    learner = make_learner(session)
    be_long_at_it(session, learner.id, FORGETFUL)
    with pytest.raises(Conflict, match=r"^Your weights were changed in the meantime, on another page: look at them again\.$"):
        fitting._use(session, learner.id, FORGETFUL, instead_of=FORGETFUL, now=NOW)
    assert weights(session, learner.id) == DEFAULT_WEIGHTS
