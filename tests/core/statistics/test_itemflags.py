"""When a question is marked: each rule just above and just below its threshold, in the words that the page shows."""

from dataclasses import replace

import pytest

from geoquiz.core.statistics.intervals import Interval, Share, wilson
from geoquiz.core.statistics.itemflags import flags, missing
from geoquiz.core.statistics.items import Chosen, Discrimination, Facility, with_interval
from geoquiz.core.statistics.itemtable import GAVE_UP, ItemFigures, Options

NOTHING = Share(0, 0)


def facility(right: int, answers: int) -> Facility:
    return Facility(right / answers, wilson(right, answers), answers)


def chosen(option: str, all_: int, lower: int, upper: int, whole: int = 30) -> Chosen:
    return Chosen(option, Share(all_, whole), Share(lower, whole // 3), Share(upper, whole // 3))


PLAIN = ItemFigures(
    answers=90, facility=facility(18, 30), discrimination=with_interval(0.4, 30), compared=30,
    options=Options(("yes", "a", "b"), frozenset({"yes"}), is_one=True),
    chosen=(chosen("yes", 18, 3, 9), chosen("a", 6, 4, 1), chosen("b", 6, 3, 0)),
    seconds=8.0, difference=0.01, predictions=60, lapses=Share(3, 40), chance=1 / 3)


def codes(item: ItemFigures) -> list[str]:
    return [flag.code for flag in flags(item)]


def words(item: ItemFigures) -> str:
    return " ".join(flag.words for flag in flags(item))


def test_a_good_question_is_not_marked() -> None:
    assert flags(PLAIN) == ()


def test_a_wrong_option_that_strong_learners_choose_is_named() -> None:
    # 7 of 10 less 1 of 10: the interval is from 0.17 to 0.81. 4 less 1: from -0.07.
    item = replace(PLAIN, chosen=(chosen("yes", 12, 6, 3), chosen("a", 12, 1, 7), chosen("b", 6, 3, 0)))
    (flag,) = flags(item)
    assert flag == ("key", "“a” is chosen more often by strong learners than by weak ones: check the key.")
    assert flag.is_grave
    assert flags(replace(PLAIN, chosen=(PLAIN.chosen[0], chosen("a", 6, 1, 4), PLAIN.chosen[2]))) == ()


def test_the_right_option_and_giving_up_are_not_taken_for_wrong_options() -> None:
    item = replace(PLAIN, chosen=(chosen("yes", 18, 1, 10), chosen("a", 6, 4, 0), chosen("b", 6, 4, 0), chosen(GAVE_UP, 6, 0, 8),
                                  chosen("earlier words", 6, 0, 8)))
    assert flags(item) == ()


@pytest.mark.parametrize(("value", "expected"), [
    # With 30 learners the intervals end at +0.08, +0.10, +0.28 and +0.32.
    (-0.28, ["against"]), (-0.26, ["weak"]), (-0.08, ["weak"]), (-0.04, []),
])
def test_little_discrimination_is_marked_where_chance_cannot_explain_it(value: float, expected: list[str]) -> None:
    item = replace(PLAIN, discrimination=with_interval(value, 30))
    assert codes(item) == expected


def test_the_words_of_discrimination() -> None:
    assert words(replace(PLAIN, discrimination=with_interval(-0.4, 30))) == (
        "Strong learners do worse here than weak ones: check the key and the wording.")
    assert words(replace(PLAIN, discrimination=with_interval(0.0, 200))) == (
        "No discrimination: strong learners are right here hardly more often than weak ones.")
    # A sure but small positive correlation is not against anybody.
    assert codes(replace(PLAIN, discrimination=Discrimination(0.05, Interval(0.02, 0.08)))) == ["weak"]


@pytest.mark.parametrize(("right", "answers", "expected"), [
    (29, 30, ["easy"]), (28, 30, []), (10, 10, ["easy"]), (9, 9, []),
    (6, 30, ["hard"]), (7, 30, []), (2, 10, ["hard"]), (0, 9, []), (2, 30, ["blind", "hard"]),
])
def test_easy_hard_and_worse_than_blind(right: int, answers: int, expected: list[str]) -> None:
    assert codes(replace(PLAIN, facility=facility(right, answers))) == expected


def test_the_words_of_difficulty() -> None:
    assert words(replace(PLAIN, facility=facility(30, 30))) == (
        "Nearly everybody is right at first sight: either it is known already, or it gives itself away.")
    assert words(replace(PLAIN, facility=facility(2, 30))) == (
        "It is answered rightly less often than by choosing blindly: check the key, and whether the stem misleads. "
        "Hardly anybody is right at first sight: fine for something to be learned; in a quiz, look at the wording.")


def test_an_easy_question_cannot_discriminate_and_tempts_nobody() -> None:
    item = replace(PLAIN, facility=facility(30, 30), discrimination=with_interval(0.0, 30),
                   chosen=(chosen("yes", 30, 10, 10), chosen("a", 0, 0, 0), chosen("b", 0, 0, 0)))
    assert codes(item) == ["easy"]


def test_options_that_tempt_nobody_are_named_together() -> None:
    item = replace(PLAIN, chosen=(chosen("yes", 28, 8, 10), chosen("a", 1, 1, 0), chosen("b", 0, 0, 0)))
    assert words(item) == "Hardly ever chosen: “a”, “b”. A wrong option that tempts nobody helps to guess."
    # Two of 30 are one in fifteen; and with 29 answers it is not told yet.
    assert codes(replace(item, chosen=(PLAIN.chosen[0], chosen("a", 2, 1, 0), chosen("b", 2, 1, 0)))) == []
    assert codes(replace(item, chosen=(PLAIN.chosen[0], chosen("a", 0, 0, 0, 29), chosen("b", 0, 0, 0, 29)))) == []


@pytest.mark.parametrize(("difference", "predictions", "lapses", "expected"), [
    (-0.1, 30, Share(0, 0), ["forgotten"]), (-0.09, 30, Share(0, 0), []), (-0.5, 29, Share(0, 0), []), (None, 0, NOTHING, []),
    (0.0, 30, Share(4, 20), ["lapses"]), (0.0, 30, Share(3, 20), []), (0.0, 30, Share(19, 19), []),
    (-0.2, 40, Share(10, 40), ["forgotten", "lapses"]),
])
def test_what_is_forgotten_is_marked(difference: float | None, predictions: int, lapses: Share, expected: list[str]) -> None:
    assert codes(replace(PLAIN, difference=difference, predictions=predictions, lapses=lapses)) == expected


def test_the_words_of_memory() -> None:
    assert words(replace(PLAIN, difference=-0.2, lapses=Share(20, 40))) == (
        "It is forgotten more often than predicted: something about it is hard to keep apart or to remember. "
        "Known once and forgotten again by many: ask for less at a time, or give it an explanation that helps to remember.")


def test_what_cannot_be_told_yet_is_said_with_its_threshold() -> None:
    assert missing(PLAIN) == ()
    few = replace(PLAIN, facility=facility(3, 4), compared=2, predictions=1, lapses=Share(0, 3))
    assert missing(few) == (
        "Whether it is easy or hard is told from 10 first answers on; there are 4.",
        "Discrimination and thirds are told from 15 learners on who have met some other questions of the bank too; there are 2.",
        "Whether an option is unused is told from 30 first answers on; there are 4.",
        "Measured minus predicted recall says something from 30 reviews on a later day on; there are 1.",
        "Lapses are told from 20 reviews of cards in review on; there are 3.")
    assert len(missing(replace(few, options=Options()))) == 4


def test_a_question_nobody_has_answered_is_not_marked() -> None:
    nobody = ItemFigures(0, None, None, 0, Options(), (), None, None, 0, NOTHING)
    assert flags(nobody) == ()
