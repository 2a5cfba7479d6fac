"""Memory and log beyond what a short life in the real Anki shows: old collections, suspended cards, hands in the schedule."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from geoquiz.core.scheduling.arriving import Arriving
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.rating import Rating
from tests.interchange.anki.reading.crafted import CREATED, collection, package, read

# type, queue, due, ivl, factor, reps, lapses, left
REVIEWED = (2, 2, 100, 30, 2500, 5, 1, 0)
CREATED_DAY = date(2025, 6, 15).toordinal()


def arrived(*log: tuple[int, ...], **options: Any) -> Arriving | None:
    """Return the only card of a collection; ``log`` holds id, ease, ivl, factor, time and type of each row."""
    def change(database: sqlite3.Connection) -> None:
        database.executemany("INSERT INTO revlog VALUES (?, 100, -1, ?, ?, 0, ?, ?, ?)", log)

    found = read(package(collection(change=change, **options)))
    return next(iter(found.progress.values()), None)


def reviewed(*log: tuple[int, ...], **options: Any) -> Arriving:
    card = arrived(*log, **{"card": REVIEWED, **options})
    assert card is not None
    return card


def test_a_new_card_brings_nothing() -> None:
    assert arrived((1_600_000_000_000, 3, 1, 2500, 0, 1), card=(0, 0, 1, 0, 0, 0, 0, 0)) is None


def test_without_fsrs_interval_and_ease_come_along() -> None:
    card = reviewed()
    assert (card.state, card.stability, card.difficulty, card.interval, card.ease) == (State.REVIEW, None, None, 30, 2.5)
    assert (card.reps, card.lapses, card.suspended, card.due_day) == (5, 1, False, CREATED_DAY + 100)


@pytest.mark.parametrize("data", ["", "{", "[]", "7", '{"s":"x","d":null}', '{"s":-1,"d":0}', '{"s":NaN,"d":Infinity}', "[" * 9999])
def test_records_that_say_nothing_are_none(data: str) -> None:
    card = reviewed(data=data)
    assert (card.stability, card.difficulty) == (None, None)


@pytest.mark.parametrize(("conf", "created", "day"), [
    ({"creationOffset": 0}, CREATED, CREATED_DAY),
    ({"creationOffset": -120}, 1_750_024_800, CREATED_DAY + 1),  # 22:00 UTC, and midnight two hours east.
    ({"creationOffset": 300}, 1_749_960_000, CREATED_DAY - 1),  # 04:00 UTC, and 23:00 of the day before five hours west.
    ({}, 1_749_952_800, CREATED_DAY),  # 02:00 UTC is four o'clock in Berlin.
    ({}, 1_749_927_600, CREATED_DAY),  # 19:00 UTC of the day before is four o'clock in Tokyo.
    ({}, 1_749_985_200, CREATED_DAY),  # 11:00 UTC is four o'clock in San Francisco.
    ({"creationOffset": "x"}, 1_749_952_800, CREATED_DAY),
])
def test_days_are_counted_from_the_day_on_which_the_collection_began(conf: dict[str, Any], created: int, day: int) -> None:
    def change(database: sqlite3.Connection) -> None:
        database.execute("UPDATE col SET crt = ?", (created,))

    (card,) = read(package(collection(change=change, card=REVIEWED, conf=conf))).progress.values()
    assert card.due_day == day + 100


def test_suspended_cards_and_those_in_filtered_decks_keep_their_day() -> None:
    suspended = reviewed(card=(2, -1, *REVIEWED[2:]))
    assert (suspended.suspended, suspended.due_day) == (True, CREATED_DAY + 100)

    def change(database: sqlite3.Connection) -> None:
        database.execute("UPDATE cards SET odid = did, odue = due, did = 99, due = -5")

    found = read(package(collection(change=change, card=REVIEWED)))
    assert next(iter(found.progress.values())).due_day == CREATED_DAY + 100
    assert found.plan.decks[0].name == "Rivers"
    assert found.plan.suspended == 0


@pytest.mark.parametrize(("card", "state", "due_at", "day"), [
    ((1, 1, 1_760_000_000, 0, 0, 1, 0, 1002), State.LEARNING, datetime.fromtimestamp(1_760_000_000, UTC), None),
    ((1, 3, 101, 0, 0, 1, 0, 2), State.LEARNING, None, CREATED_DAY + 101),
    ((3, 1, 1_760_000_000, 5, 2300, 4, 1, 1), State.RELEARNING, datetime.fromtimestamp(1_760_000_000, UTC), None),
    ((2, 1, 1_760_000_000, 5, 2300, 4, 1, 1), State.RELEARNING, datetime.fromtimestamp(1_760_000_000, UTC), None),
    ((1, -1, 1_760_000_000, 0, 0, 1, 0, 2), State.LEARNING, datetime.fromtimestamp(1_760_000_000, UTC), None),
    ((2, 2, 2**60, 5, 2300, 4, 1, 0), State.REVIEW, None, date(2200, 1, 1).toordinal()),
    ((1, 1, 2**60, 0, 0, 1, 0, 1), State.LEARNING, datetime(2200, 1, 1, tzinfo=UTC), None),
])
def test_learning_cards_are_due_at_an_instant_or_on_a_day(card: tuple[int, ...], state: State, due_at: datetime | None,
                                                         day: int | None) -> None:
    found = reviewed(card=card)
    assert (found.state, found.due_at, found.due_day) == (state, due_at, day)


def test_the_log_is_what_was_reviewed_since_the_card_was_last_forgotten_by_hand() -> None:
    found = reviewed(
        (1_600_000_000_000, 3, 1, 2500, 900, 0),
        (1_600_000_100_000, 0, 0, 0, 0, 4),
        (1_700_000_000_500, 1, -600, 600, 12_345, 0),
        (1_700_000_100_000, 0, 10, 600, 0, 4),
        (1_700_000_200_000, 4, 5, 600, 10**12, 1),
        (1_700_000_300_000, 3, 5, 0, 1, 3),
        (1_700_000_400_000, 7, 5, 0, 1, 1),
    )
    assert [(review.rating, review.moved) for review in found.log] == [
        (Rating.AGAIN, True), (Rating.EASY, True), (Rating.GOOD, False)]
    assert found.log[0].at == datetime.fromtimestamp(1_700_000_000, UTC) + timedelta(milliseconds=500)
    assert [review.took for review in found.log] == [timedelta(seconds=12.345), timedelta(seconds=1000), timedelta(milliseconds=1)]
    assert found.last_review == datetime.fromtimestamp(1_700_000_200, UTC)


def test_a_missing_log_is_none() -> None:
    found = read(package(collection(change=lambda database: database.execute("DROP TABLE revlog"), card=REVIEWED)))
    assert next(iter(found.progress.values())).log == ()


def test_progress_can_be_left_behind() -> None:
    found = read(package(collection(card=REVIEWED)), with_progress=False)
    assert (found.progress, found.plan.reviewed) == ({}, 0)
