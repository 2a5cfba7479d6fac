from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.memory import LogRow, Memory, Settings, State, fold
from geoquiz.core.scheduling.rating import Rating
from tests.core.scheduling.histories import SEED, START, histories, learned

VERSIONS = {1: Settings()}


def rows_of(history: list[tuple[int, Rating]]) -> list[LogRow]:
    """Return the log of reviews that come so many minutes one after the other."""
    rows, at = [], START
    for number, (minutes, rating) in enumerate(history, 1):
        at += timedelta(minutes=minutes)
        rows.append(LogRow(number, "main", "review", at, at, 1, rating))
    return rows


@given(histories, st.randoms())
def test_the_log_folds_to_memory_in_whatever_order_it_is_read(history: list[tuple[int, Rating]], random: object) -> None:
    rows = rows_of(history)
    random.shuffle(rows)  # type: ignore[attr-defined]  # hypothesis gives a random.Random.
    assert fold(rows, VERSIONS, SEED) == learned(history)


def test_an_empty_log_is_a_new_card() -> None:
    assert fold([], VERSIONS, SEED) == Memory()


@given(histories, st.data())
def test_a_voided_review_leaves_no_trace(history: list[tuple[int, Rating]], data: st.DataObject) -> None:
    rows = rows_of(history)
    voided = data.draw(st.sampled_from(rows))
    end = rows[-1].answered_at + timedelta(minutes=1)
    undo = LogRow(len(rows) + 1, "main", "undo", end, end, 1, voids=voided.id)
    assert fold([*rows, undo], VERSIONS, SEED) == fold([row for row in rows if row is not voided], VERSIONS, SEED)


@given(histories, st.data())
def test_an_override_counts_as_if_it_had_been_the_answer(history: list[tuple[int, Rating]], data: st.DataObject) -> None:
    rows = rows_of(history)
    index = data.draw(st.integers(0, len(rows) - 1))
    old, now = rows[index], rows[-1].answered_at + timedelta(days=1)
    override = LogRow(len(rows) + 1, "main", "override", old.answered_at, now, 1, Rating.GOOD, voids=old.id)
    corrected = [*history[:index], (history[index][0], Rating.GOOD), *history[index + 1:]]
    if sum(row.answered_at == old.answered_at for row in rows) == 1:
        assert fold([*rows, override], VERSIONS, SEED) == learned(corrected)


@given(histories)
def test_rows_that_move_no_memory_are_left_out(history: list[tuple[int, Rating]]) -> None:
    rows = rows_of(history)
    practice = replace(rows[-1], id=len(rows) + 1, moves_memory=False)
    assert fold([*rows, practice], VERSIONS, SEED) == learned(history)


def test_a_late_answer_takes_its_place_in_time() -> None:
    history = [(0, Rating.GOOD), (24 * 60, Rating.AGAIN), (3 * 24 * 60, Rating.GOOD)]
    rows = rows_of(history)
    late = replace(rows[1], id=9, received_at=rows[2].received_at + timedelta(days=1))
    assert fold([rows[0], rows[2], late], VERSIONS, SEED) == learned(history)
    assert fold([rows[0], rows[2]], VERSIONS, SEED) != learned(history)


def test_each_row_counts_under_its_own_settings() -> None:
    rows = rows_of([(0, Rating.EASY), (30 * 24 * 60, Rating.GOOD)])
    keen = {1: Settings(), 2: Settings(desired_retention=0.97)}
    changed = [rows[0], replace(rows[1], settings=2)]
    assert (fold(changed, keen, SEED).due or START) < (fold(rows, keen, SEED).due or START)
    assert fold(changed, keen, SEED).stability == fold(rows, keen, SEED).stability


def test_a_reset_card_is_new_again_and_a_changed_key_relearns() -> None:
    rows = rows_of([(0, Rating.EASY), (30 * 24 * 60, Rating.GOOD)])
    later = rows[-1].answered_at + timedelta(days=1)
    assert fold([*rows, LogRow(3, "main", "reset", later, later, 1)], VERSIONS, SEED) == Memory()
    assert fold([*rows, LogRow(3, "main", "key change", later, later, 1)], VERSIONS, SEED).state == State.RELEARNING
