"""Study: which question comes next, and storing what the learner answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from geoquiz.core.asked import Asked
from geoquiz.core.errors import Conflict, NotFound, ResponseError
from geoquiz.core.question import Context, Form, Outcome, Question, Response, Shown
from geoquiz.core.scheduling.memory import Memory, State
from geoquiz.core.scheduling.queue import LEARN_AHEAD, Candidate, choose
from geoquiz.core.scheduling.rating import Rating, rate
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, cards, log, memory, sessions
from geoquiz.storage.queries.accounts import Account, LearnerSettings
from geoquiz.storage.queries.banks import BankHead, BankRow, Showing
from geoquiz.storage.queries.log import AnswerRow
from geoquiz.storage.queries.memory import Entry

SESSION_SIZE = 20
VISITOR_LIMIT = 5


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to ask: the token's content, what to show, and how far the session is."""

    asked: Asked
    kind: str
    shown: Shown
    bank: BankHead
    done: int
    target: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing to ask now. ``session`` is the one just done, if any; ``next_due`` when there is more.

    ``reason`` is "session" (its questions are answered), "day" (nothing is due and the day's new ones
    are met) or "visitor" (the tries without an account are used up).
    """

    reason: str
    session: int | None
    next_due: datetime | None


def next_question(session: Database, user_id: int, bank_key: str | None, *, now: datetime, seed: str, key: str,
                  fresh: bool = False, again: tuple[int, str] | None = None) -> Ask | Pause:
    """Return what to ask a learner next in a bank, or in all banks with ``bank_key`` None.

    ``fresh`` starts a new session where the last one is complete; ``again`` names a question and part to
    ask once more (after undo). ``seed`` and ``key`` are random and new. Raises NotFound for an unknown bank.
    """
    bank = _bank(session, bank_key)
    bank_id = bank.id if bank else None
    account = accounts.by_id(session, user_id)
    if account is not None and _has_tried_enough(session, account):
        return Pause("visitor", sessions.latest_number(session, user_id) or None, None)
    settings = accounts.settings_of(session, user_id)
    day = settings.memory.calendar.day(now)
    number, done, target = _session(session, user_id, bank_id, day, fresh)
    if done >= target:
        return Pause("session", number, None)
    chosen = _choose(session, user_id, bank_id, settings, day, now, again)
    if chosen is None:
        tomorrow = settings.memory.calendar.start(day + 1)
        return Pause("day", number if done else None, cards.next_due(session, user_id, bank_id, day, tomorrow))
    showing = banks.current_showing(session, chosen.question_id)
    assert showing is not None  # Only questions of banks that are here are chosen.
    known = cards.memory_of(session, user_id, chosen.question_id, chosen.part)
    asked = Asked(user_id, chosen.question_id, showing.revision_id, showing.bank.revision_id, chosen.part, seed, key, number,
                  bank_id, known.reps, now)
    return _ask(asked, showing, done, target, known)


def same_question(session: Database, asked: Asked) -> Ask:
    """Return a showing once more, just as it was, for a response that could not be read."""
    study = sessions.session_of(session, asked.user_id, asked.session)
    known = cards.memory_of(session, asked.user_id, asked.question_id, asked.part)
    return _ask(asked, _showing(session, asked), study.done if study else 0, study.target if study else SESSION_SIZE, known)


def _ask(asked: Asked, showing: Showing, done: int, target: int, known: Memory) -> Ask:
    question = showing.question
    return Ask(asked, question.kind, question.shown(asked.part, asked.seed), showing.bank, done, target,
               known.state == State.NEW)


def _bank(session: Database, key: str | None) -> BankRow | None:
    if key is None:
        return None
    bank = banks.find_bank(session, key)
    if bank is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return bank


def _showing(session: Database, asked: Asked) -> Showing:
    showing = banks.showing_at(session, asked.revision_id, asked.bank_revision_id)
    if showing is None:
        raise NotFound("This question is no longer here.")
    return showing


def _has_tried_enough(session: Database, account: Account) -> bool:
    return account.is_visitor and log.count_answers(session, account.id) >= VISITOR_LIMIT


def _session(session: Database, user_id: int, bank_id: int | None, day: int, fresh: bool) -> tuple[int, int, int]:
    """Return (number, answered, target) of the session to go on with; a new one exists from its first answer on."""
    latest = sessions.latest_of_day(session, user_id, bank_id, day)
    if latest is not None and (latest.done < latest.target or not fresh):
        return latest.number, latest.done, latest.target
    return sessions.latest_number(session, user_id) + 1, 0, SESSION_SIZE


def _choose(session: Database, user_id: int, bank_id: int | None, settings: LearnerSettings, day: int, now: datetime,
            again: tuple[int, str] | None) -> Candidate | None:
    new_left = cards.introduced_on(session, user_id, day) < settings.new_per_day

    def choice(only: tuple[int, str] | None) -> Candidate | None:
        due = cards.due_candidates(session, user_id, bank_id, day, now + LEARN_AHEAD, only=only)
        new = cards.next_new(session, user_id, bank_id, day, only=only) if new_left else None
        return choose(due, new, now=now)

    return (choice(again) if again else None) or choice(None)


def answer(session: Database, asked: Asked, form: Form, *, gave_up: bool, rating: Rating | None, now: datetime,
           answered_at: datetime | None = None) -> str:
    """Store one answer and move its card, in one transaction; return the answer's key.

    ``answered_at`` is when a device says that it was given, where that was before ``now``. The same key
    again with the same response is the same answer. Raises ResponseError when the response cannot be read
    (nothing is stored), Conflict when the key was used for another response or has been undone or a
    visitor has answered enough, and NotFound when the question or the learner is gone.
    """
    showing = _showing(session, asked)
    response = () if gave_up else showing.question.read(form, showing.question.shown(asked.part, asked.seed))
    outcome, chosen = _graded(session, showing, asked.part, response, gave_up, rating)
    begin_write(session)
    try:
        # The question before the learner: applying a bank locks them in this order too.
        current_id = banks.lock_question(session, asked.question_id)
        account = accounts.lock(session, asked.user_id)
        if account is None:
            raise NotFound("This account is no longer here.")
        stored = log.answer_of(session, asked.user_id, asked.key)
        if stored is not None:
            _check_repeated(session, asked.user_id, stored, response, chosen, gave_up)
            return stored.key
        if _has_tried_enough(session, account):
            raise Conflict(f"The {VISITOR_LIMIT} questions without an account are used up: register to go on.")
        at = min(max(answered_at or now, asked.at), now)
        given = _given(session, asked, showing, response, outcome, chosen, gave_up=gave_up, at=at, now=now)
        _store(session, asked, current_id, given, showing.question)
        session.commit()
    finally:
        session.rollback()
    return asked.key


def _given(session: Database, asked: Asked, showing: Showing, response: Response, outcome: Outcome, rating: Rating, *,
           gave_up: bool, at: datetime, now: datetime) -> AnswerRow:
    return AnswerRow(
        key=asked.key, mode="study", session_number=asked.session, bank_id=showing.bank.id, question_id=asked.question_id,
        question_revision_id=asked.revision_id, bank_revision_id=asked.bank_revision_id, part=asked.part, seed=asked.seed,
        shown=showing.question.shown(asked.part, asked.seed).choices, response=tuple(response), gave_up=gave_up,
        rating=int(rating), score=outcome.score, verdict=outcome.verdict,
        first_sight=not log.has_met(session, asked.user_id, asked.question_id, asked.part),
        asked_at=asked.at, answered_at=at, received_at=now,
    )


def _graded(session: Database, showing: Showing, part: str, response: Response, gave_up: bool, rating: Rating | None
            ) -> tuple[Outcome, Rating]:
    """Return the outcome of a response and the rating that follows; a flashcard is rated by its learner."""
    question = showing.question
    if gave_up:
        return give_up(question, part), Rating.AGAIN
    outcome = question.grade(response, banks.context_of(session, showing), part)
    if question.kind != "card":
        return outcome, rate(outcome)
    if rating is None:
        raise ResponseError("Say how well you knew it: choose Again or Good.")
    known = rating > Rating.AGAIN
    return replace(outcome, score=float(known), verdict="right" if known else "wrong"), rating


def give_up(question: Question, part: str) -> Outcome:
    """Return the outcome of "I don't know": wrong, with the key."""
    key = question.face(part).back if question.kind == "card" else question.grade(
        question.right_response(part), Context(), part).key
    return Outcome(score=0.0, verdict="wrong", key=key)


def _check_repeated(session: Database, user_id: int, stored: AnswerRow, response: Response, rating: Rating, gave_up: bool
                    ) -> None:
    """Raise Conflict where a key comes again that is undone, or with another answer."""
    if log.live_review(session, user_id, stored.key) is None:
        raise Conflict("This answer is already undone: go on with the question that comes now.")
    if stored.response != tuple(response) or stored.gave_up != gave_up or stored.rating != int(rating):
        raise Conflict("This question is already answered, and with another response: the first one counts.")


def _store(session: Database, asked: Asked, current_id: int, given: AnswerRow, question: Question) -> None:
    """Write an answer, its review and what its card's memory becomes."""
    settings = accounts.settings_of(session, asked.user_id)
    if sessions.session_of(session, asked.user_id, asked.session) is None:
        sessions.add_session(session, asked.user_id, asked.session, asked.scope, SESSION_SIZE,
                             settings.memory.calendar.day(given.received_at), given.received_at)
    moves = not _was_overtaken(session, asked, given.answered_at) and _has_same_key(session, asked, current_id, question)
    log.add_answer(session, asked.user_id, given)
    memory.append(session, Entry(asked.user_id, asked.question_id, asked.part, "review", given.answered_at, given.received_at,
                                 settings.number, asked.key, Rating(given.rating or Rating.AGAIN), moves))


def _was_overtaken(session: Database, asked: Asked, at: datetime) -> bool:
    """Tell whether the card was reviewed between the showing of its page and the answer.

    So a second tab does not count one recall twice. Times alone would also find this after a clock was set back.
    """
    if cards.memory_of(session, asked.user_id, asked.question_id, asked.part).reps == asked.reps:
        return False
    rows = log.log_of(session, asked.user_id, asked.question_id, asked.part)
    voided = {row.voids for row in rows}
    return any(row.rating and row.moves_memory and row.id not in voided and asked.at <= row.answered_at <= at for row in rows)


def _has_same_key(session: Database, asked: Asked, current_id: int, then: Question) -> bool:
    """Tell whether the right answer is still what it was when the question was asked."""
    if current_id == asked.revision_id:
        return True
    current = banks.question_at(session, current_id)
    return asked.part in current.parts() and not current.key_changed_from(then, asked.part)
