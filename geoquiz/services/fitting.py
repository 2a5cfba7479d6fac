"""Fitting FSRS's weights to a learner's own log, and going back to the former ones.

Adopting weights moves no card and so writes no row of the log: each row names the settings version that it was computed
under, and reviews from then on name the new one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from geoquiz.core.errors import Conflict
from geoquiz.core.scheduling.fitting import ENOUGH_REVIEWS, Fit, Recall, fit, recalls
from geoquiz.core.stages import STORING, OnStage, counted, unheard
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, works
from geoquiz.storage.queries.accounts import LearnerSettings
from geoquiz.storage.queries.fitting import logs, weights_used

Weights = tuple[float, ...]

# A log of more rows is fitted to beside the page.
LARGE = 2000


@dataclass(frozen=True, slots=True)
class OwnMemory:
    """How many reviews fitting could use, and since when fitted weights are in use; None while they are the usual ones."""

    reviews: int
    fitted_since: datetime | None

    @property
    def needed(self) -> int:
        """How many reviews fitting needs."""
        return ENOUGH_REVIEWS

    @property
    def missing(self) -> int:
        """How many are still missing."""
        return max(0, self.needed - self.reviews)


def own_memory(session: Database, user_id: int) -> OwnMemory:
    """Return where a learner stands with weights of their own."""
    settings, used = accounts.settings_of(session, user_id), weights_used(session, user_id)
    adopted = _adopted(weights for weights, _ in used)
    since = None
    for weights, at in reversed(used):
        if len(adopted) == 1 or weights != adopted[-1]:
            break
        since = at
    return OwnMemory(len(_log(session, user_id, settings)), since)


def is_large(session: Database, user_id: int) -> bool:
    """Return whether a learner's log is one that takes long."""
    return works.count_log(session, user_id) > LARGE


def fit_weights(session: Database, user_id: int, *, now: datetime, on_stage: OnStage = unheard) -> Fit:
    """Fit weights to a learner's log, and use them from now on if they predict the learner's later reviews better.

    Raises Conflict when the learner's weights changed in the meantime; then nothing is stored.
    """
    settings = accounts.settings_of(session, user_id)
    on_stage("Reading your reviews", 0, 0)
    log = _log(session, user_id, settings, on_stage)
    on_stage("Fitting the weights", 0, 0)
    found = fit(log, settings.memory)
    on_stage(STORING, 0, 0)
    if found.weights is not None:
        _use(session, user_id, found.weights, instead_of=settings.memory.weights, now=now)
    return found


def undo(session: Database, user_id: int, *, now: datetime) -> None:
    """Use the weights again that were in use before the last fit; raise Conflict when nothing was fitted."""
    adopted = _adopted(weights for weights, _ in weights_used(session, user_id))
    if len(adopted) == 1:
        raise Conflict("There are no fitted weights to take back: the usual ones are in use.")
    _use(session, user_id, adopted[-2], instead_of=adopted[-1], now=now)


def _log(session: Database, user_id: int, settings: LearnerSettings, on_stage: OnStage = unheard) -> list[Recall]:
    cards = sorted(logs(session, user_id).items())
    return [recall for card, rows in counted(cards, "Sorting your reviews by card", len(cards), on_stage)
            for recall in recalls(card, rows, settings.memory)]


def _adopted(used: Iterable[Weights]) -> list[Weights]:
    """Return the weights that were adopted one upon the other and not taken back since; the last are those in use."""
    adopted: list[Weights] = []
    for weights in used:
        if len(adopted) > 1 and weights == adopted[-2]:
            adopted.pop()
        elif not adopted or weights != adopted[-1]:
            adopted.append(weights)
    return adopted


def _use(session: Database, user_id: int, weights: Weights, *, instead_of: Weights, now: datetime) -> None:
    """Store a settings version with other weights; the learner was not locked while they were found."""
    begin_write(session)
    accounts.lock(session, user_id)
    old = accounts.settings_of(session, user_id)
    if old.memory.weights != instead_of:
        session.rollback()
        raise Conflict("Your weights were changed in the meantime, on another page: look at them again.")
    accounts.store_settings(session, user_id, old, replace(old, memory=replace(old.memory, weights=weights)), now)
    session.commit()
