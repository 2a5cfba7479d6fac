"""The living page of components is there for whoever works on the look, and for nobody else."""

import pytest
from flask import Flask

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.storage.db import db
from geoquiz.web import create_app
from tests.web.conftest import Browser
from tests.web.test_contrast import colours_of_tokens


@pytest.mark.only_on("sqlite")
def test_in_debug_it_shows_every_colour(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = create_app(config)
    page = Browser(app).visit("/design")
    assert page.one("h1").text == "The parts"
    assert {code.text for code in page.one("ul", class_="samples").all("code")} == set(colours_of_tokens()["light"])
    with app.app_context():
        db.engine.dispose()


def test_elsewhere_it_is_not_there(app: Flask, browser: Browser) -> None:
    assert not app.debug
    browser.visit("/design", 404)
    assert "css/design.css" not in browser.response.text
    assert (resources.static_folder() / "css" / "design.css").exists()
