"""From a card's log to what it says of recall."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, LogRow, Settings, State, fold, replay, retrievability
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.statistics.recalls import MATURE, Recall, Row, recalls

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
SETTINGS = Settings()
SEED = "seed"


def rows_of(log: list[LogRow]) -> list[Row]:
    """Return the rows as the server stores them: each with what the log amounted to when it came in."""
    found = []
    for number, row in enumerate(log, start=1):
        after = fold(log[:number], {1: SETTINGS}, SEED)
        found.append(Row(row.id, row.cause, row.rating, row.moves_memory, row.voids, 1, SETTINGS.calendar.day(row.answered_at),
                         int(after.state), after.stability, after.due, 5.0, row.moves_memory))
    return found


def read(log: list[LogRow]) -> list[Recall]:
    return recalls(rows_of(log), {1: DEFAULT_WEIGHTS[20]}, lambda _, at: SETTINGS.calendar.day(at))


def answer(id_: int, day: int, rating: int = 3, **fields: object) -> LogRow:
    at = AT + timedelta(days=day, minutes=id_)
    return LogRow(id_, "main", fields.pop("cause", "review"), at, at, 1, Rating(rating), **fields)  # type: ignore[arg-type]


HISTORIES = st.lists(st.tuples(st.integers(0, 40), st.sampled_from((1, 3, 3, 4))), min_size=1, max_size=10)


@given(HISTORIES)
def test_a_prediction_is_what_the_memory_before_says(steps: list[tuple[int, int]]) -> None:
    day, log = 0, []
    for number, (days, rating) in enumerate(steps, start=1):
        day += days
        log.append(answer(number, day, rating))
    found = read(log)
    for recall, (row, before, _) in zip(found, replay(log, {1: SETTINGS}, SEED), strict=True):
        expected = retrievability(before, at=row.answered_at, settings=SETTINGS)
        assert recall.right == (row.rating != Rating.AGAIN)
        if recall.elapsed:
            assert recall.predicted == pytest.approx(expected)
        else:
            assert recall.predicted is None
        assert (recall.interval is not None) == (before.state == State.REVIEW)
        if before.state == State.REVIEW:
            assert before.due is not None
            assert before.last_review is not None
            days = SETTINGS.calendar.day(before.due) - SETTINGS.calendar.day(before.last_review)
            assert recall.interval == days


def test_an_answer_taken_back_counts_no_more_and_the_next_is_predicted_without_it() -> None:
    first, second = answer(1, 0, 4), answer(2, 10)
    undo = LogRow(3, "main", "undo", AT + timedelta(days=10, hours=1), AT + timedelta(days=10, hours=1), 1, voids=2)
    third = answer(4, 20)
    found = read([first, second, undo, third])
    assert [recall.day - found[0].day for recall in found] == [0, 20]
    assert found[1].elapsed == 20
    assert found[1].predicted == read([first, third])[1].predicted


def test_the_learners_own_word_takes_the_place_of_the_verdict_with_its_prediction() -> None:
    first, second = answer(1, 0, 4), answer(2, 10, 1)
    word = LogRow(3, "main", "override", second.answered_at, second.answered_at, 1, Rating.GOOD, voids=2)
    _, corrected = read([first, second, word])
    assert corrected.right
    assert corrected.predicted == read([first, second])[1].predicted


def test_what_moves_no_memory_is_no_prediction() -> None:
    practice = answer(2, 10, moves_memory=False)
    found = read([answer(1, 0, 4), practice, answer(3, 20)])
    assert found[1].predicted is None
    assert found[1].interval is None
    assert not found[1].moved
    assert found[2].elapsed == 20


def test_after_a_reset_a_card_is_new_again_until_the_reset_is_taken_back() -> None:
    reset = LogRow(2, "main", "reset", AT + timedelta(days=5), AT + timedelta(days=5), 1)
    undo = LogRow(3, "main", "undo", AT + timedelta(days=6), AT + timedelta(days=6), 1, voids=2)
    assert read([answer(1, 0, 4), reset, answer(4, 10)])[1].predicted is None
    assert read([answer(1, 0, 4), reset, undo, answer(4, 10)])[1].elapsed == 10


def test_reviews_and_lapses_before_are_those_of_later_days() -> None:
    found = read([answer(1, 0, 4), answer(2, 20, 1), answer(3, 20), answer(4, 25), answer(5, 60)])
    assert [(recall.reviews, recall.lapses) for recall in found] == [(0, 0), (0, 0), (1, 1), (1, 1), (2, 1)]
    assert MATURE == 21
