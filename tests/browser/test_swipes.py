"""Swipes on a phone: an extra that presses what can be tapped as well."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner


@pytest.fixture
def phone(visit: Callable[..., Learner]) -> Learner:
    """A learner with a phone."""
    someone = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    someone.register()
    return someone


def _swipe(phone: Learner, start: tuple[int, int], end: tuple[int, int], *, pause: int = 0) -> None:
    devtools = phone.page.context.new_cdp_session(phone.page)
    for step in range(5):
        x, y = (a + (b - a) * step / 4 for a, b in zip(start, end, strict=True))
        kind = "touchMove" if step else "touchStart"
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    phone.page.wait_for_timeout(pause)
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


LEFT, RIGHT = ((250, 400), (100, 405)), ((100, 400), (250, 395))


def _see_verdict(phone: Learner) -> None:
    phone.ask("a-truth")
    phone.page.get_by_text("True", exact=True).tap()
    phone.check.tap()
    assert phone.verdict() == "Right"


def _see_back(phone: Learner) -> None:
    phone.ask("a-card")
    phone.goes_on(phone.page.get_by_role("button", name="Show the answer").tap)


@pytest.mark.parametrize(("stroke", "rating"), [(LEFT, 1), (RIGHT, 3)])
def test_a_card_is_rated_by_a_swipe(phone: Learner, stroke: tuple[tuple[int, int], tuple[int, int]], rating: int) -> None:
    _see_back(phone)
    phone.goes_on(lambda: _swipe(phone, *stroke))
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Question 2 of 20")
    assert [answer.rating for answer in phone.answers()] == [rating]


def test_a_swipe_to_the_left_leads_from_a_verdict_to_the_next_question(phone: Learner) -> None:
    _see_verdict(phone)
    phone.goes_on(lambda: _swipe(phone, *LEFT))
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Question 2 of 20")


@pytest.mark.parametrize(("start", "end", "pause"), [
    ((250, 400), (230, 400), 0),  # Too short.
    ((250, 500), (130, 350), 0),  # Too steep: that is scrolling.
    ((355, 400), (200, 400), 0),  # From the edge, which belongs to the system.
    ((250, 400), (100, 400), 900),  # Too slow: a finger that rests.
])
def test_other_strokes_do_nothing(phone: Learner, start: tuple[int, int], end: tuple[int, int], pause: int) -> None:
    _see_back(phone)
    _swipe(phone, start, end, pause=pause)
    phone.page.wait_for_timeout(150)
    expect(phone.page.get_by_role("heading", name="The answer")).to_be_visible()
    assert phone.answers() == []


def test_they_are_off_with_the_keys_and_come_back_with_them(phone: Learner) -> None:
    _see_back(phone)
    box = phone.page.get_by_role("checkbox", name="Use single keys")
    for wanted in (False, True):
        phone.page.get_by_role("button", name="Keys and swipes").tap()
        box.set_checked(wanted)
        phone.page.get_by_role("button", name="Close").tap()
        phone.page.evaluate("scrollTo(0, 0)")
        _swipe(phone, *LEFT)
        phone.page.wait_for_timeout(150)
        assert len(phone.answers()) == int(wanted)


def test_a_map_is_moved_and_nothing_else(phone: Learner) -> None:
    _see_verdict(phone)
    phone.ask("a-place")
    phone.page.get_by_role("button", name="Enlarge the map").tap()
    box = phone.page.locator(".map-stage").bounding_box()
    assert box is not None
    y = round(box["y"]) + 60
    _swipe(phone, (250, y), (100, y))
    phone.page.wait_for_timeout(150)
    assert phone.page.get_by_role("button", name="Shrink the map").is_visible()
    assert len(phone.answers()) == 1
