"""Histories of one card for the tests: reviews at times and days, under settings."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from geoquiz.core.scheduling.memory import Memory, Settings, review
from geoquiz.core.scheduling.rating import Rating

START = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SEED = "f00d|bank|q1|main"
PLAIN = Settings()
NO_STEPS = Settings(learning_steps=(), relearning_steps=())

ratings = st.sampled_from(list(Rating))
# Minutes from one review to the next: within steps, within the day, over days and over months.
gaps = st.one_of(st.integers(0, 15), st.integers(0, 24 * 60), st.integers(1, 40).map(lambda days: days * 24 * 60),
                 st.integers(40, 900).map(lambda days: days * 24 * 60))
histories = st.lists(st.tuples(gaps, ratings), min_size=1, max_size=12)


def learned(history: list[tuple[int, Rating]], settings: Settings = PLAIN, seed: str = SEED) -> Memory:
    """Return the memory after reviews that come so many minutes one after the other."""
    memory, at = Memory(), START
    for minutes, rating in history:
        at += timedelta(minutes=minutes)
        memory = review(memory, rating, at=at, settings=settings, seed=seed)
    return memory


def after_days(days: list[int], ratings_: list[Rating], settings: Settings = NO_STEPS) -> Memory:
    """Return the memory after reviews that come so many days one after the other."""
    return learned([(day * 24 * 60, rating) for day, rating in zip(days, ratings_, strict=True)], settings)
