"""Everything works with JavaScript off."""

from collections.abc import Callable

import pytest

from tests.browser.kinds import RIGHT_ORDER, WAYS, Way
from tests.browser.learner import Learner


@pytest.fixture
def plain(visit: Callable[..., Learner]) -> Learner:
    """A learner with JavaScript off, on a phone."""
    someone = visit(java_script_enabled=False, viewport={"width": 360, "height": 740})
    someone.register()
    return someone


@pytest.mark.parametrize("way", WAYS.values(), ids=lambda way: way.question)
def test_a_question_is_answered_and_a_mistake_stores_nothing(plain: Learner, way: Way) -> None:
    plain.ask(way.question, way.part)
    plain.check.click()
    assert way.mistake in plain.error.inner_text()
    assert plain.answers() == []

    way.act(plain.page)
    plain.check.click()
    assert plain.verdict() == way.verdict
    (stored,) = plain.answers()
    assert sorted(stored.response) == sorted(way.response)

    plain.page.get_by_role("link", name="Next").click()
    assert "Question 2 of" in plain.page.get_by_role("heading", level=1).inner_text()


def test_a_card_is_shown_then_rated(plain: Learner) -> None:
    plain.ask("a-card")
    assert "International" not in plain.page.content()
    plain.page.get_by_role("button", name="Show the answer").click()
    assert "International North–South Transport" in plain.page.get_by_role("main").inner_text()
    assert plain.answers() == []
    plain.page.get_by_role("button", name="Again").click()
    (stored,) = plain.answers()
    assert (stored.rating, stored.verdict) == (1, "wrong")
    assert "Question 2 of" in plain.page.get_by_role("heading", level=1).inner_text()


def test_items_are_ordered_by_numbers_which_a_mistake_keeps(plain: Learner) -> None:
    plain.ask("an-order")
    for number, text in enumerate(RIGHT_ORDER[:3], 1):
        plain.page.get_by_label(text).select_option(str(number))
    plain.check.click()
    assert "Give each item a different number from 1 to 4." in plain.error.inner_text()
    assert [plain.page.get_by_label(text).input_value() for text in RIGHT_ORDER] == ["1", "2", "3", ""]
    plain.page.get_by_label(RIGHT_ORDER[3]).select_option("4")
    plain.check.click()
    assert plain.verdict() == "Right"


def test_the_map_keeps_its_natural_size_and_a_click_on_it_answers(plain: Learner) -> None:
    plain.ask("a-place")
    picture = plain.page.locator("input[type=image]")
    box = picture.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (720, 640)
    assert not plain.scrolls_sideways()
    picture.click(position={"x": 287, "y": 277})
    assert plain.verdict() == "Right"
    (stored,) = plain.answers()
    lat, lon = map(float, stored.response[0].split(","))
    assert (lat, lon) == pytest.approx((40.4, 49.9), abs=0.5)


@pytest.mark.parametrize(
    ("question", "typed", "reading", "verdict"),
    [("a-day", "12/09/2000", "12 September 2000", "Right"), ("a-number", "7.200", "7200", "Right")],
)
def test_a_reading_is_chosen_by_a_button(plain: Learner, question: str, typed: str, reading: str, verdict: str) -> None:
    plain.ask(question)
    plain.page.locator("#response").fill(typed)
    plain.check.click()
    assert plain.page.locator("#response").input_value() == typed
    assert plain.answers() == []
    plain.error.get_by_role("button", name=reading, exact=True).click()
    assert plain.verdict() == verdict


def test_not_knowing_shows_the_answer(plain: Learner) -> None:
    plain.ask("a-word")
    plain.page.get_by_role("button", name="I don’t know").click()
    assert plain.verdict() == "Here is the answer"
    assert "Astrakhan" in plain.page.get_by_role("main").inner_text()


def test_an_answer_can_be_counted_as_right_and_taken_back(plain: Learner) -> None:
    plain.ask("a-word")
    plain.page.locator("#response").fill("Hajji Tarkhan")
    plain.check.click()
    assert plain.verdict() == "Not right"
    plain.page.get_by_role("button", name="My answer should count").click()
    assert plain.verdict() == "Counted as right"
    plain.page.get_by_role("button", name="Undo").click()
    assert "Question 1 of" in plain.page.get_by_role("heading", level=1).inner_text()
