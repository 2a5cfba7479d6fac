"""axe and the width of a small phone, on every page of the URL map; a route that is not visited fails the test."""

from collections.abc import Callable

from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings

# Pages about a bank of one's own: tests/browser/test_authoring.py looks at each with one.
AUTHORING = {"/banks/<bank>/edit", "/banks/<bank>/edit/header", "/banks/<bank>/edit/question/<local_id>", "/banks/<bank>/edit/text",
             "/banks/<bank>/edit/plan", "/banks/<bank>/versions", "/banks/<bank>/versions/<int:number>", "/banks/<bank>/sharing",
             "/banks/<bank>/images"}
# Pages of a class: tests/browser/test_classes.py and test_items.py look at each with one.
CLASSES = {"/classes/<room>", "/join/<code>", *(f"/classes/<room>/{page}" for page in ("people", "people/<int:user>",
    "students/<int:user>", "links/<code>", "links/<code>/qr.svg", "settings", "roster", "roster/<upload>", "assign",
    "assignments/<assignment>", "assignments/<assignment>/change", "assignments/<assignment>/questions",
    "assignments/<assignment>/study", "assignments/<assignment>/print", "board", "gradebook", "gradebook.<form>", "items",
    "items/<bank>", "items/<bank>/<local_id>", "items/<bank>/items.csv", "items/<bank>/options.csv"))}
# tests/browser/test_flags.py looks at these.
FLAGS = {"/flags", "/flags/new"}
# Pages that need something first are visited with it; these answer with no page, or are looked at by tests of their own.
NO_PAGES = {*FLAGS, "/reset/<int:user>/<token>", "/login/second", "/settings/second-factor/app.svg", "/admin", "/admin/users",
            "/admin/users/<int:user>", "/admin/audit", *CLASSES, "/calendar/<token>.ics", *AUTHORING,
            "/banks/<bank>/images/<digest>", "/quiz/attempts/<int:number>", "/quiz/attempts/<int:number>/<int:place>",
            "/manifest.webmanifest", "/sw.js", "/offline/learner", "/offline/pack", "/rounds/<bank>/match/<state>",
            "/rounds/<bank>/speed/<state>", "/rounds/<bank>/over/<state>", "/progress/days.csv", "/progress/reviews.csv",
            "/progress/cards.csv", "/healthz", "/readyz", "/banks/<bank>/anki", "/banks/<bank>/download/<name>", "/settings/data",
            "/work/<key>", "/work/<key>/file", "/banks/import/<key>", "/banks/import/<key>/bank.yaml"}
STRANGERS = ("/privacy", "/join", "/", "/offline", "/login", "/register", "/banks", "/banks/<bank>", "/no-such-page")
MEMBERS = ("/flags/mine", "/settings/password", "/settings/sessions", "/settings/delete", "/settings/second-factor",
           "/settings/second-factor/app", "/classes", "/quiz", "/quiz/<bank>", "/", "/banks", "/banks/<bank>",
           "/banks/<bank>/download", "/banks/<bank>/print", "/banks/import", "/banks/new", "/cards", "/export", "/practice",
           "/progress", "/progress/ahead", "/progress/calibration", "/progress/week", "/ready", "/settings", "/study",
           "/study/<bank>", "/study/session/<int:number>", "/study/answer/<key>", "/practice/<int:number>", "/rounds/<bank>",
           "/welcome", "/welcome/bank")


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
