"""axe and the width of a small phone, on every page of the URL map; a route that is not visited fails the test."""

from collections.abc import Callable

from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings

# Pages that need something first are visited with it; these answer with no page.
NO_PAGES = {"/healthz", "/readyz", "/banks/<bank>/anki", "/banks/<bank>/download/<name>",
            "/settings/data", "/banks/import/<key>", "/banks/import/<key>/bank.yaml"}
STRANGERS = ("/", "/login", "/register", "/banks", "/banks/<bank>", "/no-such-page")
MEMBERS = ("/", "/banks", "/banks/<bank>", "/banks/<bank>/download", "/banks/<bank>/print", "/banks/import", "/cards", "/export",
           "/practice", "/progress", "/progress/ahead", "/ready", "/settings", "/study", "/study/<bank>",
           "/study/session/<int:number>", "/study/answer/<key>", "/practice/<int:number>")


def _look(learner: Learner, path: str) -> None:
    learner.page.goto(path)
    assert findings(learner) == [], path
    width = learner.page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 320, f"{path} is {width} px wide"


def test_every_page_is_clean_and_fits_a_small_phone(visit: Callable[..., Learner]) -> None:
    learner = visit(viewport={"width": 320, "height": 640})
    for path in STRANGERS:
        _look(learner, path.replace("<bank>", learner.site.bank))
    learner.register()
    learner.ask("a-single")
    learner.goes_on(learner.page.get_by_role("button", name="I don’t know").click)
    learner.page.goto("/practice")
    learner.goes_on(learner.page.locator("main form button").first.click)
    values = {"<bank>": learner.site.bank, "<key>": learner.answers()[0].key, "<int:number>": "1"}
    for path in MEMBERS:
        for name, value in values.items():
            path = path.replace(name, value)  # noqa: PLW2901  # One name after the other.
        _look(learner, path)


def test_no_page_of_the_app_is_left_out(learner: Learner) -> None:
    visited = {*STRANGERS, *MEMBERS} - {"/no-such-page"}
    pages = {str(rule) for rule in learner.site.app.url_map.iter_rules()
             if "GET" in (rule.methods or set()) and rule.endpoint != "static"}
    assert pages - NO_PAGES == visited
