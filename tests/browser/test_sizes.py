"""The main job at the usual widths: register, the welcome, a question, its verdict, the summary, progress; never sideways."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.learner import PASSWORD, Learner

# The last is a desktop window of 1280 × 768 at 400 % zoom.
SIZES = [(320, 568), (360, 740), (768, 1024), (1366, 768), (320, 192)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_from_registering_to_progress_at_each_width(visit: Callable[..., Learner], width: int, height: int) -> None:
    learner = visit(viewport={"width": width, "height": height})
    page = learner.page
    clicks: list[str] = []

    def click(name: str, role: str = "button") -> None:
        clicks.append(name)
        assert not learner.scrolls_sideways(), f"{page.url} at {width} pixels"
        learner.goes_on(page.locator("main").get_by_role(role, name=name, exact=True).click)  # type: ignore[arg-type]  # One of Playwright's roles.

    page.goto("/register")
    page.get_by_label("User name").fill(learner.name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    click("Make an account")
    begun = time.monotonic()
    expect(page.get_by_role("heading", level=1)).to_have_text("How much a day?")
    click("Go on")
    click("One of every kind", "link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 20")
    assert clicks[1:] == ["Go on", "One of every kind"]
    assert time.monotonic() - begun < 30
    click("Show the answer")
    click("Again")
    page.locator(".choice").first.click()
    click("Check")
    assert learner.verdict() in ("Right", "Not right")
    click("Stop here", "link")
    expect(page.get_by_role("heading", level=1)).to_contain_text("of 2 right")
    page.goto("/progress")
    assert not learner.scrolls_sideways()
    page.goto("/")
    expect(page.get_by_role("link", name="Study now")).to_be_visible()
    assert not learner.scrolls_sideways()
