"""What came of it: one answer with its verdict, a session's summary, and progress by bank."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geoquiz.core.asked import Asked
from geoquiz.core.banks.provenance import as_of_line, source_line
from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.question import Context, Outcome, Question, Response
from geoquiz.core.scheduling.memory import Memory, replay
from geoquiz.core.scheduling.queue import SESSION_SIZE
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.scheduling.reasons import Reasons, reasons_for
from geoquiz.storage.db import Database
from geoquiz.storage.queries import accounts, banks, cards, log, memory, progress, ready, sessions, withheld
from geoquiz.storage.queries.accounts import LearnerSettings
from geoquiz.storage.queries.banks import BankHead, BankRow, Showing
from geoquiz.storage.queries.log import AnswerRow, LiveReview
from geoquiz.storage.queries.outcomes import outcome_of
from geoquiz.storage.queries.outlook import day_of, new_left, outlook
from geoquiz.storage.queries.progress import BankProgress
from geoquiz.storage.queries.sessions import SessionAnswer, SessionRow


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer with everything that may be shown once it is stored."""

    key: str
    question: Question
    part: str
    bank: BankHead
    response: Response
    outcome: Outcome
    gave_up: bool
    rating: Rating
    can_count_as_right: bool
    can_rate_anew: bool
    moved_memory: bool
    key_changed: bool
    card: Memory
    reasons: Reasons
    session: int | None
    is_practice: bool
    scope: str | None
    done: int
    target: int
    source: str
    as_of: str
    question_id: int
    show_intervals: bool

    @property
    def counted_as_right(self) -> bool:
        """Whether the learner corrected a wrong verdict."""
        return not self.outcome.is_right and self.question.kind != "card" and self.rating > Rating.AGAIN

    @property
    def guessed(self) -> bool:
        """Whether the learner said that a right answer was a guess."""
        return self.can_rate_anew and self.rating == Rating.AGAIN

    @property
    def due(self) -> datetime | None:
        """When the card comes again."""
        return self.card.due


def answered(session: Database, user_id: int, key: str, *, now: datetime) -> Answered:
    """Return one of a learner's answers; raise NotFound when there is none or it was undone.

    Answers in a quiz are shown with their quiz. Raises Conflict while the key is withheld, since a quiz asks for it.
    """
    row = log.answer_of(session, user_id, key)
    live = log.live_review(session, user_id, key) if row else None
    showing = banks.showing_at(session, row.question_revision_id, row.bank_revision_id) if row else None
    if row is None or live is None or showing is None or row.mode == "quiz":
        raise NotFound("There is no such answer.")
    if row.question_id in withheld.questions(session, user_id, now):
        raise Conflict("This question belongs to a quiz that is still open: its answer shows again once the quiz is closed.")
    question, header = showing.question, showing.bank.header
    study = sessions.session_of(session, user_id, row.session_number) if row.session_number else None
    settings = accounts.settings_of(session, user_id)
    return Answered(
        key=key, question=question, part=row.part, bank=showing.bank, response=row.response,
        outcome=outcome_of(session, row, showing), gave_up=row.gave_up, rating=live.rating,
        can_count_as_right=row.verdict == "wrong" and not row.gave_up and not live.is_override
        and question.is_typed,
        can_rate_anew=log.can_rate_anew(row, question.kind), moved_memory=live.row.moves_memory,
        key_changed=_key_changed(session, row, question), card=cards.memory_of(session, user_id, row.question_id, row.part),
        reasons=_reasons(session, user_id, row, live, showing), session=row.session_number,
        is_practice=row.mode == "practice", scope=_scope(session, study, showing.bank) if study else None,
        done=study.done if study else 0, target=_target(session, user_id, study, settings, now) if study else 0,
        source=source_line(header, question), as_of=as_of_line(header, question), question_id=row.question_id,
        show_intervals=settings.show_intervals,
    )


def _scope(session: Database, study: SessionRow, bank: BankHead) -> str | None:
    """Return the key of the bank that a session keeps to, most often that of its question."""
    if study.bank_id is None:
        return None
    return bank.key if study.bank_id == bank.id else banks.key_of(session, study.bank_id)


def _target(session: Database, user_id: int, study: SessionRow, settings: LearnerSettings, now: datetime) -> int:
    """Return after how many answers a session ends, as things stand; one that is over has ended with its last."""
    if study.mode == "practice":
        return study.target
    if study.day != settings.memory.calendar.day(now):
        return study.done
    found = outlook(session, user_id, settings, study.bank_id, now=now)
    return found.target if found.number == study.number else study.done


def _reasons(session: Database, user_id: int, row: AnswerRow, live: LiveReview, showing: Showing) -> Reasons:
    """Return what was known of the card before an answer, and what each rating of it leads to."""
    bank_key = showing.bank.key
    versions = accounts.all_settings_of(session, user_id, bank_key)
    seed = memory.seed_of(session, user_id, row.question_id, row.part)
    before = Memory()
    for other, earlier, _ in replay(log.log_of(session, user_id, row.question_id, row.part), versions, seed):
        before = earlier
        if other.id == live.row.id:
            break
    return reasons_for(before, at=row.answered_at, settings=versions[live.row.settings], seed=seed,
                       plan=ready.plan_in(session, user_id, showing.bank.id))


