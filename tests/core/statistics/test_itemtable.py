"""From first answers to figures: identities with the textbook formulas, and what becomes of those who have met little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.statistics.calibration import Prediction
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.items import cronbach_alpha, discrimination
from geoquiz.core.statistics.itemtable import (
    ENOUGH_LEARNERS,
    GAVE_UP,
    OTHERS,
    Consistency,
    First,
    Later,
    Options,
    consistency,
    figures,
    mistakes,
    scores_of,
    standings,
)

SCORES = st.sampled_from((0.0, 0.5, 1.0))
TABLES = st.tuples(st.integers(ENOUGH_LEARNERS, 20), st.integers(OTHERS + 1, 6)).flatmap(
    lambda shape: st.lists(st.lists(SCORES, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]))


def firsts_of(table: list[list[float]]) -> list[First]:
    """Return the first answers of a table with one row a learner and one column a question."""
    return [First(learner, question, "main", score) for learner, row in enumerate(table) for question, score in enumerate(row)]


def ladder(choose: dict[int, str], *, learners: int = 30, key: str = "right") -> list[First]:
    """Return answers of learners, the weakest first, to questions 1 to 4; in question 0 some choose something else."""
    found = [First(learner, question, "main", float(learner >= 6 * question)) for learner in range(learners)
             for question in range(1, 5)]
    return [*found, *(First(learner, 0, "main", float(choose.get(learner, key) == key), (choose.get(learner, key),))
                      for learner in range(learners))]


@given(TABLES)
def test_where_everybody_has_answered_everything_discrimination_is_that_of_the_textbook(table: list[list[float]]) -> None:
    found = figures(firsts_of(table), {question: Options() for question in range(len(table[0]))}, {})
    for question, item in found.items():
        known = discrimination(table, question)
        if known is None:
            assert item.discrimination is None
        else:
            assert item.discrimination is not None
            assert item.discrimination.value == pytest.approx(known, abs=1e-9)
            assert item.discrimination.interval.low <= known <= item.discrimination.interval.high


def test_nobody_looks_strong_for_having_met_the_easy_questions_alone() -> None:
    # Learner 0 knows one more than the others of questions that all know; learner 1 is right where others fail.
    scores = {question: {0: 1.0, **dict.fromkeys(range(2, 12), 1.0)} for question in range(4)}
    scores |= {question: {1: 1.0, **dict.fromkeys(range(2, 12), 0.0)} for question in range(4, 8)}
    found = standings(scores)
    assert found[0, 0] == 0
    assert found[1, 4] == pytest.approx(10 / 11)


def test_whoever_has_met_few_other_questions_is_not_compared() -> None:
    scores = {question: {0: 1.0, 1: 0.0} for question in range(OTHERS)} | {OTHERS: {0: 1.0}}
    assert {learner for learner, _ in standings(scores)} == {0}


def test_a_question_in_parts_counts_as_the_mean_of_those_met() -> None:
    firsts = [First(1, 7, "c1", 1.0), First(1, 7, "c2", 0.0), First(2, 7, "c1", 1.0)]
    assert scores_of(firsts) == {7: {1: 0.5, 2: 1.0}}
    item = figures(firsts, {7: Options()}, {})[7]
    assert item.facility is not None
    assert (item.facility.mean, item.learners) == (0.75, 2)


def test_options_are_counted_by_all_and_by_thirds() -> None:
    # The ten weakest choose "a", two of the strongest "b", and one who is in the middle gives up.
    item = figures(ladder({**dict.fromkeys(range(10), "a"), 28: "b", 29: "b", 15: GAVE_UP}),
                   {0: Options(("right", "a", "b"), frozenset({"right"}), is_one=True)}, {})[0]
    shares = {one.option: (one.all, one.lower, one.upper) for one in item.chosen}
    assert shares["a"] == (Share(10, 30), Share(10, 10), Share(0, 10))
    assert shares["b"] == (Share(2, 30), Share(0, 10), Share(2, 10))
    assert shares[GAVE_UP] == (Share(1, 30), Share(0, 10), Share(0, 10))
    assert list(shares) == ["right", "a", "b", GAVE_UP]
    assert item.chance == pytest.approx(1 / 3)


def test_an_option_of_an_earlier_wording_stands_after_those_of_today() -> None:
    item = figures(ladder({3: "old words"}), {0: Options(("right", "new words"), frozenset({"right"}))}, {})[0]
    assert [one.option for one in item.chosen] == ["right", "new words", "old words"]
    assert item.chance is None


def test_with_few_learners_neither_discrimination_nor_thirds_are_told() -> None:
    options = {0: Options(("right", "a"), frozenset({"right"}))}
    few = figures(ladder({1: "a"}, learners=ENOUGH_LEARNERS - 1), options, {})[0]
    assert (few.discrimination, few.compared) == (None, ENOUGH_LEARNERS - 1)
    assert [(one.all.part, one.lower, one.upper) for one in few.chosen] == [(13, Share(0, 0), Share(0, 0)), (1, Share(0, 0),
                                                                                                          Share(0, 0))]
    enough = figures(ladder({1: "a"}, learners=ENOUGH_LEARNERS), options, {})[0]
    assert enough.discrimination is not None
    assert enough.chosen[0].lower.whole == ENOUGH_LEARNERS // 3


def test_times_recall_and_lapses_are_carried_along() -> None:
    later = Later(9, (Prediction(0.9, recalled=False), Prediction(0.7, recalled=True)), Share(1, 4))
    item = figures([First(n, 0, "main", 1.0, (), seconds) for n, seconds in enumerate((2, 30, 4))], {0: Options(), 1: Options()},
                   {0: later})
    assert (item[0].answers, item[0].seconds, item[0].lapses, item[0].predictions) == (9, 4, Share(1, 4), 2)
    assert item[0].difference == pytest.approx(-0.3)
    nobody = item[1]
    assert (nobody.answers, nobody.learners, nobody.seconds, nobody.difference, nobody.chosen) == (0, 0, None, None, ())


def test_mistakes_are_told_that_several_learners_made() -> None:
    typed = [("c1", "Red Sea"), ("c1", " red sea"), ("c2", "Red Sea"), ("c1", "Dead"), *(("c2", text) for text in (
        "Aral", "aral", "ARAL"))]
    assert mistakes(typed) == (("c2", "Aral", 3), ("c1", "Red Sea", 2))
    assert len(mistakes([("main", f"text {n}") for n in range(9) for _ in range(2)])) == 5


def test_the_consistency_of_a_quiz_is_alpha_over_what_everybody_was_asked() -> None:
    table = [[float(learner % 7 >= 2 * question) for question in range(3)] for learner in range(ENOUGH_LEARNERS)]
    scores = {question: {learner: row[question] for learner, row in enumerate(table)} for question in range(3)}
    asked = {learner: {0, 1, 2, *({9} if learner else ())} for learner in range(ENOUGH_LEARNERS)}
    told = consistency(scores | {9: {1: 1.0}}, asked)
    assert (told.learners, told.questions) == (ENOUGH_LEARNERS, 3)
    assert told.alpha == pytest.approx(cronbach_alpha(table))
    del asked[0]
    assert consistency(scores, asked) == Consistency(None, ENOUGH_LEARNERS - 1, 4)
    assert consistency({}, {}) == Consistency(None, 0, 0)


def test_what_was_left_unanswered_in_a_quiz_counts_as_nought() -> None:
    table = [[float(learner % 2), float(learner % 3 == 0)] for learner in range(ENOUGH_LEARNERS)]
    scores = {question: {learner: row[question] for learner, row in enumerate(table) if row[question]} for question in range(2)}
    assert consistency(scores, dict.fromkeys(range(ENOUGH_LEARNERS), (0, 1))).alpha == pytest.approx(cronbach_alpha(table))
