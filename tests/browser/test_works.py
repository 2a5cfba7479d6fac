"""Long work in a real browser: its page goes on by itself, with and without scripts."""

from collections.abc import Callable

import pytest

from geoquiz.services import imports
from geoquiz.web import works
from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings
from tests.services.test_imports import deck

WAITING = "Waiting for other work on this server"


def take_a_large_deck(learner: Learner) -> None:
    """Send a large package, and ask for it as one's own deck."""
    page = learner.page
    page.goto("/banks/import")
    data = deck(ballast=imports.LARGE)
    page.locator("#file").set_input_files({"name": "rivers.apkg", "mimeType": "application/zip", "buffer": data})
    learner.goes_on(page.locator("main form button[type=submit]").first.click)
    learner.goes_on(page.get_by_role("button", name="Study it as my own deck").click)
    page.wait_for_url("**/work/*")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_goes_on_to_the_deck_by_itself(visit: Callable[..., Learner], scripts: bool) -> None:
    learner = visit(java_script_enabled=scripts, viewport={"width": 320, "height": 640})
    learner.register()
    page = learner.page
    with works.TURN:
        take_a_large_deck(learner)
        page.get_by_role("status").get_by_text(WAITING).wait_for()
        if scripts:
            assert findings(learner) == []
            assert not learner.scrolls_sideways()
    page.wait_for_url("**/banks/*")
    page.get_by_text("The deck is yours: 2 questions").wait_for()


def test_what_the_page_is_told_leaves_the_focus_where_it_is(learner: Learner) -> None:
    page = learner.page
    with works.TURN:
        take_a_large_deck(learner)
        cancel = page.get_by_role("button", name="Cancel")
        cancel.focus()
        page.evaluate("document.body.dataset.same = 'page'")
        page.get_by_role("status").get_by_text(WAITING).wait_for()
        assert page.evaluate("document.activeElement.textContent") == "Cancel"
        page.keyboard.press("Enter")
        page.get_by_role("status").get_by_text("Stopping").wait_for()
    page.get_by_role("heading", name="Taking in your deck: cancelled").wait_for()
    assert findings(learner) == []
