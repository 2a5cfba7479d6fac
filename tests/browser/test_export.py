"""Decks and one's own data out of a real browser, with and without scripts."""

from collections.abc import Callable
from zipfile import ZipFile

import pytest

from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings


@pytest.mark.parametrize("scripts", [True, False])
def test_decks_are_downloaded_one_after_the_other_from_one_page(visit: Callable[..., Learner], scripts: bool) -> None:
    learner = visit(java_script_enabled=scripts)
    learner.register()
    page = learner.page
    page.goto("/export")
    names = []
    for _ in range(2):
        page.locator("#with_progress").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the deck").click()
        names += [name for name in ZipFile(download.value.path()).namelist() if name.startswith("collection")]
    assert names == ["collection.anki21"] * 2
    page.goto("/settings")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all my data").click()
    assert "answers.jsonl" in ZipFile(download.value.path()).namelist()


def test_a_mistake_has_the_focus_and_leads_to_its_box(learner: Learner) -> None:
    page = learner.page
    page.goto("/export")
    page.locator("input[name=banks]").uncheck()
    page.get_by_role("button", name="Download the deck").click()
    assert findings(learner) == []
    page.get_by_role("link", name="Choose at least one bank.").click()
    assert page.evaluate("document.activeElement.name") == "banks"
