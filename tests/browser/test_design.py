"""The living page of components, with axe and on a small phone, as whoever works on the look sees it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from geoquiz.config import Config
from geoquiz.web import create_app
from tests.browser.conftest import served
from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings


def test_every_component_is_clean_in_both_schemes_and_fits(visit: Callable[..., Learner], tmp_path: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    learner = visit(viewport={"width": 320, "height": 640})
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = create_app(Config(tmp_path, learner.site.app.config["SQLALCHEMY_DATABASE_URI"], "a key for browser tests alone"))
    with served(app) as address:
        learner.page.goto(f"{address}/design")
        assert findings(learner) == []
        assert not learner.scrolls_sideways()
        learner.page.emulate_media(forced_colors="active")
        chosen, other = (learner.page.locator(".choice").nth(place).evaluate("choice => getComputedStyle(choice).outlineStyle")
                         for place in (0, 1))
        assert (chosen, other) == ("solid", "none"), "what is chosen has no edge of its own where grounds are dropped"
