import pytest

from geoquiz.core.question import Outcome
from geoquiz.core.scheduling.rating import Rating, rate


@pytest.mark.parametrize(("score", "verdict", "rating"), [
    (1.0, "right", Rating.GOOD), (1.0, "almost", Rating.GOOD), (0.99, "partly", Rating.AGAIN), (0.0, "wrong", Rating.AGAIN),
])
def test_right_is_good_and_anything_less_is_again(score: float, verdict: str, rating: Rating) -> None:
    assert rate(Outcome(score=score, verdict=verdict, key="Baku")) == rating  # type: ignore[arg-type]  # One of the four.
