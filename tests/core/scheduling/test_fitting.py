import random
from dataclasses import replace
from datetime import timedelta

import pytest

from geoquiz.core.scheduling.fitting import ENOUGH_REVIEWS, Fit, Recall, fit, recalls
from geoquiz.core.scheduling.formulas import Formulas
from geoquiz.core.scheduling.memory import DEFAULT_WEIGHTS, LogRow, Memory, Settings, review
from geoquiz.core.scheduling.rating import Rating
from tests.core.scheduling.histories import START

BELIEF = Formulas(DEFAULT_WEIGHTS)


def log_of(weights: tuple[float, ...], cards: int = 400) -> list[Recall]:
    """Return the log of a learner who truly remembers by these weights, and is asked as the default ones think right."""
    truth, draw, log = Formulas(weights), random.Random(5), []
    for card in range(cards):
        day, rating = card // 8, Rating.GOOD if draw.random() < 0.5 else Rating.AGAIN
        true, believed = truth.first(rating), BELIEF.first(rating)
        log.append(Recall(card, day, rating))
        for _ in range(6):
            wait = max(1, round(BELIEF.days_until(0.9, believed.stability)))
            chance, thought = truth.recall(wait, true.stability), BELIEF.recall(wait, believed.stability)
            day += wait
            if draw.random() < chance:
                true, believed, rating = truth.recalled(true, chance), BELIEF.recalled(believed, thought), Rating.GOOD
            else:
                true, believed, rating = truth.forgotten(true, chance), BELIEF.forgotten(believed, thought), Rating.AGAIN
            log.append(Recall(card, day, rating))
    return log


FORGETFUL = (*(weight / 5 for weight in DEFAULT_WEIGHTS[:4]), *DEFAULT_WEIGHTS[4:8], 1.1, *DEFAULT_WEIGHTS[9:20], 0.35)


def test_a_learner_unlike_the_default_gets_weights_that_predict_better() -> None:
    found = fit(log_of(FORGETFUL), Settings())
    assert found.adopted
    assert found.why == "The new weights predict your later reviews better."
    assert found.reviews == 2800
    assert found.fitted > 3 * found.unseen > 0
    assert found.before is not None
    assert found.after is not None
    assert found.after.log_loss < found.before.log_loss
    assert found.after.rmse_bins < found.before.rmse_bins
    assert found.weights is not None
    review(Memory(), Rating.GOOD, at=START, settings=Settings(weights=found.weights), seed="1|2|main")


def test_weights_that_are_right_already_stay() -> None:
    first = fit(log_of(FORGETFUL), Settings())
    assert first.weights is not None
    again = fit(log_of(FORGETFUL), Settings(weights=first.weights))
    assert not again.adopted
    assert again.weights is None
    assert again.why == "The new weights predict your later reviews no better than those in use, which stay."


def test_fitting_is_the_same_every_time() -> None:
    log = log_of(FORGETFUL, 150)
    assert fit(log, Settings()) == fit(log, Settings())


def test_what_judges_lies_on_later_days_than_what_was_fitted() -> None:
    log = log_of(FORGETFUL)
    days = sorted(recall.day for index, recall in enumerate(log) if index % 7)
    found = fit(log, Settings())
    assert days[found.fitted - 1] < days[found.fitted]
    assert found.fitted + found.unseen == len(days)


def test_later_reviews_do_not_touch_the_weights() -> None:
    log = log_of(FORGETFUL)
    found = fit(log, Settings())
    cut = sorted(recall.day for index, recall in enumerate(log) if index % 7)[found.fitted]
    turned = [replace(recall, rating=Rating.AGAIN) if recall.day > cut and index % 40 == 0 else recall
              for index, recall in enumerate(log)]
    other = fit(turned, Settings())
    assert found.weights is not None
    assert other.weights == found.weights
    assert other.after != found.after


def test_few_reviews_are_not_fitted() -> None:
    log = log_of(DEFAULT_WEIGHTS)[:ENOUGH_REVIEWS - 1]
    assert fit(log, Settings()) == Fit(399, adopted=False, why="Fitting needs 400 reviews, and there are 399 so far.")


def test_reviews_of_one_day_cannot_be_judged() -> None:
    log = [Recall(number % 50, 1, Rating.GOOD) for number in range(500)]
    found = fit(log, Settings())
    assert not found.adopted
    assert found.why == "Too few cards have come back on later days to tell whether other weights would be better."


def row(number: int, cause: str, days: int, rating: Rating | None = None, **other: object) -> LogRow:
    at = START + timedelta(days=days)
    return LogRow(number, "main", cause, at, at, 1, rating, **other)  # type: ignore[arg-type]


def test_voided_rows_practice_and_what_follows_a_key_change_are_left_out_and_a_reset_begins_anew() -> None:
    rows = [
        row(1, "review", 0, Rating.AGAIN), row(2, "override", 0, Rating.GOOD, voids=1), row(3, "review", 2, Rating.HARD),
        row(4, "review", 3, Rating.GOOD, moves_memory=False), row(5, "key change", 4), row(6, "review", 5, Rating.GOOD),
        row(7, "reset", 6), row(8, "review", 7, Rating.EASY),
    ]
    day = Settings().calendar.day(START)
    assert recalls("card", rows[::-1], Settings()) == [
        Recall(("card", 0), day, 3), Recall(("card", 0), day + 2, 2), Recall(("card", 1), day + 7, 4)]


@pytest.mark.parametrize("steps", [(), (10.0,), (10.0, 60.0)])
def test_relearning_steps_are_told_to_the_optimizer(steps: tuple[float, ...]) -> None:
    assert fit(log_of(FORGETFUL, 150), Settings(relearning_steps=steps)).after is not None
