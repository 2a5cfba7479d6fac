"""A learner's progress: what days held, what was retained, what is known now, and whether predictions come true."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.scheduling.forecast import DAYS
from geoquiz.core.scheduling.memory import LEECH_LAPSES
from geoquiz.core.statistics import calibration
from geoquiz.core.statistics.calibration import Bin, Prediction
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.learner import CONFIDENCES, WINDOWS, Known, Tally, by_day, is_known, known_by, misjudged, total, within
from geoquiz.core.statistics.recalls import Recall
from geoquiz.core.statistics.streak import streak
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, mastery, recalls, streaks, studydays, withheld
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.mastery import Asked, Met
from geoquiz.storage.queries.recalls import CardName

Days = dict[tuple[int, str], Tally]


@dataclass(frozen=True, slots=True)
class BankLine:
    """A bank with what is known of it and how much of it is due."""

    bank: BankRow
    known: Known
    due_now: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything on a learner's page. Days are numbered; ``due`` counts cards by day from ``today`` on.

    ``windows`` are the last 7, 30 and 365 days; ``days``, ``kinds`` and ``ever`` go back to the first answer.
    """

    today: int
    due_now: int
    due: tuple[int, ...]
    days: dict[int, Tally]
    windows: dict[int, Tally]
    ever: Tally
    kinds: dict[str, Tally]
    banks: tuple[BankLine, ...]
    tags: tuple[tuple[str, Known], ...]
    leeches: int
    streak: int

    @property
    def on_today(self) -> Tally:
        """What today holds so far."""
        return self.days.get(self.today, Tally())

    @property
    def known(self) -> Known:
        """What is known of all banks together."""
        return Known(*(sum(line.known[place] for line in self.banks) for place in range(len(Known._fields))))


def progress(session: Database, user_id: int, *, now: datetime) -> Progress:
    """Return a learner's figures over all banks they can study; days that are over are kept for the next time."""
    calendar = accounts.settings_of(session, user_id).memory.calendar
    today = calendar.day(now)
    days = days_of(session, user_id, today)
    each = [(day, part) for (day, _), part in days.items()]
    kinds: dict[str, Tally] = defaultdict(Tally)
    for (_, kind), part in days.items():
        kinds[kind] += part
    cards = list(mastery.met(session, user_id, day=today, tomorrow=calendar.start(today + 1)))
    asked = mastery.asked(session, user_id)
    hidden = withheld.questions(session, user_id, now)
    due_now = [card for card in cards if card.due is not None and card.due <= now and card.question_id not in hidden]
    start = lru_cache(maxsize=None)(calendar.start)  # Stabilities of thousands of cards are hundreds of whole days.
    known = {(card.question_id, card.part): is_known(card.stability, card.last_review, today, start) for card in cards}
    return Progress(
        today, len(due_now), _due_by_day(cards, calendar, today), by_day(each),
        {window: within(each, today, window) for window in WINDOWS}, total(part for _, part in each), dict(sorted(kinds.items())),
        _by_bank(session, user_id, asked, cards, known, due_now), _by_tag(asked, cards, known),
        sum(card.lapses >= LEECH_LAPSES for card in cards),
        streak(streaks.days_in_a_row(session, user_id, today), today))


def days_of(session: Database, user_id: int, today: int) -> Days:
    """Return what each of a learner's days held, by kind; those that are over are kept, so that they need no second reading."""
    since, newest = studydays.holds_before(session, user_id), studydays.newest(session, user_id)
    kept, fresh = studydays.kept(session, user_id, since), studydays.worked_out(session, user_id, since)
    if any(day < today for day, _ in fresh):
        begin_write(session)
        accounts.lock(session, user_id)
        # Somebody else may have been as far, or the log gone on: the next reader keeps the days then.
        if (studydays.holds_before(session, user_id), studydays.newest(session, user_id)) == (since, newest):
            studydays.keep(session, user_id, fresh, since=since, before=today, review_id=newest)
            session.commit()
        session.rollback()
    return kept | fresh


def days_until(session: Database, user_id: int, *, now: datetime) -> Days:
    """Return what each of a learner's days until now held, by kind."""
    return days_of(session, user_id, accounts.settings_of(session, user_id).memory.calendar.day(now))


def _due_by_day(cards: Iterable[Met], calendar: Calendar, today: int) -> tuple[int, ...]:
    counts = [0] * DAYS
    days: dict[datetime, int] = {}  # Many cards are due at one instant: the start of a day.
    for card in cards:
        if card.due is None:
            continue
        if card.due not in days:
            days[card.due] = max(0, calendar.day(card.due) - today)
        if days[card.due] < DAYS:
            counts[days[card.due]] += 1
    return tuple(counts)


