"""Fingers on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.kinds import KINDS, RIGHT_ORDER, WAYS, Way
from tests.browser.learner import Learner


@pytest.fixture
def phone(visit: Callable[..., Learner]) -> Learner:
    """A learner with a phone 360 pixels wide."""
    someone = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, device_scale_factor=2)
    someone.register()
    return someone


def test_each_question_is_answered_by_tapping(phone: Learner) -> None:
    for number, way in enumerate((way for way in WAYS.values() if way.question != "a-place"), 1):
        phone.ask(way.question, way.part)
        _tap(phone, way)
        assert phone.verdict() == way.verdict, way.question
        expect(phone.page.get_by_role("link", name="Next")).to_be_in_viewport()
        assert len(phone.answers()) == number


def _tap(phone: Learner, way: Way) -> None:
    if len(way.response) == 1 and phone.page.get_by_text(way.response[0], exact=True).count():
        phone.page.get_by_text(way.response[0], exact=True).tap()
    else:
        way.act(phone.page)
    phone.check.tap()


def test_a_card_takes_one_tap_to_show_and_one_to_rate(phone: Learner) -> None:
    phone.ask("a-card")
    phone.page.get_by_role("button", name="Show the answer").tap()
    phone.page.get_by_role("button", name="Good").tap()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Question 2 of 20")
    assert [answer.rating for answer in phone.answers()] == [3]


def test_a_tap_on_the_map_lands_at_the_same_degrees_at_any_size(phone: Learner) -> None:
    phone.ask("a-place")
    box = phone.page.locator(".map-stage").bounding_box()
    assert box is not None
    assert box["width"] < 340
    phone.page.touchscreen.tap(box["x"] + box["width"] * 287 / 720, box["y"] + box["height"] * 277 / 640)
    phone.page.get_by_role("button", name="Check this point").tap()
    assert phone.verdict() == "Right"
    lat, lon = map(float, phone.answers()[0].response[0].split(","))
    assert (lat, lon) == pytest.approx((40.4, 49.9), abs=0.5)


def test_a_tap_on_the_enlarged_map_lands_there_too(phone: Learner) -> None:
    phone.ask("a-place")
    phone.page.get_by_role("button", name="Enlarge the map").tap()
    stage = phone.page.locator(".map-stage")
    box = stage.bounding_box()
    assert box is not None
    assert box["width"] > 600
    assert not phone.scrolls_sideways()
    stage.tap(position={"x": box["width"] * 287 / 720, "y": box["height"] * 277 / 640})
    phone.page.get_by_role("button", name="Check this point").tap()
    assert phone.verdict() == "Right"


def test_items_are_moved_by_buttons_and_by_dragging_their_numbers(phone: Learner) -> None:
    phone.ask("an-order")
    texts = phone.page.locator(".order-text")
    for place, wanted in enumerate(RIGHT_ORDER):
        while (at := texts.all_inner_texts().index(wanted)) > place:
            phone.page.get_by_role("button", name=f"Move up: {wanted}").tap()
            assert texts.all_inner_texts().index(wanted) == at - 1
    phone.page.locator(".order").evaluate("list => list.scrollIntoView({ block: 'center' })")
    last = phone.page.locator(".grip").last.bounding_box()
    first = phone.page.locator(".grip").first.bounding_box()
    assert last is not None
    assert first is not None
    _drag(phone, (last["x"] + 8, last["y"] + 20), (first["x"] + 8, first["y"] + 20))
    assert texts.all_inner_texts() == [RIGHT_ORDER[3], *RIGHT_ORDER[:3]]
    phone.check.tap()
    assert phone.verdict() == "Not right"
    assert phone.answers()[0].response == [RIGHT_ORDER[3], *RIGHT_ORDER[:3]]


def _drag(phone: Learner, start: tuple[float, float], end: tuple[float, float]) -> None:
    devtools = phone.page.context.new_cdp_session(phone.page)
    for step in range(9):
        x, y = (a + (b - a) * step / 8 for a, b in zip(start, end, strict=True))
        touch = {"type": "touchMove" if step else "touchStart", "touchPoints": [{"x": x, "y": y}]}
        devtools.send("Input.dispatchTouchEvent", touch)
    phone.page.wait_for_timeout(200)  # A finger rests before it lifts; otherwise the browser takes it for a fling.
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_no_page_scrolls_sideways_on_narrow_phones(phone: Learner) -> None:
    for question in KINDS:
        phone.ask(question, "c1" if question == "a-gap" else "main")
        _assert_fits(phone, question)
        button = "Show the answer" if question == "a-card" else "I don’t know"
        phone.goes_on(phone.page.get_by_role("button", name=button).tap)
        _assert_fits(phone, f"the verdict of {question}")


def _assert_fits(phone: Learner, what: str) -> None:
    for width in (320, 360):
        phone.page.set_viewport_size({"width": width, "height": 740})
        assert not phone.scrolls_sideways(), f"{what} at {width} pixels"
