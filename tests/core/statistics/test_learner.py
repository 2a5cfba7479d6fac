"""A learner's figures, against slow and obvious versions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.scheduling.memory import Memory, Settings, State, retrievability
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.learner import Known, Tally, is_known, known_by, misjudged, tally, time_spent, total, within
from geoquiz.core.statistics.recalls import Recall
from tests.factories import NOW

RECALLS = st.lists(st.builds(
    Recall, day=st.integers(1, 50), rating=st.integers(1, 4), took=st.floats(0, 60), moved=st.just(True), counts=st.booleans(),
    predicted=st.none(), interval=st.none() | st.integers(0, 60), elapsed=st.just(0), reviews=st.just(0), lapses=st.just(0),
    confidence=st.none()), max_size=40)


@given(RECALLS)
def test_a_tally_counts_what_one_would_count_by_hand(found: list[Recall]) -> None:
    counted = tally(found)
    assert counted.answered == len([r for r in found if r.counts])
    assert counted.right == len([r for r in found if r.counts and r.rating > 1])
    assert counted.seconds == pytest.approx(sum(r.took for r in found if r.counts))
    young = [r for r in found if r.interval is not None and r.interval < 21]
    mature = [r for r in found if r.interval is not None and r.interval >= 21]
    assert counted.young == (len([r for r in young if r.rating > 1]), len(young))
    assert counted.mature == (len([r for r in mature if r.rating > 1]), len(mature))


@given(RECALLS, st.integers(1, 50), st.integers(1, 60))
def test_a_window_holds_its_days_and_today(found: list[Recall], today: int, window: int) -> None:
    days = [(r.day, tally([r])) for r in found]
    inside = tally([r for r in found if today - window + 1 <= r.day <= today])
    counted = within(days, today, window)
    assert counted._replace(seconds=0) == inside._replace(seconds=0)
    assert counted.seconds == pytest.approx(inside.seconds)


def test_tallies_add_up() -> None:
    one = Tally(2, 1, 10.0, Share(1, 2), Share(0, 0))
    assert total([one, one]) == Tally(4, 2, 20.0, Share(2, 4), Share(0, 0))
    assert total([]) == Tally()
    assert one.retained == Share(1, 2)


@pytest.mark.parametrize(("seconds", "counted"), [(12.5, 12.5), (60, 60), (61, 60), (86_400, 60), (-5, 0)])
def test_an_answer_counts_sixty_seconds_at_the_most(seconds: float, counted: float) -> None:
    assert time_spent(NOW, NOW + timedelta(seconds=seconds)) == counted


@given(st.floats(0.01, 2_000), st.integers(0, 1_500))
def test_known_is_a_predicted_recall_of_nine_in_ten(stability: float, days: int) -> None:
    settings = Settings(zone="Europe/Berlin")
    memory = Memory(State.REVIEW, stability=stability, difficulty=5.0, last_review=NOW - timedelta(days=days))
    chance = retrievability(memory, at=NOW, settings=settings)
    assert chance is not None
    if abs(chance - 0.9) > 1e-9:
        assert memory.last_review is not None
        known = is_known(stability, memory.last_review, settings.calendar.day(NOW), settings.calendar.start)
        assert known == (chance > 0.9)


def test_what_is_known_is_counted_by_group() -> None:
    found = known_by([("a", 2), ("a", 1), ("b", 4)], [("a", True), ("a", False)])
    assert found == {"a": Known(3, 2, 1), "b": Known(4, 0, 0)}
    assert (found["a"].at_risk, found["a"].never_seen) == (1, 1)


def test_over_confidence_is_wrong_where_sure_and_under_confidence_right_where_guessed() -> None:
    assert misjudged(Share(8, 10), Share(3, 4)) == (Share(2, 10), Share(3, 4))
