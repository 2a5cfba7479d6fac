"""One made-up learner: an account with the rows of a history, as the server writes them."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from geoquiz.core.errors import GeoquizError, ResponseError
from geoquiz.core.question import Context, Outcome, Response
from geoquiz.core.scheduling.memory import Settings, fuzz_seed
from geoquiz.core.scheduling.queue import SESSION_SIZE
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.simulation import Given, Habits, Subject, studied
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, arrivals, demo
from geoquiz.storage.queries.demo import Askable

# How often somebody who knows nothing is right all the same.
_GUESSING = {"single": 0.25, "true_false": 0.5, "multiple": 0.08, "matching": 0.1, "ordering": 0.08, "map": 0.1}
_WRONG_ONES = 4  # So many different mistakes are made in a question.
_MOST_LOOKED_AT = 12
_ASKS_CONFIDENCE = 0.4  # The share of learners who are asked how sure they are.


@dataclass(frozen=True, slots=True)
class Made:
    """One learner who was made up, and how many answers they have given."""

    name: str
    user_id: int
    answers: int


@dataclass(frozen=True, slots=True)
class Answerable:
    """A part with what may be answered: the right response and some wrong ones (None: gave up), with what each is worth."""

    asked: Askable
    right: tuple[Response, Outcome]
    wrong: tuple[tuple[Response | None, Outcome], ...]


def subjects_of(session: Database) -> list[Answerable]:
    """Return what can be answered to each part of the public banks; raise GeoquizError where there is none.

    Wrong responses are options, and right answers to other questions of the kind.
    """
    parts = demo.askable_parts(session)
    if not parts:
        raise GeoquizError("There is no bank to learn from: apply one first.")
    alike: dict[tuple[int, str], list[Askable]] = defaultdict(list)
    for asked in parts:
        alike[asked.bank_id, asked.question.kind].append(asked)
    found = []
    for asked in parts:
        question, part = asked.question, asked.part
        response = question.right_response(part)
        others = [other.question.right_response(other.part) for other in alike[asked.bank_id, question.kind][:_MOST_LOOKED_AT]
                  if other is not asked]
        shown = question.shown(part, "demo").choices
        wrong: list[tuple[Response | None, Outcome]] = [(None, question.given_up(part))]
        for other in [*((choice,) for choice in shown if question.kind in ("single", "multiple", "true_false", "map")),
                      *([shown] if question.kind == "ordering" else []), *others]:
            with_outcome = _graded(asked, other)
            if with_outcome is not None and len(wrong) < _WRONG_ONES:
                wrong.append((other, with_outcome))
        found.append(Answerable(asked, (response, question.grade(response, Context(), part)), tuple(wrong)))
    return found


def _graded(asked: Askable, response: Response) -> Outcome | None:
    """Return what a response is worth, None where it cannot be read or is right after all."""
    try:
        outcome = asked.question.grade(response, Context(), asked.part)
    except ResponseError:
        return None
    return None if outcome.is_right else outcome


def make_learner(session: Database, name: str, password_hash: str, subjects: Sequence[Answerable], habits: Habits, draw: Random, *,
                 days: int, zone: str, now: datetime) -> Made:
    """Make one learner who has studied with these habits for so many days until yesterday."""
    settings = Settings(zone=zone)
    today = settings.calendar.day(now)
    since = settings.calendar.start(today - days)
    begin_write(session)
    user_id = accounts.add_account(session, name=name, password_hash=password_hash, role="student", zone=zone, now=since)
    account = accounts.by_id(session, user_id)
    assert account is not None  # It was written a moment ago.
    session.commit()
    asks = draw.random() < _ASKS_CONFIDENCE
    cards = [Subject(one.asked.question_id, fuzz_seed(account.handle, one.asked.bank_key, one.asked.question.id, one.asked.part),
                     _GUESSING.get(one.asked.question.kind, 0.0)) for one in subjects]
    history = studied(habits, cards, settings, first_day=today - days, days=days, draw=draw)
    rows = _History(user_id, subjects, draw, asks_confidence=asks)
    for given in history:
        rows.add(given)
    begin_write(session)
    accounts.lock(session, user_id)
    if asks:
        old = accounts.settings_of(session, user_id)
        accounts.store_settings(session, user_id, old, replace(old, asks_confidence=True), since)
    demo.add_history(session, rows.sessions, rows.answers, rows.reviews, list(rows.cards()))
    session.commit()
    return Made(name, user_id, len(rows.answers))


class _History:
    """The rows of one learner, as they would have been written one by one."""

    def __init__(self, user_id: int, subjects: Sequence[Answerable], draw: Random, *, asks_confidence: bool) -> None:
        self.user_id, self.subjects, self.draw, self.asks_confidence = user_id, subjects, draw, asks_confidence
        self.sessions: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.reviews: list[dict[str, Any]] = []
        self._memories: dict[int, Given] = {}
        self._in_session = 0

    def add(self, given: Given) -> None:
        """Write one answer with its review."""
        if not self.sessions or self.sessions[-1]["day"] != given.day or self._in_session == SESSION_SIZE:
            self._in_session = 0
            self.sessions.append({"user_id": self.user_id, "number": len(self.sessions) + 1, "bank_id": None,
                                  "target": SESSION_SIZE, "day": given.day, "started_at": given.at, "mode": "study", "about": "",
                                  "cards": None})
        self._in_session += 1
        answer = self._answer(given)
        self.answers.append(answer)
        self.reviews.append(self._review(given, answer))
        self._memories[given.subject] = given

    def _answer(self, given: Given) -> dict[str, Any]:
        subject = self.subjects[given.subject]
        asked, question = subject.asked, subject.asked.question
        response, outcome = subject.right if given.right else self._mistake(subject)
        seed = f"{self.draw.getrandbits(64):016x}"
        asked_at = given.at - timedelta(seconds=given.took)
        right = question.kind == "card" and given.right
        return {
            "user_id": self.user_id, "key": str(uuid.UUID(int=self.draw.getrandbits(128), version=4)), "mode": "study",
            "session_number": len(self.sessions), "bank_id": asked.bank_id, "question_id": asked.question_id,
            "question_revision_id": asked.revision_id, "bank_revision_id": asked.bank_revision_id, "part": asked.part, "seed": seed,
            "shown": list(question.shown(asked.part, seed).choices), "response": list(response or ()), "gave_up": response is None,
            "rating": int(Rating.GOOD if given.right else Rating.AGAIN), "score": 1.0 if right else outcome.score,
            "verdict": "right" if right else outcome.verdict, "first_sight": given.subject not in self._memories,
            "asked_at": asked_at, "answered_at": given.at, "received_at": given.at, "claimed_at": None,
            "confidence": given.confidence if self.asks_confidence and question.kind != "card" else None,
        }

    def _mistake(self, subject: Answerable) -> tuple[Response | None, Outcome]:
        """Return a wrong answer: the first mistakes are made most, since some distractors mislead more than others."""
        if subject.asked.question.kind == "card":
            return (), subject.wrong[0][1]
        place = min(int(self.draw.expovariate(1.0) + 0.6), len(subject.wrong) - 1)
        return subject.wrong[place]

    def _review(self, given: Given, answer: dict[str, Any]) -> dict[str, Any]:
        after = given.after
        return {
            "user_id": self.user_id, "id": len(self.reviews) + 1, "question_id": answer["question_id"], "part": answer["part"],
            "cause": "review", "answer_key": answer["key"], "voids": None, "rating": answer["rating"], "moves_memory": True,
            "settings_number": 1, "answered_at": given.at, "received_at": given.at, "local_day": given.day,
            "state": int(after.state), "step": after.step, "stability": after.stability, "difficulty": after.difficulty,
            "due": after.due, "due_cause": after.due_cause, "chosen_due": None, "imported": None,
        }

    def cards(self) -> Iterator[dict[str, Any]]:
        """Yield the cards as their logs have left them."""
        for index, given in self._memories.items():
            asked = self.subjects[index].asked
            yield arrivals.card_values(self.user_id, asked.bank_id, asked.question_id, asked.part, given.after)
