"""A made-up learner: the same draws are the same history, and what is forgotten follows true memory."""

from itertools import pairwise
from random import Random

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.core.scheduling.memory import Memory, Settings, review
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.simulation import Given, Habits, Subject, studied

SETTINGS, FIRST = Settings(), 739_000
SUBJECTS = [Subject(number // 2, f"seed {number}") for number in range(40)]


def _history(seed: int, days: int = 60) -> list[Given]:
    draw = Random(seed)
    return list(studied(Habits.drawn(draw), SUBJECTS, SETTINGS, first_day=FIRST, days=days, draw=draw))


def test_the_same_draws_are_the_same_history_and_others_another() -> None:
    assert _history(1) == _history(1)
    assert _history(1) != _history(2)


def test_answers_come_one_after_the_other_on_their_days() -> None:
    found = _history(3)
    assert all(one.at < other.at for one, other in pairwise(found))
    assert all(Calendar().day(given.at) == given.day for given in found)


def test_memory_is_what_the_reviews_make_of_it() -> None:
    memories: dict[int, Memory] = {}
    for given in _history(4):
        rating = Rating.GOOD if given.right else Rating.AGAIN
        memories[given.subject] = review(memories.get(given.subject, Memory()), rating, at=given.at, settings=SETTINGS,
                                         seed=SUBJECTS[given.subject].seed)
        assert memories[given.subject] == given.after


def test_parts_of_one_question_never_come_on_one_day() -> None:
    parts: dict[tuple[int, int], set[int]] = {}
    for given in _history(5):
        parts.setdefault((given.day, SUBJECTS[given.subject].question), set()).add(given.subject)
    assert all(len(found) == 1 for found in parts.values())


def test_what_comes_back_when_due_is_mostly_known() -> None:
    later = [given for seed in range(12) for given in _history(seed) if given.after.reps > 4]
    share = sum(given.right for given in later) / len(later)
    assert 0.75 < share < 0.98
