"""No page asks anybody but this server for anything."""

from tests.browser.learner import Learner

PAGES = ("/", "/banks", "/banks/all-kinds", "/study", "/practice", "/progress", "/settings", "/settings/second-factor/app",
         "/export", "/privacy", "/classes", "/quiz")


def test_no_page_sends_a_request_to_anybody_else(learner: Learner) -> None:
    asked: set[str] = set()
    learner.page.on("request", lambda request: asked.add(request.url))
    for path in PAGES:
        learner.page.goto(path)
        learner.page.wait_for_load_state("networkidle")
    assert len(asked) > len(PAGES)
    assert not [url for url in asked if not url.startswith((f"{learner.site.address}/", "data:"))]
