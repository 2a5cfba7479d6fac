"""Study without a network: what a device takes along, and what became of the answers that it brings back."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from geoquiz.core.asked import Asked, seed_of
from geoquiz.core.banks.provenance import as_of_line, source_line
from geoquiz.core.offline.device import device_key
from geoquiz.core.offline.packing import AHEAD, MOST, packed
from geoquiz.core.question import Context, Outcome, Question, Response, Shown
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.queue import Candidate, are_new_held_back
from geoquiz.core.scheduling.reasons import Reasons, reasons_for
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts, banks, cards, log, memory, ready, withheld
from geoquiz.storage.queries.accounts import LearnerSettings
from geoquiz.storage.queries.banks import BankHead
from geoquiz.storage.queries.log import AnswerRow
from geoquiz.storage.queries.outlook import day_of, new_cards


@dataclass(frozen=True, slots=True)
class Packed:
    """A question to take along: how it is asked, and, for its device alone, what it takes to judge and to explain it.

    ``due`` is from when on it may be asked; None for one that is new. ``reasons`` are there where its buttons show intervals.
    """

    asked: Asked
    question: Question
    shown: Shown
    bank: BankHead
    due: datetime | None
    reasons: Reasons | None
    device_key: dict[str, Any]
    source: str
    as_of: str

    @property
    def kind(self) -> str:
        """The kind of the question."""
        return self.question.kind

    @property
    def part(self) -> str:
        """The part that is asked."""
        return self.asked.part

    @property
    def is_new(self) -> bool:
        """Whether its learner has never been asked it."""
        return self.due is None

    @property
    def outcome(self) -> Outcome:
        """What is told of somebody who gave up: the right answer, with nothing of their own beside it."""
        right = self.question.grade(self.question.right_response(self.part), Context(), self.part)
        return replace(right, score=0.0, verdict="wrong", note="", detail=(), places=right.places[:1])

    # What a verdict's template asks beside these; nobody has given a response yet.
    gave_up = True
    response: Response = ()


def pack(session: Database, user_id: int, *, now: datetime, new_key: Callable[[], str], most: int = MOST) -> list[Packed]:
    """Return the next questions of a learner over all their banks, in the order in which a device should ask them.

    They are those due now and the new ones of today, as study would ask them, and then those that fall due next, 100 at the
    most; of a question one part. ``new_key`` makes the random key of each answer.
    """
    settings = accounts.settings_of(session, user_id)
    hidden = withheld.questions(session, user_id, now)
    chosen = packed(*_candidates(session, user_id, settings, now, hidden, most), day_of(session, user_id, settings, now), now=now,
                    withheld=hidden, most=most)
    found = (_packed(session, user_id, settings, card, now, new_key()) for card in chosen)
    return [question for question in found if question is not None]


def _candidates(session: Database, user_id: int, settings: LearnerSettings, now: datetime, hidden: frozenset[int], most: int
                ) -> tuple[list[Candidate], list[Candidate]]:
    """Return the cards with memory that are due by the end of what is packed, and the new ones that may come today."""
    calendar = settings.memory.calendar
    today = calendar.day(now)
    due = cards.due_candidates(session, user_id, None, today, calendar.start(today + 1), now + AHEAD)
    if are_new_held_back(due, day_of(session, user_id, settings, now)):
        return due, []
    return due, new_cards(session, user_id, settings, None, now=now, hidden=hidden, most=3 * most)


def _packed(session: Database, user_id: int, settings: LearnerSettings, card: Candidate, now: datetime, key: str) -> Packed | None:
    showing = banks.current_showing(session, card.question_id)
    if showing is None:
        return None
    known = cards.memory_of(session, user_id, *card.card)
    # Session 0 is none: what is answered without a network would not fit into the sittings of the day it arrives on.
    asked = Asked(user_id, card.question_id, showing.revision_id, showing.bank.revision_id, card.part,
                  seed_of(user_id, 0, known.reps, *card.card), key, 0, None, known.reps, now)
    question = showing.question
    shown = question.shown(card.part, asked.seed)
    reasons = None
    if question.self_graded and settings.show_intervals:
        reasons = reasons_for(known, at=now, settings=settings.memory_in(showing.bank.key),
                              seed=memory.seed_of(session, user_id, *card.card),
                              plan=ready.plan_in(session, user_id, showing.bank.id))
    return Packed(asked, question, shown, showing.bank, None if card.state == State.NEW else card.due, reasons,
                  device_key(question, card.part, banks.context_of(session, showing), shown),
                  source_line(showing.bank.header, question), as_of_line(showing.bank.header, question))


def known_answers(session: Database, user_id: int, keys: Collection[str]) -> dict[str, AnswerRow]:
    """Return those of a learner's answers that are stored already, by key."""
    found = {key: log.answer_of(session, user_id, key) for key in keys}
    return {key: answer for key, answer in found.items() if answer is not None}


def has_to_wait(session: Database, asked: Asked, *, now: datetime) -> bool:
    """Tell whether an answer cannot be taken yet, since a quiz that is still open asks its question."""
    return asked.question_id in withheld.questions(session, asked.user_id, now)