def _by_bank(session: Database, user_id: int, asked: dict[int, Asked], cards: Iterable[Met], known: dict[tuple[int, str], bool],
             due_now: Iterable[Met]) -> tuple[BankLine, ...]:
    found = known_by(((question.bank_id, question.parts) for question in asked.values()),
                     ((card.bank_id, known[card.question_id, card.part]) for card in cards))
    due: dict[int, int] = defaultdict(int)
    for card in due_now:
        due[card.bank_id] += 1
    return tuple(BankLine(bank, found.get(bank.id, Known()), due[bank.id]) for bank in banks.list_banks(session, viewer=user_id))


def _by_tag(asked: dict[int, Asked], cards: Iterable[Met], known: dict[tuple[int, str], bool]) -> tuple[tuple[str, Known], ...]:
    found = known_by(((tag, question.parts) for question in asked.values() for tag in question.tags),
                     ((tag, known[card.question_id, card.part]) for card in cards for tag in asked[card.question_id].tags))
    return tuple(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Fit:
    """How predictions fitted what happened, for all kinds or for one: their mean, the share recalled, and three measures."""

    predicted: float
    measured: Share
    log_loss: float
    brier: float
    rmse_bins: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A learner's predictions against what happened, all together (None before the first) and by kind; and their own sureness.

    ``sureness`` has the share of right answers by what was said before the verdict: 3 sure, 2 think so, 1 guess.
    """

    all: Fit | None
    kinds: dict[str, Fit]
    sureness: dict[int, Share]
    asks_confidence: bool

    @property
    def over(self) -> Share:
        """Over-confidence: the wrong among the answers that the learner was sure of."""
        return self._misjudged[0]

    @property
    def under(self) -> Share:
        """Under-confidence: the right among the guesses."""
        return self._misjudged[1]

    @property
    def _misjudged(self) -> tuple[Share, Share]:
        sure, _, guess = (self.sureness.get(confidence, Share(0, 0)) for confidence in CONFIDENCES)
        return misjudged(sure, guess)


def calibrated(session: Database, user_id: int) -> Calibration:
    """Return whether a learner's recall was what was predicted, over all reviews on a later day than the one before."""
    kinds: dict[str, list[Prediction]] = defaultdict(list)
    for card, found in recalls.recalls_of(session, user_id):
        kinds[card.kind] += predictions(found)
    every = [prediction for some in kinds.values() for prediction in some]
    return Calibration(_fit(every) if every else None, {kind: _fit(some) for kind, some in sorted(kinds.items()) if some},
                       recalls.right_by_confidence(session, user_id), accounts.settings_of(session, user_id).asks_confidence)


def predictions(found: Iterable[Recall]) -> Iterator[Prediction]:
    """Yield the predictions among the answers of a card: one for each moving review on a later day than the one before it."""
    for recall in found:
        if recall.predicted is not None:
            yield Prediction(recall.predicted, recall.right, recall.elapsed, recall.reviews, recall.lapses)


def _fit(found: list[Prediction]) -> Fit:
    return Fit(sum(p.predicted for p in found) / len(found), Share(sum(p.recalled for p in found), len(found)),
               calibration.log_loss(found), calibration.brier(found), calibration.rmse_bins(found), calibration.bins(found))


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card as the file of all cards has it; days are those of the learner."""

    bank: str
    question: str
    part: str
    kind: str
    tags: tuple[str, ...]
    stability: float
    last_day: int
    due_day: int | None
    due_now: bool
    known: bool
    lapses: int


def card_lines(session: Database, user_id: int, *, now: datetime) -> Iterator[CardLine]:
    """Yield every card that a learner has met and can still be asked, by bank."""
    calendar = accounts.settings_of(session, user_id).memory.calendar
    today = calendar.day(now)
    asked, hidden = mastery.asked(session, user_id), withheld.questions(session, user_id, now)
    keys = {bank.id: bank.key for bank in banks.list_banks(session, viewer=user_id)}
    for card in mastery.met(session, user_id, day=today, tomorrow=calendar.start(today + 1)):
        question = asked[card.question_id]
        yield CardLine(
            keys[card.bank_id], question.local_id, card.part, question.kind, tuple(sorted(question.tags)), card.stability,
            calendar.day(card.last_review), calendar.day(card.due) if card.due else None,
            card.due is not None and card.due <= now and card.question_id not in hidden,
            is_known(card.stability, card.last_review, today, calendar.start), card.lapses)


def review_lines(session: Database, user_id: int) -> Iterator[tuple[CardName, Recall]]:
    """Yield every answer of a learner that still counts, card by card."""
    for card, found in recalls.recalls_of(session, user_id):
        for recall in found:
            yield card, recall
