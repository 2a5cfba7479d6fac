"""Which questions a device takes along, and in which order it asks them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from geoquiz.core.scheduling import queue
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.queue import LEARN_AHEAD, Candidate, Day, Waiting

MOST = 100
# What falls due later than that is packed by a device that has had a network meanwhile.
AHEAD = timedelta(days=14)


def packed(due: Sequence[Candidate], new: Sequence[Candidate], day: Day, *, now: datetime, withheld: Collection[int] = (),
           most: int = MOST) -> list[Candidate]:
    """Return the cards to take along, at most one a question: today's in the order of study, then those that fall due next.

    ``due`` are cards with memory, ``new`` those that may be met today. ``withheld`` are the questions that nobody may take
    along now, since a quiz asks them.
    """
    left_due = [card for card in due if card.question_id not in withheld]
    left_new = [card for card in new if card.question_id not in withheld]
    found: list[Candidate] = []
    bank = None
    while len(found) < most:
        waiting = Waiting([card for card in left_due if _comes(card, now)], left_new, day, bank_before=bank)
        card = queue.choose(waiting, now=now)
        if card is None:
            break
        found.append(card)
        bank = card.bank_id
        left_due, left_new = (_without(cards, card) for cards in (left_due, left_new))
        day = _after(day, card)
    chosen = {card.question_id for card in found}
    for card in sorted((card for card in left_due if not _comes(card, now)), key=_due):
        if len(found) >= most:
            break
        if card.question_id not in chosen:
            chosen.add(card.question_id)
            found.append(card)
    return found


def _comes(card: Candidate, now: datetime) -> bool:
    """Tell whether a card can be asked now: one that is being learned also a little ahead of time, as in study."""
    return _due(card) <= (now if card.state == State.REVIEW else now + LEARN_AHEAD)


def _due(card: Candidate) -> datetime:
    assert card.due is not None  # Cards with memory have a date.
    return card.due


def _without(cards: list[Candidate], gone: Candidate) -> list[Candidate]:
    """Leave out all parts of a question: they tell each other's answers."""
    return [card for card in cards if card.question_id != gone.question_id]


def _after(day: Day, card: Candidate) -> Day:
    """Return what the day has seen and allows after one more card."""
    if card.state == State.NEW:
        return replace(day, new_done=day.new_done + 1, new_left=day.new_left - 1)
    if card.state == State.REVIEW:
        return replace(day, reviews_done=day.reviews_done + 1, reviews_left=day.reviews_left - 1)
    return day
