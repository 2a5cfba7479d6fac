"""Figures for Prometheus: there when asked for, right, and nothing of any person in them."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from geoquiz.config import Config
from geoquiz.storage.db import db
from geoquiz.web import create_app
from tests.factories import make_learner
from tests.web.conftest import Browser, be_logged_in


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application with figures."""
    app = create_app(replace(config, metrics="on"))
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def figures(browser: Browser) -> dict[str, dict[tuple[str, ...], float]]:
    """Return what the page says: values by name and labels, these in the order of their names."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(browser.client.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels[name] for name in sorted(sample.labels))] = sample.value
    return found


def test_requests_and_stored_answers_are_counted(student: Browser, session: Session) -> None:
    before = figures(student)
    form = student.visit("/study/all-kinds").one("form", action="/study/all-kinds")
    for _ in range(2):  # The second is the same answer, and stored already.
        student.client.post(form["action"], data={**form.fields(), "give_up": "1"})
    student.client.open("/healthz", method="BREW")
    after = figures(student)

    def more(name: str, *labels: str) -> float:
        return after[name].get(labels, 0) - before.get(name, {}).get(labels, 0)

    assert more("geoquiz_requests_total", "study.ask", "GET", "200") == 1
    assert more("geoquiz_requests_total", "study.answer", "POST", "303") == 2
    assert more("geoquiz_requests_total", "none", "other", "405") == 1
    assert more("geoquiz_request_seconds_count", "study.answer") == 2
    assert 0 < more("geoquiz_request_seconds_sum", "study.answer") < 20
    assert more("geoquiz_answers_total") == 1


def test_nothing_in_them_names_a_person_a_bank_or_an_address(browser: Browser, session: Session, bank: str) -> None:
    be_logged_in(browser, session, make_learner(session, "Xanthippe"))
    for path in ("/study/all-kinds", "/banks/all-kinds", "/banks/no-such-bank", "/nowhere/at/all"):
        browser.client.get(path)
    text = browser.client.get("/metrics").text
    for word in ("Xanthippe", "all-kinds", "no-such-bank", "nowhere", "127.0.0.1"):
        assert word not in text
    assert set(re.findall(r'[{,](\w+)="', text)) >= {"method", "endpoint", "status", "le"}


def test_they_are_off_unless_asked_for(config: Config) -> None:
    app = create_app(config)
    assert app.test_client().get("/metrics").status_code == 404
    with app.app_context():
        db.engine.dispose()
