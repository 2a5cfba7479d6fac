"""A learner's memory and log in the real Anki: the same states, the same days, the same history."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.kinds import load_question
from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.scheduling.memory import LogRow, Memory, Settings, State, replay
from geoquiz.core.scheduling.rating import Rating
from geoquiz.interchange.anki import Learned, Logged
from geoquiz.interchange.anki.scheduling import FIRST_DAY, card_values, revlog_rows
from tests.factories import make_bank
from tests.interchange.anki.real_anki import CLEAN, bring_in, cards_of, package

START = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def learned(*reviews: tuple[float, Rating], settings: Settings | None = None, start: datetime = START,
            moves: bool = True) -> Learned:
    """Return what is known after reviews, each so many days after the first one; each took seven seconds."""
    settings = settings or Settings()
    rows = [LogRow(n, "main", "review", start + timedelta(days=days), start + timedelta(days=days), 1, rating, moves)
            for n, (days, rating) in enumerate(reviews, 1)]
    log = tuple(Logged(row.answered_at, timedelta(seconds=7), row.rating, before, after, settings.calendar)
                for row, before, after in replay(rows, {1: settings}, "seed"))
    return Learned(log[-1].after, settings, log)


def test_a_card_in_review_arrives_with_its_memory_and_its_day(collection: Collection, tmp_path: Path) -> None:
    known = learned((0, Rating.GOOD), (0.01, Rating.GOOD), (3, Rating.GOOD), (20, Rating.AGAIN), (20.01, Rating.GOOD),
                    (22, Rating.GOOD))
    assert known.memory.state == State.REVIEW
    assert known.memory.stability is not None
    assert known.memory.difficulty is not None
    bring_in(collection, package(make_bank(), learned={"q2": {"main": known}}), tmp_path, with_progress=True)
    (card,) = cards_of(collection, "bank", "q2")
    assert (card.type, card.queue, card.reps, card.lapses, card.factor) == (2, 2, 6, 1, 2300)
    assert _date(collection, card.due) == _day(known.memory.due)
    assert card.ivl == (_day(known.memory.due) - _day(known.memory.last_review)).days
    assert card.memory_state is not None
    assert card.memory_state.stability == pytest.approx(known.memory.stability, abs=1e-4)
    assert card.memory_state.difficulty == pytest.approx(known.memory.difficulty, abs=1e-3)
    assert card.desired_retention == pytest.approx(0.9)
    assert card.decay == pytest.approx(0.154)
    assert card.last_review_time == int(known.log[-1].at.timestamp())
    assert collection.fix_integrity() == CLEAN


def _day(at: datetime | None) -> date:
    assert at is not None
    return date.fromordinal(Calendar().day(at))


def _date(collection: Collection, due: int) -> date:
    """Return the date that Anki means by a day number: its day begins at four in the morning."""
    today = (datetime.now(tz=UTC).astimezone() - timedelta(hours=4)).date()
    return today + timedelta(days=due - collection.sched.today)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata"])
@pytest.mark.parametrize("hour", [0, 3, 5, 15, 20, 23])
def test_due_days_are_the_learners_own_dates_in_every_zone(zone: str, hour: int) -> None:
    settings = Settings(zone=zone)
    known = learned((0, Rating.EASY), settings=settings, start=datetime(2026, 3, 10, hour, 30, tzinfo=UTC))
    values = card_values(known, 1)
    assert known.memory.due is not None
    assert values.due + FIRST_DAY == settings.calendar.day(known.memory.due)
    assert values.ivl == settings.calendar.day(known.memory.due) - settings.calendar.day(known.log[0].at)


def test_the_log_arrives_with_times_ratings_and_intervals(collection: Collection, tmp_path: Path) -> None:
    known = learned((0, Rating.GOOD), (0.01, Rating.GOOD), (3, Rating.HARD), (20, Rating.AGAIN), (20.01, Rating.GOOD))
    bring_in(collection, package(make_bank(), learned={"q1": {"main": known}}), tmp_path, with_progress=True)
    (card,) = cards_of(collection, "bank", "q1")
    rows = collection.db.all("select id, ease, ivl, lastIvl, factor, time, type from revlog where cid = ? order by id", card.id)
    assert [row[0] for row in rows] == [int(entry.at.timestamp() * 1000) for entry in known.log]
    assert [row[1] for row in rows] == [3, 3, 2, 1, 3]
    assert [row[6] for row in rows] == [0, 0, 1, 1, 2]
    assert rows[0][2:4] == [-600, 0]
    assert [row[3] for row in rows[1:]] == [row[2] for row in rows[:-1]]
    assert rows[3][2] == -600
    assert rows[4][2] == card.ivl
    assert all(100 <= row[4] <= 1100 and row[5] == 7000 for row in rows)
    stats = collection.card_stats_data(card.id)
    assert stats.reviews == 5
    assert [entry.button_chosen for entry in reversed(stats.revlog)] == [3, 3, 2, 1, 3]


def test_anki_computes_the_same_memory_from_the_log_that_it_was_given(collection: Collection, tmp_path: Path) -> None:
    known = learned((0, Rating.GOOD), (0.01, Rating.GOOD), (3, Rating.GOOD), (20, Rating.AGAIN), (20.01, Rating.GOOD),
                    (24, Rating.GOOD))
    bring_in(collection, package(make_bank(), learned={"q1": {"main": known}}), tmp_path, with_progress=True)
    collection.set_config("fsrs", True)
    (card,) = cards_of(collection, "bank", "q1")
    computed = collection.compute_memory_state(card.id)
    assert computed.stability == pytest.approx(known.memory.stability, rel=0.02)
    assert computed.difficulty == pytest.approx(known.memory.difficulty, rel=0.02)


def test_cards_in_learning_keep_their_instant_and_their_steps(collection: Collection, tmp_path: Path) -> None:
    first, again, relearning = learned((0, Rating.AGAIN)), learned((0, Rating.GOOD)), learned(
        (0, Rating.EASY), (15, Rating.AGAIN))
    data = package(make_bank(), learned={"q1": {"main": first}, "q2": {"main": again}, "q3": {"main": relearning}})
    bring_in(collection, data, tmp_path, with_progress=True)
    cards = [cards_of(collection, "bank", name)[0] for name in ("q1", "q2", "q3")]
    assert [(card.type, card.queue, card.left) for card in cards] == [(1, 1, 2), (1, 1, 1), (3, 1, 1)]
    for card, known in zip(cards, (first, again, relearning), strict=True):
        assert known.memory.due is not None
        assert card.due == int(known.memory.due.timestamp())
        assert card.memory_state is not None
    assert cards[2].ivl >= 1
    assert cards[2].lapses == 1
    assert collection.fix_integrity() == CLEAN


def test_a_step_over_the_start_of_a_day_is_counted_in_days(collection: Collection, tmp_path: Path) -> None:
    known = learned((0, Rating.AGAIN), settings=Settings(learning_steps=(1440.0, 4320.0)))
    bring_in(collection, package(make_bank(1), learned={"q1": {"main": known}}), tmp_path, with_progress=True)
    (card,) = cards_of(collection, "bank", "q1")
    assert (card.type, card.queue) == (1, 3)
    assert _date(collection, card.due) == date(2026, 3, 11)
    assert collection.fix_integrity() == CLEAN


def test_a_card_whose_key_changed_arrives_in_relearning(collection: Collection, tmp_path: Path) -> None:
    known = learned((0, Rating.EASY))
    later = START + timedelta(days=9)
    memory = Memory(State.RELEARNING, 0, known.memory.stability, known.memory.difficulty, later, START, 1, 0, "key change")
    bring_in(collection, package(make_bank(1), learned={"q1": {"main": Learned(memory, known.settings, known.log)}}), tmp_path,
             with_progress=True)
    (card,) = cards_of(collection, "bank", "q1")
    assert (card.type, card.queue, card.reps) == (3, 3, 1)
    assert _date(collection, card.due) == later.date()
    assert collection.fix_integrity() == CLEAN


def test_parts_not_met_stay_new_beside_those_that_are(collection: Collection, tmp_path: Path) -> None:
    bank = make_bank([load_question({"id": "gaps", "type": "cloze", "text": "{{c1::one}} and {{c2::two}}"})])
    bring_in(collection, package(bank, learned={"gaps": {"c2": learned((0, Rating.EASY))}}), tmp_path, with_progress=True)
    first, second = cards_of(collection, "bank", "gaps")
    assert (first.type, first.queue, first.due, first.reps) == (0, 0, 1, 0)
    assert (second.type, second.queue, second.reps) == (2, 2, 1)


def test_reviews_of_the_same_millisecond_all_arrive(collection: Collection, tmp_path: Path) -> None:
    known = {f"q{n}": {"main": learned((0, Rating.EASY))} for n in range(1, 6)}
    bring_in(collection, package(make_bank(5), learned=known), tmp_path, with_progress=True)
    at = int(START.timestamp() * 1000)
    assert collection.db.list("select id from revlog order by id") == [at, at + 1, at + 2, at + 3, at + 4]
    assert collection.db.scalar("select count(distinct cid) from revlog") == 5


def test_without_progress_anki_is_told_that_every_card_is_new(collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(make_bank()), tmp_path, with_progress=True)
    assert collection.db.list("select distinct type from cards") == [0]
    assert collection.db.list("select due from cards order by due") == [1, 2, 3]
    assert collection.db.scalar("select count() from revlog") == 0


def test_anki_does_not_reschedule_cards_that_it_has(collection: Collection, tmp_path: Path) -> None:
    bank = make_bank(1)
    bring_in(collection, package(bank), tmp_path)
    bring_in(collection, package(bank, learned={"q1": {"main": learned((0, Rating.EASY))}}), tmp_path, with_progress=True)
    (card,) = cards_of(collection, "bank", "q1")
    assert card.type == 0
    assert collection.db.scalar("select count() from revlog") == 0


def test_practice_is_logged_outside_the_schedule_and_moves_no_date(collection: Collection, tmp_path: Path) -> None:
    known = learned((0, Rating.EASY))
    practice = Logged(START + timedelta(days=2), timedelta(seconds=7), Rating.GOOD, known.memory, known.memory, Calendar())
    known = Learned(known.memory, known.settings, (*known.log, practice))
    days = (_day(known.memory.due) - START.date()).days
    assert list(revlog_rows(known))[1][1:] == (3, days, days, 0, 7000, 3)
    bring_in(collection, package(make_bank(1), learned={"q1": {"main": known}}), tmp_path, with_progress=True)
    assert cards_of(collection, "bank", "q1")[0].last_review_time == int(START.timestamp())
    assert collection.fix_integrity() == CLEAN


def test_a_reset_is_logged_as_one_by_hand() -> None:
    known = learned((0, Rating.EASY))
    reset = Logged(START + timedelta(days=2), timedelta(0), None, known.memory, Memory(), Calendar())
    _, row = revlog_rows(Learned(Memory(), Settings(), (*known.log, reset)))
    assert row[1:] == (0, 0, (_day(known.memory.due) - START.date()).days, 0, 0, 4)


def test_a_long_answer_is_cut_to_ankis_minute() -> None:
    known = learned((0, Rating.GOOD))
    entry = known.log[0]
    slow = Logged(entry.at, timedelta(hours=3), entry.rating, entry.before, entry.after, entry.calendar)
    (row,) = revlog_rows(Learned(known.memory, known.settings, (slow,)))
    assert row[5] == 60_000


@given(st.lists(st.tuples(st.floats(0, 400), st.sampled_from(list(Rating))), min_size=1, max_size=12),
       st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]), st.sampled_from([0, 240, 720]))
def test_any_history_gives_numbers_that_anki_allows(reviews: list[tuple[float, Rating]], zone: str, day_start: int) -> None:
    known = learned(*sorted(reviews, key=lambda review: review[0]), settings=Settings(zone=zone, day_start=day_start))
    values = card_values(known, 1)
    assert (values.type, values.queue) in {(1, 1), (1, 3), (2, 2), (3, 1), (3, 3)}
    assert values.due > 0
    assert values.ivl >= (1 if values.type in (2, 3) else 0)
    assert 1300 <= values.factor <= 2500
    assert set(json.loads(values.data)) == {"s", "d", "dr", "decay", "lrt"}
    rows = list(revlog_rows(known))
    assert len(rows) == len(reviews)
    assert all(row[1] in (1, 2, 3, 4) and row[2] != 0 and row[6] in (0, 1, 2) for row in rows)


@pytest.mark.parametrize("last", [Rating.GOOD, Rating.AGAIN])
def test_a_suspended_card_arrives_suspended_with_its_date(last: Rating) -> None:
    known = learned((0, Rating.EASY), (30, last))
    asleep = replace(known, memory=replace(known.memory, suspended=True))
    awake = card_values(known, 7)
    assert awake.queue > 0
    assert card_values(asleep, 7) == awake._replace(queue=-1)
    assert card_values(Learned(Memory(suspended=True), Settings(), ()), 7).queue == -1
