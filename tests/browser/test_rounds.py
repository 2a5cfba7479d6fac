"""Rounds in a browser: by keyboard alone, on a small phone, with nothing for axe to object to."""

import pytest
from playwright.sync_api import expect

from geoquiz.core.rounds import pairs_of
from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings


@pytest.fixture
def definitions(learner: Learner) -> dict[str, str]:
    """What belongs to each term of the bank."""
    pairs = pairs_of(row.question for row in learner.site.questions.values())
    return {pair.term.replace("*", ""): pair.definition.replace("*", "") for pair in pairs}


def test_a_match_by_keyboard_alone(learner: Learner, definitions: dict[str, str]) -> None:
    page, keys = learner.page, learner.page.keyboard
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/rounds/{learner.site.bank}")
    learner.goes_on(lambda: page.get_by_role("button", name="Play Match").press("Enter"))
    assert findings(learner) == []
    assert not learner.scrolls_sideways()
    count = page.locator("[name=term]").count()
    assert count >= 4
    for left in range(count, 0, -1):
        term = page.locator(".tile", has=page.locator("[name=term]")).first.locator("span").inner_text()
        places = page.locator(".tile", has=page.locator("[name=definition]")).locator("span").all_inner_texts()
        keys.press("a")
        learner.goes_on(lambda: keys.press(str(places.index(definitions[term]) + 1)))  # noqa: B023  # Called at once.
        if left > 1:
            expect(page.get_by_role("status")).to_contain_text(term)
    expect(page.get_by_role("heading", level=1)).to_have_text("Round over")
    assert findings(learner) == []
    assert not learner.scrolls_sideways()


def test_a_speed_round_by_keys_and_its_clock_runs(learner: Learner) -> None:
    page, keys = learner.page, learner.page.keyboard
    page.goto(f"/rounds/{learner.site.bank}")
    learner.goes_on(page.get_by_role("button", name="Play Speed, 60 seconds").click)
    assert findings(learner) == []
    expect(page.locator("[data-seconds]")).to_have_text("58")
    learner.goes_on(lambda: keys.press("1"))
    expect(page.get_by_role("status")).not_to_be_empty()
    assert findings(learner) == []
    learner.goes_on(page.get_by_role("button", name="End the round here").click)
    expect(page.get_by_role("heading", level=1)).to_have_text("Round over")
