"""axe finds nothing on any state of the study screen, in either colour scheme."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.kinds import KINDS, WAYS
from tests.browser.learner import Learner

AXE = Axe()
SETTLED = "document.getAnimations().forEach((fade) => fade.finish())"


def findings(learner: Learner) -> list[str]:
    """Return what axe objects to on the page as it stands, one line a rule; the dark scheme differs in its colours alone."""
    found = []
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        learner.page.emulate_media(color_scheme=scheme)
        # Buttons fade from one scheme's colours to the other's, and what is half-way has no contrast to measure. The fades are
        # ended rather than awaited: a page that draws no frame, as one in the background, would never come to their end.
        learner.page.evaluate(SETTLED)
        results = AXE.run(learner.page, options={"resultTypes": ["violations"], **rules}).response
        found += [f"{scheme}: {rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in results["violations"]]
    return found


@pytest.mark.parametrize("question", KINDS)
def test_asking_a_mistake_and_the_verdict(visit: Callable[..., Learner], question: str) -> None:
    learner = visit(viewport={"width": 360, "height": 740})
    learner.register()
    learner.ask(question, "c1" if question == "a-gap" else "main")
    assert findings(learner) == []
    if question == "a-card":
        learner.goes_on(learner.page.get_by_role("button", name="Show the answer").click)
        assert findings(learner) == []
        learner.goes_on(learner.page.get_by_role("button", name="Again").click)
        learner.page.goto(f"/study/answer/{learner.answers()[0].key}")
    elif way := WAYS.get(question):
        learner.goes_on(learner.check.click)
        assert learner.error.is_visible()
        assert findings(learner) == []
        way.act(learner.page)
        learner.goes_on(learner.check.click)
    else:
        learner.goes_on(learner.check.click)
    learner.verdict()
    assert findings(learner) == []


def test_the_map_with_a_point_the_list_of_keys_and_the_summary(learner: Learner) -> None:
    learner.ask("a-place")
    learner.page.locator(".map-stage").click(position={"x": 300, "y": 200})
    assert findings(learner) == []
    learner.page.get_by_role("button", name="Keys").click()
    assert findings(learner) == []
    learner.page.keyboard.press("Escape")
    learner.page.get_by_role("button", name="Check this point").click()
    learner.verdict()
    assert findings(learner) == []
    learner.page.get_by_role("link", name="Stop here").click()
    assert findings(learner) == []