def _key_changed(session: Database, row: AnswerRow, question: Question) -> bool:
    """Tell whether the right answer has changed since a question was asked."""
    current_id = banks.current_revision(session, row.question_id)
    return not banks.has_same_key(session, current_id, row.question_revision_id, question, row.part)


@dataclass(frozen=True, slots=True)
class Revealed:
    """The back of a flashcard, for the learner who is to say how well they knew it."""

    question: Question
    part: str
    back: str
    source: str
    as_of: str


def revealed(session: Database, asked: Asked) -> Revealed:
    """Return the back of a card that is asked; raise NotFound for any other kind, whose key stays here until it is answered."""
    showing = banks.showing_at(session, asked.revision_id, asked.bank_revision_id)
    if showing is None or showing.question.kind != "card":
        raise NotFound("There is no such card.")
    question, header = showing.question, showing.bank.header
    return Revealed(question, asked.part, question.face(asked.part).back, source_line(header, question),
                    as_of_line(header, question))


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One answer of a session."""

    key: str
    question_id: int
    part: str
    stem: str
    response: str
    right_answer: str
    verdict: str
    bank_key: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A study session that is over or paused: its answers, the missed ones apart."""

    number: int
    scope: str | None
    scope_title: str | None
    lines: tuple[SummaryLine, ...]
    is_over: bool
    next_due: datetime | None
    is_practice: bool = False
    about: str = ""

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(line.verdict in ("right", "almost") for line in self.lines)

    @property
    def missed(self) -> tuple[SummaryLine, ...]:
        """The answers that were not, each part once."""
        return tuple({(line.question_id, line.part): line for line in self.lines
                      if line.verdict in ("wrong", "partly")}.values())


def summary(session: Database, user_id: int, number: int, *, now: datetime) -> Summary:
    """Return the summary of one of a learner's sessions; raise NotFound when there is none."""
    study = sessions.session_of(session, user_id, number)
    if study is None or study.mode == "quiz":  # A quiz has a result page of its own.
        raise NotFound("There is no such session.")
    hidden = withheld.questions(session, user_id, now)
    scope = banks.key_of(session, study.bank_id) if study.bank_id else None
    bank = banks.find_bank(session, scope, user_id) if scope else None
    settings = accounts.settings_of(session, user_id)
    calendar = settings.memory.calendar
    day = calendar.day(now)
    rows = [row for row in sessions.answers_in(session, user_id, number) if row.answer.question_id not in hidden]
    return Summary(number, scope, bank.title if bank else None, tuple(_line(row) for row in rows),
                   study.done >= _target(session, user_id, study, settings, now),
                   cards.next_due(session, user_id, study.bank_id, day, calendar.start(day + 1)),
                   study.mode == "practice", study.about)


def _line(row: SessionAnswer) -> SummaryLine:
    answer, question = row.answer, row.question
    face = question.face(answer.part)
    right = question.grade(question.right_response(answer.part), Context(), answer.part).key
    return SummaryLine(answer.key, answer.question_id, answer.part, face.front if question.kind == "cloze" else question.stem
                       or face.front, "; ".join(answer.response), right, row.verdict, row.bank_key)


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """A bank beside what a learner has done in it; ``cards`` counts what there is to meet."""

    bank: BankRow
    cards: int
    progress: BankProgress


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything `/` and `/progress` show: lines by bank, and what is left for today.

    ``reviews_left`` is how many of those due the day's limit still allows; ``new_wait`` says that new questions are held
    back until less is overdue.
    """

    lines: tuple[ProgressLine, ...]
    due_now: int
    reviews_left: int
    new_left: int
    new_wait: bool
    answered_today: int
    right_today: int

    @property
    def to_review(self) -> int:
        """How many of those due can be reviewed today."""
        return min(self.due_now, self.reviews_left)


def overview(session: Database, user_id: int, *, now: datetime) -> Overview:
    """Return a learner's figures over all banks they can study."""
    settings = accounts.settings_of(session, user_id)
    calendar = settings.memory.calendar
    today = calendar.day(now)
    tomorrow, day = calendar.start(today + 1), day_of(session, user_id, settings, now)
    figures = progress.by_bank(session, user_id, day=today, tomorrow=tomorrow, now=now)
    counts = banks.card_counts(session)
    lines = tuple(ProgressLine(bank, counts.get(bank.id, 0), figures.get(bank.id, BankProgress(bank.id)))
                  for bank in banks.list_banks(session, viewer=user_id))
    left = new_left(session, user_id, settings, today)
    planned, other = (sum(line.cards - line.progress.seen for line in lines if (line.bank.id in left.bank_ids) is within)
                      for within in (True, False))
    new_wait = cards.count_reviews(session, user_id, None, today, tomorrow, day.start - timedelta.resolution) > SESSION_SIZE
    answered_today, right_today = progress.answered_on(session, user_id, today)
    due = sum(line.progress.due_now for line in lines)
    new = max(0, min(left.planned, planned)) + max(0, min(left.other, other))
    return Overview(lines, due, day.reviews_left, 0 if new_wait else new, new_wait, answered_today, right_today)
