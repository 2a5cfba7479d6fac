"""Practice: answering as often as one likes, without moving any due date."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.kinds import KINDS
from geoquiz.core.scheduling.formulas import Formulas
from geoquiz.core.scheduling.queue import SESSION_SIZE
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, practice, quizzes, sessions, withheld
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.practice import CardKey, Shelf

# "My misses" are those of so many days, today among them.
DAYS_OF_MISSES = 7
HARD_BELOW = 0.8
ABOUT = ("bank", "misses", "hard", "tag", "kind", "session", "quiz")


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to practise: banks, tags, kinds, and how many were missed of late or are hard by now."""

    banks: Sequence[BankRow]
    shelf: Shelf
    misses: int
    hard: int


def choices(session: Database, user_id: int, *, now: datetime) -> Choice:
    """Return what a learner can practise."""
    return Choice(banks.list_banks(session, viewer=user_id), practice.shelf(session, user_id), len(_misses(session, user_id, now)),
                  len(_hard(session, user_id, now)))


def begin(session: Database, user_id: int, about: str, value: str = "", *, now: datetime) -> int:
    """Start a practice of up to twenty questions and return its number.

    ``about`` is one of `ABOUT` and ``value`` names the bank, tag, kind, session or quiz. Raises NotFound for a bank,
    session or quiz that is not there, and GeoquizError where there is nothing to practise.
    """
    begin_write(session)
    accounts.lock(session, user_id)
    try:
        title, all_ = _chosen(session, user_id, about, value, now)
        hidden = withheld.questions(session, user_id, now)
        found = [card for card in all_ if card[0] not in hidden]
        if not found:
            raise GeoquizError(f"There is nothing to practise here: {title} holds no questions at the moment.")
        number = sessions.latest_number(session, user_id) + 1
        cards = _mixed(found, f"{user_id}|{number}")
        bank = banks.find_bank(session, value, user_id) if about == "bank" else None
        day = accounts.settings_of(session, user_id).memory.calendar.day(now)
        sessions.add_session(session, user_id, number, bank.id if bank else None, len(cards), day, now, mode="practice",
                             about=title, cards=cards)
        session.commit()
    finally:
        session.rollback()
    return number


def _chosen(session: Database, user_id: int, about: str, value: str, now: datetime) -> tuple[str, Sequence[CardKey]]:
    """Return in words what is practised, and all cards of it."""
    match about:
        case "bank":
            bank = banks.find_bank(session, value, user_id)
            if bank is None:
                raise NotFound(f"There is no bank {value!r} here.")
            return f"“{bank.title}”", practice.in_bank(session, user_id, bank.id)
        case "misses":
            return "what you missed this week", _misses(session, user_id, now)
        case "hard":
            return "what you may have forgotten", _hard(session, user_id, now)
        case "tag":
            return f"the subject “{value[:80]}”", practice.with_tag(session, user_id, value)
        case "kind" if value in KINDS:
            return f"the question type “{value}”", practice.of_kind(session, user_id, value)
        case "session" | "quiz" if value.isdecimal() and len(value) < 10:
            missed = _missed_in if about == "session" else _missed_in_quiz
            return f"what you missed in {about} {value}", missed(session, user_id, int(value))
    raise NotFound("There is no such practice: choose one of the list.")


def _misses(session: Database, user_id: int, now: datetime) -> list[CardKey]:
    today = accounts.settings_of(session, user_id).memory.calendar.day(now)
    return practice.missed_since(session, user_id, today - DAYS_OF_MISSES + 1)


def _hard(session: Database, user_id: int, now: datetime) -> list[CardKey]:
    """Return the cards whose predicted recall has fallen below four fifths."""
    settings = accounts.settings_of(session, user_id).memory
    formulas, calendar = Formulas(settings.weights), settings.calendar
    today = calendar.day(now)
    return [card for card, stability, last in practice.known(session, user_id)
            if formulas.recall(max(0, today - calendar.day(last)), stability) < HARD_BELOW]


def _missed_in(session: Database, user_id: int, number: int) -> list[CardKey]:
    if sessions.session_of(session, user_id, number) is None:
        raise NotFound("There is no such session.")
    missed = {(row.answer.question_id, row.answer.part) for row in sessions.answers_in(session, user_id, number) if row.is_missed}
    return sorted(missed - practice.unavailable(session, user_id, sorted(missed)))


def _missed_in_quiz(session: Database, user_id: int, number: int) -> list[CardKey]:
    """Return the questions of a quiz that were not right, or left open."""
    attempt = quizzes.attempt_of(session, user_id, number)
    if attempt is None or attempt.handed_in_at is None:
        raise NotFound("There is no such quiz.")
    missed = [(place.question_id, place.part) for place in quizzes.places_of(session, user_id, number)
              if place.answer is None or place.answer.verdict in ("wrong", "partly")]
    return sorted(set(missed) - practice.unavailable(session, user_id, missed))


def _mixed(cards: Sequence[CardKey], seed: str) -> list[CardKey]:
    """Return up to a session's worth of the cards, in an order of its own, and no two parts of one question."""
    def place(card: CardKey) -> bytes:
        return hashlib.blake2b(f"{seed}|{card[0]}|{card[1]}".encode(), digest_size=8).digest()

    by_question: dict[int, CardKey] = {}
    for card in sorted(cards, key=place):
        by_question.setdefault(card[0], card)
    return list(by_question.values())[:SESSION_SIZE]
