"""Reporting a question: what a learner says of it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.question import Question
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, flags, log, withheld
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.flags import FlagRow

LONGEST_NOTE = 500
MOST_OPEN = 100
_SHOWN = 200
_REASONS = ("wrong", "outdated", "unclear", "count")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about: a question as its learner saw it, with what they answered, if they did.

    ``open`` is a report of theirs that nobody has resolved; ``has_verdict`` says that the answer has a page of its own.
    """

    question_id: int
    revision_id: int
    part: str
    bank_key: str
    bank_title: str
    question: Question
    answer_key: str | None
    response: str
    can_count: bool
    has_verdict: bool
    open: FlagRow | None

    @property
    def reasons(self) -> tuple[str, ...]:
        """What may be said of it: that an answer should count only where it was typed and found wrong."""
        return _REASONS if self.can_count else _REASONS[:-1]


def subject_of_answer(session: Database, user_id: int, key: str, *, now: datetime) -> Subject:
    """Return what a report of the question of an answer is about; raise NotFound where the answer is not this learner's.

    While a quiz withholds the question, there is nothing to report yet, and the same is raised.
    """
    answer = log.answer_of(session, user_id, key)
    showing = banks.showing_at(session, answer.question_revision_id, answer.bank_revision_id) if answer else None
    if answer is None or showing is None or answer.question_id in withheld.questions(session, user_id, now):
        raise NotFound("There is no such answer.")
    can_count = showing.question.is_typed and answer.verdict == "wrong" and not answer.gave_up
    has_verdict = answer.mode != "quiz" and log.live_review(session, user_id, key) is not None
    return Subject(answer.question_id, answer.question_revision_id, answer.part, showing.bank.key, showing.bank.title,
                   showing.question, key, "" if answer.gave_up else "; ".join(answer.response), can_count, has_verdict,
                   flags.open_of(session, user_id, answer.question_id))


def subject_of_question(session: Database, user_id: int, bank_key: str, local_id: str, *, now: datetime) -> Subject:
    """Return what a report of a question is about; raise NotFound where the learner may not see it, or a quiz withholds it."""
    bank = banks.find_bank(session, bank_key, user_id)
    row = next((row for row in banks.questions_of(session, bank.id) if row.local_id == local_id), None) if bank else None
    if bank is None or row is None or row.id in withheld.questions(session, user_id, now):
        raise NotFound("There is no such question.")
    return Subject(row.id, row.revision_id, row.question.parts()[0], bank.key, bank.title, row.question, None, "",
                   can_count=False, has_verdict=False, open=flags.open_of(session, user_id, row.id))


def report(session: Database, user_id: int, subject: Subject, reason: str, note: str, *, now: datetime) -> None:
    """Store a learner's report of a question, or what they now say in the open one that they have.

    Raises GeoquizError for a reason that is none or a note that is too long, and Conflict when too many of theirs are open.
    """
    note = _usable(note)
    if reason not in subject.reasons:
        raise GeoquizError("Choose what is the matter with the question.")
    begin_write(session)
    try:
        accounts.lock(session, user_id)
        known = flags.open_of(session, user_id, subject.question_id)
        if known is not None:
            flags.change(session, user_id, known.number, reason, note)
        elif flags.count_open(session, user_id) >= MOST_OPEN:
            raise Conflict(f"You have {MOST_OPEN} reports that nobody has answered yet: take one back first.")
        else:
            flags.add(session, user_id, subject.question_id, part=subject.part, revision_id=subject.revision_id,
                      answer_key=subject.answer_key, reason=reason, note=note, now=now)
        session.commit()
    finally:
        session.rollback()


def _usable(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if "\0" in text:
        raise GeoquizError("A note is plain text: write it anew.")
    if len(text) > LONGEST_NOTE:
        raise GeoquizError(f"A note has at most {LONGEST_NOTE} characters, and this has {len(text)}: shorten it.")
    return text


def own(session: Database, user_id: int, *, now: datetime) -> list[FlagRow]:
    """Return a learner's reports, the newest first, and note that they have seen what became of them."""
    found = flags.own(session, user_id, _SHOWN)
    if any(not row.is_open and row.seen_at is None for row in found):
        begin_write(session)
        flags.mark_seen(session, user_id, now)
        session.commit()
    return found


def withdraw(session: Database, user_id: int, number: int) -> None:
    """Take an open report of a learner's back; raise NotFound where it is none of theirs, or resolved."""
    begin_write(session)
    try:
        if number >= 2**31 or not flags.drop_open(session, user_id, number):
            raise NotFound("There is no such open report.")
        session.commit()
    finally:
        session.rollback()


@dataclass(frozen=True, slots=True)
class News:
    """What a home page says of reports: how many of one's own were answered, and how many questions wait for one's answer."""

    told: int
    waiting: int


def news(session: Database, account: Account) -> News:
    """Return what there is to say to a member."""
    waiting = flags.count_waiting(session, account.id) if account.role in ("teacher", "admin") else 0
    return News(flags.count_told(session, account.id), waiting)
