"""Cards and review log of a collection as what arrives here: days instead of counters, instants instead of milliseconds."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from geoquiz.core.scheduling.arriving import Arriving, PastReview
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.interchange.anki.reading.values import Contents, Logged, NoteCard

_STATES = {1: State.LEARNING, 2: State.REVIEW, 3: State.RELEARNING}
_CRAMMED, _BY_HAND = 3, 4
_SUSPENDED = -1
_IN_SECONDS = 1
# Old collections do not say in which zone they count: their days begin at four there, and this is nobody's yesterday.
_UNKNOWN_ZONE = timedelta(hours=8)
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1).toordinal(), date(2200, 1, 1).toordinal()
_LAST_SECOND = 7_258_118_400


def first_day(contents: Contents) -> int:
    """Return the day from which the collection counts, numbered by `date.toordinal`."""
    shift = _UNKNOWN_ZONE if contents.offset is None else timedelta(minutes=-min(max(contents.offset, -1440), 1440))
    return (_instant(contents.created) + shift).toordinal()


def arriving(card: NoteCard, log: Sequence[Logged], first: int) -> Arriving | None:
    """Return a card that has been reviewed as it arrives here; None for a new one."""
    state = _STATES.get(card.type)
    if state is None:
        return None
    # Anki's first scheduler left cards that are relearned among the reviewed ones.
    in_seconds = card.queue == _IN_SECONDS
    if state == State.REVIEW and in_seconds:
        state = State.RELEARNING
    in_seconds = in_seconds or (card.due > _LAST_DAY and state != State.REVIEW)
    data = _data(card.data)
    stability, difficulty = _number(data.get("s"), above=0), _number(data.get("d"), above=0)
    last = _number(data.get("lrt"), above=0)
    reviews = tuple(_reviews(log))
    return Arriving(
        state=state,
        due_day=None if in_seconds else min(max(first + card.due, _FIRST_DAY), _LAST_DAY),
        due_at=_instant(card.due) if in_seconds else None,
        stability=stability, difficulty=difficulty,
        last_review=_instant(int(last)) if last is not None else _last(reviews),
        reps=_count(card.reps), lapses=_count(card.lapses), interval=min(max(card.ivl, 0), 36_500),
        ease=card.factor / 1000 if 1000 < card.factor < 10_000 else None,
        steps_left=_count(card.left) % 1000, suspended=card.queue == _SUSPENDED, log=reviews,
    )


def _reviews(log: Sequence[Logged]) -> list[PastReview]:
    """Return the reviews since the card was last forgotten by hand: what came before has no part in its memory."""
    found: list[PastReview] = []
    for row in log:
        if row.type == _BY_HAND and row.ease == 0 and row.factor == 0:
            found.clear()
        elif row.ease in (1, 2, 3, 4) and 0 < row.at < _LAST_SECOND * 1000:
            # Practice in a filtered deck leaves the factor at nothing when it did not move the card.
            moved = not (row.type == _CRAMMED and row.factor == 0)
            found.append(PastReview(datetime.fromtimestamp(row.at / 1000, UTC), Rating(row.ease),
                                    timedelta(milliseconds=_count(row.took)), moved))
    return found


def _last(reviews: Sequence[PastReview]) -> datetime | None:
    return max((review.at for review in reviews if review.moved), default=None)


def _data(text: str) -> dict[str, object]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):  # The record of an add-on, or of nobody: the log is there too.
        return {}
    return found if isinstance(found, dict) else {}


def _number(value: object, *, above: float) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if above < value < 2**53 else None


def _count(value: int) -> int:
    return min(max(value, 0), 1_000_000)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST_SECOND), UTC)
