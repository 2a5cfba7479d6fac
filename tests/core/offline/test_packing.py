from datetime import UTC, datetime, timedelta

from geoquiz.core.offline.packing import MOST, packed
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.queue import Candidate, Day

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = Day(NOW - timedelta(hours=8))


def review(question: int, days: float, *, part: str = "main", bank: int = 1) -> Candidate:
    return Candidate(question, part, State.REVIEW, NOW + timedelta(days=days), bank)


def new(question: int, part: str = "main") -> Candidate:
    return Candidate(question, part, State.NEW, None, 1)


def test_what_is_due_and_new_comes_first_and_then_what_falls_due_next() -> None:
    found = packed([review(3, 5), review(1, -2), review(2, 1)], [new(4)], DAY, now=NOW)
    assert {card.question_id for card in found[:2]} == {1, 4}
    assert [card.question_id for card in found[2:]] == [2, 3]


def test_a_question_travels_with_one_of_its_parts() -> None:
    found = packed([review(1, -1, part="c1"), review(1, -1, part="c2"), review(1, 2, part="c3")], [new(1, "c4")], DAY, now=NOW)
    assert len(found) == 1


def test_the_limits_of_the_day_hold_on_a_device_too() -> None:
    day = Day(DAY.start, reviews_left=3, new_left=2)
    found = packed([review(n, -1) for n in range(10)], [new(n) for n in range(20, 30)], day, now=NOW)
    assert sum(card.state == State.REVIEW for card in found) == 3
    assert sum(card.state == State.NEW for card in found) == 2


def test_no_more_than_a_hundred_travel() -> None:
    found = packed([review(n, n / 10) for n in range(300)], [], DAY, now=NOW)
    assert len(found) == MOST == 100
    assert {card.question_id for card in found} == set(range(100))


def test_what_a_quiz_withholds_stays() -> None:
    found = packed([review(1, -1), review(2, 3), review(3, -1)], [new(4), new(5)], DAY, now=NOW, withheld={1, 2, 4})
    assert {card.question_id for card in found} == {3, 5}


def test_what_is_being_learned_comes_before_reviews() -> None:
    learning = Candidate(9, "main", State.LEARNING, NOW - timedelta(minutes=1), 1, step=0)
    assert packed([review(1, -3), learning], [], DAY, now=NOW)[0] == learning


def test_nothing_due_and_nothing_new_is_an_empty_pack() -> None:
    assert packed([], [], DAY, now=NOW) == []
