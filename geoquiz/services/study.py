"""Study: which question comes next, and storing what the learner answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from geoquiz.core.asked import Asked, seed_of
from geoquiz.core.errors import Conflict, NotFound, ResponseError
from geoquiz.core.question import Form, Outcome, Question, Response, Shown
from geoquiz.core.scheduling.memory import Memory, State, fuzz_seed
from geoquiz.core.scheduling.queue import SESSION_SIZE, Candidate
from geoquiz.core.scheduling.rating import Rating, rate
from geoquiz.core.scheduling.reasons import Reasons, reasons_for
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, cards, log, memory, practice, ready, sessions, withheld
from geoquiz.storage.queries.accounts import Account, LearnerSettings
from geoquiz.storage.queries.banks import BankHead, Showing
from geoquiz.storage.queries.log import AnswerRow
from geoquiz.storage.queries.memory import Entry
from geoquiz.storage.queries.outlook import Outlook, outlook
from geoquiz.storage.queries.ready import StoredPlan

VISITOR_LIMIT = 5


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to ask: the token's content, what to show, how far the session is, and why this card comes.

    ``waiting`` counts the reviews that are due, 1,001 standing for more. What the learner wants to see beside it stands in
    ``show_intervals`` and ``asks_confidence``.
    """

    asked: Asked
    kind: str
    shown: Shown
    bank: BankHead
    done: int
    target: int
    is_new: bool
    reasons: Reasons
    waiting: int = 0
    about: str = ""
    show_intervals: bool = False
    asks_confidence: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing to ask now. ``session`` is the one just done, if any; ``next_due`` when there is more.

    ``reason`` is "session" (its questions are answered), "day" (nothing is due and the day's new ones
    are met), "limit" (reviews are due, but the day's limit is reached) or "visitor" (the tries without an account
    are used up). ``new_wait`` says that new questions wait until less is overdue.
    """

    reason: str
    session: int | None
    next_due: datetime | None
    new_wait: bool = False


def next_question(session: Database, user_id: int, bank_key: str | None, *, now: datetime, key: str, fresh: bool = False,
                  again: tuple[int, str] | None = None) -> Ask | Pause:
    """Return what to ask a learner next in a bank, or in all banks with ``bank_key`` None.

    Until it is answered it stays the same question in the same order, on every device. ``fresh`` starts a new session
    where the last one is complete; ``again`` names a question and part to ask once more (after undo). ``key`` is random
    and new. Raises NotFound for an unknown bank.
    """
    bank_id = _bank_id(session, user_id, bank_key)
    account = _account(session, user_id)
    if _has_tried_enough(session, account):
        return Pause("visitor", sessions.latest_number(session, user_id) or None, None)
    settings = accounts.settings_of(session, user_id)
    found = outlook(session, user_id, settings, bank_id, now=now, fresh=fresh)
    chosen = _again(session, user_id, settings, bank_id, now, fresh, again) or found.next
    if chosen is None:
        return _over(session, user_id, settings, bank_id, now, found)
    if found.done >= found.target:
        return Pause("session", found.number, None)
    showing = banks.current_showing(session, chosen.question_id)
    assert showing is not None  # Only questions of banks that are here are chosen.
    known = cards.memory_of(session, user_id, chosen.question_id, chosen.part)
    seed = seed_of(user_id, found.number, found.done, chosen.question_id, chosen.part)
    asked = Asked(user_id, chosen.question_id, showing.revision_id, showing.bank.revision_id, chosen.part, seed, key, found.number,
                  bank_id, known.reps, now)
    return _ask(asked, showing, account, settings, known, found.plan, done=found.done, target=max(found.target, found.done + 1),
                now=now, waiting=found.reviews)


def _again(session: Database, user_id: int, settings: LearnerSettings, bank_id: int | None, now: datetime, fresh: bool,
           card: tuple[int, str] | None) -> Candidate | None:
    """Return the card named in the address, if it may be asked now."""
    return outlook(session, user_id, settings, bank_id, now=now, fresh=fresh, only=card).next if card else None


def _over(session: Database, user_id: int, settings: LearnerSettings, bank_id: int | None, now: datetime, found: Outlook) -> Pause:
    """Return the pause when nothing can be asked any more today."""
    calendar = settings.memory.calendar
    day = calendar.day(now)
    tomorrow = calendar.start(day + 1)
    is_limit = found.reviews > 0 and found.day.reviews_left == 0
    due = cards.next_due(session, user_id, bank_id, day, tomorrow)
    return Pause("limit" if is_limit else "day", found.number if found.done else None,
                 max(due, tomorrow) if due and is_limit else due, found.new_wait)


def same_question(session: Database, asked: Asked, *, now: datetime) -> Ask:
    """Return a showing once more, just as it was, for a response that could not be read."""
    known = cards.memory_of(session, asked.user_id, asked.question_id, asked.part)
    showing = _showing(session, asked)
    account, settings = _account(session, asked.user_id), accounts.settings_of(session, asked.user_id)
    study = sessions.session_of(session, asked.user_id, asked.session)
    if study is not None and study.mode == "practice":
        return _ask(asked, showing, account, settings, known, ready.plan_of(session, asked.user_id), done=study.done,
                    target=study.target, now=now, about=study.about)
    found = outlook(session, asked.user_id, settings, asked.scope, now=now)
    return _ask(asked, showing, account, settings, known, found.plan, done=found.done, target=max(found.target, found.done + 1),
                now=now, waiting=found.reviews)


def next_practice(session: Database, user_id: int, number: int, *, now: datetime, key: str) -> Ask | None:
    """Return what to ask next in a session of practice, or None when all of it is answered.

    Raises NotFound when the learner has no such practice.
    """
    study = sessions.session_of(session, user_id, number)
    if study is None or study.mode != "practice":
        raise NotFound("There is no such practice.")
    given = sessions.given_in(session, user_id, number)
    left = [card for card in study.cards if card not in given]
    hidden = withheld.questions(session, user_id, now)
    gone = practice.unavailable(session, user_id, left) | {card for card in left if card[0] in hidden}
    chosen = next((card for card in left if card not in gone), None)
    showing = banks.current_showing(session, chosen[0]) if chosen else None
    if chosen is None or showing is None:
        return None
    known = cards.memory_of(session, user_id, *chosen)
    asked = Asked(user_id, chosen[0], showing.revision_id, showing.bank.revision_id, chosen[1],
                  seed_of(user_id, number, study.done, *chosen), key, number, study.bank_id, known.reps, now, "practice")
    return _ask(asked, showing, _account(session, user_id), accounts.settings_of(session, user_id), known,
                ready.plan_of(session, user_id), done=study.done, target=study.target - len(gone), now=now, about=study.about)


def _ask(asked: Asked, showing: Showing, account: Account, settings: LearnerSettings, known: Memory, plan: StoredPlan | None, *,
         done: int, target: int, now: datetime, waiting: int = 0, about: str = "") -> Ask:
    question, bank = showing.question, showing.bank
    reasons = reasons_for(known, at=now, settings=settings.memory_in(bank.key),
                          seed=fuzz_seed(account.handle, bank.key, showing.local_id, asked.part),
                          plan=plan.of_bank(bank.id) if plan else None)
    return Ask(asked, question.kind, question.shown(asked.part, asked.seed), bank, done, target, known.state == State.NEW, reasons,
               waiting, about, settings.show_intervals, settings.asks_confidence)


def _bank_id(session: Database, user_id: int, key: str | None) -> int | None:
    if key is None:
        return None
    bank_id = banks.visible_id(session, key, user_id)
    if bank_id is None:
        raise NotFound(f"There is no bank {key!r} here.")
    return bank_id


def _account(session: Database, user_id: int) -> Account:
    account = accounts.by_id(session, user_id)
    if account is None:
        raise NotFound("This account is no longer here.")
    return account


def _showing(session: Database, asked: Asked) -> Showing:
    showing = banks.showing_at(session, asked.revision_id, asked.bank_revision_id)
    if showing is None:
        raise NotFound("This question is no longer here.")
    return showing


def _has_tried_enough(session: Database, account: Account) -> bool:
    return account.is_visitor and log.count_answers(session, account.id) >= VISITOR_LIMIT


def answer(session: Database, asked: Asked, form: Form, *, gave_up: bool, rating: Rating | None, now: datetime,
           answered_at: datetime | None = None, confidence: int | None = None) -> str:
    """Store one answer and move its card, in one transaction; return the answer's key.

    ``answered_at`` is when a device says that it was given without a network: it counts between the showing and ``now``,
    and is kept as it was said. The same key again with the same response is the same answer. Raises ResponseError when
    the response cannot be read (nothing is stored), Conflict when the key was used for another response or has been undone
    or a visitor has answered enough, and NotFound when the question or the learner is gone. ``confidence`` is what the learner
    said before the verdict: 3 sure, 2 think so, 1 guess.
    """
    if asked.mode == "quiz":  # Its verdict waits until the quiz is handed in.
        raise NotFound("There is no such question.")
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
        if asked.question_id in withheld.questions(session, asked.user_id, now):
            raise Conflict("This question belongs to a quiz that is still open: answer it there.")
        if _has_tried_enough(session, account):
            raise Conflict(f"The {VISITOR_LIMIT} questions without an account are used up: register to go on.")
        at = min(max(answered_at or now, asked.at), now)
        given = _given(session, asked, showing, response, outcome, chosen, gave_up=gave_up, at=at, claimed_at=answered_at, now=now,
                       confidence=None if gave_up else confidence)
        _store(session, asked, current_id, given, showing.question)
        session.commit()
    finally:
        session.rollback()
    return asked.key


def _given(session: Database, asked: Asked, showing: Showing, response: Response, outcome: Outcome, rating: Rating, *,
           gave_up: bool, at: datetime, claimed_at: datetime | None, now: datetime, confidence: int | None) -> AnswerRow:
    return AnswerRow(
        key=asked.key, mode=asked.mode, session_number=asked.session or None, bank_id=showing.bank.id,
        question_id=asked.question_id, question_revision_id=asked.revision_id, bank_revision_id=asked.bank_revision_id,
        part=asked.part, seed=asked.seed,
        shown=showing.question.shown(asked.part, asked.seed).choices, response=tuple(response), gave_up=gave_up,
        rating=int(rating), score=outcome.score, verdict=outcome.verdict,
        first_sight=not log.has_met(session, asked.user_id, asked.question_id, asked.part),
        asked_at=asked.at, answered_at=at, received_at=now, claimed_at=claimed_at, confidence=confidence,
    )


def _graded(session: Database, showing: Showing, part: str, response: Response, gave_up: bool, rating: Rating | None
            ) -> tuple[Outcome, Rating]:
    """Return the outcome of a response and the rating that follows; a flashcard is rated by its learner."""
    question = showing.question
    if gave_up:
        return question.given_up(part), Rating.AGAIN
    outcome = question.grade(response, banks.context_of(session, showing), part)
    if question.kind != "card":
        return outcome, rate(outcome)
    if rating is None:
        raise ResponseError("Say how well you knew it: choose Again or Good.")
    known = rating > Rating.AGAIN
    return replace(outcome, score=float(known), verdict="right" if known else "wrong"), rating


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
    if asked.session and sessions.session_of(session, asked.user_id, asked.session) is None:
        sessions.add_session(session, asked.user_id, asked.session, asked.scope, SESSION_SIZE,
                             settings.memory.calendar.day(given.received_at), given.received_at)
    # An answer given offline is a recall of its own, whatever was answered elsewhere meanwhile.
    overtaken = given.claimed_at is None and _was_overtaken(session, asked, given.answered_at)
    moves = (asked.mode == "study" and not overtaken
             and banks.has_same_key(session, current_id, asked.revision_id, question, asked.part))
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
